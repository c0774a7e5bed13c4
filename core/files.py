"""Uploaded files: known by their content, kept in the store, served as attachments only."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

from flask import Flask, Response, send_file
from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField
from werkzeug.datastructures import FileStorage

from core import inspection
from core.accounts.models import User
from core.database import db, is_sqlite, on_commit, write_transaction
from core.errors import MarelleError
from core.filestore import Store, Stored
from core.i18n import _
from core.records import NOWHERE, Record
from core.running import NAME, running

FOUR_MIB = 4 * 1024 * 1024
LONGEST_NAME = 120
HEADERS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'",
           "Cache-Control": "no-store"}


class File(Record):
    """An uploaded file. It has no scope of its own: the record that points to it decides who may see it."""

    sha256 = CharField(max_length=64, index=True)
    size = BigIntegerField()
    name = CharField(max_length=LONGEST_NAME)
    content_type = CharField(max_length=100)
    pages = IntegerField(null=True)
    uploaded_by = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="uploads")

    belongs_to = NOWHERE

    class Meta:
        table_name = "core_file"

    def __str__(self):
        return self.name


class Kind(NamedTuple):
    """A kind of file that may be accepted: how its name ends, how it is served, and who looks at its content."""

    ending: str
    content_type: str
    look: Callable[[Path], inspection.Report]


KINDS = {"pdf": Kind(".pdf", "application/pdf", inspection.inspect)}


def init_files(app: Flask) -> None:
    """Give an application its store: the folder or URL of its configuration."""
    parts = app.extensions[NAME]
    parts.store = Store(parts.config.files_url or str(parts.config.data.resolve() / "files"))
    parts.store.durable = parts.config.durable


def accept(upload: FileStorage, *, user, kinds: Collection[str] = ("pdf",), limit: int = FOUR_MIB) -> File:
    """Keep an uploaded file, or raise MarelleError with a sentence for the person and leave nothing behind.

    Call it before the transaction of your own record: looking at a file takes a fraction of a second.
    """
    if not upload.filename:
        raise MarelleError(_("Aucun fichier n’est choisi."), _("Choisissez un fichier PDF, puis joignez-le."))
    name = display_name(upload.filename)
    kind = _kind(name, kinds)
    reports: list[inspection.Report] = []

    def look(path: Path) -> None:
        reports.append(kind.look(path))
        reports[0].refuse()

    stored = running().store.put(upload.stream, limit, check=look)
    return _recorded(stored, user, name=name, content_type=kind.content_type, pages=reports[0].pages)


def keep(data: bytes, *, name: str, content_type: str, user=None) -> File:
    """Keep what Marelle itself made (an archived PDF, an export)."""
    stored = running().store.put(BytesIO(data), len(data))
    return _recorded(stored, user, name=display_name(name), content_type=content_type)


def content(file: File) -> BinaryIO:
    """The file's content, to be read and closed."""
    return running().store.open(file.sha256)


def answer(file: File) -> Response:
    """The file as an attachment that no browser opens as a page; the caller has checked who asks."""
    stream = content(file)
    response = send_file(stream, mimetype=file.content_type, as_attachment=True, download_name=file.name)
    response.call_on_close(stream.close)
    response.content_length = file.size
    response.headers.update(HEADERS)
    return response


def remove(file: File) -> None:
    """Delete the file; its content goes when the transaction is committed, unless another file has the same."""
    sha256 = file.sha256
    file.delete_instance()
    on_commit(lambda: _forget(sha256))


def display_name(given: str) -> str:
    """A name safe to show and to save: no path, no control or direction signs, NFC, at most 120 signs."""
    text = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(" " if unicodedata.category(sign)[0] == "Z" else sign
                   for sign in text if unicodedata.category(sign)[0] != "C")
    path = PurePosixPath("x" + " ".join(kept.split()))
    stem, ending = path.stem[1:].strip(" ."), path.suffix[:LONGEST_NAME // 2]
    return (stem or "document")[:LONGEST_NAME - len(ending)] + ending


def _kind(name: str, kinds: Collection[str]) -> Kind:
    for kind in kinds:
        if name.lower().endswith(KINDS[kind].ending):
            return KINDS[kind]
    raise inspection.refusal("name")


def _recorded(stored: Stored, user, **facts) -> File:
    with write_transaction():
        _hold(stored.sha256)
        if not running().store.exists(stored.sha256):
            raise MarelleError(_("Ce fichier vient d’être supprimé ailleurs."), _("Joignez-le de nouveau."))
        return File.create(sha256=stored.sha256, size=stored.size, uploaded_by=user.id if user else None, **facts)


def _forget(sha256: str) -> None:
    with write_transaction():
        _hold(sha256)
        if not File.select().where(File.sha256 == sha256).exists():
            running().store.delete(sha256)


def _hold(sha256: str) -> None:
    # one at a time for one content: SQLite's write lock does it already
    if not is_sqlite():
        db.execute_sql("select pg_advisory_xact_lock(hashtextextended(%s, 0))", (sha256,))
