"""Households of a town: how they begin, are moved between, and what a family is called by (FAM-R01…R10, R22, R23)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from peewee import IntegrityError

from core.errors import Forbidden, Refused
from core.journal import Entry
from core.records import at, today, utcnow
from plugins.families import (
    Child,
    Guardian,
    Guardianship,
    Household,
    HouseholdMembership,
    NewChild,
    add_child,
    add_guardian,
    children_of,
    found_household,
    households_of,
    move,
    read_code,
    separate,
    tie,
)
from plugins.families.codes import check_sign, made_code, renew_code
from tests.families.conftest import HOME

ADDRESS = {name: HOME[name] for name in ("street", "city", "postal_code")}


def people(home: Household) -> tuple[Guardian, Child]:
    """The adult and the child of a new household."""
    return home.guardians.get(), home.children.get()


def test_fam_r01_a_family_is_born_whole_or_not_at_all(places, agent, home):
    alix, noe = people(home())
    assert alix.household.family_code and Guardianship.get().kind == "mother"
    before = [model.select().count() for model in (Household, Guardian, Child, HouseholdMembership, Entry)]
    twin = NewChild("father", values={"first_name": "Noé", "last_name": "Lerouet", "birth_date": noe.birth_date})
    with pytest.raises(Refused, match="semblable existe"):
        found_household(places["rocheville"], HOME, {"first_name": "Malo", "last_name": "Kerbiriou"}, twin, agent)
    assert before == [model.select().count() for model in (Household, Guardian, Child, HouseholdMembership, Entry)]


def test_fam_r02_a_household_of_one_adult_alone(home):
    made = home("Maud Teacher", child="")
    assert made.guardians.count() == 1 and not children_of(made).exists()


@pytest.mark.parametrize("lacking", ["name", "street", "city", "postal_code"])
def test_fam_r03_name_and_address_are_mandatory(places, agent, lacking):
    with pytest.raises(Refused, match="obligatoires"):
        found_household(places["rocheville"], HOME | {lacking: " "}, {"first_name": "A", "last_name": "B"}, None, agent)
    assert not Household.select().exists() and not Guardian.select().exists()


def test_fam_r05_an_adult_comes_with_a_new_household_or_in_one_that_was_found(home, agent, somebody):
    made = home()
    add_guardian(made, {"first_name": "Loïc", "last_name": "Lerouet"}, agent)
    assert made.guardians.count() == 2 and Household.select().count() == 1
    stranger = somebody(editor="autreville")
    with pytest.raises(Forbidden):
        found_household(made.organisation, HOME, {"first_name": "A", "last_name": "B"}, None, stranger)


def test_fam_r06_children_follow_their_adult_unless_somebody_stays(home, agent):
    alix, noe = people(home())
    other = home("Loïc Gwernig", child="")
    assert move(alix, other, today(), agent) == [noe]
    assert Child.get_by_id(noe.id).household == other and Guardian.get_by_id(alix.id).household == other
    loic = Guardian.get(Guardian.first_name == "Loïc")
    tie(noe, loic, "father", agent)
    third = home("Yann Tanguy", child="")
    alix = Guardian.get_by_id(alix.id)
    with at(utcnow() + timedelta(days=2)):
        assert move(alix, third, today(), agent) == []
    noe = Child.get_by_id(noe.id)
    assert noe.household == other and {each.id for each in households_of(noe)} == {other.id, third.id}
    assert list(children_of(other)) == [noe] and list(children_of(third)) == [noe]


def test_fam_r06_the_history_of_households_is_dated_without_overlap(home, agent):
    alix, _noe = people(home())
    first = alix.household
    with at(utcnow() + timedelta(days=10)):
        moved = today()
        move(alix, home("Loïc Gwernig", child=""), moved, agent)
    rows = list(HouseholdMembership.select().where(HouseholdMembership.guardian == alix).order_by(
        HouseholdMembership.starts_on))
    assert [row.household_id for row in rows] == [first.id, alix.household_id]
    assert (rows[0].ends_on, rows[1].starts_on, rows[1].ends_on) == (moved - timedelta(days=1), moved, None)
    with pytest.raises(IntegrityError):
        HouseholdMembership(guardian=alix, household=first).save()


@pytest.mark.words
def test_fam_r06_a_move_that_cannot_be_is_refused(home, agent, somebody):
    alix, _noe = people(home())
    other = home("Loïc Gwernig", child="")
    for household, day, why in ((alix.household, today(), "habite déjà"), (other, today() + timedelta(1), "pas encore"),
                                (other, today() - timedelta(1), "depuis le")):
        with pytest.raises(Refused, match=why):
            move(alix, household, day, agent)
    with pytest.raises(Forbidden, match="modifier ce foyer"):
        move(alix, other, today(), somebody(reader="rocheville"))
    assert Guardian.get_by_id(alix.id).household_id != other.id


def test_fam_r07_parents_who_separate_a_new_household_for_one(home, agent):
    alix, noe = people(home())
    loic = add_guardian(alix.household, {"first_name": "Loïc", "last_name": "Gwernig"}, agent)
    tie(noe, loic, "father", agent)
    made = separate(loic, "Foyer Gwernig", ADDRESS | {"city": "Autreville"}, today(), agent)
    assert Guardian.get_by_id(loic.id).household == made and made.family_code != alix.household.family_code
    assert Child.get_by_id(noe.id).household == alix.household
    assert {each.name for each in households_of(noe)} == {"Foyer Lerouet", "Foyer Gwernig"}
    with pytest.raises(Refused, match="obligatoires"):
        separate(alix, "Foyer", ADDRESS | {"street": ""}, today(), agent)
    assert Household.select().count() == 2


def test_fam_r08_a_child_of_two_households_is_one_child_and_the_tie_is_mandatory(places, home, agent):
    _alix, noe = people(home())
    father = {"first_name": "Loïc", "last_name": "Gwernig"}
    found_household(places["rocheville"], HOME, father, NewChild("father", noe), agent)
    assert Child.select().count() == 1 and len(households_of(noe)) == 2
    with pytest.raises(Refused, match="lien de parenté"):
        found_household(places["rocheville"], HOME, {"first_name": "M", "last_name": "N"}, NewChild("", noe), agent)
    with pytest.raises(Refused, match="déjà responsable"):
        tie(noe, Guardian.get(Guardian.first_name == "Loïc"), "father", agent)


def test_fam_r09_every_adult_of_a_child_with_her_household(home, agent):
    alix, noe = people(home())
    loic = home("Loïc Gwernig", child="").guardians.get()
    tie(noe, loic, "father", agent)
    assert [(each, each.household.name) for each in noe.guardians()] == [
        (alix, "Foyer Lerouet"), (loic, "Foyer Gwernig")]
    assert [tie.rank for tie in Guardianship.select().order_by(Guardianship.id)] == ["A", "B"]


def test_fam_r10_a_child_comes_with_an_adult(home, agent):
    alix, _noe = people(home())
    made = add_child(alix, NewChild("tutor", values={"first_name": "Lou", "last_name": "B",
                                                     "birth_date": today()}), agent)
    assert made.household == alix.household and made.guardians() == [alix]


@pytest.mark.words
def test_the_family_code_is_unlike_any_other_and_tells_a_mistake(home, agent):
    made = home()
    code = made.family_code
    assert read_code(f" {code.lower().replace('-', ' ')} ") == code
    signs = code.replace("-", "")
    for place in range(8):
        wrong = signs[:place] + ("2" if signs[place] != "2" else "3") + signs[place + 1:]
        assert read_code(wrong) == ""
    swapped = [signs[:place] + signs[place + 1] + signs[place] + signs[place + 2:] for place in range(6)]
    assert all(read_code(each) == "" for each in swapped if each != signs)
    assert len({made_code() for _each in range(200)}) == 200 and check_sign("2222222") == "2"
    renew_code(made, agent)
    assert made.family_code != code and Entry.get(Entry.action == "families.household.code_renewed")
    with pytest.raises(IntegrityError):
        Household(organisation=made.organisation, name="x", family_code=made.family_code, code_made_at=utcnow()).save()


@pytest.mark.parametrize("values", [{"email": "alix@exemple.test"}, {"birth_date": today()}, {"home_phone": "0601"}])
def test_fam_r22_an_adult_of_the_same_names_and_something_in_common_is_found(home, agent, values):
    made = home(**values)
    with pytest.raises(Refused, match="semblable existe : Alix Lerouet"):
        add_guardian(made, {"first_name": "ALIX", "last_name": "lerouet"} | values, agent)
    add_guardian(made, {"first_name": "Alix", "last_name": "Lerouet"}, agent)


def test_fam_r23_one_address_one_person_in_a_town(home, agent, places, family):
    made = home(email="Alix@Exemple.test")
    with pytest.raises(Refused, match="celle de Alix Lerouet"):
        add_guardian(made, {"first_name": "Loïc", "last_name": "Gwernig", "email": "alix@exemple.TEST"}, agent)
    with pytest.raises(Refused, match="autre personne"):  # two clerks at once
        Guardian(household=made, first_name="Loïc", last_name="Gwernig", email="alix@exemple.test").save()


def test_fam_r23_a_move_to_another_town_meets_the_addresses_there(home, agent, places, somebody):
    alix = home(email="alix@exemple.test").guardians.get()
    elsewhere = Household(organisation=places["autreville"], name="x")
    elsewhere.save()
    Guardian(household=elsewhere, first_name="A", last_name="B", email="alix@exemple.test").save()
    both = somebody(agent="autreville")
    with pytest.raises(Refused, match="celle de A B"):
        move(alix, elsewhere, today(), both)
    assert Guardian.get_by_id(alix.id).household_id != elsewhere.id


def test_fam_r23_another_town_and_quebec_may_have_the_same_address(home, places, family):
    home(email="alix@exemple.test")
    elsewhere = Household(organisation=places["autreville"], name="x")
    elsewhere.save()
    Guardian(household=elsewhere, first_name="A", last_name="B", email="alix@exemple.test").save()
    service = family().household
    for name in "CD":
        Guardian(household=service, first_name=name, last_name=name, email="alix@exemple.test").save()
    assert Guardian.select().where(Guardian.mail_key.is_null(False)).count() == 2
