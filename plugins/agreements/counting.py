"""How many days an agreement plans, and on which: without walking through the days where a count is enough."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from plugins.agreements.schedule import Schedule, monday


def attended(schedule: Schedule, start: date, first: date, last: date) -> int:
    """The days of attendance from `first` to `last`, both included, of a cycle that begins in the week of `start`."""
    step = 7 * len(schedule.weeks)
    count = 0
    for week, weekday, day in schedule.days():
        if day.attends:
            anchor = monday(start) + timedelta(days=7 * week + weekday)
            count += (last - anchor).days // step - (first - anchor + timedelta(days=-1)).days // step
    return count


def attendance(schedule: Schedule, start: date, first: date, last: date) -> Iterator[tuple[date, Decimal]]:
    """Each day of attendance with its hours, 0 where nobody wrote them."""
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        planned = schedule.on(day, start)
        if planned.attends:
            yield day, planned.hours or Decimal()
