"""What changed between two contents of a request: field by field, in words, with the words that differ marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from core.api import _, prose_date
from plugins.mes.content import full_content
from plugins.mes.form.pages import BLOCKS, FIELDS, PAGE_OF_FIELD
from plugins.mes.models import SLOTS, TYPES, Comment, Request, Version
from plugins.mes.wording import IDENTITY, SERVICE, spelled

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
KINDS = {ADDED: _("Ajouté"), REMOVED: _("Retiré"), CHANGED: _("Modifié")}
BLOCK_OF = {field.name: block.name for block in BLOCKS.values() for field in block.fields}
WORDS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Change:
    """One difference: where it is, what it was and what it is, in words. `page` is 0 outside the form.

    `anchors` are those that cover it, from the narrowest: a comment on one of them speaks of this change.
    """

    anchors: tuple[str, ...]
    label: object
    old: str
    new: str
    page: int = 0

    @property
    def kind(self) -> str:
        """Added, removed or changed."""
        return CHANGED if self.old and self.new else ADDED if self.new else REMOVED

    @property
    def word(self) -> object:
        """The kind, for people."""
        return KINDS[self.kind]

    def marks(self) -> tuple[list[Piece], list[Piece]]:
        """Both texts in pieces, those that differ marked."""
        return marked(self.old, self.new)


@dataclass(frozen=True)
class Piece:
    """Some words of a text, and whether the other text lacks them."""

    text: str
    differs: bool


@dataclass(frozen=True)
class Compared:
    """A version beside the one before it: what changed, and what no comment had asked for (MES-R71)."""

    version: Version
    before: Version | None
    changes: list[Change]
    outside: list[Change]


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """What differs between two full contents: identity, then the form from top to bottom, then the documents."""
    return [*_of_identity(old["identity"], new["identity"]), *_of_type(old["form"], new["form"]),
            *_of_answers(old["form"]["answers"], new["form"]["answers"]),
            *_of_documents(old["documents"], new["documents"])]


def outside(changes: Iterable[Change], comments: Iterable[Comment]) -> list[Change]:
    """The changes that no comment is anchored to (MES-R71); one on the whole request covers no field by itself."""
    asked = {comment.anchor for comment in comments}
    return [change for change in changes if not asked & set(change.anchors)]


def last_version(request: Request) -> Version | None:
    """The content that was transmitted last; the service’s comments were written about it."""
    return Version.select().where(Version.request == request.id).order_by(Version.number.desc()).first()


def since_last(request: Request) -> list[Change]:
    """What the service changed since it transmitted the request last."""
    version = last_version(request)
    return compare(version.content, full_content(request)) if version else []


def touched(request: Request, anchor: str) -> bool:
    """Whether what a comment is anchored to has changed since it was sent (MES-R69)."""
    return covered(anchor, since_last(request))


def covered(anchor: str, changes: Iterable[Change]) -> bool:
    """Whether one of the changes is of this anchor; the whole request has any of them."""
    return any(anchor == "general" or anchor in change.anchors for change in changes)


def compared(request: Request, number: int | None = None) -> Compared | None:
    """A transmitted version, the last one by default, beside the one before it; None when it does not exist."""
    found = list(Version.select().where(Version.request == request.id).order_by(Version.number))
    rank = (len(found) if number is None else number) - 1
    if not 0 <= rank < len(found):
        return None
    before = found[rank - 1] if rank else None
    changes = compare(before.content, found[rank].content) if before else []
    asked = Comment.select().where(Comment.request == request.id, Comment.round == rank)
    return Compared(found[rank], before, changes, outside(changes, asked))


def marked(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Two texts in pieces, word by word: what only one of them says is marked. Spaces are not compared."""
    ours, theirs = WORDS.findall(old), WORDS.findall(new)
    match = SequenceMatcher(None, [word.strip() for word in ours], [word.strip() for word in theirs])
    left, right = [], []
    for tag, low, high, start, end in match.get_opcodes():
        left += [Piece("".join(ours[low:high]), tag != "equal")] if high > low else []
        right += [Piece("".join(theirs[start:end]), tag != "equal")] if end > start else []
    return left, right


def _of_identity(old: dict[str, str], new: dict[str, str]) -> Iterator[Change]:
    for block, labels in (("identity", IDENTITY), ("service", SERVICE)):
        for name, label in labels:
            was, now = old.get(name, ""), new.get(name, "")
            if was != now:
                yield Change((block,), label, _fact(name, was), _fact(name, now), page=1)


def _of_type(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    if old["type"] != new["type"]:
        yield Change(("general",), _("Type de la demande"), str(TYPES[old["type"]]), str(TYPES[new["type"]]))


def _of_answers(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for name, field in FIELDS.items():
        if old.get(name) != new.get(name):
            said = [str(spelled(field, each[name])) if name in each else "" for each in (old, new)]
            yield Change((f"field:{name}", BLOCK_OF[name]), field.label, *said, page=PAGE_OF_FIELD[name].number)


def _of_documents(old: list, new: list) -> Iterator[Change]:
    for slot, label in SLOTS.items():
        before, after = _held(old, slot), _held(new, slot)
        lost = [title for digest, title in before.items() if digest not in after]
        won = [title for digest, title in after.items() if digest not in before]
        if lost or won:
            won = [_("%(title)s (contenu remplacé)", title=title) if title in lost else title for title in won]
            yield Change((f"document:{slot}", "documents"), label, ", ".join(lost), ", ".join(map(str, won)))


def _fact(name: str, value: str) -> str:
    return prose_date(date.fromisoformat(value)) if name == "birth_date" and value else value


def _held(documents: list, slot: str) -> dict[str, str]:
    """The titles of a slot’s documents by digest: a file under another name is the same document."""
    return {row[2]: row[1] for row in documents if row[0] == slot}
