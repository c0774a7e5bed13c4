"""The agreements of the demonstration: those of the children without allowance of one service, in every state."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle

from core.api import SYSTEM, Organisation, User, _, create, fire
from plugins.agreements.models import ServiceAgreement
from plugins.agreements.rules import school_day
from plugins.agreements.schedule import Day, Schedule
from plugins.families import ParentChildFile, Placement

WHERE = "30002000"
CLERK = ("raymonde.bernier@galets.example", "Raymonde Bernier", "sdg_clerk")
WHOLE = Day(frozenset({"am", "pm"}), begins=450, ends=990)
MORNING = Day(frozenset({"am"}), begins=480, ends=720)
OFF = Day()
CYCLES = (
    Schedule(((WHOLE,) * 5 + (OFF,) * 2,)), Schedule(((WHOLE, WHOLE, OFF, WHOLE, WHOLE, OFF, OFF),)),
    Schedule(((MORNING,) * 5 + (OFF,) * 2,)),
    Schedule(((WHOLE,) * 5 + (OFF,) * 2, (WHOLE, WHOLE, WHOLE, OFF, OFF, OFF, OFF))))
STATES = ("active", "active", "expired", "active", "draft", "active", "signed", "active", "to_sign", "active")


def agreements(demo) -> str:
    """A clerk, and her agreements."""
    place = Organisation.get(Organisation.code == WHERE)
    email, name, role = CLERK
    with demo.at(place.created_at):
        clerk = demo.account(email, name, role=role, place=place)
    files = list(ParentChildFile.select().join(Organisation).where(
        Organisation.parent == place, ParentChildFile.custody == "none",
        ParentChildFile.child.not_in(Placement.select(Placement.child).where(
            Placement.allowance_from.is_null(False)))).order_by(ParentChildFile.id))
    for file, state, planned in zip(files, cycle(STATES), cycle(CYCLES), strict=False):
        _live(demo, clerk, file, state, planned)
    return _("%(agreements)s ententes de service", agreements=len(files))


def _live(demo, clerk: User, file: ParentChildFile, state: str, planned: Schedule) -> None:
    """One agreement, brought to its state by the steps that lead there."""
    first = max(file.starts_on, _first_day(demo.today, state))
    school = school_day(file.child.birth_date)
    last = _last_day(demo.today, state, first)
    agreement = ServiceAgreement(file=file, starts_on=first,
                                 ends_on=min(last, school - timedelta(days=1)) if first < school else last)
    agreement.plan(planned)
    began = _noon(demo, first - timedelta(days=12))
    with demo.at(began):
        create(agreement, "create", clerk)
        if state == "draft":
            return
        fire(agreement, "print", clerk)
        if state == "to_sign":
            return
        fire(agreement, "sign", clerk, signed_on=began.date(), signed_by="a")
    if state != "signed":
        with demo.at(_noon(demo, first)):
            fire(agreement, "start", SYSTEM)
    if state == "expired":
        with demo.at(_noon(demo, agreement.ends_on + timedelta(days=1))):
            fire(agreement, "expire", SYSTEM)


def _noon(demo, day: date) -> datetime:
    """The middle of a day, never later than now."""
    return min(datetime.combine(day, time(17), UTC), demo.now)


def _first_day(today: date, state: str) -> date:
    """A Monday: soon, or some months ago."""
    days = {"draft": 35, "to_sign": 21, "signed": 14, "expired": -400}.get(state, -80)
    day = today + timedelta(days=days)
    return day - timedelta(days=day.weekday())


def _last_day(today: date, state: str, first: date) -> date:
    """Some ended, some end within a month, others before the summer."""
    if state == "expired":
        return max(first + timedelta(days=30), today - timedelta(days=45))
    return max(today, first) + timedelta(days=28 if first.day % 3 == 0 else 200)


PARTS = (agreements,)
