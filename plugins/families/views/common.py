"""What the pages of families share: the rights they ask for, the record they were opened from, dates in order."""

from __future__ import annotations

from flask import request as http

from core.api import Refused, _

RIGHTS = {"read": "families.read", "create": "families.edit", "edit": "families.edit", "delete": "families.archive"}


def given(model, name: str, user):
    """The record whose id the address gives, for a form opened from its page; None when it gives none."""
    typed = http.args.get(name, "")
    return model.find_for(user, typed, RIGHTS["read"]) if typed else None


def check_dates(first, last) -> None:
    """A period does not end before it begins."""
    if first and last and last < first:
        raise Refused(_("La fin vient avant le début."), _("Corrigez l’une des deux dates."))
