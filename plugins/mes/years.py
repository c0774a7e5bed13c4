"""The reference year of MES: 1 April to 31 March. Not the one of the contribution rules (1.13: two classes)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, order=True)
class ReferenceYear:
    """The year that starts on 1 April of `start`."""

    start: int

    @classmethod
    def of(cls, day: date) -> ReferenceYear:
        """The reference year that a day falls in."""
        return cls(day.year if day.month >= 4 else day.year - 1)

    @property
    def first_day(self) -> date:
        return date(self.start, 4, 1)

    @property
    def last_day(self) -> date:
        return date(self.start + 1, 3, 31)

    def __str__(self) -> str:
        """« 2026-2027 »."""
        return f"{self.start}-{self.start + 1}"

    def weekdays(self, since: date | None = None) -> int:
        """The Mondays to Fridays from `since` (or the first day) to 31 March, both included."""
        day = max(since or self.first_day, self.first_day)
        span = (self.last_day - day).days + 1
        whole, rest = divmod(max(span, 0), 7)
        return whole * 5 + sum((day + timedelta(days=n)).weekday() < 5 for n in range(rest))


def open_years(today: date, next_opens_on: date | None) -> tuple[ReferenceYear, ...]:
    """The years a request may aim at: the current one, and the next from the date set for it (MES-R20)."""
    current = ReferenceYear.of(today)
    if next_opens_on is not None and current.first_day <= next_opens_on <= today:
        return current, ReferenceYear(current.start + 1)
    return (current,)
