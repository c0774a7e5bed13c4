"""The choices of the frame: language, theme, and the organisation one works in."""

from __future__ import annotations

from flask import Blueprint, redirect, request, session

from core import journal
from core.accounts import workplace
from core.accounts.models import User
from core.accounts.redirects import local
from core.database import write_transaction
from core.errors import NotFound
from core.i18n import LANGUAGES, _
from core.policy import ANYONE, SIGNED_IN, needs, person

pages = Blueprint("preferences", __name__)


@pages.post("/langue")
@needs(ANYONE, "soi-même")
def language():
    """Read the pages in this language from now on."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
        remember("language", chosen)
    return back()


@pages.post("/theme")
@needs(SIGNED_IN, "soi-même")
def theme():
    """Show the pages light, dark, or as the device is."""
    chosen = request.form.get("theme", "")
    if chosen in workplace.THEMES:
        remember("theme", chosen)
    return back()


@pages.post("/organisation")
@needs(SIGNED_IN, "ses propres organisations")
def organisation():
    """Work in this organisation from now on; the page of the other one may not exist here, so back to the start."""
    chosen = request.form.get("organisation", "")
    if not (chosen.isdecimal() and len(chosen) < 10 and workplace.choose(int(chosen))):
        raise NotFound(_("Cette organisation n’est pas l’une des vôtres."))
    return back()


def remember(name: str, value: str) -> None:
    """Keep a choice for the person's next sessions; a visitor's lasts as long as her cookie."""
    user = person()
    if not user.is_authenticated or getattr(user, name) == value:
        return
    with write_transaction():
        journal.write(user, "core.user.preference", user, before={name: getattr(user, name)}, after={name: value})
        User.update({User._meta.fields[name]: value}).where(User.id == user.id).execute()


def back():
    """To the page the choice was made on."""
    return redirect(local(request.form.get("next")))
