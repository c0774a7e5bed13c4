"""The switch on the sheet of an adult: whether she wants messages."""

from __future__ import annotations

from flask import flash, redirect, request as http

from core.api import MarelleError, Page, Stale, _, expose, journal, needs, person, running, write_transaction
from plugins.families import Guardian, refuse_archived
from plugins.messages.models import Preference
from plugins.messages.workflow import SEND


class PreferencePage(Page):
    """One form, without a page of its own."""

    name, url, label = "messages.preference", "/messages/preferences", _("Préférence")
    permission, scope, in_menu = SEND, "Guardian visible_to", False

    @expose("/<int:id>", methods=("POST",))
    @needs(SEND, "Guardian visible_to")
    def change(self, id: int):
        """Note that she wants messages, or that she wants none."""
        guardian, accepts = Guardian.find_for(person(), id, SEND), http.form.get("accepts") == "1"
        try:
            set_preference(guardian, accepts, person(), http.form.get("version", ""))
        except MarelleError as reason:
            flash(f"{reason}", "error")
        else:
            flash(_("%(who)s recevra les messages.", who=guardian) if accepts else
                  _("%(who)s ne recevra plus de messages.", who=guardian), "success")
        return redirect(running().views["families.guardian"].url_of(id) + "#messagerie", 303)


def set_preference(guardian: Guardian, accepts: bool, user, version: str) -> None:
    """Keep what an adult wants, if nobody changed it since `version` was read (0: never said)."""
    refuse_archived(guardian)
    with write_transaction():
        Guardian.update(version=Guardian.version).where(Guardian.id == guardian.id).execute()  # one answer at a time
        found = Preference.get_or_none(Preference.guardian == guardian.id) or Preference(guardian=guardian)
        if str(found.version if found.id else 0) != version:
            raise Stale(found, _("Quelqu’un vient de changer cette préférence : rien n’a été fait."),
                        _("Rechargez la page."))
        before = found.as_dict() if found.id else None
        found.accepts_messages = accepts
        found.save()
        journal.saved(user, "messages.preference.edited", found, before)
