"""Somebody who looks like somebody already there (ICSGE-R22): two files of one person spoil every synchronisation,
so the second one is kept only with a reason."""

from __future__ import annotations

from core.api import Refused, _, prose_date
from plugins.families.models import Child, Guardian
from plugins.families.search import namesakes

REMEDY = _("Ouvrez sa fiche ; si c’est quelqu’un d’autre, dites pourquoi dans « Pourquoi ce dossier est distinct ».")


def refuse_twin(person: Child | Guardian, user) -> None:
    """Raise Refused when somebody similar is there, among those one may see, and no reason is given."""
    if not person.distinct_reason.strip() and (found := twins(person, user)):
        raise Refused(_("Un dossier semblable existe : %(who)s.", who=_told(found[0])), REMEDY)


def twins(person: Child | Guardian, user) -> list[Child] | list[Guardian]:
    """Those of the same names: children born on the same day, adults with something else in common (FAM-R22)."""
    model = type(person)
    others = model.visible_to(user).where(model.id != (person.id or 0)).order_by(model.id)
    if isinstance(person, Child):
        others = others.where(Child.birth_date == person.birth_date)
    found = namesakes(others, person.last_name, person.first_name)
    return [each for each in found if isinstance(each, Child) or _marks(person) & _marks(each)]


def _marks(guardian: Guardian) -> set[str]:
    """What tells an adult: the telephones in digits alone, the e-mail, the day of birth."""
    typed = ("".join(sign for sign in text if sign.isdigit()) for text in (guardian.home_phone, guardian.cell_phone))
    born = guardian.birth_date.isoformat() if guardian.birth_date else ""
    return {each for each in (*typed, guardian.email.strip().casefold(), born) if each}


def _told(found: Child | Guardian) -> str:
    if isinstance(found, Child):
        return _("%(name)s, né ou née le %(day)s", name=found, day=prose_date(found.birth_date))
    return ", ".join(filter(None, (str(found), found.cell_phone or found.home_phone or found.email)))
