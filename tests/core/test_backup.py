"""Backup and restore: all of it as it was, or nothing at all (REL-09)."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
import shutil
import subprocess
import sys
import tarfile
import threading
from dataclasses import replace

import pytest
from click.testing import CliRunner

from core import archive, backup as backups, journal
from core.accounts.models import SYSTEM
from core.app import create_app
from core.archive import EMPTY, LENGTH, MANIFEST
from core.backup import back_up, restore
from core.cli_operations import restore as restore_command
from core.database import connection, db, is_sqlite, write_transaction
from core.errors import MarelleError
from core.filestore import Store
from core.journal import Entry
from core.numbering import next_number
from core.running import running
from core.seals import seal
from core.testing import close
from core.verify import verify

PDF = b"%PDF-1.4 invented" * 400


@pytest.fixture
def filled(app, place):
    """Rows, two files, a sealed journal."""
    running().store = Store(str(running().config.data / "files"))
    for content in (PDF, b"a second file"):
        running().store.put(io.BytesIO(content), 10**6)
    for number in range(30):
        journal.write(SYSTEM, "tiny.loan.lend", note=str(number))
    seal()
    return app


@pytest.fixture
def kept(filled, tmp_path):
    """A backup of it."""
    target = tmp_path / "backup.tar.gz"
    back_up(target)
    return target


@pytest.fixture
def empty_url(request, database_kind):
    """Where a backup of PostgreSQL may be restored."""
    if database_kind == "sqlite":
        yield ""
        return
    cluster = request.getfixturevalue("postgres")
    url = cluster.create_database()
    yield url
    cluster.drop_database(url)


def content():
    """A digest of every row of every table, whatever the database."""
    digest = hashlib.sha256()
    for table in sorted(db.get_tables()):
        if "_fts_" not in table and not table.endswith("_fts"):
            rows = db.execute_sql(f'SELECT * FROM "{table}"').fetchall()
            digest.update(repr((table, sorted(map(repr, rows)))).encode())
    return digest.hexdigest()


def opened(config, folder, url):
    """The application on the restored data, with the keys of the old one."""
    return create_app(replace(config, data=folder, database_url=url), [])


def test_a_restored_backup_is_what_was_backed_up(filled, kept, config, tmp_path, empty_url):
    before, digest = content(), hashlib.sha256(PDF).hexdigest()
    restore(kept, tmp_path / "new", empty_url)
    close()
    again = opened(config, tmp_path / "new", empty_url)
    with again.app_context(), connection():
        assert content() == before
        running().store = Store(str(tmp_path / "new" / "files"))
        assert running().store.verify(digest)
        assert len(list(running().store)) == 2
        assert (verify().rows, verify().found) == (30, 0)
    db.obj.close_all()


def test_the_keys_are_not_in_it(kept, config):
    assert config.journal_key.encode() not in gzip.decompress(kept.read_bytes())
    with tarfile.open(kept) as found:
        assert not [name for name in found.getnames() if "secret" in name]


def test_only_its_owner_reads_it(kept):
    assert kept.stat().st_mode & 0o077 == 0


def test_a_backup_under_load_is_consistent(filled, config, tmp_path, empty_url):
    """Number and journal row are written together: the copy has as many of one as of the other."""
    stop = threading.Event()

    def write():
        with filled.app_context(), connection():
            while not stop.is_set():
                with write_transaction():
                    journal.write(SYSTEM, "tiny.numbered", note=str(next_number("a")))

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        back_up(tmp_path / "b.tar.gz")
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    restore(tmp_path / "b.tar.gz", tmp_path / "new", empty_url)
    close()
    again = opened(config, tmp_path / "new", empty_url)
    with again.app_context(), connection():
        numbers = sorted(int(row.note) for row in Entry.select().where(Entry.action == "tiny.numbered"))
        assert numbers == list(range(1, len(numbers) + 1))
        assert verify().found == 0
    db.obj.close_all()


def refused(kept, folder):
    with pytest.raises(MarelleError) as refusal:
        restore(kept, folder, "postgresql://nobody@127.0.0.1:1/none")
    assert not folder.exists()
    assert not list(folder.parent.glob(f"{folder.name}*.part"))
    return str(refusal.value)


def test_one_flipped_octet_is_refused_wherever_it_is(kept, tmp_path):
    sound, chance = kept.read_bytes(), random.Random(9)
    places = [*range(12), *range(len(sound) - LENGTH - 12, len(sound)), *chance.sample(range(len(sound)), 80)]
    for place in places:
        broken = bytearray(sound)
        broken[place] ^= 1 << chance.randrange(8)
        kept.write_bytes(broken)
        assert "not a sound backup" in refused(kept, tmp_path / "new")


def test_a_cut_backup_is_refused_wherever_it_is_cut(kept, tmp_path):
    sound = kept.read_bytes()
    for length in (0, 5, 10, 100, len(sound) // 2, len(sound) - 9, len(sound) - 1):
        kept.write_bytes(sound[:length])
        assert "not a sound backup" in refused(kept, tmp_path / "new")


def repacked(kept, change):
    """The same archive with its members changed by a function of {name: content}, well packed."""
    with tarfile.open(kept) as old:
        members = {member.name: old.extractfile(member).read() for member in old}
    change(members)
    with open(kept, "wb") as out, gzip.GzipFile("", "wb", 6, out, mtime=0) as packed, \
            tarfile.open(fileobj=packed, mode="w") as new:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    end_well(kept)


def end_well(path):
    """Give a file the end of a backup."""
    content = path.read_bytes()
    path.write_bytes(content + EMPTY % hashlib.sha256(content).hexdigest().encode())


def drop(prefix):
    return lambda members: members.pop(next(name for name in members if name.startswith(prefix)))


def add(name):
    return lambda members: members.update({name: b"x"})


def exchange(members):
    first, second = [name for name in members if name.startswith("files/")]
    members[first], members[second] = members[second], members[first]


def newer_format(members):
    members[MANIFEST] = json.dumps(json.loads(members[MANIFEST]) | {"format": 2}).encode()


@pytest.mark.parametrize("change", [
    drop("files/"), drop("database."), drop(MANIFEST), drop("anchors/"), add("files/aa/" + "a" * 64),
    add("../outside"), add("/etc/outside"), add("secrets.toml"), exchange, newer_format,
], ids=["a file less", "no database", "no manifest", "no anchor", "a file more", "above", "absolute", "keys",
        "exchanged", "newer"])
def test_members_that_are_not_those_of_the_manifest_are_refused(kept, tmp_path, change):
    repacked(kept, change)
    assert "not a sound backup" in refused(kept, tmp_path / "new")


def test_a_link_in_the_archive_is_refused(kept, tmp_path):
    with tarfile.open(kept, "w:gz") as new:
        link = tarfile.TarInfo("files/aa/" + "a" * 64)
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        new.addfile(link)
    end_well(kept)
    refused(kept, tmp_path / "new")


def test_what_is_no_archive_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("Bonjour")
    refused(tmp_path / "letter.txt", tmp_path / "new")
    end_well(tmp_path / "letter.txt")
    refused(tmp_path / "letter.txt", tmp_path / "new")


def test_other_programs_read_it(kept):
    listed = subprocess.run(["tar", "tzf", str(kept)], capture_output=True, text=True, check=True)
    assert MANIFEST in listed.stdout.split()
    assert listed.stderr == ""


def test_a_folder_with_something_in_it_is_left_alone(kept, tmp_path):
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "precious").write_text("x")
    with pytest.raises(MarelleError, match="not empty"):
        restore(kept, tmp_path / "used")
    assert (tmp_path / "used" / "precious").read_text() == "x"


def test_a_damaged_database_in_a_sound_archive_is_refused(filled, tmp_path, monkeypatch):
    if not is_sqlite():
        return

    def copy_badly(target):
        good(target)
        with open(target, "r+b") as out:
            out.seek(4096 * 5)
            out.write(b"\xff" * 4096)

    good = backups.copy_sqlite
    monkeypatch.setattr(backups, "copy_sqlite", copy_badly)
    back_up(tmp_path / "b.tar.gz")
    with pytest.raises(MarelleError, match="damaged"):
        restore(tmp_path / "b.tar.gz", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_backup_that_breaks_off_leaves_nothing_and_keeps_the_earlier_one(filled, kept, monkeypatch):
    earlier = kept.read_bytes()

    def full(*_anything):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        back_up(kept)
    assert kept.read_bytes() == earlier
    assert [path.name for path in kept.parent.glob("backup*")] == [kept.name]


def test_a_backup_of_postgres_needs_its_database_and_its_programs(filled, kept, tmp_path, monkeypatch, database_url):
    if is_sqlite():
        return
    with pytest.raises(MarelleError, match="--database"):
        restore(kept, tmp_path / "new")
    with pytest.raises(MarelleError, match="pg_restore failed"):
        restore(kept, tmp_path / "new", database_url)
    assert not (tmp_path / "new").exists()
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(MarelleError, match="pg_dump is not installed"):
        back_up(tmp_path / "second.tar.gz")
    assert not (tmp_path / "second.tar.gz").exists()


def test_the_command_says_where_the_keys_go(kept, tmp_path, empty_url):
    said = CliRunner().invoke(restore_command, [str(kept), "--into", str(tmp_path / "new"), "--database", empty_url])
    assert said.exit_code == 0
    assert "secrets.toml" in said.output


def test_a_killed_restore_leaves_no_folder_of_that_name(kept, tmp_path):
    code = ("import os, sys; from pathlib import Path; from core import backup; "
            "backup.check_sqlite = backup.load_postgres = lambda *a: os.kill(os.getpid(), 9); "
            f"backup.restore(Path({str(kept)!r}), Path({str(tmp_path / 'new')!r}), 'x')")
    ended = subprocess.run([sys.executable, "-c", code], check=False)
    assert ended.returncode == -9
    assert not (tmp_path / "new").exists()


def test_twenty_rounds_end_where_they_began(filled, config, tmp_path, empty_url):
    if not is_sqlite():
        return
    before, source = content(), tmp_path / "round0"
    back_up(tmp_path / "b.tar.gz")
    close()
    for number in range(20):
        restore(tmp_path / "b.tar.gz", source)
        again = opened(config, source, "")
        with again.app_context(), connection():
            running().store = Store(str(source / "files"))
            assert content() == before
            back_up(tmp_path / "b.tar.gz")
        db.obj.close_all()
        shutil.rmtree(source)
        source = tmp_path / f"round{number + 1}"
