"""PDFs that a service would attach, files that are refused, and what a printout says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader

from core.demo import page

LIMIT = 4 * 1024 * 1024


def write(folder: Path, name: str) -> Path:
    """A PDF of one page that says its own name."""
    path = folder / f"{name}.pdf"
    path.write_bytes(page(name, ["Document inventé."]))
    return path


def disguised(folder: Path) -> Path:
    """A picture that calls itself a PDF."""
    path = folder / "photo.pdf"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(2000))
    return path


def too_big(folder: Path) -> Path:
    """A PDF of four mebibytes and one byte."""
    path = folder / "enorme.pdf"
    content = page("Énorme", [])
    path.write_bytes(content + b"\n" * (LIMIT + 1 - len(content)))
    return path


@dataclass(frozen=True)
class Printout:
    """What was found in a PDF."""

    text: str
    pages: int
    loose_fonts: list[str]


def read(path: Path) -> Printout:
    """The text, the number of pages, and the fonts whose letters are not in the file."""
    reader = PdfReader(path)
    text = " ".join(" ".join(each.extract_text().split()) for each in reader.pages)
    fonts = [font.get_object() for each in reader.pages for font in each["/Resources"].get("/Font", {}).values()]
    return Printout(text, len(reader.pages), [str(font["/BaseFont"]) for font in fonts if not embedded(font)])


def embedded(font) -> bool:
    """Whether a font carries its letters."""
    inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    if font["/Subtype"] == "/Type3":
        return True
    described = inner.get("/FontDescriptor", {}).get_object() if "/FontDescriptor" in inner else {}
    return any(f"/FontFile{kind}" in described for kind in ("", "2", "3"))
