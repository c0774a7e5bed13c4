"""The rules of an agreement, each named by its number (ICSGE-R26 to R57)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from plugins.agreements.facts import Facts, Period
from plugins.agreements.rules import RULES, judge, school_day
from plugins.agreements.schedule import Day, Schedule

FULL = Day(frozenset({"am", "pm"}), begins=480, ends=990)
OFF = Day()
WEEK = (FULL,) * 5 + (OFF,) * 2
IDLE = (OFF,) * 7
START, END = date(2026, 9, 7), date(2027, 6, 30)
SOUND = Facts(starts_on=START, ends_on=END, schedule=Schedule((WEEK,)), birth_date=date(2023, 5, 2), signed=True)


def codes(**values) -> list[str]:
    """The codes of what a sound agreement breaks once these values are changed."""
    return [each.code for each in judge(replace(SOUND, **values))]


def one(**slots: Day) -> Schedule:
    """A week with some days of its own: `one(mon=…)`."""
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return Schedule((tuple(slots.get(name, OFF) for name in names),))


def halves(slot: str) -> Schedule:
    return Schedule(((Day(frozenset({slot})),) * 5 + (OFF,) * 2,))


def test_a_sound_agreement_breaks_nothing():
    assert codes() == []


def test_errors_come_before_warnings():
    found = judge(replace(SOUND, ends_on=None, ecp=True, schedule=Schedule((IDLE,)), is_replacement=False))
    assert [each.severity for each in found] == sorted((each.severity for each in found), reverse=True)


def test_icsge_r26_a_subsidised_service_must_give_an_end_another_is_warned():
    assert codes(ends_on=None) == ["CSG060E"]
    assert codes(ends_on=None, nature="unsubsidised") == ["CSG060A"]


def test_icsge_r27_the_end_does_not_come_first():
    assert codes(ends_on=START) == []
    assert "CSG061E" in codes(ends_on=START - timedelta(days=1))


@pytest.mark.parametrize(("start", "broken"), [(4, True), (5, False), (20, False)])
def test_icsge_r28_the_next_agreement_begins_the_day_after_at_the_earliest(start, broken):
    before = Period("00000012", date(2025, 9, 1), date(2026, 9, 4))
    found = codes(starts_on=date(2026, 9, start), others=(before,))
    assert (found == ["CSG062E"]) is broken


def test_icsge_r28_an_agreement_without_end_leaves_no_room():
    assert codes(others=(Period("00000012", date(2025, 9, 1)),)) == ["CSG062E"]


def test_icsge_r31_the_last_day_of_the_nursery_is_never_cleared():
    kept = START - timedelta(days=300)
    assert codes(infant=True, kept_infant_day=kept, infant_last_day=None) == ["CSG064E"]
    assert codes(infant=True, kept_infant_day=kept, infant_last_day=kept) == []


def test_icsge_r33_an_infant_without_last_day_is_a_warning():
    assert codes(infant=True) == ["CSG065A"]


def test_icsge_r34_a_child_who_varies_is_a_replacement():
    assert codes(varies=True) == ["CSG066E"]
    assert codes(varies=True, is_replacement=True) == []
    assert codes(schedule=Schedule((IDLE,)), is_replacement=True) == []


@pytest.mark.parametrize(("schedule", "broken"), [
    (Schedule((WEEK,)), False), (Schedule(((FULL,) * 6 + (OFF,),)), True)])
def test_icsge_r36_the_exemption_follows_the_schedule(schedule, broken):
    assert ("CSG067A" in codes(ecp=True, schedule=schedule, exception="travail saisonnier")) is broken


def test_icsge_r39_r40_what_is_sent_is_what_was_signed():
    assert codes(signed=False) == ["CSG068E"]
    assert codes(printed_differs=True) == ["CSG069A"]


def test_icsge_r42_an_empty_schedule_is_that_of_a_replacement():
    assert codes(schedule=Schedule((IDLE,))) == ["CSG066E", "CSG070E"]


def test_icsge_r43_two_weeks_alike_are_one():
    assert codes(schedule=Schedule((WEEK, WEEK))) == ["CSG071E"]
    assert codes(schedule=Schedule((WEEK, WEEK)).collapsed()) == []


def test_icsge_r44_a_half_day_is_named():
    found = judge(replace(SOUND, schedule=Schedule((one(tue=Day(half=True)).weeks[0], WEEK))))
    assert [str(each.text) for each in found if each.code == "CSG072E"] == [
        "Précisez avant-midi ou après-midi pour la demi-journée : mardi de la semaine 1."]


@pytest.mark.parametrize(("care", "expected"), [
    (frozenset(), ["CSG073E", "CSG073E"]), (frozenset({"eve"}), ["CSG073E"]), (frozenset({"eve", "night"}), [])])
def test_icsge_r45_evening_and_night_are_kept_where_they_are_offered(care, expected):
    late = replace(FULL, slots=frozenset({"am", "pm", "eve1", "night2"}), begins=None)
    assert codes(schedule=one(mon=late), care=care) == expected


@pytest.mark.parametrize(("slots", "minutes", "broken"), [
    (("am", "pm"), 240, True), (("am", "pm"), 255, False), (("am", "pm"), 600, False), (("am", "pm"), 615, True),
    (("am",), 135, True), (("am",), 150, False), (("am",), 240, False), (("am",), 255, True), (("eve1",), 60, False)])
def test_icsge_r46_the_hours_fit_the_slots(slots, minutes, broken):
    day = Day(frozenset(slots), begins=420, ends=420 + minutes)
    assert ("CSG074A" in codes(schedule=one(mon=day), care=frozenset({"eve"}))) is broken


def test_icsge_r46_at_school_age_two_hours_and_a_half_are_enough():
    day = Day(frozenset({"am", "pm"}), begins=420, ends=570)
    assert "CSG074A" not in codes(schedule=one(mon=day), birth_date=date(2021, 5, 2))
    assert "CSG074A" in codes(schedule=one(mon=day))


def test_icsge_r47_more_than_twenty_days_in_four_weeks_need_a_reason():
    six = Schedule(((FULL,) * 6 + (OFF,),))
    assert "CSG075A" in codes(schedule=six, ends_on=START + timedelta(days=60))
    assert "CSG075A" not in codes(schedule=six, ends_on=START + timedelta(days=60), exception="travail saisonnier")
    assert "CSG075A" not in codes()


def test_icsge_r48_more_than_261_days_from_september_to_august():
    # From 1 September 2025 to 31 August 2026 there are 261 weekdays, from 1 September 2026 on also; a Saturday is more.
    whole = {"starts_on": date(2026, 9, 1), "ends_on": date(2027, 8, 31)}
    assert "CSG076A" not in codes(**whole)
    six = Schedule(((FULL,) * 6 + (OFF,),))
    assert "CSG076A" in codes(**whole, schedule=six, exception="travail saisonnier")


def shared(custody: str, mine: Schedule, theirs: Schedule, start: date = START) -> list[str]:
    """What an agreement breaks beside the other parent's."""
    return codes(custody=custody, schedule=mine, sibling=(Period("00000020", start, END, theirs),))


