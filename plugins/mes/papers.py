"""What step 4 shows: each slot with what it holds, what is asked of it, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from core.api import _
from plugins.mes.documents import held, left_behind, printing_of
from plugins.mes.form.answers import Answers
from plugins.mes.form.pages import FIELDS
from plugins.mes.models import SLOTS, Document, Request
from plugins.mes.printing import signatories
from plugins.mes.rules import mandatory_slots

ABOUT = {
    "plan": _("Le plan en vigueur, de moins d’un an."),
    "service_plan": _("S’il existe."),
    "report": _("Signé par la personne professionnelle de la santé qui suit l’enfant."),
    "signatures": _("La page imprimée, signée à la main, puis numérisée."),
}
FREED = _("Facultatif : Retraite Québec atteste la déficience.")


@dataclass(frozen=True)
class Paper:
    """An attached document, and why it is held back if it is."""

    document: Document
    held: object


@dataclass(frozen=True)
class Slot:
    """One of the four natures: what it asks and what it holds; for the signatures page, how its printing stands."""

    name: str
    title: object
    about: object
    mandatory: bool
    papers: tuple[Paper, ...]
    printing: str = ""
    left_behind: bool = False
    signatories: tuple = ()


def slots_of(request: Request) -> list[Slot]:
    """The four slots from top to bottom."""
    starred = mandatory_slots(request)
    papers = [Paper(document, held(document)) for document in request.documents.order_by(Document.id)]
    found = []
    for name, title in SLOTS.items():
        signed = {"printing": printing_of(request), "left_behind": left_behind(request),
                  "signatories": tuple(signatories(request))} if name == "signatures" else {}
        about = FREED if name == "report" and request.attestation == "retraite_quebec" else ABOUT[name]
        found.append(Slot(name, title, about, name in starred,
                          tuple(paper for paper in papers if paper.document.slot == name), **signed))
    return found


def still_to_fill(request: Request) -> bool:
    """Whether something besides the days of paper signatures is missing: printed now, it must be printed again."""
    return any(problem.name not in FIELDS or not FIELDS[problem.name].on_paper
               for problem in Answers(request).problems())
