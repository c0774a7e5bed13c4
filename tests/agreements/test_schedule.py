"""The schedule: read, written, repeated, counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from core.errors import Refused
from plugins.agreements.counting import attendance, attended
from plugins.agreements.schedule import SLOTS, Day, Schedule, as_data, empty, monday, read

QUARTERS = st.integers(0, 95).map(lambda each: each * 15)
DAYS = st.builds(lambda slots, half, begins, long: Day(frozenset(slots), half, begins, begins + 15 * long),
                 st.sets(st.sampled_from(list(SLOTS))), st.booleans(), QUARTERS, st.integers(1, 60)) | st.builds(Day)
WEEKS = st.lists(DAYS, min_size=7, max_size=7).map(tuple)
SCHEDULES = st.lists(WEEKS, min_size=1, max_size=2).map(lambda weeks: Schedule(tuple(weeks)))
DATES = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(SCHEDULES)
def test_what_is_stored_is_read_back_the_same(schedule):
    assert read(as_data(schedule)) == schedule


@given(SCHEDULES, DATES, st.integers(0, 200))
def test_one_week_or_two_come_again_from_the_week_of_the_first_day(schedule, start, weeks):
    day = start + timedelta(days=weeks * 7 * len(schedule.weeks))
    assert schedule.on(day, start) == schedule.weeks[0][start.weekday()]
    assert schedule.collapsed().on(day, start) == schedule.on(day, start)


@given(SCHEDULES, DATES, st.integers(0, 40), st.integers(0, 400))
def test_the_count_is_that_of_the_days_walked_through(schedule, start, after, length):
    first = start + timedelta(days=after)
    last = first + timedelta(days=length)
    assert attended(schedule, start, first, last) == len(list(attendance(schedule, start, first, last)))


def test_an_empty_schedule_plans_nothing():
    assert empty().is_empty and empty(2).repeats and list(attendance(empty(2), date(2026, 9, 1), date(2026, 9, 1),
                                                                     date(2027, 9, 1))) == []
    assert monday(date(2026, 11, 22)) == date(2026, 11, 16)


@pytest.mark.parametrize("data", [
    None, "x", [], [[]], [[{}] * 6], [[{}] * 7] * 3, [[None] * 7], [["x"] * 7], [[{"slots": "am"}] * 7],
    [[{"slots": ["noon"]}] * 7], [[{"begins": 481, "ends": 500}] * 7], [[{"begins": 600, "ends": 480}] * 7],
    [[{"begins": "8", "ends": 500}] * 7], [[{"begins": -15}] * 7], [[{"begins": 0, "ends": 1455}] * 7]])
def test_what_is_no_schedule_is_refused_with_a_sentence(data):
    with pytest.raises(Refused):
        read(data)
