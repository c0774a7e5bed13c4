"""What is done to a PDF once it is made: cutting a batch into documents, stamping feet, title and language."""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from pikepdf import Dictionary, Page, Pdf, String

from core.feet import Foot

Colour = tuple[int, int, int]

FILL = b" scn"
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
    with Pdf.open(io.BytesIO(pdf)) as whole:
        pages = list(whole.pages)
        starts = [number for number, page in enumerate(pages) if _bears(page, colour)]
        if len(starts) != count or starts[0] != 0:
            return []
        return [_cut(pages[start:end]) for start, end in zip(starts, [*starts[1:], len(pages)], strict=True)]


def stamp(pdfs: Sequence[bytes], feet: Sequence[Foot], render: Callable[..., bytes]) -> list[bytes]:
    """Each PDF with its foot on every page, its title and its language; all feet are made in one run of `render`."""
    opened = [Pdf.open(io.BytesIO(pdf)) for pdf in pdfs]
    for landscape in (False, True):
        chosen = [(page, foot, number, len(pdf.pages)) for pdf, foot in zip(opened, feet, strict=True)
                  for number, page in enumerate(pdf.pages, 1) if _is_landscape(page) is landscape]
        if chosen:
            _lay_feet(chosen, landscape, render)
    for pdf, foot in zip(opened, feet, strict=True):
        _name(pdf, foot)
    return [_written(pdf) for pdf in opened]


def joined(pdfs: Sequence[bytes]) -> bytes:
    """Several PDFs as one, in their order; the first one's title and language are the whole's."""
    whole = Pdf.open(io.BytesIO(pdfs[0]))
    for each in pdfs[1:]:
        with Pdf.open(io.BytesIO(each)) as part:
            whole.pages.extend(part.pages)
    return _written(whole)


def _lay_feet(chosen: Sequence[tuple[Page, Foot, int, int]], landscape: bool, render) -> None:
    lines = [(foot.left, foot.page_label % {"page": number, "pages": pages}) for _page, foot, number, pages in chosen]
    html = _templates.get_template(FOOT).render(lines=lines)
    overlay = Pdf.open(io.BytesIO(
        render(html, landscape=landscape, margin_top="192mm" if landscape else "279mm", margin_bottom="5mm")))
    if len(overlay.pages) != len(chosen):
        raise ValueError(f"{len(overlay.pages)} feet for {len(chosen)} pages")
    for (page, *_rest), sheet in zip(chosen, overlay.pages, strict=True):
        _make_clear(sheet)
        page.add_overlay(sheet)


def _make_clear(sheet: Page) -> None:
    # the renderer begins each page by painting it white, which would hide what lies under
    data, found = WHITE_PAGE.subn(rb"\1", sheet.Contents.read_bytes(), count=1)
    if not found:
        raise ValueError("the foot is not painted white first: has the renderer changed?")
    sheet.Contents.write(data)


def _name(pdf: Pdf, foot: Foot) -> None:
    pdf.docinfo.update({"/Title": foot.title, "/Producer": "Marelle", "/Creator": "Marelle"})
    pdf.Root.Lang = String(foot.lang)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def _bears(page: Page, colour: Colour) -> bool:
    fills = page.Contents.read_bytes().split(FILL)[:-1]
    return any(tuple(round(float(part) * 255) for part in fill.rsplit(None, 3)[-3:]) == colour for fill in fills)


def _cut(pages: Sequence[Page]) -> bytes:
    part = Pdf.new()
    part.pages.extend(pages)
    return _written(part)


def _is_landscape(page: Page) -> bool:
    _left, _low, width, height = page.mediabox
    return width > height


def _written(pdf: Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()
