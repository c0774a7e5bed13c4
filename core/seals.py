"""The journal's rows sealed in chained blocks: what is sealed cannot be changed, moved, removed or added unnoticed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from peewee import BlobField, IntegerField, Model, OperationalError, fn

from core import anchors, journal
from core.anchors import Anchor
from core.database import db, is_sqlite, write_transaction
from core.errors import MarelleError
from core.i18n import _
from core.jobs import job
from core.journal import SIGNED, Entry
from core.records import MomentField, utcnow

PAGE = 5_000
"""Rows read at once: what sealing and verifying hold in memory."""
MOST = 100_000
"""Rows of one block at most, so that the first seal after an import stays short."""


class Seal(Model):
    """One block: the rows whose id is above the previous seal's `last` and not above its own, by count and digest."""

    number = IntegerField(primary_key=True)
    first = IntegerField()
    last = IntegerField()
    count = IntegerField()
    total = IntegerField()
    digest = BlobField()
    previous = BlobField()
    mac = BlobField()
    at = MomentField()

    class Meta:
        database = db
        table_name = "core_seal"


def mac_of(seal: Seal, key: bytes) -> bytes:
    """The keyed hash of one seal, over the one before it."""
    at = seal.at.isoformat() if isinstance(seal.at, datetime) else seal.at
    text = f"core_seal {seal.number} {seal.first} {seal.last} {seal.count} {seal.total} {at} ".encode()
    return hmac.digest(key, text + octets(seal.digest) + octets(seal.previous), hashlib.sha256)


def octets(value: object) -> bytes:
    """A stored keyed hash, whatever somebody put in its place."""
    return bytes(value) if isinstance(value, bytes | memoryview | bytearray) else str(value).encode()


def chain(until: int) -> Iterator[Seal]:
    """The seals up to this number, in order, a page at a time."""
    number, seals = 0, Seal.select().where(Seal.number <= until).order_by(Seal.number).limit(PAGE)
    while page := list(seals.where(Seal.number > number)):
        yield from page
        number = page[-1].number


def newest() -> Seal | None:
    """The last seal of the chain."""
    return Seal.select().order_by(Seal.number.desc()).first()


def seal() -> Seal | None:
    """Seal the rows that have none, up to the newest that nobody can precede any more; then anchor the chain's head."""
    refuse_if_cut()
    limit, head = settled(), newest()
    start = head.last if head else 0
    if limit <= start:
        return None
    digest, count, last = hashlib.sha256(), 0, start
    for row in rows(start, limit):
        digest.update(stamp(row))
        count, last = count + 1, row[0]
        if count == MOST:
            break
    made = Seal(number=head.number + 1 if head else 1, first=start + 1, last=last, count=count,
                total=(head.total if head else 0) + count, digest=digest.digest(),
                previous=bytes(head.mac) if head else b"", at=utcnow())
    made.mac = mac_of(made, journal.key())
    with write_transaction():
        made.save(force_insert=True)
    anchors.write(Anchor(made.number, made.last, made.total, made.mac.hex(), made.at.isoformat()), journal.key())
    return made


def refuse_if_cut() -> None:
    """Raise MarelleError when the chain no longer holds the head that was anchored last: seal nothing over it."""
    anchor = anchors.newest(journal.keys())
    if anchor and not held(anchor):
        raise MarelleError(f"The journal no longer holds the seal {anchor.seal} that was anchored on {anchor.at[:10]}.",
                           "Type: marelle journal verify. After restoring a backup, put the newer anchors away.")


def held(anchor: Anchor) -> bool:
    """Whether the chain holds this head."""
    found = Seal.get_or_none(Seal.number == anchor.seal)
    return found is not None and (octets(found.mac).hex(), found.last, found.total) == (
        anchor.head, anchor.last, anchor.total)


def settled() -> int:
    """The highest id below which no row can appear any more.

    On PostgreSQL ids are drawn before the commit: a lock that waits for every writer, held for an instant, says it.
    Returns 0 when the writers do not end: the next minute will do.
    """
    if is_sqlite():
        return Entry.select(fn.MAX(Entry.id)).scalar() or 0
    try:
        with db.atomic():
            db.execute_sql("SET LOCAL lock_timeout = '500ms'")
            db.execute_sql("LOCK TABLE core_journal IN SHARE MODE")
            return Entry.select(fn.MAX(Entry.id)).scalar() or 0
    except OperationalError:
        return 0


def rows(after: int, until: int) -> Iterator[tuple]:
    """(id, mac, the signed columns…) as stored, by id, a page at a time: the same memory whatever their number."""
    mark = "?" if is_sqlite() else "%s"
    query = (f"SELECT id, mac, {', '.join(quoted(name) for name in SIGNED)} FROM core_journal "  # noqa: S608 our names
             f"WHERE id > {mark} AND id <= {mark} ORDER BY id LIMIT {PAGE}")
    while True:
        page = db.execute_sql(query, (after, until)).fetchall()
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1][0]


def quoted(name: str) -> str:
    """A column's name that is also a word of SQL."""
    return f'"{name}"'


def stamp(row: tuple) -> bytes:
    """What a block's digest takes of one row: where it stands and its keyed hash."""
    return row[0].to_bytes(8, "big") + octets(row[1])


@job("core.seal", title=_("Scellement du journal"), every=timedelta(minutes=1))
def SEAL(progress) -> dict[str, Any]:
    """Seal what the journal got since the last minute."""
    count = 0
    while made := seal():
        count += made.count
        if made.count < MOST:
            break
    return {"rows": count}
