"""Who read what of a request: health data of a minor, so each reading is journalled, once an hour (MES-R83)."""

from __future__ import annotations

import json
from datetime import timedelta

from core.api import _, journal, utcnow, write_transaction
from plugins.mes.models import Request
from plugins.mes.printouts import PRINTOUTS

OPENED, FILLED_IN = "mes.request.opened", "mes.form.opened"
MOST = 200
"""How many readings a page shows."""

READS = {
    OPENED: _("Demande ouverte"),
    FILLED_IN: _("Formulaire ouvert"),
    "mes.review.opened": _("Examen ouvert"),
    "mes.history.opened": _("Historique ouvert"),
    "mes.document.opened": _("Document ouvert"),
    "mes.version.opened": _("Version archivée ouverte"),
    "mes.request.shown": _("Document lu à l’écran"),
    "mes.request.printed": _("Document imprimé"),
}
"""The acts that read a request, in words."""

HOUR = timedelta(hours=1)


def note(user, request: Request, act: str, **what) -> None:
    """Journal that a person read something of a request, unless she read the same less than an hour ago."""
    entry = journal.Entry
    again = entry.select().where(
        entry.kind == request.kind(), entry.record == request.id, entry.actor == user.id, entry.action == act,
        entry.after == journal.as_text(what), entry.at > utcnow() - HOUR)
    if again.exists():
        return
    with write_transaction():
        journal.write(user, act, request, after=what)


def said(reading) -> str:
    """« Document ouvert, plan.pdf »."""
    what = json.loads(reading.after) if reading.after else {}
    printed = PRINTOUTS.get(what.get("document"))
    detail = what.get("title") or what.get("version") or (printed.label if printed else "")
    return f"{READS[reading.action]}, {detail}" if detail else str(READS[reading.action])


def readings(request: Request, limit: int) -> list:
    """The readings of a request, newest first."""
    entry = journal.Entry
    return list(entry.select().where(entry.kind == request.kind(), entry.record == request.id,
                                     entry.action << list(READS)).order_by(entry.id.desc()).limit(limit))
