"""The store of file contents: named by their sha256, written once, never changed; a local folder or any fsspec URL."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from core.errors import MarelleError
from core.i18n import _, number, size

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

BLOCK = 256 * 1024
MEASURED = 64 * 1024 * 1024
"""How far a stream that is too long is still read, only to tell its size."""
DIGEST = re.compile(r"[0-9a-f]{64}")
SPOOLED = "marelle-{}.part"
"""The name of what is still arriving."""

Check = Callable[[Path], None]


class Stored(NamedTuple):
    """A content of the store: its name and its length."""

    sha256: str
    size: int


class Store:
    """Contents under `url`. Nothing is ever opened for writing under a final name: the digest is known first."""

    durable = True
    """Whether a content is on the disk, safe from a power cut, before `put` ends."""

    def __init__(self, url: str, **options):
        self.url, self.options = str(url), options

    @property
    def _where(self) -> tuple[AbstractFileSystem, str]:
        from fsspec.core import url_to_fs  # noqa: PLC0415 (not before the first file)

        # asked for each time: fsspec keeps one per process, so a forked worker gets its own
        system, root = url_to_fs(self.url, use_listings_cache=False, **self.options)
        return system, root.rstrip("/")

    def put(self, stream: BinaryIO, limit: int, *, check: Check | None = None) -> Stored:
        """Keep the stream's content if it has at most `limit` octets and `check`, given its path, does not raise."""
        from fsspec.implementations.local import LocalFileSystem  # noqa: PLC0415 (not before the first file)

        system, root = self._where
        local = isinstance(system, LocalFileSystem)
        with _spool(Path(root) / "incoming" if local else None) as (path, spool):
            stored = _copy(stream, spool, limit)
            if check:
                check(path)
            if local:
                _keep(path, spool, Path(root) / _place(stored.sha256), durable=self.durable)
            else:
                _send(path, system, f"{root}/{_place(stored.sha256)}")
        return stored

    def open(self, sha256: str) -> BinaryIO:
        """The content, to be read and closed; raises MarelleError when it is not there."""
        system, root = self._where
        try:
            return system.open(f"{root}/{_place(sha256)}", "rb")
        except FileNotFoundError:
            raise MarelleError(_("Le contenu de ce fichier est introuvable."),
                               _("Prévenez la personne qui administre l’installation.")) from None

    def exists(self, sha256: str) -> bool:
        """Whether the content is there."""
        system, root = self._where
        return system.exists(f"{root}/{_place(sha256)}")

    def delete(self, sha256: str) -> None:
        """Remove the content; nothing happens when it is not there."""
        system, root = self._where
        with suppress(FileNotFoundError):
            system.rm_file(f"{root}/{_place(sha256)}")

    def verify(self, sha256: str) -> bool:
        """Whether the content is there and still has this digest; reads it all."""
        if not self.exists(sha256):
            return False
        with self.open(sha256) as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == sha256

    def sweep(self, age: timedelta) -> int:
        """Delete what uploads that were cut off left behind, once it was not written to for so long; how many."""
        _system, root = self._where
        left = [path for folder in (Path(root) / "incoming", Path(tempfile.gettempdir())) if folder.is_absolute()
                for path in folder.glob(SPOOLED.format("*"))]
        return sum(_older(path, time.time() - age.total_seconds()) for path in left)

    def __iter__(self) -> Iterator[str]:
        """The names of all contents: for backup and `marelle check`."""
        system, root = self._where
        names = (path.rsplit("/", 1)[-1] for path in system.find(root))
        return (name for name in names if DIGEST.fullmatch(name))


def _place(sha256: str) -> str:
    if not DIGEST.fullmatch(sha256):
        raise ValueError(f"{sha256!r} is no sha256")
    return f"{sha256[:2]}/{sha256}"


@contextmanager
def _spool(folder: Path | None) -> Iterator[tuple[Path, BinaryIO]]:
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    prefix, suffix = SPOOLED.split("{}")
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=prefix, suffix=suffix)
    try:
        with open(descriptor, "w+b") as spool:
            yield Path(name), spool
    finally:
        Path(name).unlink(missing_ok=True)


def _older(path: Path, moment: float) -> bool:
    """Delete the file if it was last written before the moment; whether it was."""
    try:
        if path.stat().st_mtime >= moment:
            return False
        path.unlink()
    except OSError:  # gone meanwhile, or somebody else's
        return False
    return True


def _copy(stream: BinaryIO, spool: BinaryIO, limit: int) -> Stored:
    digest, total = hashlib.sha256(), 0
    while block := stream.read(BLOCK):
        total += len(block)
        if total > limit:
            raise too_big(_measure(stream, total), limit)
        digest.update(block)
        spool.write(block)
    spool.flush()
    return Stored(digest.hexdigest(), total)


def _measure(stream: BinaryIO, total: int) -> int:
    while total <= MEASURED and (block := stream.read(BLOCK)):
        total += len(block)
    return total


def too_big(octets: int, limit: int) -> MarelleError:
    """The refusal of a file of that many octets, in words (MES-R40)."""
    real, allowed = size(octets), size(limit)
    if real == allowed:
        real, allowed = _("%(count)s octets", count=number(octets)), _("%(count)s octets", count=number(limit))
    if octets > MEASURED:
        real = _("plus de %(size)s", size=size(MEASURED))
    return MarelleError(_("Le fichier pèse %(size)s ; la limite est de %(limit)s.", size=real, limit=allowed),
                        _("Réduisez-le ou joignez-le en deux parties."))


def _keep(path: Path, spool: BinaryIO, target: Path, *, durable: bool) -> None:
    if durable:
        os.fsync(spool.fileno())
    target.parent.mkdir(exist_ok=True)
    os.replace(path, target)
    if durable:
        flush(target.parent)


def flush(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _send(path: Path, system: AbstractFileSystem, target: str) -> None:
    # one conditional put: an upload cut half-way leaves nothing under the final name
    with suppress(FileExistsError):
        system.pipe_file(target, path.read_bytes(), mode="create")
