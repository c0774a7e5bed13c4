"""New families: a household with its first adult, an adult, a child; each in one transaction (FAM-R01, R05, R10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.api import Organisation, Refused, _, fn, journal, today, write_transaction
from plugins.families.mails import refuse_shared_mail
from plugins.families.models import Child, Guardian, Guardianship, Household, refuse_archived
from plugins.families.moving import begin, move
from plugins.families.twins import refuse_twin

Values = Mapping[str, Any]


@dataclass(frozen=True)
class NewChild:
    """The child of a new family: one found, or the values of a new one; and what the adult is to it."""

    kind: str
    found: Child | None = None
    values: Values | None = None


def found_household(organisation: Organisation, home: Values, adult: Guardian | Values, child: NewChild | None,
                    user) -> Household:
    """A household with one adult, found or new, and a child, found or new, or none (FAM-R01, R02, R08)."""
    with write_transaction():
        household = begin(Household(organisation=organisation, **home), user)
        if isinstance(adult, Guardian):
            move(adult, household, today(), user)
        else:
            adult = add_guardian(household, adult, user)
        if child is not None:
            add_child(adult, child, user)
    return household


def add_guardian(household: Household, values: Values, user) -> Guardian:
    """A new adult of a household."""
    guardian = Guardian(household=household, **values)
    with write_transaction():
        refuse_twin(guardian, user)
        refuse_shared_mail(guardian, user)
        guardian.save()
        journal.saved(user, "families.guardian.created", guardian)
    return guardian


def add_child(guardian: Guardian, child: NewChild, user) -> Child:
    """The child of an adult: a new one lives with her; one that was found keeps its main household (FAM-R08, R10)."""
    with write_transaction():
        known = child.found
        if known is None:
            known = Child(household=guardian.household, **child.values or {})
            refuse_twin(known, user)
            known.save()
            journal.saved(user, "families.child.created", known)
        tie(known, guardian, child.kind, user)
    return known


def tie(child: Child, guardian: Guardian, kind: str, user) -> Guardianship:
    """Have an adult be responsible for a child; a tie that had ended begins again."""
    refuse_archived(child, guardian)
    if not kind:
        raise Refused(_("Le lien de parenté est obligatoire."), _("Choisissez : père, mère, tuteur ou autre."))
    with write_transaction():
        known = Guardianship.get_or_none((Guardianship.child == child.id) & (Guardianship.guardian == guardian.id))
        if known is not None and (known.ends_on is None or known.ends_on >= today()):
            raise Refused(_("%(who)s est déjà responsable de %(child)s.", who=guardian, child=child))
        before = known.as_dict() if known else None
        made = known or Guardianship(child=child, guardian=guardian, rank=next_rank(child))
        made.kind, made.ends_on = kind, None
        made.save()
        verb = "created" if before is None else "edited"
        journal.saved(user, f"families.guardianship.{verb}", made, before)
    return made


def next_rank(child: Child) -> str:
    """A for the first adult of a child, B for the others."""
    count = Guardianship.select(fn.COUNT(Guardianship.id)).where(
        Guardianship.child == child.id, Guardianship.current()).scalar()
    return "B" if count else "A"
