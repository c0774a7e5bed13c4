"""The next agreement of a file: a copy without dates nor signature, proposed the day after (ICSGE-R29, R38)."""

from __future__ import annotations

from datetime import date, timedelta

from core.api import create, fire, write_transaction
from plugins.agreements.models import ServiceAgreement

COPIED = ("file", "is_replacement", "varies", "ecp", "csss", "transitional", "infant", "infant_last_day", "exception",
          "group", "schedule")


def copied(agreement: ServiceAgreement, starts_on: date | None = None) -> ServiceAgreement:
    """An unsaved agreement that says the same but for dates and signature; from the day after, by default."""
    first = starts_on or ((agreement.ends_on or agreement.starts_on) + timedelta(days=1))
    same = {name: getattr(agreement, name) for name in COPIED}
    return ServiceAgreement(starts_on=first, copied_from=agreement, **same)


def copy(agreement: ServiceAgreement, user, starts_on: date | None = None) -> ServiceAgreement:
    """« Copier une entente »: a draft."""
    return create(copied(agreement, starts_on), "copy", user)


def renew(agreement: ServiceAgreement, user, starts_on: date) -> ServiceAgreement:
    """« Renouveler » an agreement that has ended: its history tells it, a draft follows."""
    with write_transaction():
        fire(agreement, "renew", user)
        return copy(agreement, user, starts_on)


def replace(agreement: ServiceAgreement, user, *, starts_on: date, cause: str) -> ServiceAgreement:
    """« Fermer et créer la suivante »: both, or none of it."""
    last = agreement.ends_on
    with write_transaction():
        fire(agreement, "replace", user, starts_on=starts_on, cause=cause)
        following = copied(agreement, starts_on)
        following.ends_on = last
        return create(following, "copy", user)
