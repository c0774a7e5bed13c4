"""The journal: who did what to which record, before and after; each row keyed, rows sealed in chained blocks."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import g, has_request_context, request
from peewee import BlobField, CharField, Expression, IntegerField, Model, TextField, fn

from core import statements
from core.database import db, is_sqlite
from core.records import MomentField, Record, kind_of, utcnow
from core.running import running


class Entry(Model):
    """One act. `before` and `after` hold only the fields that changed, as JSON text; rows are never changed."""

    at = MomentField(default=utcnow)
    actor = IntegerField(null=True)
    actor_name = CharField(max_length=160, default="")
    action = CharField(max_length=80, index=True)
    kind = CharField(max_length=60, default="")
    record = IntegerField(null=True)
    place = CharField(max_length=120, default="", index=True)
    before = TextField(default="")
    after = TextField(default="")
    note = TextField(default="")
    address = CharField(max_length=45, default="")
    mac = BlobField()

    class Meta:
        database = db
        table_name = "core_journal"
        indexes = ((("kind", "record", "id"), False),)


TABLE, NOTHING = b"core_journal", b"\x00"
SIGNED = ("at", "actor", "actor_name", "action", "kind", "record", "place", "before", "after", "note", "address")


def plain(value: Any) -> Any:
    """A value as JSON can hold it: moments and dates in ISO, decimals as text."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=plain, separators=(",", ":"))


def as_text(values: dict[str, Any]) -> str:
    """Values as the journal stores them: JSON with sorted keys, or nothing."""
    if not values:
        return ""
    return ENCODER.encode(values)


def encode(row: dict[str, Any]) -> bytes:
    """Every column, each with its length before it, so that no two rows have one encoding."""
    return measured([TABLE, *(octets(row[name]) for name in SIGNED)])


def measured(parts: Sequence[bytes]) -> bytes:
    """The parts, each with its length before it."""
    return b"".join([len(part).to_bytes(4, "big") + part for part in parts])


def octets(value: Any) -> bytes:
    """One value as it is signed."""
    if isinstance(value, str):
        return value.encode()
    if value is None:
        return NOTHING
    return (value.isoformat() if isinstance(value, datetime) else str(value)).encode()


def sign(row: dict[str, Any], key: bytes) -> bytes:
    """The keyed hash of one row's columns."""
    return hmac.digest(key, encode(row), hashlib.sha256)


def key() -> bytes:
    """The journal's key, which lies outside the database."""
    return running().config.journal_key.encode()


def keys() -> list[bytes]:
    """The present key, then the old ones: those only verify."""
    return [key(), *(old.encode() for old in running().config.old_journal_keys)]


def row_of(actor, action: str, record: Record | None = None, *, before=None, after=None, note="") -> dict[str, Any]:
    """A signed row, ready to insert; the bulk path inserts many at once."""
    row = {
        "at": utcnow(), "actor": actor.id if actor else None, "actor_name": actor.name if actor else "",
        "action": action, "kind": kind_of(record) if record is not None else "",
        "record": record.id if record is not None else None,
        "place": record.organisation_path() if record is not None else "",
        "before": as_text(before or {}), "after": as_text(after or {}), "note": str(note),
        "address": (request.remote_addr or "") if has_request_context() else "",
    }
    return row | {"mac": sign(row, key())}


def write_alike(row: dict[str, Any], others: Iterable[tuple], varying: int = 3) -> None:
    """Write rows like this one, each for another (record, place, before): one act on many records of one kind.

    With `varying` 4 each says `after` too.
    """
    secret, first = key(), SIGNED.index("record")
    head, tail = measured([TABLE, *(octets(row[name]) for name in SIGNED[:first])]), \
        measured([octets(row[name]) for name in SIGNED[first + varying:]])
    values = statements.constants(Entry, SIGNED, row)
    before, after = values[:first], values[first + varying:]
    statements.insert_all(Entry, (*SIGNED, "mac"), [
        (*before, *each, *after, hmac.digest(secret, head + measured([octets(part) for part in each]) + tail, "sha256"))
        for each in others])


def write(actor, action: str, record: Record | None = None, *, before=None, after=None, note="") -> None:
    """Write one act, in the transaction of the act itself."""
    statements.insert(Entry, row_of(actor, action, record, before=before, after=after, note=note))


LISTED = "records"
"""In `after`: the records of an act on a list, as « ,3,12, »: one row for all, where each finds its own number."""


def listed(ids: Iterable[int]) -> dict[str, str]:
    """What an act on a list says of the records that it held."""
    held = ",".join(map(str, ids))
    return {LISTED: f",{held},"} if held else {}


def exports_with(record: Record) -> Expression:
    """The exports of a list that held this record; a deleted one may have had its number before its birth."""
    found = (fn.INSTR if is_sqlite() else fn.STRPOS)(Entry.after, f",{record.id},")
    return ((Entry.action == f"{kind_of(record)}.exported") & Entry.record.is_null()
            & (Entry.at >= record.created_at) & (found > 0))


def changes(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two sides of what differs between two `Record.as_dict()`, bookkeeping left out."""
    names = [name for name in after if before.get(name) != after[name]
             and name not in ("version", "updated_at", "folded")]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}


def saved(actor, action: str, record: Record, before: dict[str, Any] | None = None) -> None:
    """Write what a save changed; `before` is the record's `as_dict()` from before, None for a new one."""
    old, new = changes(before or {}, record.as_dict())
    write(actor, action, record, before=old if before else None, after=new)


def read(actor, record: Record) -> None:
    """Write that a person opened a record with health data; once per record, person and request (MES-R83)."""
    seen = g.setdefault("journal_read", set())
    if (kind_of(record), record.id) not in seen:
        seen.add((kind_of(record), record.id))
        write(actor, f"{kind_of(record)}.opened", record)


def history(record: Record, limit: int | None = 10) -> list[Entry]:
    """The acts on one record, newest first."""
    query = Entry.select().where(Entry.kind == kind_of(record), Entry.record == record.id).order_by(Entry.id.desc())
    return list(query.limit(limit) if limit else query)
