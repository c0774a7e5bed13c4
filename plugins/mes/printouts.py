"""What can be printed of a request: each content with its document, a sentence about it, and its values (1.11)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.api import (
    Document as Printed,
    _,
    journal,
    ngettext,
    prose_date,
    prose_moment,
    running,
    size,
    told,
)
from plugins.mes import checklist, printing
from plugins.mes.content import form_digest, identity
from plugins.mes.form.answers import Answers
from plugins.mes.form.pages import FIELDS
from plugins.mes.models import END_REASONS, TYPES, Request
from plugins.mes.wording import spelled

TITLED = ("mes.document.attached", "mes.document.deleted", "mes.document.opened")
FIGURES = ("hours_per_day", "days_per_week", "support_from", "support_until", "planned_days", "planned_days_reason")


def summary(request: Request, user) -> dict[str, Any]:
    """The request on one sheet: whose, which, how much, where it stands, what is attached."""
    known = identity(request)
    documents = [[str(each.nature), each.title, prose_date(each.received_at), size(each.file.size)]
                 for each in request.documents]
    return printing.headed(request) | {
        "identity": printing.identity_rows(known)[:2] + printing.service_rows(known)[:3],
        "form": [(_("Type de la demande"), TYPES[request.type]), (_("Année de référence"), str(request.year)),
                 *standing(request)],
        "figures": figures(request), "documents": documents, "electronic": printing.electronic_signature(request),
        "commented": commented(request),
    }


def standing(request: Request) -> list[tuple]:
    """Where the request stands, and the days that brought it there; a draft was not transmitted (N14)."""
    dates = {"submitted_at": _("Transmise le"), "compliant_at": _("Conforme le"), "closed_at": _("Terminée le")}
    rows = [(_("Statut de la demande"), request.current.label), (_("Créée le"), prose_date(request.created_at))]
    rows += [(label, prose_date(getattr(request, name))) for name, label in dates.items() if getattr(request, name)]
    return rows + ([(_("Motif de fin"), END_REASONS[request.end_reason])] if request.end_reason else [])


def figures(request: Request) -> list[tuple]:
    """What is asked for, answered fields only."""
    values = Answers(request).said()
    return [(FIELDS[name].label, spelled(FIELDS[name], values[name])) for name in FIGURES if name in values]


def commented(request: Request) -> str:
    """« 3 commentaires, dont 1 à corriger », or nothing."""
    sent = [each for each in request.comments if each.round <= request.round]
    left = sum(not each.corrected for each in sent)
    if not sent:
        return ""
    return ngettext("%(num)s commentaire, dont %(left)s à corriger.", "%(num)s commentaires, dont %(left)s à corriger.",
                    len(sent), left=left)


def signatures(request: Request, user) -> dict[str, Any]:
    """The lines to sign on paper, with what is signed."""
    known = identity(request)
    return printing.headed(request) | {
        "identity": printing.identity_rows(known)[:2] + printing.service_rows(known)[:3],
        "form": [(_("Type de la demande"), TYPES[request.type]), (_("Année de référence"), str(request.year)),
                 *figures(request)[:5]],
        "signatories": printing.signatories(request), "mark": printing.marked(form_digest(request))}


def admissibility(request: Request, user) -> dict[str, Any]:
    """The lines of the « Analyse de recevabilité », and the warnings."""
    lines = checklist.check(request, user)
    parts = {str(part): [line for line in lines if line.part is part]
             for part in (checklist.FORM, checklist.DOCUMENTS, checklist.OTHERS)}
    return printing.headed(request) | {
        "form": [(_("Enfant"), str(request.child)), (_("Type de la demande"), TYPES[request.type]),
                 (_("Année de référence"), str(request.year)),
                 (_("Lignes remplies"), _("%(met)s sur %(total)s", met=sum(line.met for line in lines),
                                          total=len(lines)))],
        "parts": {title: found for title, found in parts.items() if found}, "cautions": checklist.cautions(request)}


def comments(request: Request, user) -> dict[str, Any]:
    """The comments that were sent, round by round, with the replies."""
    return printing.headed(request) | {"rounds": printing.rounds(request)}


def history(request: Request, user) -> dict[str, Any]:
    """All that happened, oldest first: when, who, what (MES-R80); a document that comes or goes, by its title."""
    view, entries = running().views["mes.request"], reversed(journal.history(request, limit=None))
    return printing.headed(request) | {
        "acts": [spoken(entry, view) for entry in entries if entry.action != "mes.request.attach"]}


def spoken(entry: journal.Entry, view) -> list[str]:
    """A line of the history; of a document, its title too."""
    act = told(entry, view)
    title = json.loads(entry.after or entry.before or "{}").get("title") if entry.action in TITLED else ""
    rest = _("« %(text)s »", text=title) if title else act.rest
    return [prose_moment(act.when), act.who, f"{act.verb} {rest}".strip()]


@dataclass(frozen=True)
class Printout:
    """One content of the print dialog."""

    kind: str
    label: object
    about: object
    document: Printed
    content: Callable[[Request, Any], dict[str, Any]]


def _printout(kind: str, label, about, content, *, document: Printed | None = None) -> Printout:
    return Printout(kind, label, about, document or Printed(f"mes/documents/{kind}.html", label), content)


PRINTOUTS = {each.kind: each for each in (
    _printout("form", _("Formulaire complet"),
              _("Les sept pages, les documents joints, les commentaires et les lignes à signer."),
              lambda request, user: printing.context(request), document=printing.FORM),
    _printout("signatures", _("Page des signatures"),
              _("Ce qui se signe à la main : à imprimer, faire signer, numériser et joindre."), signatures),
    _printout("summary", _("Résumé de la demande"), _("L’essentiel sur une feuille."), summary),
    _printout("checklist", _("Analyse de recevabilité"), _("Ce qui est rempli et ce qui manque, ligne par ligne."),
              admissibility),
    _printout("comments", _("Commentaires et réponses"), _("Les commentaires du Ministère, tour par tour."), comments),
    _printout("history", _("Historique"), _("Tout ce qui est arrivé à la demande : quand, qui, quoi."), history),
)}
