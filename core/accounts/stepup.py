"""Grave acts ask for the password again when it was given too long ago; what was typed meanwhile is kept (SEC-11)."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps

from flask import abort, flash, redirect, request, session, url_for

from core.accounts import keep
from core.errors import MarelleError
from core.i18n import _
from core.policy import person


class PasswordAgain(MarelleError):
    """Told to a machine, which cannot be sent to a page."""

    status = 401

    def __init__(self):
        super().__init__(_("Cet acte demande votre mot de passe une nouvelle fois."))


def is_fresh(minutes: int = 15) -> bool:
    """Whether the password was given in this session less than so many minutes ago."""
    return 0 <= time.time() - session.get("fs_paa", 0) < minutes * 60


def require_fresh(minutes: int = 15) -> None:
    """Go on when the password is fresh; else send to the page that asks for it, and back here afterwards.

    A reading comes back by itself. What a form had sent is kept, and offered to be sent again.
    """
    if is_fresh(minutes):
        return
    if request.accept_mimetypes.best == "application/json":
        raise PasswordAgain
    if request.method in ("GET", "HEAD"):
        abort(redirect(url_for("security.verify", next=request.full_path.rstrip("?"))))
    keep.keep(person().id, keep.AT_STEP_UP)
    flash(_("Confirmez votre mot de passe : ce que vous avez envoyé attend et n’est pas perdu."), "info")
    abort(redirect(url_for("security.verify", next=url_for("account.resume"))))


def fresh(minutes: int = 15) -> Callable:
    """Guard a view: `@fresh()` under the route; see `require_fresh`."""

    def guard(view):
        @wraps(view)
        def guarded(*args, **kwargs):
            require_fresh(minutes)
            return view(*args, **kwargs)

        return guarded

    return guard
