"""What the pages of families share: the rights they ask for, the record they were opened from, dates in order."""

from __future__ import annotations

from flask import g, request as http

from core.api import Organisation, RecordView, Refused, Stale, _, person, rows_up_to
from plugins.families.places import towns

RIGHTS = {"read": "families.read", "create": "families.edit", "edit": "families.edit", "delete": "families.archive"}


def given(model, name: str, user):
    """The record whose id the address gives, for a form opened from its page; None when it gives none."""
    typed = http.args.get(name, "")
    return model.find_for(user, typed, RIGHTS["read"]) if typed else None


def check_dates(first, last) -> None:
    """A period does not end before it begins."""
    if first and last and last < first:
        raise Refused(_("La fin vient avant le début."), _("Corrigez l’une des deux dates."))


def sees_towns_only(user) -> bool:
    """Whether every family that this person reads is a town's: asked once in a request."""
    if "families_towns_only" not in g:
        theirs = Organisation.within(user, RIGHTS["read"])
        g.families_towns_only = not rows_up_to(Organisation.select(Organisation.id).where(
            theirs, Organisation.kind.not_in(("town", "establishment"))).limit(1))
    return g.families_towns_only


def keeps_towns(user) -> bool:
    """Whether this person may enter families of a town: asked once in a request."""
    if "families_keeps_towns" not in g:
        g.families_keeps_towns = bool(towns(user))
    return g.families_keeps_towns


def refuse_old(record) -> None:
    """Refuse what was decided on an older version of a record."""
    if http.form.get("version") != str(record.version):
        raise Stale(record, _("Cette fiche a changé depuis que vous l’avez ouverte : rien n’a été fait."),
                    _("Rechargez la page pour voir où elle en est."))


class AttachedView(RecordView):
    """What is attached to people: nothing of it is written once they are archived (FAM-R13)."""

    permissions = RIGHTS
    can_create = can_edit = can_delete = True

    def may_edit(self, record, user) -> bool:
        return not self.put_away(record) and super().may_edit(record, user)

    def why_not_editable(self, record, user) -> Refused:
        return Refused(_("Cette fiche est dans les archives : rien ne s’y écrit."))

    def find(self, record_id, verb: str = "read"):
        """To delete is to write, too."""
        found = super().find(record_id, verb)
        if verb == "delete" and self.put_away(found):
            raise self.why_not_editable(found, person())
        return found

    def put_away(self, record) -> bool:
        """Whether somebody it is attached to is archived."""
        return any(getattr(record, name).archived_at is not None for name in record.attached_to
                   if record.__data__.get(name))


def key_of(record) -> str:
    """« child:12 »."""
    return f"{record.kind().partition('.')[2]}:{record.id}"
