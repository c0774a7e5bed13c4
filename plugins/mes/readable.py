"""A content of a request laid out to be read: pages, blocks, lines; each line knows its anchor and what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.api import prose_date
from plugins.mes.content import ANCHORS
from plugins.mes.diff import Change
from plugins.mes.form.declare import Block
from plugins.mes.form.pages import PAGES
from plugins.mes.models import SLOTS
from plugins.mes.wording import IDENTITY, SERVICE, spelled

FACTS = {"identity": IDENTITY, "service": SERVICE}


@dataclass(frozen=True)
class Line:
    """One answer in words, empty when there is none; `anchor` is where a comment on it is written, if it may be."""

    label: object
    text: str
    anchor: str = ""
    change: Change | None = None

    @property
    def target(self) -> str:
        """The identifier of the line in a page."""
        return target(self.anchor) if self.anchor else ""


@dataclass(frozen=True)
class Part:
    """A block with its lines."""

    anchor: str
    title: object
    lines: list[Line]

    @property
    def target(self) -> str:
        """The identifier of the block in a page."""
        return target(self.anchor)


@dataclass(frozen=True)
class Leaf:
    """A page of the form, or the documents, whose number is 0."""

    number: int
    title: object
    parts: list[Part]


def target(anchor: str) -> str:
    """Where an anchor stands in a page that is read: `ancre-field-contact`."""
    return "ancre-" + anchor.replace(":", "-")


def readable(content: dict[str, Any], changes: Iterable[Change] = ()) -> list[Leaf]:
    """The pages and the documents of a full content; an answer that was taken away has its line, empty."""
    changed = {change.anchors[0]: change for change in changes}
    leaves = [Leaf(page.number, page.title, [_part(block, content, changed) for block in page.blocks])
              for page in PAGES]
    lines = [Line(label, ", ".join(row[1] for row in content["documents"] if row[0] == slot), f"document:{slot}",
                  changed.get(f"document:{slot}")) for slot, label in SLOTS.items()]
    return [*leaves, Leaf(0, ANCHORS["documents"], [Part("documents", ANCHORS["documents"], lines)])]


def _part(block: Block, content: dict[str, Any], changed: dict[str, Change]) -> Part:
    answers, identity = content["form"]["answers"], content["identity"]
    lines = [Line(label, _fact(name, identity.get(name, ""))) for name, label in FACTS.get(block.name, ())]
    for field in block.fields:
        anchor = f"field:{field.name}"
        if field.name in answers or anchor in changed:
            text = str(spelled(field, answers[field.name])) if field.name in answers else ""
            lines.append(Line(field.label, text, anchor, changed.get(anchor)))
    return Part(block.name, block.title, lines)


def _fact(name: str, value: str) -> str:
    return prose_date(date.fromisoformat(value)) if name == "birth_date" and value else value
