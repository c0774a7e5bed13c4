"""What a rule covers, as dates and weeks: which days two rules share, and the weeks that another parent has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from core.api import today
from plugins.activities import ALL, WeekCriterion, days_of, monday, week_matches

DAY = timedelta(days=1)
FARTHEST = timedelta(days=3660)
"""Rules begin and end within ten years of today."""
CYCLE = timedelta(days=366 * 8)
"""Two rules without end that ever meet do so within it: every eight years at most, a year has 53 weeks."""


@dataclass(frozen=True)
class Span:
    """The days that a rule covers, and who pays them; `rule` None: it is not written yet."""

    starts_on: date
    ends_on: date | None = None
    weeks: WeekCriterion = ALL
    payer: int = 0
    name: str = ""
    rule: int | None = None

    def covers(self, day: date) -> bool:
        """Whether it pays that day."""
        return (self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
                and week_matches(day, self.weeks))

    def within(self, first: date, last: date) -> Iterator[date]:
        """The days that it covers among these."""
        until = last if self.ends_on is None else min(last, self.ends_on)
        return days_of(max(first, self.starts_on), until, criterion=self.weeks)


def shared(one: Span, other: Span) -> Iterator[date]:
    """The days that two rules both cover; of rules without end, those of the next eight years."""
    first = max(one.starts_on, other.starts_on)
    ends = [each.ends_on for each in (one, other) if each.ends_on is not None]
    last = min(ends, default=first + CYCLE)
    return (day for day in one.within(first, min(last, reach(one, other, first))) if other.covers(day))


def reach(one: Span, other: Span, first: date) -> date:
    """The day after which two rules tell nothing new: a list names its last week, other weeks come back."""
    named = [each.weeks.weeks for each in (one, other) if each.weeks.kind == "list"]
    return max([first + CYCLE, *(date.fromisocalendar(*max(weeks), 7) for weeks in named if weeks)])


def first_shared(one: Span, other: Span, many: int = 3) -> list[date]:
    """The first of them."""
    return list(islice(shared(one, other), many))


def mirrored(weeks: WeekCriterion, first: date, last: date | None) -> WeekCriterion | None:
    """The weeks that the other parent has from a day to another; None when none is left.

    Those left by a list are a list too, which therefore asks for a last day.
    """
    if weeks.kind != "list" or last is None:
        return weeks.complement()
    left, start = set(), monday(first)
    while start <= last:
        left.add(tuple(start.isocalendar()[:2]))
        start += timedelta(weeks=1)
    return WeekCriterion("list", None, frozenset(left - weeks.weeks)) if left - weeks.weeks else None


def is_far(day: date | None) -> bool:
    """Whether a day lies too far away to have been meant."""
    return day is not None and abs(day - today()) > FARTHEST
