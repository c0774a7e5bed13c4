"""HTML to PDF: the only module that knows pdfkit and wkhtmltopdf. The HTML may hold anything: it reaches nothing."""

from __future__ import annotations

import logging
import re
import secrets
import shutil
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from html import escape
from pathlib import Path

import pdfkit

from core import sandbox
from core.errors import MarelleError, SettingError
from core.i18n import _

log = logging.getLogger("marelle.pdf")
FONTS = Path(__file__).parent / "static" / "dist" / "pdf-fonts"

OPTIONS = {
    "quiet": "", "encoding": "UTF-8", "page-size": "A4", "disable-local-file-access": None, "disable-javascript": None,
    "disable-plugins": None, "proxy": "http://127.0.0.1:9",
    "margin-top": "14mm", "margin-right": "15mm", "margin-bottom": "22mm", "margin-left": "15mm",
}
"""The proxy is dead: with no way out of the box, neither has the page a way out without it."""

POLICY = ("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
          "style-src 'unsafe-inline'; font-src data:\">")
DOCTYPE = re.compile(r"\A\s*<!doctype[^>]*>", re.IGNORECASE)
BODY = re.compile(r"\A(.*?<body[^>]*>)(.*)</body>", re.IGNORECASE | re.DOTALL)
TITLE = re.compile(r"<title>.*?</title>", re.IGNORECASE | re.DOTALL)
STYLE = re.compile(r"<style>.*?</style>", re.IGNORECASE | re.DOTALL)
BATCH = 50
AT_ONCE = 2
"""A batch of more than one run is made on two cores."""
LIMITS = sandbox.Limits(seconds=20, megabytes=768)

FONTCONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{}</dir></fontconfig>
"""


class _Kit(pdfkit.PDFKit):
    """pdfkit, deaf to options hidden in the page: it takes command options from any <meta> otherwise."""

    def _find_options_in_meta(self, content):
        return {}


class Renderer:
    """Makes PDF files. `box` says whether bubblewrap must surround the program: auto, required or off."""

    def __init__(self, program: str = "wkhtmltopdf", *, box: str = "auto", limits: sandbox.Limits = LIMITS):
        if box not in ("auto", "required", "off"):
            raise SettingError(f"MARELLE_PDF_SANDBOX={box!r} is not known.", "Use auto, required or off.")
        self.program, self.box, self.limits = program, box, limits
        self._places = threading.BoundedSemaphore(AT_ONCE)

    @cached_property
    def path(self) -> str:
        """Where the program lies; raises MarelleError with what to install."""
        found = shutil.which(self.program)
        if not found:
            raise MarelleError(
                _("Le programme %(program)s, qui fabrique les PDF, est introuvable.", program=self.program),
                _("Installez le paquet Debian wkhtmltopdf, ou donnez son chemin par le réglage MARELLE_PDF_PROGRAM."))
        return found

    @cached_property
    def boxed(self) -> bool:
        """Whether the program runs in a box, found out by running it once; raises when it must and cannot."""
        works = self.box != "off" and shutil.which("bwrap") is not None and self._answers_in_box()
        if self.box == "required" and not works:
            raise MarelleError(
                _("Les PDF doivent être fabriqués en bac à sable, et bubblewrap ne fonctionne pas ici."),
                _("Installez le paquet Debian bubblewrap, ou changez le réglage MARELLE_PDF_SANDBOX."))
        return works

    def check(self) -> list[str]:
        """What stands in the way of good and safe PDF files, in words, for `marelle check`."""
        try:
            found = [] if self.boxed else ["PDF: sandbox: no. Install bubblewrap and allow user namespaces."]
            self.path  # noqa: B018 (raises when the program is missing)
        except MarelleError as error:
            return [str(error)]
        if not any(FONTS.glob("*.ttf")):
            found.append(f"PDF: no fonts in {FONTS}. Run script/bootstrap.")
        return found

    def pdf(self, html: str, *, landscape: bool = False, **margins: str) -> bytes:
        """The page or pages of one HTML document; `margins` as margin_top="20mm"."""
        options = OPTIONS | {"orientation": "Landscape" if landscape else "Portrait"}
        options |= {name.replace("_", "-"): value for name, value in margins.items()}
        page = f"<!DOCTYPE html>{POLICY}{DOCTYPE.sub('', html)}"
        kit = _Kit(page, "string", options=options,
                   configuration=pdfkit.configuration(wkhtmltopdf=self.path, meta_tag_prefix=secrets.token_hex(8)))
        with self._places, tempfile.TemporaryDirectory(prefix="marelle-pdf-") as folder:
            outcome = self._run(kit.command(), page.encode(), Path(folder))
        return _checked(outcome, self.limits)

    def batch(self, pages: Sequence[str], *, landscape: bool = False) -> list[bytes]:
        """The PDF of each HTML document: those with the same head are made in one run and split, 20 times faster."""
        runs = [numbers[first:first + BATCH] for numbers in _alike(pages) for first in range(0, len(numbers), BATCH)]
        done: dict[int, bytes] = {}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            made = pool.map(lambda run: self._together([pages[each] for each in run], landscape), runs)
            for run, parts in zip(runs, made, strict=True):
                done |= zip(run, parts, strict=True)
        return [done[number] for number in range(len(pages))]

    def _together(self, pages: Sequence[str], landscape: bool) -> list[bytes]:
        from core import stamping  # noqa: PLC0415 (pikepdf: 60 ms, for the first PDF only)

        if len(pages) > 1:
            colour, head = stamping.marker_colour(), _head(pages[0])
            bodies = "".join(stamping.marked(_body(page), colour, number) for number, page in enumerate(pages))
            whole = self.pdf(f"{head}{bodies}</body></html>", landscape=landscape)
            if parts := stamping.split(whole, colour, len(pages)):
                return parts
            log.warning("a batch of %d documents could not be split: made one by one", len(pages))
        return [self.pdf(page, landscape=landscape) for page in pages]

    def _run(self, command: list[str], content: bytes, folder: Path) -> sandbox.Outcome:
        conf = folder / "fonts.conf"
        conf.write_text(FONTCONFIG.format(escape(str(FONTS), quote=False)))
        environment = {"LANG": "C.UTF-8", "FONTCONFIG_FILE": str(conf), "HOME": str(folder),
                       "XDG_RUNTIME_DIR": str(folder)}
        if self.boxed:
            command = sandbox.boxed(command, [conf, FONTS], environment)
        return sandbox.run(command, content, self.limits, environment)

    def _answers_in_box(self) -> bool:
        command = sandbox.boxed([self.path, "--version"], [FONTS], {"LANG": "C.UTF-8"})
        return sandbox.run(command, b"", self.limits, {}).good


def _alike(pages: Sequence[str]) -> list[list[int]]:
    groups: dict[str, list[int]] = {}
    for number, page in enumerate(pages):
        groups.setdefault(TITLE.sub("", _head(page)) or f"alone {number}", []).append(number)
    return list(groups.values())


def _head(page: str) -> str:
    # with the styles of the body: a batch reads them once, and only pages that have the same ones share them
    found = BODY.match(page)
    return "".join([found[1], *STYLE.findall(found[2])]) if found else ""


def _body(page: str) -> str:
    return STYLE.sub("", BODY.match(page)[2])


def _checked(outcome: sandbox.Outcome, limits: sandbox.Limits) -> bytes:
    # it can end well with nothing written, and badly with a whole file: only both together are good
    if outcome.good and outcome.out.startswith(b"%PDF-"):
        return outcome.out
    log.error("wkhtmltopdf: code %d, late %s: %s", outcome.code, outcome.late, outcome.err[-2000:])
    if outcome.late:
        raise MarelleError(_("La mise en page du document a dépassé %(count)s secondes.", count=limits.seconds),
                           _("Rien n’est perdu. Réduisez le document, ou recommencez plus tard."))
    raise MarelleError(_("Le document n’a pas pu être mis en page."),
                       _("Rien n’est perdu. Recommencez ; si cela se répète, prévenez votre soutien technique."))
