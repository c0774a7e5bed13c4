"""One-click corrections: what they propose breaks the rule no more (ICSGE-R02, R21, R43, R44)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plugins.agreements import Day, Schedule
from plugins.icsge.rules import mends
from plugins.icsge.rules.judge import judge_file
from tests.icsge.sound import CHILD, FULL, OFF, SOUND, WEEK


@pytest.mark.parametrize("typed", ["1202 3050 20017", "12023-05020017", "1202305.020017 ", "1202305\u00a0020017"])
def test_icsge_r02_a_pasted_nirec_loses_its_separators(typed):
    mended = mends.nirec(typed)
    assert mended == CHILD.nirec
    assert judge_file(replace(SOUND, child=replace(CHILD, nirec=mended))) == []


@pytest.mark.parametrize("typed", ["1202305020017", "120230502001", "12023O5020017", ""])
def test_icsge_r02_nothing_is_proposed_where_digits_are_wrong(typed):
    assert mends.nirec(typed) is None


@pytest.mark.parametrize(("typed", "mended"), [
    ("2-147 rue des Patriotes", "147 rue des Patriotes App 2"), ("a - 12, rue Roy", "12, rue Roy App A"),
    ("app. 3-12B rue Roy ", "12B rue Roy App 3"), ("147 rue des Patriotes App 2", None), ("12-5e Avenue", None)])
def test_icsge_r21_the_flat_is_put_last(typed, mended):
    """Special case 14, in the words of the source."""
    assert mends.street(typed) == mended
    if mended:
        assert judge_file(replace(SOUND, address=replace(SOUND.address, street=mended))) == []


def test_icsge_r43_two_weeks_alike_become_one():
    """Special case 6."""
    assert mends.weeks(Schedule(WEEK.weeks * 2)) == WEEK
    assert mends.weeks(WEEK) is None


def test_icsge_r44_a_half_day_is_named_by_its_hours():
    """Special case 3."""
    morning, afternoon = Day(half=True, begins=480, ends=720), Day(half=True, begins=750, ends=990)
    mended = mends.halves(Schedule(((morning, afternoon, FULL) + (OFF,) * 4,)))
    assert [sorted(day.slots) for day in mended.weeks[0][:3]] == [["am"], ["pm"], ["am", "pm"]]
    assert not any(day.half for day in mended.weeks[0])


def test_icsge_r44_without_hours_nobody_but_a_person_can_say():
    assert mends.halves(Schedule(((Day(half=True),) + (OFF,) * 6,))) is None
    assert mends.halves(WEEK) is None
