"""What the simulator answers to one record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from plugins.icsge.rules.table import ERROR, Broken


@dataclass(frozen=True)
class Answer:
    """The messages, and the numbers that were given; accepted when none of them is an E (ICSGE-R87)."""

    messages: tuple[dict[str, str], ...] = ()
    csg_number: str = ""
    necsg: str = ""

    @property
    def accepted(self) -> bool:
        return all(each["code"][6] != ERROR for each in self.messages)

    def as_json(self, operation: str, key: str) -> dict[str, Any]:
        """The answer as it is sent."""
        done = "accepteAvecAvertissements" if self.messages else "accepte"
        return {"operation": operation, "cle": key, "resultat": done if self.accepted else "refuse",
                "numeroDossier": self.csg_number, "necsg": self.necsg, "messages": list(self.messages)}


def said(code: str, text: object, field: str = "") -> dict[str, str]:
    """A message as it is sent."""
    return {"code": code, "texte": str(text), "champ": field}


def judged(broken: Iterable[Broken]) -> tuple[dict[str, str], ...]:
    """The messages of what was broken."""
    return tuple(said(each.code, each.text, each.rule.field) for each in broken)
