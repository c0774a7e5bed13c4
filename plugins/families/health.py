"""A child's allergies and care: encrypted, read by who may, and each reading written in the journal."""

from __future__ import annotations

from core.api import Forbidden, _, decrypt, encrypt, journal, write_transaction
from plugins.families.models import Child

RIGHT, PURPOSE = "families.health", "families.health"


def may_read(child: Child, user) -> bool:
    """Whether this person may know of the child's health."""
    return user.can(RIGHT, child)


def read_health(child: Child, user) -> str:
    """The text, after the journal was told who reads it."""
    refuse_stranger(child, user)
    with write_transaction():
        journal.write(user, "families.child.health.shown", child)
    return decrypt(child.health_sealed, PURPOSE)


def health_text(child: Child) -> str:
    """The text alone, for who has already told the journal (a batch of sheets)."""
    return decrypt(child.health_sealed, PURPOSE)


def write_health(child: Child, text: str, care_plan: bool, user) -> None:
    """Keep the text encrypted, and whether a care plan (PAI) exists; the journal names the fields, not their words."""
    refuse_stranger(child, user)
    with write_transaction():
        before = child.as_dict()
        if text != decrypt(child.health_sealed, PURPOSE):
            child.health_sealed = encrypt(text, PURPOSE)
        child.care_plan = care_plan
        if child.save():
            journal.saved(user, "families.child.health.edited", child, before)


def refuse_stranger(child: Child, user) -> None:
    """Raise Forbidden for who may not know."""
    if not may_read(child, user):
        raise Forbidden(_("Vous n’avez pas le droit de voir la santé des enfants."),
                        _("Demandez ce droit à la personne qui gère les accès."))
