"""The journal: what it writes, and that nothing sealed in it changes unnoticed (SEC-19)."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from core import anchors, journal, seals
from core.accounts.models import SYSTEM
from core.database import db, is_sqlite, write_transaction
from core.errors import MarelleError
from core.jobs import Job, enqueue
from core.journal import SIGNED, Entry
from core.records import utcnow
from core.running import NAME
from core.seals import Seal, seal
from core.testing import close, make_app
from core.verify import verify
from core.worker import Worker

ROWS, BLOCK = 60, 20


@pytest.fixture
def filled(app):
    """Three sealed blocks of 20 rows, anchored; ids have a gap, as after a rollback."""
    for block in range(ROWS // BLOCK):
        with write_transaction():
            write_rows(block)
        seal()
    return app


def write_rows(block):
    for number in range(BLOCK):
        journal.write(SYSTEM, "tiny.loan.lend", before={"state": "asked"}, after={"state": "lent", "n": number},
                      note=f"block {block}")
    if block == 0:
        Entry.update(id=Entry.id + 1000).where(Entry.id == BLOCK).execute()
        if not is_sqlite():
            db.execute_sql("select setval('core_journal_id_seq', %s)", (BLOCK + 1000,))


def problems():
    return [f"{each.where} {each.what}" for each in verify().problems]


def test_a_journal_that_nobody_touched_verifies(filled):
    verdict = verify()
    assert (verdict.rows, verdict.seals, verdict.unsealed, verdict.problems) == (ROWS, 3, 0, [])


def test_an_empty_journal_verifies(app):
    assert (verify().rows, problems()) == (0, [])
    assert seal() is None


def test_rows_since_the_last_seal_are_counted_and_verified(filled):
    journal.write(SYSTEM, "tiny.loan.lend")
    assert (verify().unsealed, problems()) == (1, [])
    Entry.update(note="other").where(Entry.id == newest()).execute()
    assert problems() == [f"row {newest()} was changed."]


def newest():
    return Entry.select(Entry.id).order_by(Entry.id.desc()).limit(1).scalar()


def some_id(chance):
    return chance.choice([row.id for row in Entry.select(Entry.id)])


def change_a_column(chance):
    name = chance.choice(SIGNED)
    field, row = Entry._meta.fields[name], Entry.get_by_id(some_id(chance))
    if name == "at":
        value = row.at + timedelta(microseconds=chance.randint(1, 10**9))
    elif name in ("actor", "record"):
        value = chance.randint(1, 10**6)
    else:
        value = getattr(row, name) + chance.choice(" x0é")
    Entry.update({field: value}).where(Entry.id == row.id).execute()


def change_the_mac(chance):
    Entry.update(mac=chance.randbytes(32)).where(Entry.id == some_id(chance)).execute()


def swap_two_rows(chance):
    one, other = chance.sample([row.id for row in Entry.select(Entry.id)], 2)
    move(one, 10**8)
    move(other, one)
    move(10**8, other)


def move(source, target):
    Entry.update(id=target).where(Entry.id == source).execute()


def delete_a_row(chance):
    Entry.delete().where(Entry.id == some_id(chance)).execute()


def delete_a_block(chance):
    block = Seal.get_by_id(chance.randint(1, 3))
    Entry.delete().where(Entry.id.between(block.first, block.last)).execute()


def insert_a_row(chance):
    """A copy of a genuine row, in the gap."""
    row = Entry.select().where(Entry.id == some_id(chance)).dicts().get()
    Entry.insert(row | {"id": chance.randint(200, 900)}).execute()


def move_a_row(chance):
    move(some_id(chance), chance.randint(200, 900))


def change_a_seal(chance):
    name = chance.choice(["first", "last", "count", "total", "digest", "previous", "mac", "at", "number"])
    row = Seal.get_by_id(chance.randint(1, 3))
    value = getattr(row, name)
    if name == "at":
        value += timedelta(seconds=chance.randint(1, 1000))
    elif isinstance(value, int):
        value += chance.choice([-1, 1]) * chance.randint(4, 50)
    else:
        value = chance.randbytes(32)
    Seal.update({Seal._meta.fields[name]: value}).where(Seal.number == row.number).execute()


def delete_a_seal(chance):
    Seal.delete().where(Seal.number == chance.randint(1, 3)).execute()


def cut_the_tail(chance):
    """The last rows and every seal over them: a chain that is sound in itself."""
    first = chance.randint(1, 3)
    start = Seal.get_by_id(first).first
    Entry.delete().where(Entry.id >= start).execute()
    Seal.delete().where(Seal.number >= first).execute()


def cut_and_continue(chance):
    """The same, and honest work goes on over it."""
    cut_the_tail(chance)
    journal.write(SYSTEM, "tiny.loan.lend")
    with pytest.raises(MarelleError, match="no longer holds"):
        seal()


def change_an_anchor(chance):
    path = next(anchors.folder().glob("*.json"))
    kept = json.loads(path.read_text())
    kept["total"] += chance.randint(1, 100)
    path.write_text(json.dumps(kept))


def delete_the_anchors(chance):
    for path in anchors.folder().glob("*.json"):
        path.unlink()


KINDS = [change_a_column, change_the_mac, swap_two_rows, delete_a_row, delete_a_block, insert_a_row, move_a_row,
         change_a_seal, delete_a_seal, cut_the_tail, cut_and_continue, change_an_anchor, delete_the_anchors]
EACH = 80


class Undone(Exception):
    """Rolls a tampering back."""


@pytest.mark.parametrize("tamper", KINDS, ids=lambda kind: kind.__name__)
def test_every_tampering_is_noticed(filled, tamper):
    path = next(anchors.folder().glob("*.json"))
    anchor = path.read_text()
    missed = []
    for number in range(EACH):
        chance = random.Random(f"{tamper.__name__}{number}")
        with pytest.raises(Undone), db.atomic():
            tamper(chance)
            if not problems():
                missed.append(number)
            raise Undone
        path.write_text(anchor)
    assert missed == []
    assert problems() == []


def test_at_least_a_thousand_tamperings_are_tried():
    assert len(KINDS) * EACH >= 1000


def test_a_row_that_was_rolled_back_leaves_no_problem(app):
    journal.write(SYSTEM, "one")
    with pytest.raises(Undone), write_transaction():
        journal.write(SYSTEM, "two")
        raise Undone
    journal.write(SYSTEM, "three")
    assert (seal().count, problems()) == (2, [])


def test_a_seal_waits_for_a_transaction_that_has_drawn_an_id(app, database_url):
    """On PostgreSQL a row of a lower id may still appear: it must not be sealed over."""
    if is_sqlite():
        with write_transaction():
            journal.write(SYSTEM, "first")
        assert seals.settled() == newest()
        return
    journal.write(SYSTEM, "before")
    with psycopg.connect(database_url) as other:
        other.execute("insert into core_journal "
                      "(at, action, actor_name, kind, place, before, after, note, address, mac)"
                      " values (now(), 'slow', '', '', '', '', '', '', '', '')")
        journal.write(SYSTEM, "after")
        assert seals.settled() == 0
        assert seal() is None
        other.rollback()
    assert seal().count == 2


def test_the_seals_of_each_minute_are_a_job(filled):
    journal.write(SYSTEM, "tiny.loan.lend")
    enqueue("core.seal")
    Worker(filled).drain()
    assert Job.get().result == {"rows": 1}
    assert newest() == Seal.get_by_id(4).last


def test_a_long_journal_is_sealed_block_by_block(app, monkeypatch):
    monkeypatch.setattr(seals, "MOST", 7)
    monkeypatch.setattr(seals, "PAGE", 3)
    for number in range(20):
        journal.write(SYSTEM, "tiny.loan.lend", note=str(number))
    assert seals.SEAL(None) == {"rows": 20}
    assert [row.count for row in Seal.select().order_by(Seal.number)] == [7, 7, 6]
    assert problems() == []


def test_rows_of_an_old_key_verify_and_of_a_foreign_one_do_not(filled):
    parts = filled.extensions[NAME]
    old, parts.config = parts.config, replace(parts.config, journal_key="another key of thirty-two characters or more")
    assert len(problems()) > ROWS
    parts.config = replace(parts.config, old_journal_keys=(old.journal_key,))
    journal.write(SYSTEM, "tiny.loan.lend")
    seal()
    assert problems() == []


def test_the_anchors_of_earlier_days_are_kept(filled, monkeypatch):
    later = utcnow() + timedelta(days=1)
    monkeypatch.setattr("core.seals.utcnow", lambda: later)
    journal.write(SYSTEM, "tiny.loan.lend")
    made = seal()
    assert [anchor.seal for _name, anchor in anchors.read(journal.keys())] == [3, made.number]


def test_anchors_may_lie_elsewhere(config, database_url, tmp_path):
    app = make_app(replace(config, anchor_folder=str(tmp_path / "elsewhere")), [])
    with app.app_context():
        db.connect(reuse_if_open=True)
        journal.write(SYSTEM, "tiny.loan.lend")
        seal()
        assert len(list((tmp_path / "elsewhere").glob("*.json"))) == 1
        assert problems() == []
        close()


def test_a_journal_so_broken_that_values_have_the_wrong_type_is_told(filled):
    if not is_sqlite():
        return
    db.execute_sql("update core_journal set at = 'yesterday', mac = 'none' where id = 3")
    assert "row 3 was changed." in problems()
