"""A printer in the renderer's place, quick as no real one is; and the text of whatever an answer holds."""

from __future__ import annotations

import html
import io
import re
from urllib.parse import unquote

from openpyxl import load_workbook
from pypdf import PdfReader, PdfWriter

from core.demo import page

WHITE = b"1 1 1 scn\n/GSa gs\nq\n1 0 0 1 0 0 cm\n0 0 9 9 re\nf\nQ\n"
"""How the true renderer begins each page; the stamping looks for it."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Printer:
    """Notes each page it is given, and answers with a PDF that holds the same words."""

    def __init__(self):
        self.pages: list[str] = []

    def pdf(self, source: str, **_options) -> bytes:
        """One page with the words of the source, line by line."""
        self.pages.append(source)
        words = [line.strip() for line in html.unescape(re.sub(r"<[^>]*>", "\n", source)).splitlines() if line.strip()]
        writer = PdfWriter(clone_from=io.BytesIO(page("", words)))
        sheet = writer.pages[0]
        drawn = sheet.get_contents()
        drawn.set_data(WHITE + drawn.get_data())
        sheet.replace_contents(drawn)
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    def batch(self, pages: list[str], **options) -> list[bytes]:
        """Each page by itself."""
        return [self.pdf(each, **options) for each in pages]


def readable(reply) -> str:
    """Every text of an answer: its page, its file, its headers."""
    kind = reply.headers.get("Content-Type", "").partition(";")[0]
    said = " ".join(unquote(value) for name, value in reply.headers if name not in ("Set-Cookie", "X-CSRFToken"))
    if kind == "application/pdf":
        return f"{said} {pdf_text(reply.data)}"
    return f"{said} {sheet_text(reply.data)}" if kind == XLSX else f"{said} {html.unescape(reply.text)}"


def pdf_text(data: bytes) -> str:
    """The words of a PDF, its title and what lies open in it."""
    reader = PdfReader(io.BytesIO(data))
    words = [sheet.extract_text() for sheet in reader.pages]
    return " ".join([*words, str(reader.metadata or ""), data.decode("latin-1")])


def sheet_text(data: bytes) -> str:
    """Every cell of a workbook, and its properties."""
    book = load_workbook(io.BytesIO(data))
    cells = [str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if value]
    return " ".join([*cells, str(book.properties)])
