"""Compiles the catalogues of core and of each plugin; with --update, first brings them up to date with the source."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from setup import compile_catalogues

LANGUAGES = ("en",)
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]
AUTHORS = "Marelle contributors"
HEADER = {
    "header_comment": "# Texts of Marelle", "project": "marelle", "version": "0", "charset": "utf-8",
    "creation_date": datetime(2026, 11, 23, tzinfo=UTC), "revision_date": datetime(2026, 11, 23, tzinfo=UTC),
    "last_translator": AUTHORS, "msgid_bugs_address": AUTHORS, "language_team": AUTHORS,
}
KEYWORDS = {"_": None, "gettext": None, "pgettext": ((1, "c"), 2), "ngettext": (1, 2)}


def main() -> None:
    """Updates on demand, then compiles."""
    if "--update" in sys.argv[1:]:
        for package in packages():
            update(package)
    compile_catalogues(ROOT, ROOT)


def packages() -> list[Path]:
    """The folders that own a catalogue: the core, and each plugin."""
    return [ROOT / "core", *sorted(folder.parent for folder in ROOT.glob("plugins/*/plugin.py"))]


def texts(package: Path) -> Catalog:
    """The texts of a package as the source has them, with the files where they stand."""
    template = Catalog(**HEADER)
    for path, line, message, comments, context in extract_from_dir(package, METHODS, keywords=KEYWORDS):
        where = [(f"{package.relative_to(ROOT)}/{path}", line)]
        template.add(message, None, where, auto_comments=comments, context=context)
    return template


def update(package: Path) -> None:
    """Adds the new texts of a package to its catalogues and drops those no longer used; French is the source."""
    template = texts(package)
    for language in LANGUAGES:
        path = package / "translations" / language / "LC_MESSAGES" / "messages.po"
        catalogue = Catalog(locale=language, fuzzy=False, **HEADER)
        if path.exists():
            with path.open("rb") as old:
                catalogue = read_po(old, locale=language)
        catalogue.update(template, no_fuzzy_matching=True)
        save(catalogue, path)


def save(catalogue: Catalog, path: Path) -> None:
    """Writes a catalogue with the file of each text but not its line, so that moving code changes nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        write_po(out, catalogue, width=110, include_lineno=False, ignore_obsolete=True, sort_by_file=True)


if __name__ == "__main__":
    main()
