"""The driver of PostgreSQL, which peewee is loaded without: most processes never meet such a database."""

from __future__ import annotations

import peewee


def give_postgresql() -> None:
    """Give peewee its driver, as it would have taken it; where none is installed peewee says so when it connects."""
    if peewee.psycopg or peewee.psycopg2:
        return
    try:
        import psycopg  # noqa: PLC0415 (80 ms and 8 MiB, for those who have PostgreSQL)
        from psycopg.pq import TransactionStatus  # noqa: PLC0415
        from psycopg.types.json import Json, Jsonb  # noqa: PLC0415
    except ImportError:
        return
    peewee.psycopg, peewee.TransactionStatus = psycopg, TransactionStatus
    peewee.Json_pg3, peewee.Jsonb_pg3 = Json, Jsonb
    adapter = peewee.Psycopg3Adapter
    adapter.txn_idle, adapter.txn_inerror = TransactionStatus.IDLE, TransactionStatus.INERROR
    adapter.txn_unknown = TransactionStatus.UNKNOWN
