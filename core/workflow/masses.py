"""Many records at once, by statements: births, moves and deletions that nothing follows one by one.

The caller has judged, journals and tells the others; here are states, versions and counters, in the caller's
transaction. What is followed record by record goes through the engine.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from core import statements
from core.database import db, in_write_transaction, is_sqlite
from core.records import Tracked, utcnow
from core.statements import mark
from core.workflow import counters

TYPES = {"INT": "integer", "AUTO": "integer", "VARCHAR": "text", "TEXT": "text", "DATE": "date", "BOOL": "boolean"}
"""What PostgreSQL calls the columns that may differ from row to row."""


def born(model: type[Tracked], alike: Mapping[str, Any], names: Sequence[str],
         rows: Sequence[tuple]) -> list[list[int]]:
    """Insert rows that share the values of `alike` (the state is one) and differ in `names`.

    Returns their numbers as stretches, [first, last].
    """
    if not in_write_transaction():
        raise RuntimeError("records are born inside write_transaction(), with what tells of them")
    now = utcnow()
    shared = {"version": 1, "created_at": now, "updated_at": now, "state_since": now} | dict(alike)
    if not rows:
        return []
    return (_born_here if is_sqlite() else _born_there)(model, shared, names, rows)


def _born_here(model: type[Tracked], shared: dict, names: Sequence[str], rows: Sequence[tuple]) -> list[list[int]]:
    """On SQLite nobody else writes meanwhile: the numbers follow the last one."""
    same = tuple(statements.constants(model, shared, shared))
    last = db.execute_sql(f'SELECT max(id) FROM "{model._meta.table_name}"').fetchone()[0] or 0  # noqa: S608
    statements.insert_all(model, (*shared, *names), [same + _as_text(row) for row in rows])
    newest = db.execute_sql(f'SELECT max(id) FROM "{model._meta.table_name}"').fetchone()[0]  # noqa: S608
    return [[last + 1, newest]]


def _as_text(row: tuple) -> tuple:
    return tuple([each.isoformat() if isinstance(each, date) else each for each in row])


def _born_there(model: type[Tracked], shared: dict, names: Sequence[str], rows: Sequence[tuple]) -> list[list[int]]:
    """On PostgreSQL one statement takes a column as one value."""
    fields = [model._meta.fields[name] for name in names]
    columns = ", ".join(statements.column(model, name) for name in (*shared, *names))
    arrays = ", ".join(f"%s::{TYPES[each.field_type]}[]" for each in fields)
    text = (f'INSERT INTO "{model._meta.table_name}" ({columns}) SELECT {", ".join(["%s"] * len(shared))}, '  # noqa: S608
            f"given.* FROM unnest({arrays}) AS given RETURNING id")
    values = [*statements.stored(model, shared, shared), *(list(each) for each in zip(*rows, strict=True))]
    return stretches(each for (each,) in db.execute_sql(text, values).fetchall())


def moved(model: type[Tracked], ids: Iterable[int], source: str, target: str) -> int:
    """Bring records that still are in a state to another; how many were."""
    now = statements.constants(model, ["updated_at"], {"updated_at": utcnow()})[0]
    condition, value = among(ids)
    text = (f'UPDATE "{model._meta.table_name}" SET state = {mark()}, state_since = {mark()}, updated_at = {mark()}, '  # noqa: S608
            f"version = version + 1 WHERE state = {mark()} AND {condition}")
    return db.execute_sql(text, (target, now, now, source, value)).rowcount


def gone(model: type[Tracked], ids: Iterable[int]) -> int:
    """Delete records; how many there were."""
    condition, value = among(ids)
    return db.execute_sql(f'DELETE FROM "{model._meta.table_name}" WHERE {condition}', (value,)).rowcount  # noqa: S608


def counted(model: type[Tracked], steps: Mapping[tuple[str, str], int]) -> None:
    """Raise or lower the counters of a workflow: (place, state) and by how many."""
    for (place, state), step in sorted(steps.items()):
        if step:
            counters.add(model.workflow.name, place, state, step)


def left(steps: Counter, place: str, states: tuple[str | None, str | None], number: int = 1) -> None:
    """Note in `steps` that so many go from a state to another; None is before birth or after deletion."""
    for state, step in zip(states, (-number, number), strict=True):
        if state is not None:
            steps[place, state] += step


def among(ids: Iterable[int]) -> tuple[str, Any]:
    """The condition that `id` is one of many, and the one value that it takes."""
    if is_sqlite():
        return "id IN (SELECT value FROM json_each(?))", json.dumps(list(ids))
    return "id = ANY(%s)", list(ids)


def stretches(ids: Iterable[int]) -> list[list[int]]:
    """Numbers as stretches of neighbours: [[first, last], …]."""
    found = []
    for _gap, group in groupby(enumerate(sorted(ids)), key=lambda pair: pair[1] - pair[0]):
        members = [number for _rank, number in group]
        found.append([members[0], members[-1]])
    return found
