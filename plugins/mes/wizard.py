"""The five steps of a request and the strip of its seven pages: where one is, what is done, what is left (1.9a)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from core.api import _
from plugins.mes.form.answers import COMPLETE, INCOMPLETE, Answers
from plugins.mes.form.pages import PAGE_OF_BLOCK, PAGE_OF_FIELD, PAGES
from plugins.mes.models import Comment, Request
from plugins.mes.rules import mandatory_slots, page_link, papers_wanting

IDENTITY, TYPE, FORM, DOCUMENTS, CHECK = range(1, 6)
TITLES = {
    IDENTITY: (_("Identité de l’enfant"), _("Recherche de l’enfant")),
    TYPE: (_("Type de la demande"), _("Choix de la demande de soutien")),
    FORM: (_("Demande de soutien"), _("Formulaire de demande")),
    DOCUMENTS: (_("Documents à joindre"), _("Documents complémentaires")),
    CHECK: (_("Vérification"), _("Recevabilité de la demande")),
}
LOOKS = {COMPLETE: "complete", INCOMPLETE: "partial"}


@dataclass(frozen=True)
class Step:
    """A square of the side rail."""

    number: int
    title: object
    subtitle: object
    state: str
    url: str = ""
    reason: object = ""


@dataclass(frozen=True)
class PageMark:
    """A cell of the page strip (MES-R26)."""

    number: int
    title: object
    url: str
    current: bool
    state: str
    to_correct: int = 0


def addresses(request: Request) -> dict[int, str]:
    """Where each step of an existing request is; the child is not changed once the request is born."""
    here = f"/mes/demandes/{request.id}"
    return {IDENTITY: here, TYPE: f"{here}/type", FORM: f"{here}/formulaire/1", DOCUMENTS: f"{here}/pieces",
            CHECK: f"{here}/verification"}


def first_steps(current: int) -> list[Step]:
    """The rail before the request exists: only what was done can be gone back to."""
    return [Step(number, *TITLES[number], state="current" if number == current else
                 "done" if number < current else "todo", url="/mes/creer/" if number == IDENTITY else "")
            for number in TITLES]


def steps(request: Request, current: int, answers: Answers | None = None) -> list[Step]:
    """The rail of a request: each step with its state and its address."""
    wanting = papers_wanting(request)
    done = {IDENTITY, TYPE} | finished(request, answers or Answers(request), wanting)
    titles = TITLES | {DOCUMENTS: (TITLES[DOCUMENTS][0], joined(request, wanting))}
    return [Step(number, *titles[number], state="current" if number == current else
                 "done" if number in done else "todo", url=url) for number, url in addresses(request).items()]


def finished(request: Request, answers: Answers, wanting: Collection[str]) -> set[int]:
    """Which of the last three steps are done: form complete, no document wanting, signed."""
    done = {FORM} if not answers.problems() else set()
    done |= {DOCUMENTS} if not wanting else set()
    return done | ({CHECK} if request.signed_hash else set())


def joined(request: Request, wanting: Collection[str]) -> str:
    """How many of the mandatory documents are there: « Documents complémentaires, 2 sur 3 »."""
    slots = mandatory_slots(request)
    there = sum(slot not in wanting for slot in slots)
    return str(_("Documents complémentaires, %(there)s sur %(total)s", there=there, total=len(slots)))


def strip(request: Request, current: int, answers: Answers) -> list[PageMark]:
    """The seven pages with the state of each; a comment to correct comes before any other state."""
    waiting, corrected = commented(request)
    marks = []
    for page in PAGES:
        state = LOOKS.get(answers.state_of(page), "todo")
        state = "to_correct" if waiting.get(page.number) else "corrected" if corrected.get(page.number) else state
        marks.append(PageMark(page.number, page.short or page.title, page_link(request, page),
                              page.number == current, state, waiting.get(page.number, 0)))
    return marks


def commented(request: Request) -> tuple[dict[int, int], dict[int, int]]:
    """How many comments of the open round wait on each page, and how many are corrected there."""
    waiting: dict[int, int] = {}
    corrected: dict[int, int] = {}
    if request.state != "returned":
        return waiting, corrected
    for comment in Comment.select().where(Comment.request == request.id, Comment.round == request.round):
        if number := page_of(comment.anchor):
            counts = corrected if comment.corrected else waiting
            counts[number] = counts.get(number, 0) + 1
    return waiting, corrected


def page_of(anchor: str) -> int:
    """The number of the page that holds an anchor, the first for the whole request; 0 outside the form."""
    kind, _colon, name = anchor.partition(":")
    page = PAGE_OF_FIELD.get(name) if kind == "field" else PAGE_OF_BLOCK.get(anchor)
    return page.number if page else int(anchor == "general")
