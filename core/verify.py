"""`marelle journal verify`: read the whole journal once, and say what was changed, moved, removed or added."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from peewee import fn

from core import anchors, journal
from core.journal import Entry
from core.seals import Seal, chain, held, mac_of, newest, octets, rows, stamp

MOST = 1_000
"""Problems told one by one; any further are counted only."""


class Problem(NamedTuple):
    """Something that is not as it was written: where, and what."""

    where: str
    what: str


class Verdict:
    """What a verification read, and what it found."""

    def __init__(self):
        self.rows = self.seals = self.found = self.unsealed = 0
        self.problems: list[Problem] = []

    def add(self, where: str, what: str) -> None:
        """Note a problem."""
        self.found += 1
        if len(self.problems) < MOST:
            self.problems.append(Problem(where, what))


def verify() -> Verdict:
    """Verify rows, seals and anchors, in one pass and the same memory whatever their number."""
    verdict, keys, head = Verdict(), journal.keys(), newest()
    entries = checked_rows(verdict, keys)
    row, before = next(entries, None), None
    for seal in chain(head.number if head else 0):
        digest, count = hashlib.sha256(), 0
        while row and row[0] <= seal.last:
            digest.update(stamp(row))
            row, count = next(entries, None), count + 1
        check_seal(verdict, seal, before, keys)
        if (count, digest.digest()) != (seal.count, octets(seal.digest)):
            verdict.add(f"rows {seal.first} to {seal.last}",
                        f"are not those that were sealed: {count} rows, {seal.count} sealed.")
        before, verdict.seals = seal, verdict.seals + 1
    while row:
        row, verdict.unsealed = next(entries, None), verdict.unsealed + 1
    check_anchors(verdict, keys)
    return verdict


def checked_rows(verdict: Verdict, keys: list[bytes]) -> Iterator[tuple]:
    """All rows by id, each compared with its own keyed hash on the way."""
    until = Entry.select(fn.MAX(Entry.id)).scalar() or 0
    for row in rows(0, until):
        encoded, mac = encode(row), octets(row[1])
        if not any(hmac.compare_digest(hmac.digest(key, encoded, "sha256"), mac) for key in keys):
            verdict.add(f"row {row[0]}", "was changed.")
        verdict.rows += 1
        yield row


def encode(row: tuple) -> bytes:
    """The same octets as `journal.encode`, from the columns as the database holds them."""
    parts = [journal.TABLE, moment(row[2]).encode(),
             *(journal.NOTHING if value is None else str(value).encode() for value in row[3:])]
    return b"".join([len(part).to_bytes(4, "big") + part for part in parts])


def moment(stored: object) -> str:
    """A stored moment in ISO, as it was signed; what is no moment, as it is."""
    try:
        at = stored if isinstance(stored, datetime) else datetime.fromisoformat(str(stored))
    except ValueError:
        return str(stored)
    return at.replace(tzinfo=UTC).isoformat()


def check_seal(verdict: Verdict, seal: Seal, before: Seal | None, keys: list[bytes]) -> None:
    """Compare one seal with its keyed hash and with the one before it."""
    number, last, total, head = (
        (before.number, before.last, before.total, octets(before.mac)) if before else (0, 0, 0, b""))
    if seal.number != number + 1:
        verdict.add(f"seal {number + 1}", f"is missing; the next one is {seal.number}.")
    elif (seal.first, seal.total, octets(seal.previous)) != (last + 1, total + seal.count, head):
        verdict.add(f"seal {seal.number}", "does not follow the one before it.")
    if not any(hmac.compare_digest(mac_of(seal, key), octets(seal.mac)) for key in keys):
        verdict.add(f"seal {seal.number}", "was changed.")


def check_anchors(verdict: Verdict, keys: list[bytes]) -> None:
    """Compare the chain with the copies of its head that were kept outside."""
    kept = list(anchors.read(keys))
    if verdict.seals and not kept:
        verdict.add(str(anchors.folder()), "holds no anchor: a chain that lost its end would not be noticed.")
    for name, anchor in kept:
        if anchor is None:
            verdict.add(f"anchor {name}", "was changed.")
        elif not held(anchor):
            verdict.add(f"anchor {name}", f"knows a seal {anchor.seal} over {anchor.total} rows that the journal lost.")
