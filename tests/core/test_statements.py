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
