"""What carries records to CSG: the protocol that a plugin may implement in another way, its answers and its faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from core.api import MarelleError
from plugins.icsge.exchange.envelope import Identity, Sent


@dataclass(frozen=True)
class Said:
    """A message of the server: its code as it came, its number, E or A, its sentence, and the field it is about."""

    code: str
    number: int
    severity: str
    text: str
    field: str = ""


@dataclass(frozen=True)
class Outcome:
    """What the server did with one record: accepted when nothing graver than an A was said (ICSGE-R87)."""

    accepted: bool
    csg_number: str = ""
    necsg: str = ""
    messages: tuple[Said, ...] = ()


@dataclass(frozen=True)
class ServerState:
    """What the server says of itself: open or not, its sentence, the guide in force, its clock, and ours less its."""

    open: bool
    message: str
    guide: str
    at: datetime
    skew_seconds: int


class TransportFault(MarelleError):
    """The record has no outcome; none of these ever marks it as refused (ICSGE-R86). `told` tells it in a word."""

    told = "fault"


class Unreachable(TransportFault):
    """Nothing was sent: no such name, nobody answers, a certificate that is not right."""

    told = "unreachable"


class Unanswered(TransportFault):
    """It was sent, and no answer came, or a half or a malformed one: look the record up before sending it again."""

    told = "unanswered"


class RefusedAccess(TransportFault):
    """CSG001E: the server does not say why (ICSGE-R84); `exchange.diagnosis` finds out what can be found out."""

    told = "refused"


class Maintenance(TransportFault):
    """The server is closed for now, or wants another version; nothing was applied."""

    told = "maintenance"


class Transport(Protocol):
    """How records reach CSG."""

    def state(self, identity: Identity) -> ServerState:
        """What the server says of itself to this component (EtatSysteme); raises TransportFault."""

    def send(self, identity: Identity, sent: Sent) -> Outcome:
        """Send one record and wait for its outcome; raises TransportFault."""

    def look_up(self, identity: Identity, sent: Sent) -> Outcome | None:
        """What the server did with a record of this key; None when it never had it; raises TransportFault."""

    def find_file(self, identity: Identity, body: Mapping[str, Any]) -> str | None:
        """The number that CSG gave a parent-child file, by its child and its adults (ICSGE-R15); None when unknown."""

    def close(self) -> None:
        """Hang up: nothing more is sent for now."""
