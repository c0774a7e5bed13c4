"""What is said of a record: what it holds, what it leaves out, and what makes it another one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from plugins.agreements import Day, Schedule, ServiceAgreement, as_data
from plugins.families import Child, Guardian, Household, ParentChildFile
from plugins.icsge.exchange.bodies import agreement_body, digest, ecp_attendance, file_body, tidy_postal_code
from plugins.icsge.exchange.gathering import People
from plugins.icsge.rules.facts import AgreementFacts
from plugins.icsge.rules.judge import judge_agreement
from tests.icsge.sound import ALONE, FULL, OFF, WEEK

HALF = Day(frozenset({"am"}), begins=480, ends=690)
TODAY = date(2026, 11, 22)


def a_file(**values) -> ParentChildFile:
    """A file with its people, that no database knows."""
    home = Household(id=1, name="Famille Cyr", street=" 147 rue des Capelans ", city="Carleton-sur-Mer",
                     postal_code="g0c1j0")
    child = Child(id=7, household=home, last_name="Cyr", first_name="Maëlle", birth_date=date(2023, 5, 2), sex="F",
                  nirec="1202305020017", born_elsewhere=False, place_kind="pcr", distinct_reason="")
    adult = Guardian(id=1, household=home, last_name="Cyr", first_name="Josiane", email="josiane@exemple.test",
                     cell_phone="418 555-0100")
    file = ParentChildFile(id=1, child=child, guardian_a=adult, custody="none", starts_on=date(2024, 9, 3), **values)
    file.people = People(child, adult, None, {1: "mother"}, ((date(2025, 1, 1), None),), ())
    return file


def an_agreement(**values) -> ServiceAgreement:
    """An agreement of that file."""
    said = {"number": "00000001", "starts_on": date(2026, 9, 7), "ends_on": date(2027, 3, 31),
            "schedule": as_data(WEEK), "signed_on": date(2026, 9, 1)} | values
    made = ServiceAgreement(id=3, **said)
    made.file, made.kept_infant_day = a_file(csg_number="D00000001"), None
    return made


def test_a_file_says_what_the_ministry_asks_and_no_more():
    """Telephones, e-mails, emergency contacts and group are nobody's business there."""
    body = file_body(a_file(), day=TODAY)
    assert body["parentA"]["adresse"] == {"rue": "147 rue des Capelans", "ville": "Carleton-sur-Mer", "province": "QC",
                                          "codePostal": "G0C 1J0"}
    assert body["enfant"]["necsg"] == "0" and body["enfant"]["besoinsParticuliers"] == [
        {"du": "2025-01-01", "au": None}]
    assert "exemple.test" not in str(body) and "555" not in str(body)


@pytest.mark.parametrize("letter", ["X", "F"])
def test_another_sex_is_told_as_the_installation_decided(letter):
    file = a_file()
    file.people = replace(file.people, other_sex=letter)
    assert file_body(file, day=TODAY)["enfant"]["sexe"] == "F"
    file.child.sex = file.people.child.sex = "X"
    assert file_body(file, day=TODAY)["enfant"]["sexe"] == letter


def test_icsge_r76_a_body_is_the_same_tomorrow():
    assert digest(file_body(a_file(), day=TODAY)) == digest(file_body(a_file(), day=date(2030, 1, 1)))
    one, other = (agreement_body(an_agreement(), day=day) for day in (TODAY, date(2030, 1, 1)))
    assert digest(one) == digest(other)


def test_icsge_r30_another_group_is_no_other_agreement():
    assert digest(agreement_body(an_agreement(group="Rainettes"), day=TODAY)) == digest(
        agreement_body(an_agreement(group="Geais"), day=TODAY))


def test_icsge_r32_when_the_nursery_ends_box_and_date_stay_and_are_said():
    body = agreement_body(an_agreement(infant=True, infant_last_day=date(2025, 1, 31)), day=TODAY)
    assert (body["poupon"], body["finPoupon"]) == (True, "2025-01-31")
    gone = replace(ALONE, csss=False, infant=True, infant_last_day=date(2025, 1, 31), kept_infant_day=date(2025, 1, 31))
    assert judge_agreement(AgreementFacts(gone)) == []


def test_icsge_r37_an_agreement_may_last_as_long_as_the_child_comes():
    years = replace(ALONE, csss=False, starts_on=date(2024, 9, 3), ends_on=date(2028, 8, 31))
    assert [each for each in judge_agreement(AgreementFacts(years)) if each.severity == "E"] == []


@pytest.mark.parametrize(("schedule", "said"), [
    (WEEK, [(5, 0)]), (Schedule(((HALF,) * 5 + (OFF,) * 2,)), [(0, 5)]),
    (Schedule(((FULL, HALF) + (OFF,) * 5, (OFF,) * 7)), [(1, 1), (0, 0)])])
def test_icsge_r35_the_ecp_attendance_is_that_of_the_schedule(schedule, said):
    """Whatever the subsidy says: the flag alone decides whether it is sent."""
    assert [(each["jours"], each["demiJours"]) for each in ecp_attendance(schedule)["semaines"]] == said
    body = agreement_body(an_agreement(ecp=True, schedule=as_data(schedule)), day=TODAY)
    assert body["ecp"] == ecp_attendance(schedule)
    assert agreement_body(an_agreement(), day=TODAY)["ecp"] is None


@pytest.mark.parametrize(("typed", "tidy"), [
    ("g0c1j0", "G0C 1J0"), ("G0C-1J0", "G0C 1J0"), (" G0C  1J0", "G0C 1J0"), ("G0C 1J", "G0C 1J"), ("", "")])
def test_icsge_r19_a_postal_code_is_tidied_before_it_is_judged(typed, tidy):
    assert tidy_postal_code(typed) == tidy
