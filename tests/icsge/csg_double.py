"""A server of the Ministry in memory: it applies by key, and can fail in every way a connection can."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from core.hookspecs import hookimpl
from core.plugin import Plugin
from plugins.icsge.exchange.bodies import digest
from plugins.icsge.exchange.transport import (
    Maintenance,
    Outcome,
    RefusedAccess,
    Said,
    ServerState,
    Unanswered,
    Unreachable,
)


def said(code: str, text: str = "Refusé.") -> Said:
    """A message of the server."""
    return Said(code, int(code[3:6]), code[6], text, "")


class Csg:
    """What it applied, by key; what it was asked, in order; how it shall fail next, one word for each sending.

    The words: drop (nothing applied, no answer), cut (applied, no answer), unreachable, closed, refused.
    """

    def __init__(self):
        self.applied: dict[str, Outcome] = {}
        self.bodies: dict[str, tuple[str, dict]] = {}
        self.log: list[tuple[str, str]] = []
        self.faults: list[str] = []
        self.down = self.shut = self.refuses = False
        self.judge: Callable[[str, dict], list[Said]] = lambda operation, body: []
        self.files: dict[str, str] = {}
        self.numbers = 0
        self.before_answer: Callable[[], None] = lambda: None

    def state(self, identity) -> ServerState:
        self._door()
        return ServerState(not self.shut, "Entretien" if self.shut else "", "2026-1", datetime.now(UTC), 0)

    def send(self, identity, sent) -> Outcome:
        self._door()
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "unreachable":
            raise Unreachable("unreachable")
        if fault == "closed":
            raise Maintenance("closed")
        if fault == "refused":
            raise RefusedAccess("refused")
        self.log.append((sent.operation, sent.key))
        if fault == "drop":
            raise Unanswered("drop")
        outcome = self.apply(sent)
        self.before_answer()
        if fault == "cut":
            raise Unanswered("cut")
        return outcome

    def apply(self, sent) -> Outcome:
        """Apply once by key; the same key with another body is a mistake of the client."""
        if sent.key in self.applied:
            assert digest(self.bodies[sent.key][1]) == digest(sent.body)
            return self.applied[sent.key]
        messages = tuple(self.judge(sent.operation, sent.body))
        if any(each.severity == "E" for each in messages):
            return Outcome(False, messages=messages)
        number = necsg = ""
        if sent.operation == "DossierParentEnfantAjouts":
            self.numbers += 1
            number = f"P{self.numbers:07d}"
            self.files[sent.body["enfant"]["reference"]] = number
            if sent.body["enfant"]["neHorsProvince"] and sent.body["enfant"]["necsg"] == "0":
                necsg = f"{900000000 + self.numbers}"
        self.applied[sent.key] = Outcome(True, number, necsg, messages)
        self.bodies[sent.key] = (sent.operation, dict(sent.body))
        return self.applied[sent.key]

    def look_up(self, identity, sent) -> Outcome | None:
        self._door()
        self.log.append(("look_up", sent.key))
        return self.applied.get(sent.key)

    def find_file(self, identity, body) -> str | None:
        self._door()
        self.log.append(("find_file", body["enfant"]["reference"]))
        return self.files.get(body["enfant"]["reference"])

    def close(self) -> None:
        """Nothing was open."""

    def _door(self) -> None:
        if self.down:
            raise Unreachable("down")
        if self.refuses:
            raise RefusedAccess("refused")

    def sent(self) -> list[str]:
        """The operations that came, without questions."""
        return [operation for operation, _key in self.log if operation not in ("look_up", "find_file")]


SERVER: list[Csg] = [Csg()]


class Wire(Plugin):
    """Puts the double in the place of the exchange over HTTP."""

    name = "wire"
    title = "Wire"
    version = "1"

    @hookimpl(optionalhook=True)
    def csg_transport(self, component):
        return SERVER[0]

