"""Statements built by hand: they answer as peewee's own would."""

from __future__ import annotations

import pytest
from peewee import JOIN

from core import statements
from core.organisations import Organisation
from core.records import ALWAYS, NEVER, fn

BELOW = Organisation.id << Organisation.select(Organisation.parent).where(Organisation.name.startswith("Ate"))
CHILD = Organisation.alias()
WITH_CHILD = fn.EXISTS(CHILD.select(CHILD.id).where(CHILD.parent == Organisation.id))


@pytest.fixture
def workshop(app, place):
    found = Organisation(kind="installation", name="Atelier", parent=place)
    found.save()
    return found


@pytest.mark.parametrize("condition", [
    ALWAYS, NEVER, Organisation.path.startswith("1."), Organisation.archived_at.is_null(), BELOW, WITH_CHILD,
    (Organisation.name == "Atelier") | (Organisation.name == "Aucun"), (Organisation.id < 0) | (Organisation.id > 0),
    ~WITH_CHILD & Organisation.archived_at.is_null()])
def test_a_row_meets_a_condition_as_a_select_says(workshop, place, condition):
    for key in (place.id, workshop.id, 10**6):
        assert statements.meets(Organisation, key, condition) == \
            Organisation.select().where(condition & (Organisation.id == key)).exists()


def test_tuples_are_those_of_peewee(workshop, place):
    other = Organisation.alias()
    query = Organisation.select(Organisation.id, Organisation.name, Organisation.parent, Organisation.created_at,
                                other.name, other.updated_at, fn.MAX(other.created_at).alias("newest")).join(
        other, JOIN.LEFT_OUTER, on=(Organisation.parent == other.id)).group_by(Organisation.id, other.id)

    assert sorted(statements.tuples(query)) == sorted(query.clone().tuples())
    assert statements.tuples(query.clone().where(Organisation.id < 0)) == []


@pytest.mark.parametrize("condition", [ALWAYS, NEVER, BELOW, WITH_CHILD, Organisation.name == "Atelier"])
def test_rows_are_counted_as_a_select_says_one_past_the_cap(workshop, place, condition):
    real = Organisation.select().where(condition).count()
    assert statements.counts(Organisation, [(condition, 10), (condition, 0)]) == [real, min(real, 1)]


def test_a_prepared_select_is_built_once_for_each_shape_and_answers_like_any(workshop, place):
    prepared = statements.Prepared(lambda ids, name: Organisation.select(
        Organisation.id, Organisation.created_at).where(Organisation.id << ids, Organisation.name == name))
    both = statements.among([place.id, workshop.id])
    for name in ("Atelier", place.name, "Aucun"):
        assert prepared.rows(both, name) == list(Organisation.select(Organisation.id, Organisation.created_at).where(
            Organisation.name == name).tuples())
    assert len(prepared.known) == 1 and prepared.rows(statements.among([]), "Atelier") == []


def test_values_given_in_another_order_than_they_stand_are_refused(workshop):
    prepared = statements.Prepared(lambda name, ids: Organisation.select(Organisation.id).where(
        Organisation.id << ids, Organisation.name == name))
    with pytest.raises(ValueError, match="another order"):
        prepared.rows("Atelier", statements.among([workshop.id]))


def test_joined_records_come_with_what_their_key_points_to(workshop, place):
    above = Organisation.alias()
    query = Organisation.select(Organisation, above).join(above, on=Organisation.parent == above.id)
    (found,) = statements.joined(query, "parent")
    assert (found, found.parent, found.parent.name) == (workshop, place, place.name)
