"""When periodic work falls due: five fields as in a crontab, in the installation's local time, or an interval."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from core.errors import PluginError

FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12), ("weekday", 0, 6))
DAYS_BACK = 8 * 366
"""How far back the last due moment is looked for: 29 February comes at least once in eight years."""


class Crontab:
    """`"5 2 * * 1"`: Mondays at 02:05.

    The fields are minute, hour, day, month and weekday (0 is Sunday); each takes `*`, `*/n`, `a-b` and `a,b`.
    A moment that the clocks skip falls due right after it; one that they repeat falls due once.
    """

    def __init__(self, text: str):
        fields = text.split()
        if len(fields) != len(FIELDS):
            raise PluginError(f"The schedule {text!r} has {len(fields)} fields.", "Give five, as in a crontab.")
        self.text = text
        self.minutes, self.hours, self.days, self.months, self.weekdays = (
            _values(field, *limits) for field, limits in zip(fields, FIELDS, strict=True))

    def last(self, now: datetime) -> datetime | None:
        """The latest due moment that is not after `now`; both are local and without zone."""
        for back in range(DAYS_BACK):
            day = now.date() - timedelta(days=back)
            if self._on(day):
                end = now.time() if back == 0 else time.max
                found = next((moment for moment in self._moments() if moment <= end), None)
                if found is not None:
                    return datetime.combine(day, found)
        return None

    def _on(self, day: date) -> bool:
        return day.month in self.months and day.day in self.days and day.isoweekday() % 7 in self.weekdays

    def _moments(self) -> Iterable[time]:
        return (time(hour, minute) for hour in sorted(self.hours, reverse=True)
                for minute in sorted(self.minutes, reverse=True))


class Interval:
    """Every so many seconds since 1970, whatever the local clocks do."""

    def __init__(self, length: timedelta):
        self.text, self.length = f"{int(length.total_seconds())} s", length

    def last(self, now: datetime) -> datetime:
        """The latest multiple of the interval that is not after `now`; both are in UTC and without zone."""
        epoch = datetime(1970, 1, 1)
        return epoch + (now - epoch) // self.length * self.length


def schedule(every: str | timedelta) -> Crontab | Interval:
    """The schedule that a declaration's `every` means."""
    return Interval(every) if isinstance(every, timedelta) else Crontab(every)


def last_due(every: Crontab | Interval, now: datetime, zone) -> datetime | None:
    """The latest due moment, without zone, as it is stored: in UTC for an interval, local for a crontab."""
    return every.last(now.astimezone(UTC if isinstance(every, Interval) else zone).replace(tzinfo=None))


def _values(field: str, name: str, low: int, high: int) -> frozenset[int]:
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        try:
            start, end = (low, high) if span == "*" else (int(first), int(last or first))
            found |= set(range(start, end + 1, int(step or 1)))
        except ValueError:
            raise PluginError(f"{field!r} is no {name} of a schedule.", "Use *, */n, a-b or a,b.") from None
    if not found or min(found) < low or max(found) > high:
        raise PluginError(f"{field!r} is no {name} of a schedule.", f"It goes from {low} to {high}.")
    return frozenset(found)
