"""Which weeks are meant: all, one in two by number or from a day, or those of a list (ACT-R08, R09; BIL-R02).

One function, `week_matches`, answers for bookings and for billing alike. Weeks are those of ISO 8601. Parity by number
jumps where a year has 53 weeks (53, then 1: both odd), which is why it may also be counted from an anchor day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.api import _

EVERY_DAY = 0b1111111
"""All days of the week, as bits: Monday is 1, Sunday is 64."""

DAY_NAMES = (_("lundi"), _("mardi"), _("mercredi"), _("jeudi"), _("vendredi"), _("samedi"), _("dimanche"))

KINDS = ("none", "even", "odd", "anchor", "list")


@dataclass(frozen=True)
class WeekCriterion:
    """`kind`: none, even, odd, anchor (one week in two, from the week of `anchor`) or list (of `weeks`, year and week).

    The list names weeks as pairs (ISO year, ISO week).
    """

    kind: str = "none"
    anchor: date | None = None
    weeks: frozenset[tuple[int, int]] = frozenset()

    @classmethod
    def read(cls, data: Mapping) -> WeekCriterion:
        """From what `as_data` wrote; raises ValueError for anything else."""
        kind = data.get("kind", "none")
        if kind not in KINDS:
            raise ValueError(kind)
        anchor = date.fromisoformat(data["anchor"]) if data.get("anchor") else None
        if kind == "anchor" and anchor is None:
            raise ValueError("anchor")
        return cls(kind, anchor, frozenset((int(year), int(week)) for year, week in data.get("weeks", ())))

    def as_data(self) -> dict:
        """As it is stored."""
        return {"kind": self.kind, "anchor": self.anchor.isoformat() if self.anchor else "",
                "weeks": sorted(list(each) for each in self.weeks)}

    def complement(self) -> WeekCriterion | None:
        """The weeks that the other parent has; None for « all » and for a list, which has no end."""
        if self.kind in ("even", "odd"):
            return WeekCriterion("odd" if self.kind == "even" else "even")
        return WeekCriterion("anchor", self.anchor + timedelta(weeks=1)) if self.kind == "anchor" else None


ALL = WeekCriterion()


def week_matches(day: date, criterion: WeekCriterion = ALL) -> bool:
    """Whether the week of a day is one of those meant."""
    return MATCHES[criterion.kind](day, criterion)


def monday(day: date) -> date:
    """The first day of the week of a day."""
    return day - timedelta(days=day.weekday())


def days_of(first: date, last: date, weekdays: int = EVERY_DAY, criterion: WeekCriterion = ALL) -> Iterator[date]:
    """The days from first to last, both included, on these weekdays of these weeks."""
    for step in range((last - first).days + 1):
        day = first + timedelta(days=step)
        if weekdays >> day.weekday() & 1 and week_matches(day, criterion):
            yield day


def _from_anchor(day: date, criterion: WeekCriterion) -> bool:
    return (monday(day) - monday(criterion.anchor)).days // 7 % 2 == 0


MATCHES = {
    "none": lambda day, criterion: True,
    "even": lambda day, criterion: day.isocalendar().week % 2 == 0,
    "odd": lambda day, criterion: day.isocalendar().week % 2 == 1,
    "anchor": _from_anchor,
    "list": lambda day, criterion: tuple(day.isocalendar()[:2]) in criterion.weeks,
}
