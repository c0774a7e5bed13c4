"""The comments of the open round where they belong: in the order of the wizard's pages, counted, each in its place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from core.api import _
from plugins.mes.content import ANCHORS
from plugins.mes.form.pages import PAGES
from plugins.mes.models import SLOTS, Comment, Request, Version
from plugins.mes.readable import target

PIECES, CHECK = len(PAGES) + 1, len(PAGES) + 2
"""The places after the pages of the form: the documents, the verification."""


def _places() -> dict[str, tuple[int, int, int]]:
    """Where each anchor stands: page, rank of the block, rank of the field; the whole request comes first."""
    found = {"general": (1, 0, 0)}
    for page in PAGES:
        for rank, block in enumerate(page.blocks, 1):
            found[block.name] = page.number, rank, 0
            found |= {f"field:{field.name}": (page.number, rank, line) for line, field in enumerate(block.fields, 1)}
    found["documents"] = PIECES, 0, 0
    return found | {f"document:{slot}": (PIECES, rank, 0) for rank, slot in enumerate(SLOTS, 1)}


PLACES = _places()


@dataclass(frozen=True)
class Stop:
    """A comment of the open round, where the bar stops: its rank, its page and its address."""

    rank: int
    total: int
    comment: Comment
    earlier: Comment | None = None

    @property
    def page(self) -> int:
        """The page of the form that holds its anchor; PIECES for the documents."""
        return PLACES[self.comment.anchor][0]

    @property
    def field(self) -> str:
        """The field it is anchored to, or nothing."""
        kind, _colon, name = self.comment.anchor.partition(":")
        return name if kind == "field" else ""

    @property
    def label(self) -> object:
        """What it is anchored to, in words."""
        return ANCHORS[self.comment.anchor]

    @property
    def url(self) -> str:
        """Its box in the wizard; the part after « ? » tells a page without scripts where one stands."""
        name = self.comment.id
        return f"{page_url(self.comment.request_id, self.page)}?commentaire={name}#commentaire-{name}"

    @property
    def target(self) -> str:
        """Where its anchor stands in a transmitted version."""
        return target(self.comment.anchor)

    @property
    def said(self) -> str:
        """« Commentaire 1 sur 2, à corriger · page 4, Repas : fréquence »."""
        words = {"rank": self.rank, "total": self.total, "where": where(self)}
        return str(_("Commentaire %(rank)s sur %(total)s, corrigé · %(where)s", **words) if self.comment.corrected else
                   _("Commentaire %(rank)s sur %(total)s, à corriger · %(where)s", **words))


class Remarks:
    """The comments of the open round of a request that is with the service; none in any other state.

    `place` is the page of the wizard that is open, `here` the comment that its address names.
    """

    def __init__(self, request: Request, user=None, *, place: int = 0, here: int = 0):
        self.request, self.here = request, here
        found = list(_open_round(request)) if request.state == "returned" else []
        found.sort(key=lambda comment: (PLACES[comment.anchor], comment.id))
        earlier = {comment.id: comment for comment in _reopened(found)}
        self.stops = [Stop(rank, len(found), comment, earlier.get(comment.reopens_id))
                      for rank, comment in enumerate(found, 1)]
        self.version = _last_version(request) if found else None
        self.may_answer = bool(found and user and user.can("mes.request.mark_corrected", request))
        self.current, self.previous, self.next = self.around(place, here)

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.stops)

    @property
    def done(self) -> int:
        """How many are ticked « Corrigé »."""
        return sum(stop.comment.corrected for stop in self.stops)

    def at(self, anchor: str) -> list[Stop]:
        """Those of this anchor."""
        return [stop for stop in self.stops if stop.comment.anchor == anchor]

    def left(self) -> list[Stop]:
        """Those not ticked yet."""
        return [stop for stop in self.stops if not stop.comment.corrected]

    def route(self) -> str:
        """The stops for the bar’s script: comment, address, what is announced there."""
        return json.dumps([{"id": stop.comment.id, "url": stop.url, "said": stop.said, "field": stop.field}
                           for stop in self.stops], ensure_ascii=False)

    def around(self, place: int, comment_id: int = 0) -> tuple[Stop | None, Stop | None, Stop | None]:
        """Where one stands, the stop before and the one after, going round; by the page when no comment is named."""
        if not self.stops:
            return None, None, None
        here = next((rank for rank, stop in enumerate(self.stops) if stop.comment.id == comment_id), None)
        if here is not None:
            return self.stops[here], self.stops[here - 1], self.stops[(here + 1) % self.total]
        passed = sum(stop.page < place for stop in self.stops)
        return None, self.stops[passed - 1], self.stops[passed % self.total]


def page_url(request_id: int, page: int) -> str:
    """The page of the wizard at this place."""
    ends = {PIECES: "pieces", CHECK: "verification"}
    return f"/mes/demandes/{request_id}/{ends.get(page) or f'formulaire/{page}'}"


def where(stop: Stop) -> str:
    """« page 4, Repas : fréquence »; the label alone outside the form."""
    if stop.page > len(PAGES):
        return str(stop.label)
    return str(_("page %(number)s, %(label)s", number=stop.page, label=stop.label))


def _open_round(request: Request) -> Iterable[Comment]:
    return Comment.select().where(Comment.request == request.id, Comment.round == request.round)


def _reopened(comments: list[Comment]) -> Iterable[Comment]:
    kept = [comment.reopens_id for comment in comments if comment.reopens_id]
    return Comment.select().where(Comment.id << kept) if kept else ()


def _last_version(request: Request) -> Version | None:
    return (Version.select(Version.id, Version.number, Version.submitted_at).where(Version.request == request.id)
            .order_by(Version.number.desc()).first())
