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
    return namesakes(query.where(Child.birth_date == birth_date), last_name, first_name)


def namesakes(query, last_name: str, first_name: str) -> list:
    """Those of a query of children or guardians who bear these names; at most 200 are looked at."""
    names, model = (_words(last_name), _words(first_name)), query.model
    for word in (*names[0], *names[1])[:8]:
        query = query.where(model.folded.contains(word))
    return [each for each in query.limit(200) if (_words(each.last_name), _words(each.first_name)) == names]


def _digits(typed: str) -> str:
    return "".join(sign for sign in typed if sign.isalnum())


def _words(name: str) -> list[str]:
    """The words of a name without case or accents; hyphens and apostrophes separate words."""
    return re.findall(r"\w+", fold(name))
