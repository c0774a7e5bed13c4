"""Builds core/static/dist: fonts, browser libraries, the CSS and JavaScript bundles, the fonts of printed documents."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import flask_admin

sys.path.insert(0, str(Path(__file__).parent))
from pdf_fonts import write_pdf_fonts

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
STATIC = ROOT / "core" / "static"
DIST = STATIC / "dist"
BOOTSTRAP = Path(flask_admin.__file__).parent / "static/bootstrap/bootstrap4/css/bootstrap.min.css"

STYLES = {"bricolage-grotesque": ["normal"], "atkinson-hyperlegible-next": ["normal", "italic"]}
FONTS = [
    f"@fontsource-variable/{family}/files/{family}-{subset}-wght-{style}.woff2"
    for family, styles in STYLES.items()
    for style in styles
    for subset in ("latin", "latin-ext")
]
BUNDLES = ("marelle.js", "cells.js", "tablet.js", "tablet-worker.js", "calendar.js")
"""The first is on every page, each other one on the pages that ask for it."""
LIBRARIES = ["htmx.org/dist/htmx.min.js", "chart.js/dist/chart.umd.min.js"]
LICENCES = {
    "bricolage-grotesque.txt": "@fontsource-variable/bricolage-grotesque/LICENSE",
    "atkinson-hyperlegible-next.txt": "@fontsource-variable/atkinson-hyperlegible-next/LICENSE",
    "htmx.txt": "htmx.org/LICENSE",
    "chart.js.txt": "chart.js/LICENSE.md",
    "fullcalendar.txt": "fullcalendar/LICENSE.md",
    "preact.txt": "preact/LICENSE",
}
ICON_FONT = re.compile(rb"@font-face ?\{[^}]*fcicons[^}]*\}")
"""A font inside a library, which our content policy refuses and whose icons we do not show."""
OPTIONS = [
    "--bundle", "--minify", "--format=iife", "--target=es2022,chrome111,firefox113,safari16.4", "--charset=utf8",
    "--legal-comments=inline", "--log-level=warning",
    "--external:*.woff2", "--external:*.svg", "--external:*.png", "--external:*.webp",
]


def main() -> None:
    """Builds what is missing or out of date; says which bundles have no source yet."""
    if not MODULES.is_dir():
        sys.exit("The browser libraries are not installed. Run script/bootstrap.")
    for source in FONTS:
        write(DIST / "fonts" / Path(source).name, (MODULES / source).read_bytes())
    for source in LIBRARIES:
        write(DIST / Path(source).name, without_source_map((MODULES / source).read_bytes()))
    for name, source in LICENCES.items():
        write(DIST / "licences" / name, (MODULES / source).read_bytes())
    write_pdf_fonts(MODULES / "@fontsource", DIST / "pdf-fonts")
    bundle(STATIC / "css" / "marelle.css",
           f'@layer paper, bootstrap; @import "{BOOTSTRAP}" layer(bootstrap); @import "{{}}";')
    for name in BUNDLES:
        bundle(STATIC / "js" / name, 'import "{}";')


def bundle(source: Path, entry: str) -> None:
    """Writes one minified file of `source` and all it imports; addresses of fonts and pictures stay as written."""
    if not source.exists():
        print(f"assets: no {source.relative_to(ROOT)} yet, its bundle is left out")
        return
    with tempfile.TemporaryDirectory() as folder:
        start, made = Path(folder, "entry" + source.suffix), Path(folder, "made")
        start.write_text(entry.format(source), "utf-8")
        if subprocess.run([esbuild(), start, f"--outfile={made}", *OPTIONS], check=False).returncode:
            sys.exit(f"assets: {source.relative_to(ROOT)} could not be bundled, for the reasons above")
        write(DIST / source.name, ICON_FONT.sub(b"", made.read_bytes()))


def esbuild() -> str:
    """The compiled program itself: it needs no node to run."""
    found = next(MODULES.glob("@esbuild/*/bin/esbuild"), None)
    return str(found) if found else sys.exit("esbuild is not installed. Run script/bootstrap.")


def without_source_map(script: bytes) -> bytes:
    """The script without the address of a map that we do not serve."""
    return re.sub(rb"\n?//# sourceMappingURL=\S+\s*$", b"\n", script)


def write(target: Path, content: bytes) -> None:
    """Puts `content` there in one step, and only when it differs: a running server never sees half a file."""
    if target.exists() and target.read_bytes() == content:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as spool:
        spool.write(content)
    Path(spool.name).chmod(0o644)
    shutil.move(spool.name, target)


if __name__ == "__main__":
    main()
