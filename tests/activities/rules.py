"""What the tests of the rules of activities share: days, cells, what stands against them."""

from __future__ import annotations

from datetime import date

from core.accounts.models import SYSTEM
from core.workflow.engine import create
from plugins.activities.conditions import why_not
from plugins.activities.facts import Cell, Facts
from plugins.activities.models import CalendarPeriod, Enrolment, Participant, PeriodTarget, SchoolYear
from plugins.families import Placement
from tests.activities.conftest import FIRST

TODAY = FIRST
THURSDAY, FRIDAY = date(2026, 9, 3), date(2026, 9, 4)


def cell(participant: Participant, town, service: str = "midi", day: date = THURSDAY) -> Cell:
    return Cell(participant.id, town.services[service].id, day)


def obstacles(town, participant: Participant, service: str = "midi", day: date = THURSDAY, user=None) -> list[str]:
    """What stands against booking a cell, in words."""
    wanted = cell(participant, town, service, day)
    facts = Facts.load([participant], [wanted.service], day, day)
    return [str(each.text) for each in why_not(facts, wanted, user or town.clerk)]


def change(record, **values) -> None:
    for name, value in values.items():
        setattr(record, name, value)
    record.save()


def close_for_holidays(town, class_name: str = "CP", kind: str = "closure", service: str = "midi") -> CalendarPeriod:
    period = CalendarPeriod(organisation=town.places["town"], label="Pont", starts_on=THURSDAY, ends_on=FRIDAY,
                            kind=kind)
    period.save()
    PeriodTarget(period=period, service=town.services[service], class_group=town.classes[class_name]).save()
    return period


def next_year(town) -> SchoolYear:
    """The year after, in preparation."""
    year = SchoolYear(organisation=town.places["town"], label="2027-2028", starts_on=date(2027, 9, 1),
                      ends_on=date(2028, 7, 4))
    return create(year, "create", SYSTEM)


def everything() -> tuple[list, list]:
    """Who is in which class, and which places children have."""
    return (sorted(Enrolment.select(Enrolment.participant, Enrolment.class_group, Enrolment.starts_on).tuples()),
            sorted(Placement.select(Placement.child, Placement.installation, Placement.starts_on, Placement.ends_on)
                   .tuples()))
