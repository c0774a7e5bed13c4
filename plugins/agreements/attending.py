"""On which days a child attends, by its agreements: what MES and the invoices ask."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.api import Organisation, running
from plugins.agreements.counting import attendance
from plugins.agreements.models import ServiceAgreement
from plugins.families import Child, ParentChildFile

RUNNING = ("signed", "active", "superseded", "terminated", "expired")


def days_of(child: Child, installation: Organisation, first: date, last: date) -> dict[date, Decimal] | None:
    """The days of attendance from `first` to `last` with their hours, without the closed ones; None without agreement.

    In a shared custody the hours of both parents add up.
    """
    rows = list(ServiceAgreement.select().join(ParentChildFile).where(
        ParentChildFile.child == child.id, ParentChildFile.installation == installation.id,
        ServiceAgreement.state << RUNNING, ServiceAgreement.starts_on <= last,
        ServiceAgreement.ends_on.is_null() | (ServiceAgreement.ends_on >= first)))
    if not rows:
        return None
    closed = {day for _plugin, days in running().host.call(
        "closed_days", installation=installation, first=first, last=last) for day in days}
    found: dict[date, Decimal] = {}
    for row in rows:
        begins, ends = max(first, row.starts_on), min(last, row.ends_on or last)
        for day, hours in attendance(row.planned, row.starts_on, begins, ends):
            if day not in closed:
                found[day] = found.get(day, Decimal()) + hours
    return dict(sorted(found.items()))
