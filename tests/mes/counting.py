"""How many statements a page sends to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.database import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """A block that lists the statements sent meanwhile."""
    sent: list[str] = []
    kind = type(db.obj)
    execute = kind.execute_sql

    def noting(self, sql, params=None, *args, **kwargs):
        sent.append(sql)
        return execute(self, sql, params, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kind, "execute_sql", noting)
        yield sent
