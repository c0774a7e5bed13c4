"""One database behind a proxy: opening it, writing to it in one transaction, migrating it plugin by plugin."""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from peewee import Database, DatabaseProxy, SqliteDatabase
from playhouse.pool import PooledPostgresqlDatabase, PooledSqliteDatabase

from core import text_indexes
from core.alphabet import sort_key
from core.drivers import give_postgresql
from core.errors import MarelleError

db = DatabaseProxy()
"""Every record is bound to this; `connect_to` says what stands behind it."""

PRAGMAS = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": "full", "busy_timeout": 10_000,
           "cache_size": -32_000, "temp_store": "memory"}

SORT_KEY = "marelle_order"
"""The function that we give SQLite for its indexes of names: it cannot write these tables without."""

_waiting: ContextVar[dict[Callable, None] | None] = ContextVar("marelle_on_commit", default=None)
_writing = threading.Lock()


class Source(NamedTuple):
    """Whose migrations lie in which folder; the order of sources is the order of migrating."""

    name: str
    folder: Path


def connect_to(url: str, *, durable: bool = True) -> Database:
    """Put the database of `url` (sqlite:///file or postgresql://…) behind the proxy and return it.

    `durable=False` lets a power cut lose the last commits: for tests and benchmarks only.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        pragmas = PRAGMAS if durable else PRAGMAS | {"synchronous": "off"}
        opened = PooledSqliteDatabase(parts.path[1:] or ":memory:", pragmas=pragmas, max_connections=64,
                                      stale_timeout=600, timeout=10, check_same_thread=False)
        opened.register_function(sort_key, SORT_KEY, 1, deterministic=True)
    elif parts.scheme in ("postgresql", "postgres"):
        give_postgresql()
        opened = PooledPostgresqlDatabase(
            parts.path[1:], host=parts.hostname, port=parts.port or 5432, user=unquote(parts.username or ""),
            password=unquote(parts.password or "") or None, prefer_psycopg3=True, max_connections=64,
            stale_timeout=600, timeout=10)
    else:
        raise MarelleError(f"MARELLE_DATABASE_URL: {parts.scheme or url!r} is not a known database.",
                           "Use sqlite:///file or postgresql://user@host/name.")
    db.initialize(opened)
    return opened


def is_sqlite() -> bool:
    """Whether the database behind the proxy is SQLite."""
    return isinstance(db.obj, SqliteDatabase)


@contextmanager
def connection() -> Iterator[None]:
    """A connection for the block, closed after it unless it was open before."""
    opened = db.connect(reuse_if_open=True)
    try:
        yield
    finally:
        if opened:
            db.close()


@contextmanager
def write_transaction() -> Iterator[None]:
    """All or nothing. Takes the write lock at once on SQLite; inside another one it is a savepoint.

    Keep network, mail and PDF out of it. Functions given to `on_commit` run after the outermost commit.
    """
    if db.in_transaction():
        with db.atomic():
            yield
        return
    waiting: dict[Callable, None] = {}
    token = _waiting.set(waiting)
    try:
        with _turn() if is_sqlite() else nullcontext(), db.atomic("IMMEDIATE") if is_sqlite() else db.atomic():
            yield
    finally:
        _waiting.reset(token)
    for function in waiting:
        function()


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for the other threads of this process: SQLite itself lets one writer starve while others pass."""
    mine = _writing.acquire(timeout=PRAGMAS["busy_timeout"] / 1000)
    try:
        yield
    finally:
        if mine:
            _writing.release()


def on_commit(function: Callable[[], object]) -> None:
    """Call `function` once the transaction is committed, never when it is rolled back; at once outside of one.

    A function given twice in one transaction is called once.
    """
    waiting = _waiting.get()
    function() if waiting is None else waiting.setdefault(function)


def in_write_transaction() -> bool:
    """Whether the caller runs inside `write_transaction`."""
    return _waiting.get() is not None


@contextmanager
def only_one_migrator() -> Iterator[None]:
    """Hold the one lock of migrating: the others wait, then find nothing to do."""
    if is_sqlite():
        with open(f"{db.obj.database}.migrating", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        return
    db.execute_sql("select pg_advisory_lock(hashtext('marelle.migrate'))")
    try:
        yield
    finally:
        db.execute_sql("select pg_advisory_unlock(hashtext('marelle.migrate'))")


def _runner(source: Source):
    from playhouse.migrations import Runner  # noqa: PLC0415 (the tools of migrating: no page needs them)

    return Runner(db.obj, str(source.folder), table_name=f"schema_migration_{source.name}")


def pending(sources: Sequence[Source]) -> list[str]:
    """The names of migrations not yet applied, as `plugin/0001_name`."""
    with connection():
        return [f"{source.name}/{step.name}" for source in sources if source.folder.is_dir()
                for step in _runner(source).status() if step.path and not step.applied]


def unknown(sources: Sequence[Source]) -> list[str]:
    """The applied migrations that no file has: the database is newer than the code."""
    with connection():
        return [f"{source.name}/{step.name}" for source in sources if source.folder.is_dir()
                for step in _runner(source).status() if not step.path]


def draft(models: Sequence[type]) -> str:
    """The text of a migration that brings the database to these models; empty when nothing differs.

    Defaults that Python computes are left to the models; a new searchable table gets its text index.
    """
    from playhouse.migrations import template  # noqa: PLC0415 (the tools of migrating: no page needs them)
    from playhouse.schema_diff import diff_models  # noqa: PLC0415

    with connection():
        diff = diff_models(db.obj, list(models))
        if not diff:
            return ""
        text = template(diff)
    lines = [line for line in text.splitlines() if not line.startswith(("# TODO", "from core.", "# Generated"))]
    text = "\n".join(lines).strip().replace("MomentField", "DateTimeField").replace("MoneyField", "IntegerField")
    for model in diff.create_tables:
        if "folded" in model._meta.fields:
            created = f"    db.create_tables([{model.__name__}])\n"
            text = text.replace(created, f"{created}    text_index(db, '{model._meta.table_name}')\n")
    text = text.replace("from peewee import *", "from peewee import *\n\nfrom core.records import text_index"
                        if "text_index(" in text else "from peewee import *")
    return f'"""Generated from the difference between models and database, then read."""\n{text}\n'


def migrate(sources: Sequence[Source]) -> list[str]:
    """Apply what is pending, source by source; each migration is one transaction. Returns what was applied."""
    applied = []
    with connection(), only_one_migrator():
        for source in sources:
            if source.folder.is_dir():
                applied += [f"{source.name}/{step}" for step in _runner(source).up()]
        if is_sqlite():
            text_indexes.mend(db)
    return applied
