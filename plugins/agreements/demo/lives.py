"""One agreement of the demonstration, brought to its state by the steps that lead there."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from core.api import SYSTEM, create, fire
from plugins.agreements import following
from plugins.agreements.models import ServiceAgreement
from plugins.agreements.notices import NURSERY_MONTHS, months_after
from plugins.agreements.rules import school_day
from plugins.agreements.schedule import Schedule
from plugins.families import ParentChildFile


def live(demo, people: list, file: ParentChildFile, state: str, planned: Schedule) -> None:
    """Drafted by the clerk, printed, signed, begun, ended, as far as the state says."""
    agreement = drafted(demo, file, state)
    agreement.plan(planned)
    prepared = noon(demo, agreement.starts_on - timedelta(days=12))
    with demo.at(prepared):
        create(agreement, "create", people[0])
        if state != "draft":
            fire(agreement, "print", people[0])
        if state not in ("draft", "to_sign"):
            fire(agreement, "sign", people[0], signed_on=prepared.date(), signed_by="a")
    if state == "cancelled":
        fire(agreement, "cancel", people[1], reason="La famille a déménagé.")
    if state in ("active", "expired", "superseded", "terminated"):
        with demo.at(noon(demo, agreement.starts_on)):
            fire(agreement, "start", SYSTEM)
    end(demo, people[0], agreement, state)


def end(demo, clerk, agreement: ServiceAgreement, state: str) -> None:
    """How some agreements ended."""
    if state == "expired":
        with demo.at(noon(demo, agreement.ends_on + timedelta(days=1))):
            fire(agreement, "expire", SYSTEM)
    elif state == "superseded":
        day = min(monday_about(demo.today, 21), agreement.ends_on)
        following.replace(agreement, clerk, starts_on=day, cause="schedule")
    elif state == "terminated":
        day = demo.today - timedelta(days=9)
        with demo.at(noon(demo, day)):
            fire(agreement, "terminate", clerk, end_type="by_parent", ends_on=day, reason="Déménagement.")


def drafted(demo, file: ParentChildFile, state: str) -> ServiceAgreement:
    """An unsaved agreement with its dates, and those of an infant."""
    start = first_day(demo.today, "active" if file.is_shared else state)
    born, first = file.child.birth_date, max(file.starts_on, start)
    school, grown, last = school_day(born), months_after(born, NURSERY_MONTHS), last_day(demo.today, state, file, first)
    infant = grown > first
    return ServiceAgreement(
        file=file, starts_on=first, ends_on=min(last, school - timedelta(days=1)) if first < school else last,
        infant=infant, infant_last_day=grown if infant and file.id % 2 else None)


def noon(demo, day: date) -> datetime:
    """The middle of a day, never later than now."""
    return min(datetime.combine(day, time(17), UTC), demo.now)


def monday_about(today: date, days: int) -> date:
    """The Monday of the week so many days from today."""
    day = today + timedelta(days=days)
    return day - timedelta(days=day.weekday())


def first_day(today: date, state: str) -> date:
    """A Monday: soon, or some months ago."""
    return monday_about(today, {"draft": 35, "to_sign": 21, "signed": 14, "cancelled": 14, "expired": -400}.get(
        state, -80))


def last_day(today: date, state: str, file: ParentChildFile, first: date) -> date:
    """Some ended, some end within a month, others before the summer."""
    if state == "expired":
        return max(first + timedelta(days=30), today - timedelta(days=45))
    if state == "active" and file.id % 4 == 1:
        return today + timedelta(days=28)
    return max(today, first) + timedelta(days=200)
