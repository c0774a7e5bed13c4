"""Printed documents: a template and a record become HTML, then PDF, with a foot that says who printed what and when."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, render_template

from core.feet import Foot
from core.i18n import _, language, prose_moment
from core.records import Record, utcnow
from core.render import Renderer
from core.running import NAME, running

Context = Mapping[str, Any]


def init_documents(app: Flask) -> None:
    """Give an application its renderer, as its configuration says."""
    parts = app.extensions[NAME]
    parts.renderer = Renderer(parts.config.pdf_program, box=parts.config.pdf_sandbox)


def render_pdf(html: str, *, landscape: bool = False) -> bytes:
    """The HTML as an A4 PDF, without foot."""
    return running().renderer.pdf(html, landscape=landscape)


def render_batch(pages: Sequence[str], *, landscape: bool = False) -> list[bytes]:
    """Each HTML document as an A4 PDF, without foot; a hundred take hardly longer than one."""
    return running().renderer.batch(pages, landscape=landscape)


def stamp(pdf: bytes, *, title: str, lang: str, footer_left: str, page_label: str) -> bytes:
    """The PDF with page numbers, a line at the foot of each page, a title and a language."""
    return _stamped([pdf], [Foot(title, footer_left, page_label, lang)])[0]


def _stamped(pdfs: Sequence[bytes], feet: Sequence[Foot]) -> list[bytes]:
    from core import stamping  # noqa: PLC0415 (pikepdf: 60 ms, for the first PDF only)

    return stamping.stamp(pdfs, feet, running().renderer.pdf)


def join_pdfs(pdfs: Sequence[bytes]) -> bytes:
    """Several PDFs as one, in their order."""
    from core import stamping  # noqa: PLC0415 (pikepdf: 60 ms, for the first PDF only)

    return stamping.joined(pdfs)


@dataclass(frozen=True)
class Document:
    """A kind of printed document: its template extends `documents/base.html`; `title` is what stands at its head."""

    template: str
    title: object
    landscape: bool = False

    def html(self, record: Record, context: Context | None = None) -> str:
        """The document as one HTML page; plugins add to its context by the hook `document_context`."""
        added = {}
        for _plugin, values in running().host.call("document_context", document=self.template, record=record):
            added |= values
        values = {"record": record, "title": self.title, "number": number_of(record), "lang": language()}
        return render_template(self.template, **values | added | dict(context or {}))

    def pdf(self, record: Record, context: Context | None = None, *, user) -> bytes:
        """The document as PDF, with its foot. `user` is who prints it."""
        return self.pdfs([(record, context)], user=user)[0]

    def pdfs(self, contents: Iterable[tuple[Record, Context | None]], *, user) -> list[bytes]:
        """The documents of many (record, context), made in one run of the renderer."""
        contents = list(contents)
        pages = [self.html(record, context) for record, context in contents]
        made = render_batch(pages, landscape=self.landscape)
        feet = [self._foot(record, page, user) for (record, _context), page in zip(contents, pages, strict=True)]
        return _stamped(made, feet)

    def _foot(self, record: Record, html: str, user) -> Foot:
        number = number_of(record)
        left = _("%(number)s · %(who)s · %(when)s · empreinte %(mark)s", number=number, who=user.name,
                 when=prose_moment(utcnow()), mark=fingerprint(html))
        return Foot(f"{self.title} {number}", str(left), str(_("page %(page)s sur %(pages)s")), language())


def number_of(record: Record) -> str:
    """The number people know the record by, else its name."""
    return str(getattr(record, "number", None) or record)


def fingerprint(html: str) -> str:
    """Twelve signs of the content's sha256, in three groups: two prints with the same ones say the same."""
    digest = hashlib.sha256(html.encode()).hexdigest()
    return " ".join(digest[start:start + 4] for start in (0, 4, 8))
