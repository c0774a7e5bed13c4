"""Writes the TTF files that the PDF renderer embeds: one whole face from the two web files of each style."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

FACES = {
    "BricolageGrotesque-Bold": "bricolage-grotesque {} 700-normal",
    "AtkinsonHyperlegibleNext-Regular": "atkinson-hyperlegible-next {} 400-normal",
    "AtkinsonHyperlegibleNext-Bold": "atkinson-hyperlegible-next {} 700-normal",
    "AtkinsonHyperlegibleNext-Italic": "atkinson-hyperlegible-next {} 400-italic",
}


def write_pdf_fonts(packages: Path, folder: Path) -> None:
    """Writes each face that is missing or older than its sources; a browser font would be drawn as outlines."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, pattern in FACES.items():
        family = pattern.split()[0]
        sources = [
            packages / family / "files" / f"{pattern.format(subset).replace(' ', '-')}.woff"
            for subset in ("latin", "latin-ext")
        ]
        target = folder / f"{name}.ttf"
        if not target.exists() or target.stat().st_mtime < max(source.stat().st_mtime for source in sources):
            write_face(sources, target)


def write_face(sources: list[Path], target: Path) -> None:
    """Joins the Latin and the extended Latin file, without the table of variations that cannot be joined."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        parts = []
        for number, source in enumerate(sources):
            font = TTFont(source)
            font.flavor = None
            del font["STAT"]
            parts.append(str(Path(folder, f"{number}.ttf")))
            font.save(parts[-1])
        whole = Path(folder, "whole.ttf")
        Merger().merge(parts).save(whole)
        whole.replace(target)
