"""The store of contents: written once under its digest, nothing left behind when something goes wrong."""

import io
import os
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import MarelleError
from core.filestore import Store

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
MIB = 1024 * 1024


class Broken(io.RawIOBase):
    """A stream whose sender goes away."""

    def __init__(self):
        self.given = False

    def read(self, _size=-1):
        if self.given:
            raise ConnectionResetError
        self.given = True
        return b"x" * 1000


@pytest.fixture(params=["folder", "memory"])
def store(request, tmp_path):
    if request.param == "folder":
        return Store(str(tmp_path / "files"))
    return Store(f"memory://{tmp_path.name}")


def left(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_content_is_read_back_under_its_digest(store):
    stored = store.put(io.BytesIO(b"abc"), 10)

    assert stored == (ABC, 3)
    assert list(store) == [ABC]
    assert store.exists(ABC) and store.verify(ABC)
    with store.open(ABC) as content:
        assert content.read() == b"abc"


def test_the_same_content_is_kept_once(store):
    for _time in range(3):
        store.put(io.BytesIO(b"abc"), 10)

    assert list(store) == [ABC]


def test_a_deleted_content_is_gone_and_deleting_it_again_is_nothing(store):
    store.put(io.BytesIO(b"abc"), 10)

    store.delete(ABC)
    store.delete(ABC)

    assert not store.exists(ABC) and not store.verify(ABC)
    with pytest.raises(MarelleError, match="introuvable"):
        store.open(ABC)


def test_a_flipped_byte_is_noticed_and_mended_by_the_next_upload(tmp_path):
    store = Store(str(tmp_path))
    store.put(io.BytesIO(b"abc"), 10)
    (tmp_path / ABC[:2] / ABC).write_bytes(b"abd")

    assert not store.verify(ABC)
    store.put(io.BytesIO(b"abc"), 10)
    assert store.verify(ABC)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", ABC.upper(), ABC[:-1], ABC + "/x"])
def test_only_a_digest_names_a_content(store, name):
    for act in (store.open, store.exists, store.delete):
        with pytest.raises(ValueError, match="no sha256"):
            act(name)


@pytest.mark.parametrize(("octets", "words"), [
    (int(4.7 * MIB), "Le fichier pèse 4,7\u00a0Mo ; la limite est de 4\u00a0Mo."),
    (4 * MIB + 1, "Le fichier pèse 4\u00a0194\u00a0305 octets ; la limite est de 4\u00a0194\u00a0304 octets."),
    (65 * MIB, "Le fichier pèse plus de 64\u00a0Mo ; la limite est de 4\u00a0Mo."),
])
def test_a_file_too_big_is_refused_with_its_real_size_and_leaves_nothing(tmp_path, octets, words):
    with pytest.raises(MarelleError) as refusal:
        Store(str(tmp_path)).put(io.BytesIO(bytes(octets)), 4 * MIB)

    assert str(refusal.value) == f"{words} Réduisez-le ou joignez-le en deux parties."
    assert left(tmp_path) == []


def test_the_limit_itself_is_accepted(store):
    assert store.put(io.BytesIO(bytes(4 * MIB)), 4 * MIB).size == 4 * MIB


def test_a_sender_who_goes_away_leaves_nothing(tmp_path):
    with pytest.raises(ConnectionResetError):
        Store(str(tmp_path)).put(Broken(), MIB)

    assert left(tmp_path) == []


def test_a_check_sees_the_whole_content_and_its_refusal_leaves_nothing(tmp_path):
    seen = []

    def check(path):
        seen.append(path.read_bytes())
        raise MarelleError("non")

    with pytest.raises(MarelleError, match="non"):
        Store(str(tmp_path)).put(io.BytesIO(b"abc"), 10, check=check)

    assert seen == [b"abc"] and left(tmp_path) == []


def test_six_people_upload_the_same_content_at_once(store):
    content = b"le meme" * 100_000
    threads = [threading.Thread(target=store.put, args=(io.BytesIO(content), MIB)) for _each in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (name,) = list(store)
    assert store.verify(name)


def test_a_content_is_readable_by_its_owner_only(tmp_path):
    Store(str(tmp_path)).put(io.BytesIO(b"abc"), 10)

    assert (tmp_path / ABC[:2] / ABC).stat().st_mode & 0o077 == 0


def test_what_a_cut_off_upload_left_goes_after_a_day_and_nothing_else(store, tmp_path, monkeypatch):
    spool = tmp_path / ("files/incoming" if store.url.startswith("/") else "spool")
    spool.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "spool"))
    kept, day = store.put(io.BytesIO(b"abc"), 10), 24 * 3600
    for name, age in (("marelle-old.part", day + 60), ("marelle-young.part", day - 60), ("another.part", 9 * day)):
        (spool / name).write_bytes(b"x")
        os.utime(spool / name, (time.time() - age,) * 2)

    assert store.sweep(timedelta(days=1)) == 1
    assert sorted(path.name for path in spool.iterdir()) == ["another.part", "marelle-young.part"]
    assert store.verify(kept.sha256)
    assert store.sweep(timedelta(days=1)) == 0


@pytest.mark.parametrize(("durable", "times"), [(True, 2), (False, 0)])
def test_a_content_is_on_the_disk_before_it_is_kept_unless_nobody_needs_that(tmp_path, monkeypatch, durable, times):
    flushed = []
    monkeypatch.setattr("core.filestore.os.fsync", flushed.append)
    store = Store(str(tmp_path))
    store.durable = durable
    assert store.exists(store.put(io.BytesIO(b"abc"), 10).sha256)
    assert len(flushed) == times
