"""The facts of a stored agreement: what its rules look at, read in three queries."""

from __future__ import annotations

from datetime import date

from core.api import today
from plugins.agreements.content import digest
from plugins.agreements.facts import Facts, Period
from plugins.agreements.models import ServiceAgreement
from plugins.families import Placement

COUNTED = ("to_sign", "signed", "active", "expired", "terminated", "superseded")
"""The states in which an agreement stands in the way of another (ICSGE-R28)."""


def facts_of(agreement: ServiceAgreement) -> Facts:
    """What the rules look at."""
    file = agreement.file
    return Facts(
        starts_on=agreement.starts_on, ends_on=agreement.ends_on, schedule=agreement.planned,
        birth_date=file.child.birth_date, nature=file.installation.nature, is_replacement=agreement.is_replacement,
        varies=agreement.varies, ecp=agreement.ecp, csss=agreement.csss, transitional=agreement.transitional,
        infant=agreement.infant, infant_last_day=agreement.infant_last_day, kept_infant_day=infant_day_of(agreement),
        disability=has_allowance(agreement, today()), exception=agreement.exception,
        signed=agreement.signed_on is not None,
        printed_differs=bool(agreement.printed_hash) and agreement.printed_hash != digest(agreement),
        custody=file.custody, others=neighbours(file.id, agreement.id),
        sibling=neighbours(file.sibling_id, None) if file.sibling_id else ())


def neighbours(file_id: int, but: int | None) -> tuple[Period, ...]:
    """The agreements of a file that count, but one."""
    rows = ServiceAgreement.select().where(
        ServiceAgreement.file == file_id, ServiceAgreement.state << COUNTED,
        ServiceAgreement.id != (but or 0)).order_by(ServiceAgreement.starts_on, ServiceAgreement.id)
    return tuple(Period(str(row), row.starts_on, row.ends_on, row.planned) for row in rows)


def infant_day_of(agreement: ServiceAgreement) -> date | None:
    """The last day of the nursery that this agreement, or the one it was copied from, once said."""
    return agreement.copied_from.infant_last_day if agreement.copied_from_id else None


def has_allowance(agreement: ServiceAgreement, day: date) -> bool:
    """Whether the child receives the allowance for integrating a disabled child there."""
    places = Placement.select().where(Placement.child == agreement.file.child_id,
                                      Placement.installation == agreement.file.installation_id)
    return any(place.has_allowance(day) for place in places)
