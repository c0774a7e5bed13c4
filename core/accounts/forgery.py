"""Against forged requests: a token on every unsafe method, and the browser’s word on where it comes from (SEC-04)."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from flask import Flask, request
from flask_wtf import CSRFProtect

from core.errors import MarelleError
from core.i18n import _
from core.running import running

log = logging.getLogger("marelle.accounts")
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Forged(MarelleError):
    """A request that our own page did not send; nothing was done."""

    status = 400

    def __init__(self):
        super().__init__(_("Cette page n’est plus à jour, ou la demande ne vient pas de Marelle."),
                         _("Rien n’a été fait. Revenez à la page précédente, rechargez-la et recommencez."))


class Tokens(CSRFProtect):
    """Flask-WTF's guard, which refuses with our own page."""

    def _error_response(self, reason):
        log.warning("refused a %s of %s: %s", request.method, request.endpoint, reason)
        raise Forged


def init_forgery(app: Flask) -> None:
    """Check every unsafe request of an application before its view is called."""
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False, WTF_CSRF_HEADERS=["X-CSRFToken"])
    app.before_request(check_origin)
    Tokens(app)


def check_origin() -> None:
    """Refuse an unsafe request that the browser says comes from another site."""
    if request.method in UNSAFE and not from_us():
        log.warning("refused a %s of %s from elsewhere", request.method, request.endpoint)
        raise Forged


def from_us() -> bool:
    """Whether nothing that the browser says of the request's origin names another site."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    said = request.headers.get("Origin") or request.headers.get("Referer")
    ours = {request.host, urlsplit(running().config.public_url).netloc} - {""}
    return said is None or urlsplit(said).netloc in ours
