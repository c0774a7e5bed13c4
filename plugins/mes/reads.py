"""Who read what of a request: health data of a minor, so each reading is journalled, once an hour (MES-R83)."""

from __future__ import annotations

from datetime import timedelta

from core.api import _, journal, utcnow, write_transaction
from plugins.mes.models import Request

OPENED, FILLED_IN = "mes.request.opened", "mes.form.opened"
READS = {
    OPENED: _("Demande ouverte"),
    FILLED_IN: _("Formulaire ouvert"),
    "mes.review.opened": _("Examen ouvert"),
    "mes.history.opened": _("Historique ouvert"),
    "mes.document.opened": _("Document ouvert"),
    "mes.version.opened": _("Version archivée ouverte"),
    "mes.request.shown": _("Document lu à l’écran"),
}
"""The acts that only read a request, in words; a PDF that is made is an act like others."""

HOUR = timedelta(hours=1)


def note(user, request: Request, act: str, named: object = "", **what) -> None:
    """Journal that a person read something of a request, unless she read the same less than an hour ago.

    `named` is what the history calls it, `what` identifies it.
    """
    entry = journal.Entry
    again = entry.select().where(
        entry.kind == request.kind(), entry.record == request.id, entry.actor == user.id, entry.action == act,
        entry.after == journal.as_text(what), entry.at > utcnow() - HOUR)
    if again.exists():
        return
    with write_transaction():
        journal.write(user, act, request, after=what, note=named)

