"""A day of closure: each rule named by its number (ICSGE-R65 to R71)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from plugins.icsge.rules.closures import holiday_slots
from plugins.icsge.rules.facts import ClosedDay, ClosureFacts
from plugins.icsge.rules.judge import judge_closures

MONDAY = ClosedDay(date(2026, 6, 8), frozenset({"am", "pm"}))
YEAR = ClosureFacts(2026, days=(MONDAY,))


def codes(calendar: ClosureFacts = YEAR, **day) -> list[str]:
    """The codes of what a calendar of one day breaks, once the day is said otherwise."""
    return [each.code for _day, each in judge_closures(replace(calendar, days=(replace(MONDAY, **day),)))]


def test_a_sound_day_breaks_nothing():
    assert codes() == []


def test_icsge_r65_a_coordinating_office_sends_no_closure_days():
    """Special case 21."""
    found = judge_closures(replace(YEAR, is_office=True))
    assert [(day, each.code) for day, each in found] == [(None, "CSG100E")]


def test_icsge_r66_a_date_comes_once():
    found = judge_closures(replace(YEAR, days=(MONDAY, MONDAY)))
    assert [(day, each.code) for day, each in found] == [(MONDAY.day, "CSG101E")]


def test_icsge_r67_one_slot_at_least_is_closed():
    assert codes(slots=frozenset()) == ["CSG102E"]


def test_icsge_r68_a_holiday_closes_the_day_and_what_is_offered_beside():
    assert holiday_slots(frozenset()) == {"am", "pm"}
    assert holiday_slots(frozenset({"eve", "night"})) == {"am", "pm", "eve1", "eve2", "night1", "night2"}


@pytest.mark.parametrize(("day", "broken"), [
    (date(2026, 12, 31), False), (date(2027, 1, 4), True), (date(2026, 6, 7), True), (date(2025, 10, 17), True)])
def test_icsge_r69_the_date_is_a_working_day_of_the_year(day, broken):
    """The calendar of the source has a Sunday, 25/12/2016, and a row of the next year, 17/10/2017."""
    assert codes(day=day) == (["CSG103A"] if broken else [])


@pytest.mark.parametrize(("reason", "expected", "broken"), [("storm", 3, True), ("storm", 0, False),
                                                            ("planned", 3, False), ("strike", 1, True)])
def test_icsge_r70_an_unforeseen_closure_is_told_to_the_parents(reason, expected, broken):
    assert codes(reason=reason, expected=expected) == (["CSG104A"] if broken else [])


@pytest.mark.parametrize(("slots", "care", "broken"), [
    ({"am", "pm"}, set(), True), ({"am"}, set(), False), ({"am", "pm"}, {"eve"}, False),
    ({"am", "pm", "eve1", "eve2"}, {"eve"}, True)])
def test_icsge_r71_the_care_is_not_open_when_all_is_closed(slots, care, broken):
    calendar = replace(YEAR, care=frozenset(care))
    assert codes(calendar, slots=frozenset(slots), care_open=True) == (["CSG105E"] if broken else [])
