"""Rows that one worker takes at a time, for a while: claimed in a moment, lost when the lease runs out."""

from __future__ import annotations

from datetime import timedelta

from peewee import Expression, Model

from core.database import is_sqlite, write_transaction
from core.records import utcnow

LEASE = timedelta(minutes=1)
"""How long a silent worker keeps what it took. Work that says its progress keeps it as long as it needs."""


def claim(model: type[Model], ready: Expression, taken: dict[str, object], lease: timedelta = LEASE) -> Model | None:
    """Take the oldest ready row: write `taken` and the lease to it, count the attempt; None when there is none.

    What the row held before is in its `before`. One that is abandoned is ready again from the end of its lease, and
    waits behind those that were ready before.
    """
    waiting = model.select().where(ready)
    if not waiting.exists():
        return None
    with write_transaction():
        first = waiting.order_by(model.run_at, model.id).limit(1)
        row = (first if is_sqlite() else first.for_update(skip_locked=True)).first()
        if row is None:
            return None
        until = utcnow() + lease
        changes = taken | {"lease_until": until, "run_at": until, "attempts": row.attempts + 1}
        model.update(changes).where(model.id == row.id).execute()
        row.before = dict(row.__data__)
        for name, value in changes.items():
            setattr(row, name, value)
    return row


def after(attempts: int, longest: timedelta = timedelta(hours=1)) -> timedelta:
    """How long to wait after so many attempts: 5 s, 20 s, 80 s … and never longer than `longest`."""
    return min(timedelta(seconds=5 * 4 ** (min(attempts, 20) - 1)), longest)
