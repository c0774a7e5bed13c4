"""Until when a service may be booked or cancelled for a day: so many days before, at a time of the clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays.countries import Canada, France

from core.api import local, utcnow
from plugins.activities.models import Service

LAST_MOMENT = time(23, 59, 59)
COUNTRIES = {"FR": lambda year: France(years=year), "CA": lambda year: Canada(subdiv="QC", years=year)}


def is_late(service: Service, day: date, *, cancelling: bool = False) -> bool:
    """Whether the deadline of a day has passed, by the clock of the town."""
    closes = closing(service, day, cancelling=cancelling)
    return closes is not None and wall_clock(service) > closes


def closing(service: Service, day: date, *, cancelling: bool = False) -> datetime | None:
    """The last moment to book, or to cancel, for a day, on the clock on the wall; None when there is no limit."""
    before, at = (service.cancel_days, service.cancel_time) if cancelling else (
        service.booking_days, service.booking_time)
    if before is None:
        return None
    last = working_day_before(day, before, inherited(service, "country")) if service.working_days else (
        day - timedelta(days=before))
    return datetime.combine(last, time.fromisoformat(at) if at else LAST_MOMENT)


def wall_clock(service: Service) -> datetime:
    """Now, as the clocks of the service's town show it, whoever asks from where."""
    zone = inherited(service, "time_zone")
    return (utcnow().astimezone(ZoneInfo(zone)) if zone else local(utcnow())).replace(tzinfo=None)


@lru_cache(4096)
def working_day_before(day: date, count: int, country: str) -> date:
    """The day that is so many working days before this one: neither weekend nor public holiday."""
    while count:
        day -= timedelta(days=1)
        count -= day.weekday() < 5 and day not in public_holidays(country, day.year)
    return day


@lru_cache(4096)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """The public holidays of a year; none for a country that is not known."""
    return frozenset(COUNTRIES[country](year)) if country in COUNTRIES else frozenset()


def inherited(service: Service, name: str) -> str:
    """The country or the time zone of a service's town, its own as read with the service, or inherited."""
    return getattr(service, name, None) or service.organisation.inherited(name) or ""
