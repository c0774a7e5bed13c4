"""What is asked for each record of a run: statements written once, since building them would cost more than asking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from core.api import running, write_transaction
from plugins.icsge.components import Component


def mark() -> str:
    """Where a value stands in a statement."""
    return "?" if running().config.database.startswith("sqlite") else "%s"


def rows(text: str, values: Sequence[Any]) -> list[tuple]:
    """The rows of a statement in SQL, where `{mark}` stands for each value and `{s}` for « %s » inside of a text."""
    place = mark()
    written = text.format(mark=place, s="%s" if place == "?" else "%%s")
    return Component._meta.database.execute_sql(written, list(values)).fetchall()


def take_turn(component: Component) -> None:
    """Let one transaction at a time write the dossiers of a component: a page and a run both follow what changed.

    SQLite has one writer anyway; elsewhere the row of the component is held until the transaction ends.
    """
    if mark() != "?":
        rows("SELECT id FROM icsge_component WHERE id = {mark} FOR UPDATE", [component.id])


@contextmanager
def turn(component: Component) -> Iterator[None]:
    """A transaction that has its turn at the dossiers of a component."""
    with write_transaction():
        take_turn(component)
        yield


def standing_of_file(file: int) -> tuple[str, str] | None:
    """What the Ministry accepted of a file last, and the state of its dossier; None when it has none."""
    found = rows("SELECT last_hash, state FROM icsge_dossier WHERE record_kind = 'file' AND record = {mark}", [file])
    return found[0] if found else None


def blocked_by_file(file: int) -> list[int]:
    """The dossiers of agreements that wait for a file."""
    found = rows("SELECT id FROM icsge_dossier WHERE file_id = {mark} AND state = 'blocked_parent'", [file])
    return [row[0] for row in found]


def cancel_asked(run: int) -> bool:
    """Whether somebody asked to cancel a run."""
    return bool(rows("SELECT cancel_asked FROM icsge_run WHERE id = {mark}", [run])[0][0])