def test_icsge_r49_alternate_weeks_leave_the_other_one():
    assert shared("alternate_weeks", Schedule((WEEK, IDLE)), Schedule((IDLE, WEEK))) == []
    found = shared("alternate_weeks", Schedule((WEEK, IDLE)), Schedule((WEEK, IDLE)))
    assert found.count("CSG080E") == 5


def test_icsge_r50_alternate_weeks_start_on_one_day():
    found = shared("alternate_weeks", Schedule((WEEK, IDLE)), Schedule((IDLE, WEEK)), START + timedelta(days=7))
    assert found == ["CSG081E"]


def test_icsge_r51_each_parent_has_a_half():
    assert shared("half_days", halves("am"), halves("pm")) == []
    assert shared("half_days", halves("am"), halves("am")).count("CSG082E") == 5


def test_icsge_r52_both_parents_take_one_place():
    assert "CSG083A" in shared("half_days", Schedule((WEEK,)), one(mon=Day(half=True)))


def test_icsge_r49_an_agreement_of_another_time_is_no_neighbour():
    past = Period("00000020", date(2024, 9, 2), date(2025, 6, 30), Schedule((WEEK, IDLE)))
    assert codes(custody="alternate_weeks", schedule=Schedule((WEEK, IDLE)), sibling=(past,)) == []


@pytest.mark.parametrize(("birth", "day"), [
    (date(2021, 9, 30), date(2026, 9, 1)), (date(2021, 10, 1), date(2027, 9, 1)), (date(2021, 1, 1), date(2026, 9, 1))])
def test_icsge_r54_school_begins_the_year_one_is_five_on_30_september(birth, day):
    assert school_day(birth) == day


def test_icsge_r37_an_agreement_may_last_several_years():
    assert codes(starts_on=date(2025, 9, 1), ends_on=date(2027, 8, 31)) == []


@pytest.mark.parametrize(("start", "end", "broken"), [
    (date(2025, 9, 1), date(2026, 8, 31), False), (date(2025, 9, 1), date(2026, 9, 1), True),
    (date(2026, 9, 1), date(2027, 6, 1), False), (date(2025, 9, 1), None, False)])
def test_icsge_r54_an_agreement_does_not_cross_the_first_school_day(start, end, broken):
    found = codes(starts_on=start, ends_on=end, birth_date=date(2021, 5, 2))
    assert ("CSG110E" in found) is broken


def test_icsge_r55_the_transitional_measure_has_its_year_and_its_reason():
    birth = date(2021, 5, 2)
    year = {"starts_on": date(2026, 9, 1), "ends_on": date(2027, 8, 31), "birth_date": birth, "transitional": True}
    assert codes(**year, disability=True) == []
    assert codes(**year) == ["CSG111E"]
    late = year | {"ends_on": date(2027, 9, 1)}
    assert codes(**late, disability=True) == ["CSG111E"]
    early = year | {"starts_on": date(2026, 8, 31)}
    assert "CSG111E" in codes(**early, disability=True)


def test_icsge_r56_a_held_type_waits_without_error():
    year = {"starts_on": date(2026, 9, 1), "ends_on": date(2027, 8, 31), "birth_date": date(2021, 5, 2)}
    assert codes(**year, transitional=True, disability=True, held_types=frozenset({"transitional"})) == ["CSG112A"]


def test_icsge_r57_an_ordinary_agreement_after_the_cut_is_a_warning():
    assert codes(birth_date=date(2021, 5, 2)) == ["CSG113A"]


def test_every_rule_has_its_own_message():
    assert len({each.number for each in RULES}) == len(RULES) == len({each.name for each in RULES})
