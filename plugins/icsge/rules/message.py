"""One message of the catalogue: its number, its sentence, and what a person may do about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

CODE = re.compile(r"CSG([0-9]{3})([AE])([A-Z]?)")
"""« CSG042E », and « CSG042ET » as the Ministry's screens were read: the severity is right after the digits."""


@dataclass(frozen=True)
class Message:
    """`why` explains it, `how` says how to mend it. `rules`: the numbers of its rules. `attested`: seen at CSG itself;
    all other numbers and texts are ours."""

    number: int
    severities: str
    text: object
    rules: tuple[str, ...]
    why: object
    how: object
    attested: bool = False

    @property
    def code(self) -> str:
        """« CSG042E »."""
        return f"CSG{self.number:03d}{self.severities[0]}"


def message(code: str, text: object, rules: str, *texts: object, attested: bool = False) -> Message:
    """A message by its code, its sentence, its rules (« 81 84 »), then why and how."""
    why, how = texts
    return Message(int(code[:3]), code[3:], text, tuple(f"ICSGE-R{each}" for each in rules.split()), why, how, attested)


def read_code(raw: str) -> tuple[int, str] | None:
    """The number and the severity of a code as it came; None when it is none."""
    found = CODE.fullmatch(raw)
    return (int(found[1]), found[2]) if found else None
