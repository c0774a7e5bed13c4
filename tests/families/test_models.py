"""Households and their people: who sees them, who is responsible today, where a child is looked after."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from peewee import IntegrityError

from core.errors import NotFound
from core.records import at, today, utcnow
from plugins.families import Child, Guardian, Guardianship, Household, Placement

MODELS = (Household, Guardian, Child, Guardianship, Placement)


@pytest.mark.parametrize("model", MODELS)
def test_a_service_sees_its_own_families_only(family, somebody, model):
    family()
    family(service="bourgeons")
    reader, nobody = somebody(reader="galets"), somebody()
    assert model.visible_to(reader).count() == 1 and model.select().count() == 2
    assert model.visible_to(nobody).count() == 0


@pytest.mark.parametrize("model", MODELS)
def test_who_reads_one_service_and_edits_another_edits_nothing_in_the_first(family, somebody, model):
    family(service="galets")
    family(service="bourgeons")
    user = somebody(reader="galets", editor="bourgeons")
    assert model.visible_to(user).count() == 2
    editable = {row.id for row in model.visible_to(user, "families.edit")}
    assert len(editable) == 1
    for row in model.visible_to(user):
        if row.id in editable:
            assert model.find_for(user, row.id, "families.edit") == row
        else:
            with pytest.raises(NotFound):
                model.find_for(user, row.id, "families.edit")


def test_a_service_sees_the_child_it_looks_after_whose_household_is_elsewhere(family, somebody, places):
    child = family(service="bourgeons")
    reader = somebody(reader="galets")
    assert Child.visible_to(reader).count() == 0
    Placement(child=child, installation=places["galets-1"], starts_on=today()).save()
    assert list(Child.visible_to(reader)) == [child]


def test_a_child_is_searched_by_name_and_number_without_accents(family):
    child = family(nirec="1202301234567", necsg="123456789")
    assert Child.get_by_id(child.id).folded == "maelle cyr-poirier 1202301234567 123456789"


def test_the_parent_who_asks_comes_first_and_one_whose_tie_ended_does_not_come(family):
    child = family()
    mother = child.guardians()[0]
    father = Guardian(household=child.household, first_name="Mathieu", last_name="Cyr")
    father.save()
    tie = Guardianship(child=child, guardian=father, kind="father", rank="B", starts_on=child.birth_date)
    tie.save()
    assert child.guardians() == [mother, father]
    tie.ends_on = today()
    tie.save()
    assert child.guardians() == [mother, father]
    tie.ends_on = today() - timedelta(days=1)
    tie.save()
    assert child.guardians() == [mother]
    with at(utcnow() - timedelta(days=5)):
        assert child.guardians() == [mother, father]


@pytest.mark.parametrize(("since", "until", "runs"), [
    (None, None, False), (date(2026, 4, 1), None, True), (date(2026, 4, 1), date(2026, 11, 22), True),
    (date(2026, 11, 22), None, True), (date(2026, 11, 23), None, False), (date(2026, 4, 1), date(2026, 11, 21), False)])
def test_the_allowance_runs_between_its_dates_both_included(since, until, runs):
    assert Placement(allowance_from=since, allowance_until=until).has_allowance(date(2026, 11, 22)) is runs


def test_an_address_without_its_street_or_its_town_is_none():
    assert Household(street="1, rue A", city="Gaspé", postal_code="G4X 1A1").address == "1, rue A, Gaspé G4X 1A1"
    assert Household(street="", city="Gaspé").address == Household(street="1, rue A").address == ""


def test_two_children_never_share_a_number(family):
    family(nirec="1202301234567")
    twin = Child(household=Household.get(), first_name="A", last_name="B", birth_date=today(), nirec="1202301234567")
    with pytest.raises(IntegrityError):
        twin.save()
