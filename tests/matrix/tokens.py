"""Unmistakable words: whatever is planted carries one, so that a page that shows it betrays where it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

SHARED = ("brouillon", "attente", "dossier", "lieu", "perso")
"""Of a draft, of a comment not sent yet, of any other file, of a place, of a person."""
PRIVATE = ("avis", "filtre", "agent", "tache")
"""Of one person alone: her notice, her saved filter, her browser, her job."""
DRAFT_RANK = "005"
"""Each service's draft is its fifth request."""


@dataclass(frozen=True)
class Side:
    """One of the two services with its region and direction; `digits` begins its numbers."""

    letter: str
    stem: str
    region: str
    digits: str

    def word(self, kind: str, detail: str = "") -> str:
        """A word of this side, as « aldordossierrue »."""
        return f"{self.stem}{kind}{detail}"

    def number(self, rank: int) -> str:
        """Ten figures that stand nowhere else."""
        return f"{self.digits}{rank:02d}"


A, B = Side("A", "aldor", "11", "31131131"), Side("B", "bexor", "66", "76676676")
SIDES = (A, B)
WORDS = {side.stem: re.compile(rf"{side.stem}({'|'.join(SHARED + PRIVATE)})([a-z]+)") for side in SIDES}
NUMBERS = {side.digits: re.compile(rf"{side.digits}\d\d") for side in SIDES} | {
    f"-{side.region}-": re.compile(rf"\b20\d\d-{side.region}-\d{{3}}\b") for side in SIDES}
"""Each pattern by what it cannot be without: looking for that first takes a tenth of the time."""
LETTERS = {key: side.letter for side in SIDES for key in (side.stem, side.digits, f"-{side.region}-")}


class Token(NamedTuple):
    """A planted word as it was found: whose side, of what, which."""

    letter: str
    kind: str
    detail: str


def found_in(text: str) -> set[Token]:
    """Every planted word and number of a text."""
    small = text.lower()
    found = {Token(LETTERS[stem], *each) for stem, pattern in WORDS.items() if stem in small
             for each in pattern.findall(small)}
    found |= {Token(LETTERS[part], "brouillon" if each.endswith(f"-{DRAFT_RANK}") else "dossier", each)
              for part, pattern in NUMBERS.items() if part in text for each in pattern.findall(text)}
    return found


PUBLIC = ("direction", "region")
"""The places whose names, telephones and mailboxes everybody reads: how to reach the Ministry."""
REVIEWERS = ("agent", "director", "elsewhere", "hats", "town", "school", "messenger")
"""The people of a direction are known by name in the Ministry: one delegates to another during an absence."""


def known_anyway(key: str, token: Token) -> bool:
    """Whether this word is no secret to this person, though it is of another side."""
    if token.kind == "lieu":
        return token.detail in PUBLIC
    return token.kind == "perso" and key in REVIEWERS and token.detail in REVIEWERS
