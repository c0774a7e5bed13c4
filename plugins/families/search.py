"""Finding a child by NIREC, by NECSG, or by last name, first name and birth date together (MES-R02)."""

from __future__ import annotations

import re
from datetime import date

from core.api import Refused, _, fold
from plugins.families.models import Child, Household


def find_children(user, *, nirec: str = "", necsg: str = "", last_name: str = "", first_name: str = "",
                  birth_date: date | None = None) -> list[Child]:
    """The children `user` may see that match, with their households: one query.

    Numbers may be typed with spaces or hyphens; names are compared without case, accents, hyphens or apostrophes.
    Raises Refused when neither number is given and the three of the names are not all there.
    """
    query = Child.visible_to(user).select(Child, Household).join(Household).where(Child.archived_at.is_null())
    if nirec or necsg:
        column, typed = (Child.nirec, nirec) if nirec else (Child.necsg, necsg)
        return list(query.where(column == _digits(typed)).limit(10))
    if not (last_name.strip() and first_name.strip() and birth_date):
        raise Refused(_("Il faut le NIREC, ou le NECSG, ou les trois : nom de famille, prénom et date de naissance."),
                      _("Complétez la recherche."))
    last, first = _plain(last_name), _plain(first_name)
    for word in (last + first)[:8]:
        query = query.where(Child.folded.contains(word))
    found = query.where(Child.birth_date == birth_date).limit(200)
    return [child for child in found if (_plain(child.last_name), _plain(child.first_name)) == (last, first)]


def _digits(typed: str) -> str:
    return "".join(sign for sign in typed if sign.isalnum())


def _plain(name: str) -> list[str]:
    """The words of a name without case or accents; hyphens and apostrophes separate words."""
    return re.findall(r"\w+", fold(name))
