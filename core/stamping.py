"""What is done to a PDF once it is made: cutting a batch into documents, stamping feet, title and language."""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject

from core.feet import Foot

Colour = tuple[int, int, int]

FILL = re.compile(rb"([\d.]+) ([\d.]+) ([\d.]+) scn")
WHITE_PAGE = re.compile(rb"(\b1 1 1 scn\s+/GSa gs\s+q\s+[-\d. ]+ cm\s+)[-\d. ]+ re\s+f\b")
FOOT = "documents/foot.html"
_templates = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True)


def marker_colour() -> Colour:
    """A colour that the eye takes for white, to mark where each document of a batch begins."""
    return tuple(253 - secrets.randbelow(6) for _channel in range(3))


def marked(body: str, colour: Colour, number: int) -> str:
    """A document's body, on a new page, after one point of the colour."""
    point = "width:1px;height:1px;margin:0 0 -1px;background:#{:02x}{:02x}{:02x}".format(*colour)
    away = "page-break-before:always" if number else ""
    return f'<div style="{away}"><div style="{point}"></div>{body}</div>'


def split(pdf: bytes, colour: Colour, count: int) -> list[bytes]:
    """Cut before each page that bears the colour; an empty list when there are not `count` of them."""
    reader = PdfReader(io.BytesIO(pdf))
    starts = [number for number, page in enumerate(reader.pages) if _bears(page, colour)]
    if len(starts) != count or starts[0] != 0:
        return []
    ends = [*starts[1:], len(reader.pages)]
    return [_written(_cut(reader, start, end)) for start, end in zip(starts, ends, strict=True)]


def stamp(pdfs: Sequence[bytes], feet: Sequence[Foot], render: Callable[..., bytes]) -> list[bytes]:
    """Each PDF with its foot on every page, its title and its language; all feet are made in one run of `render`."""
    writers = [PdfWriter(clone_from=io.BytesIO(pdf)) for pdf in pdfs]
    for landscape in (False, True):
        chosen = [(page, foot, number, len(writer.pages)) for writer, foot in zip(writers, feet, strict=True)
                  for number, page in enumerate(writer.pages, 1) if _is_landscape(page) is landscape]
        if chosen:
            _lay_feet(chosen, landscape, render)
    for writer, foot in zip(writers, feet, strict=True):
        _name(writer, foot)
    return [_written(writer) for writer in writers]


def _lay_feet(chosen: Sequence[tuple[PageObject, Foot, int, int]], landscape: bool, render) -> None:
    lines = [(foot.left, foot.page_label % {"page": number, "pages": pages}) for _page, foot, number, pages in chosen]
    html = _templates.get_template(FOOT).render(lines=lines)
    overlay = render(html, landscape=landscape, margin_top="192mm" if landscape else "279mm", margin_bottom="5mm")
    sheets = PdfReader(io.BytesIO(overlay)).pages
    if len(sheets) != len(chosen):
        raise ValueError(f"{len(sheets)} feet for {len(chosen)} pages")
    for (page, *_rest), sheet in zip(chosen, sheets, strict=True):
        _make_clear(sheet)
        page.merge_page(sheet)
        page.compress_content_streams()


def _make_clear(sheet: PageObject) -> None:
    # the renderer begins each page by painting it white, which would hide what lies under
    contents = sheet.get_contents()
    data, found = WHITE_PAGE.subn(rb"\1", contents.get_data(), count=1)
    if not found:
        raise ValueError("the foot is not painted white first: has the renderer changed?")
    contents.set_data(data)
    sheet[NameObject("/Contents")] = contents


def _name(writer: PdfWriter, foot: Foot) -> None:
    writer.add_metadata({"/Title": foot.title, "/Producer": "Marelle", "/Creator": "Marelle"})
    writer.root_object[NameObject("/Lang")] = TextStringObject(foot.lang)
    writer.root_object[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject("/DisplayDocTitle"): BooleanObject(True)})


def _bears(page: PageObject, colour: Colour) -> bool:
    data = page.get_contents().get_data()
    return any(tuple(round(float(part) * 255) for part in found) == colour for found in FILL.findall(data))


def _cut(reader: PdfReader, start: int, end: int) -> PdfWriter:
    writer = PdfWriter()
    writer.append(reader, pages=(start, end), import_outline=False)
    return writer


def _is_landscape(page: PageObject) -> bool:
    return page.mediabox.width > page.mediabox.height


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
