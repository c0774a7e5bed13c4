"""What every page is dressed with: icons, filters, versions of static files, and the security headers."""

from __future__ import annotations

import hashlib
import re
import secrets
from functools import cached_property
from pathlib import Path

from flask import Flask, current_app, g, request
from markupsafe import Markup

from core.errors import MarelleError
from core.i18n import FORMATTERS, NBSP, language
from core.records import utcnow

STATIC = Path(__file__).parent / "static"
A_YEAR, AN_HOUR = 31_536_000, 3_600

POLICY = ("default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'nonce-{nonce}'; "
          "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
          "base-uri 'none'; object-src 'none'; frame-ancestors 'none'")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS = "max-age=31536000; includeSubDomains"

BEFORE_SIGN = re.compile(r"(?<=\S) +(?=[:;?!»%€])")
AFTER_QUOTE = re.compile(r"(?<=«) +(?=\S)")
IN_HOUR = re.compile(r"\b(\d{1,2}) h(?: (\d{2}))?\b")
IN_NUMBER = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
IN_POSTAL_CODE = re.compile(r"\b([A-Z]\d[A-Z]) (\d[A-Z]\d)\b")
BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:[KMG]?o|h|j|km|kg|min)\b|\$)")


class Theme:
    """The icons of the sprite and the fingerprints of static files, read once per application."""

    def __init__(self, folder: Path = STATIC):
        self.folder = folder
        self._versions: dict[str, str] = {}
        self.drawn: dict[tuple[str, int], Markup] = {}

    @cached_property
    def icons(self) -> frozenset[str]:
        """The names drawn in icons.svg."""
        return frozenset(re.findall(r'<symbol id="([^"]+)"', (self.folder / "icons.svg").read_text()))

    def version(self, name: str) -> str:
        """A short fingerprint of a static file; empty when the file is not built."""
        if name not in self._versions:
            path = self.folder / name
            self._versions[name] = hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else ""
        return self._versions[name]


def init_theme(app: Flask) -> None:
    """Give an application its icons, filters, static addresses, nonces and security headers."""
    theme = app.extensions["marelle_theme"] = Theme()
    check_icon(theme, "circle-arrow-right")
    app.jinja_env.filters.update(FORMATTERS, typo=typo, whole=whole)
    app.jinja_env.globals.update(icon=icon, asset=asset, csp_nonce=csp_nonce, language=language,
                                 now=utcnow)
    app.after_request(secure)


def check_icon(theme: Theme, name: str) -> str:
    """The name itself, when the sprite draws it; an unknown icon is a mistake of the page's author."""
    if name not in theme.icons:
        raise MarelleError(f"Unknown icon {name!r}.", "Add it to core/static/icons.svg, or take a name drawn there.")
    return name


def icon(name: str, size: int = 15, label: str = "") -> Markup:
    """An icon of the sprite (15, 18 or 22 px), silent beside a word; `label` names it when it stands alone."""
    theme = current_app.extensions["marelle_theme"]
    if label or (request and request.script_root):
        return drawn(check_icon(theme, name), size, label)
    if (name, size) not in theme.drawn:
        theme.drawn[name, size] = drawn(check_icon(theme, name), size)
    return theme.drawn[name, size]


def drawn(name: str, size: int, label: str = "") -> Markup:
    """The markup of an icon; a page holds dozens, so `icon` keeps those without a label."""
    voice = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    drawing = Markup('<svg class="m-ic m-ic-{}" {}><use href="{}#{}"/></svg>')
    return drawing.format(size, voice, asset("icons.svg"), name)


def asset(name: str) -> str:
    """The address of one of the core's static files, with its fingerprint, so that it may be kept a year."""
    base = f"{request.script_root}/static/{name}" if request else f"/static/{name}"
    version = current_app.extensions["marelle_theme"].version(name)
    return f"{base}?v={version}" if version else base


def csp_nonce() -> str:
    """The word that lets this answer's own scripts and styles run, and no others."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(18)
    return g.csp_nonce


def secure(response):
    """Set the security headers of an answer (SEC-12); one that a view set itself is kept."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=csp_nonce()))
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    response.headers["Cache-Control"] = keeping(response)
    return response


def keeping(response) -> str:
    """How long an answer may be kept: a year for a versioned static file, never for a page."""
    if not (request.endpoint or "").endswith("static") or response.status_code >= 400:
        return "no-store"
    return f"public, max-age={A_YEAR}, immutable" if "v" in request.args else f"public, max-age={AN_HOUR}"


def typo(text: object) -> str:
    """The text with the no-break spaces of French: « Pourquoi pas ? », 14 h 02, 12,40 €, 1 250 (ui.md §6)."""
    if language() != "fr":
        return text if isinstance(text, Markup) else str(text)
    shaped = AFTER_QUOTE.sub(NBSP, BEFORE_SIGN.sub(NBSP, str(text)))
    shaped = IN_HOUR.sub(lambda hour: NBSP.join(filter(None, (hour[1], "h", hour[2]))), shaped)
    shaped = BEFORE_UNIT.sub(NBSP, IN_NUMBER.sub(NBSP, shaped))
    return Markup(shaped) if isinstance(text, Markup) else shaped  # noqa: S704 (it was escaped before, and stays so)


def whole(text: object) -> object:
    """What is shown, its postal codes kept from breaking over two lines; what is kept and signed has plain spaces."""
    if not isinstance(text, str):
        return text
    shaped = IN_POSTAL_CODE.sub(rf"\1{NBSP}\2", text)
    return Markup(shaped) if isinstance(text, Markup) else shaped  # noqa: S704 (it was escaped before, and stays so)
