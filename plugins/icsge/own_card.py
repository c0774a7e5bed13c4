"""What stands on the dashboard of a home provider (RSG): her children's files, and what is said of each."""

from __future__ import annotations

from typing import NamedTuple

from core.api import NEVER, Card, _, unpack
from plugins.icsge import lines
from plugins.icsge.looked_after import looked_after

SHOWN = 5


class Row(NamedTuple):
    """A child, the state of its file or agreement, how many messages it has, and the first of them."""

    child: str
    state: object
    count: int
    first: str


def cards(user) -> list[Card]:
    """« Mes dossiers », for who looks after children at home."""
    if looked_after(user) is NEVER:
        return []
    found = lines.looked_after_by(user, SHOWN + 1)
    return [Card(_("Mes dossiers"), "icsge/card_own.html",
                 {"rows": [row_of(each) for each in found[:SHOWN]], "more": len(found) > SHOWN}, order=10,
                 name="icsge.own")]


def row_of(line: lines.Line) -> Row:
    """A line in short."""
    child, said = line.file.child, line.messages
    return Row(f"{child.first_name} {child.last_name}", line.state, len(said), unpack(said[0].text) if said else "")
