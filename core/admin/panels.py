"""What plugins add to pages: panels on a record's page, cards on the dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Panel:
    """A card on a record's page: its template gets `context`, `record` and `panel`.

    `place`: main, the wide column, or side. Lower `order` comes first. `name` makes its anchor.
    """

    title: object
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    order: int = 100
    place: str = "main"
    name: str = ""
    meta: object = ""


@dataclass(frozen=True)
class Card:
    """A card on the dashboard. `name` is what its place is remembered by; `wide` takes the whole row."""

    title: object
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    order: int = 100
    wide: bool = False
    name: str = ""
    bare: bool = False
    """Whether the template draws its own frame (the slate of a diagram) instead of standing in a white card."""

    @property
    def key(self) -> str:
        return self.name or self.template


@dataclass(frozen=True)
class Command:
    """A button of the page head: a link, or with `post` a form with the page's token."""

    label: object
    url: str
    icon: str = ""
    primary: bool = False
    post: bool = False
