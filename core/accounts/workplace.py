"""Where a signed-in person works: the organisation she chose among hers, its zone, and her preferences."""

from __future__ import annotations

from flask import Flask, g, session
from flask_login import user_logged_in

from core import statements
from core.accounts.models import Membership, User
from core.i18n import LANGUAGES, fold, own_zone
from core.organisations import Organisation
from core.policy import person
from core.records import today

THEMES = ("clair", "sombre", "appareil")


HERS = """archived_at IS NULL AND id IN (SELECT organisation_id FROM core_membership
    WHERE user_id = {0} AND (ends_on IS NULL OR ends_on >= {0})) ORDER BY name, id"""


def organisations_of(user: User) -> list[Organisation]:
    """The organisations of her memberships in force, by name."""
    found = statements.every(Organisation, HERS, (user.id, Membership.ends_on.db_value(today())))
    return sorted(found, key=lambda each: fold(each.name))


def my_organisations() -> list[Organisation]:
    """Those of the signed-in person: read once a request."""
    if "organisations" not in g:
        g.organisations = organisations_of(person()) if person().is_authenticated else []
    return g.organisations


def current_organisation() -> Organisation | None:
    """The one she works in now: that she chose, else her first; None without membership."""
    chosen, mine = session.get("organisation"), my_organisations()
    return next((each for each in mine if each.id == chosen), mine[0] if mine else None)


def choose(organisation_id: int) -> bool:
    """Work in this one from now on; False when it is none of hers."""
    found = next((each for each in my_organisations() if each.id == organisation_id), None)
    if found is None:
        return False
    settle(found)
    return True


def settle(organisation: Organisation | None) -> None:
    """Note in the session where she works, the zone of its clocks, and how it writes dates."""
    session["organisation"] = organisation.id if organisation else None
    session["locale"] = organisation.inherited("locale") if organisation else None
    session["zone"] = (organisation.inherited("time_zone") if organisation else None) or own_zone()


def begin(_app, user: User, **_kwargs) -> None:
    """At sign-in: her language, and her first organisation."""
    session["language"] = user.language if user.language in LANGUAGES else "fr"
    mine = organisations_of(user)
    settle(next((each for each in mine if each.id == session.get("organisation")), mine[0] if mine else None))


def init_workplace(app: Flask) -> None:
    """Put the zone and the locale of the session's organisation where the formatters look."""
    user_logged_in.connect(begin, app)

    @app.before_request
    def place() -> None:
        g.zone, g.locale = session.get("zone") or own_zone(), session.get("locale")
