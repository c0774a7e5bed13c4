"""The file of a backup: a tar.gz that ends with the digests of its members and with the digest of itself."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from core.errors import MarelleError
from core.filestore import flush

FORMAT = 1
MANIFEST = "manifest.json"
EMPTY = b"\x1f\x8b\x08\x10\x00\x00\x00\x00\x00\xff%s\x00\x03\x00" + bytes(8)
"""An empty gzip stream with a comment: the digest of all that stands before it. Every octet is covered so."""
LENGTH = len(EMPTY) - 2 + 64
BLOCK = 1024 * 1024
KNOWN = re.compile(r"database\.(sqlite|dump)|anchors/\d{4}-\d\d-\d\d\.json|files/[0-9a-f]{2}/[0-9a-f]{64}")
"""The members that a backup may have: they are written nowhere else than where their name says."""


class Writer:
    """Adds members, noting the digest of each in the manifest."""

    def __init__(self, archive: tarfile.TarFile, manifest: dict[str, Any]):
        self.archive, self.manifest = archive, manifest | {"format": FORMAT, "digests": {}}

    def add(self, name: str, stream: BinaryIO) -> None:
        """Add one member; it is spooled, because its length stands before it."""
        with tempfile.TemporaryFile() as spool:
            self.manifest["digests"][name] = _copy(stream, spool)
            size = spool.tell()
            spool.seek(0)
            self._member(name, size, spool)

    def close(self) -> None:
        """Add the manifest."""
        text = json.dumps(self.manifest).encode()
        self._member(MANIFEST, len(text), io.BytesIO(text))

    def _member(self, name: str, size: int, content: BinaryIO) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self.archive.addfile(member, content)


@contextmanager
def writing(target: Path, manifest: dict[str, Any]) -> Iterator[Writer]:
    """A new archive: under its name, and on the disk, when the block ends well; not at all when it does not."""
    part = target.with_name(target.name + ".part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            with gzip.GzipFile(filename="", fileobj=out, mode="wb", mtime=0, compresslevel=6) as packed, \
                    tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as archive:
                writer = Writer(archive, manifest)
                yield writer
                writer.close()
            out.flush()
            with open(part, "rb") as written:
                out.write(EMPTY % hashlib.file_digest(written, "sha256").hexdigest().encode())
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, target)
        flush(target.parent)
    finally:
        part.unlink(missing_ok=True)


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Write the members under `folder` and return the manifest; MarelleError on any difference with it."""
    try:
        with open(source, "rb") as stream:
            if not whole(stream, os.path.getsize(source) - LENGTH):
                raise damaged(source, "it is not as it was written")
            manifest, digests = _members(source, stream, folder)
    except (OSError, EOFError, tarfile.TarError, ValueError) as fault:
        raise damaged(source, str(fault)) from None
    if manifest.get("format") != FORMAT or manifest.get("digests") != digests:
        raise damaged(source, "its contents are not those of its manifest")
    return manifest


def whole(stream: BinaryIO, length: int) -> bool:
    """Whether the digest after `length` octets is theirs; leaves the stream at its start."""
    digest, left = hashlib.sha256(), length
    while left > 0 and (block := stream.read(min(BLOCK, left))):
        digest.update(block)
        left -= len(block)
    end = stream.read()
    stream.seek(0)
    return end == EMPTY % digest.hexdigest().encode()


def damaged(source: Path, why: str) -> MarelleError:
    """The refusal of a backup."""
    return MarelleError(f"{source} is not a sound backup: {why}.", "Nothing was restored. Take another one.")


def _members(source: Path, stream: BinaryIO, folder: Path) -> tuple[dict[str, Any], dict[str, str]]:
    manifest, digests = {}, {}
    with gzip.GzipFile(fileobj=stream) as packed:
        with tarfile.open(fileobj=packed, mode="r|") as archive:
            for member in archive:
                content = archive.extractfile(member)
                if content is None or not (member.name == MANIFEST or KNOWN.fullmatch(member.name)):
                    raise damaged(source, f"{member.name!r} does not belong in one")
                if member.name == MANIFEST:
                    manifest = json.load(content)
                else:
                    digests[member.name] = _keep(content, folder / member.name)
        while packed.read(BLOCK):  # to its end, where the checksum is
            pass
    return manifest, digests


def _keep(content: BinaryIO, target: Path) -> str:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        digest = _copy(content, out)
        out.flush()
        os.fsync(out.fileno())
    return digest


def _copy(source: BinaryIO, target: BinaryIO) -> str:
    digest = hashlib.sha256()
    while block := source.read(BLOCK):
        digest.update(block)
        target.write(block)
    return digest.hexdigest()
