"""Corrections in one click: what is offered beside a message, and how it is written (ICSGE-R02, R21, R43, R44)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.api import Record, Refused, _, journal, write_transaction
from plugins.agreements import ServiceAgreement
from plugins.families import ParentChildFile
from plugins.icsge.rules import mends
from plugins.icsge.sync.models import Message


@dataclass(frozen=True)
class Mend:
    """A correction: of which record and field, with which right, from what to what, in words."""

    record: Record
    field: str
    permission: str
    label: object
    before: object
    after: object
    value: object


def nirec(file: ParentChildFile, agreement) -> Mend | None:
    """The thirteen digits alone."""
    child = file.child
    value = mends.nirec(child.nirec or "")
    return value and Mend(child, "nirec", "families.edit", _("Garder les treize chiffres"), child.nirec, value, value)


def street(file: ParentChildFile, agreement) -> Mend | None:
    """The apartment after the street."""
    household = file.guardian_a.household
    value = mends.street(household.street)
    return value and Mend(household, "street", "families.edit", _("Mettre l’appartement à la fin"), household.street,
                          value, value)


def weeks(file: ParentChildFile, agreement: ServiceAgreement | None) -> Mend | None:
    """One week instead of two alike."""
    made = agreement and mends.weeks(agreement.planned)
    return made and scheduled(agreement, made, _("Écrire l’horaire sur une semaine"), _("deux semaines"),
                              _("une semaine"))


def halves(file: ParentChildFile, agreement: ServiceAgreement | None) -> Mend | None:
    """Each half day named by its hours."""
    made = agreement and mends.halves(agreement.planned)
    return made and scheduled(agreement, made, _("Préciser AM ou PM d’après les heures"), _("demi-journée à préciser"),
                              _("AM ou PM"))


def scheduled(agreement: ServiceAgreement, made, label, before, after) -> Mend:
    """A correction of a schedule."""
    return Mend(agreement, "schedule", "agreements.agreement.edit", label, before, after, made)


OFFERED: dict[int, Callable] = {41: nirec, 34: street, 71: weeks, 72: halves}
"""What may be offered, by the number of the message."""


def offered(message: Message, file: ParentChildFile, agreement: ServiceAgreement | None) -> Mend | None:
    """The correction of a message, when there is one."""
    make = OFFERED.get(message.number)
    return (make(file, agreement) or None) if make else None


def apply(mend: Mend, user) -> None:
    """Write a correction with its line in the journal; raises Refused for who may not."""
    record = mend.record
    if not user.can(mend.permission, record):
        raise Refused(_("Vous n’avez pas le droit de modifier ce dossier."))
    with write_transaction():
        before = record.as_dict()
        if mend.field == "schedule":
            record.plan(mend.value)
        else:
            setattr(record, mend.field, mend.value)
        if record.save():
            journal.saved(user, f"{record.kind()}.edited", record, before)
