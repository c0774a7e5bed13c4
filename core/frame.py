"""What stands around every page: the banner's groups, the organisations, the person; one object, `frame`."""

from __future__ import annotations

import json
from functools import cache, cached_property
from importlib.metadata import version
from types import SimpleNamespace

from flask import Flask, current_app, g, has_request_context, request, session, url_for

from core import administration
from core.accounts.models import NOBODY, User, shipped_roles
from core.accounts.workplace import current_organisation, my_organisations
from core.i18n import source
from core.menu import MenuLink, links_of
from core.notify import unread
from core.organisations import KINDS, Organisation
from core.policy import person
from core.running import running

PLACES = {
    "dashboard": "dashboard.index", "search": "search.index", "notices": "notices.index",
    "accessibility": "accessibility.index", "help": "help.index", "administration": "administration.index",
    "language": "preferences.language", "theme": "preferences.theme", "switch": "preferences.organisation",
    "account": "account.mine", "sign_out": "security.logout",
}
"""The endpoints of the frame's links; a link whose page does not exist is not shown."""


@cache
def installed_version() -> str:
    """The version of Marelle, read once."""
    return version("marelle")


class Frame:
    """Everything `admin/base.html` asks for; nothing is read from the database before it is asked."""

    demo = property(lambda self: running().config.demo)
    theme = property(lambda self: self._user.theme)
    user_name = property(lambda self: self._user.name)
    initials = property(lambda self: self._user.initials)
    session_seconds = property(lambda self: session.get("idle", 0))
    help_url = property(lambda self: self.urls.help)
    privacy_officer = property(lambda self: running().settings["core.privacy_officer"])
    version = property(lambda self: installed_version())

    def __init__(self, user: User):
        self._user = user

    @cached_property
    def urls(self) -> SimpleNamespace:
        """The addresses of the frame's own links; empty where there is no such page."""
        found = {name: url_for(endpoint) if endpoint in current_app.view_functions else ""
                 for name, endpoint in PLACES.items()}
        found["dashboard"] = found["dashboard"] or "/"
        found["administration"] = found["administration"] if administration.entries_for(self._user) else ""
        return SimpleNamespace(**found)

    def can(self, permission: str) -> bool:
        """Whether she holds the permission anywhere: what a page may offer her."""
        return self._user.can(permission)

    @property
    def dashboard_current(self) -> bool:
        """Whether this page is the dashboard."""
        return request.path == self.urls.dashboard

    @property
    def administration_current(self) -> bool:
        """Whether this page is one of the administration, or below one."""
        return request.blueprint in administration.blueprints()

    @cached_property
    def organisation(self) -> SimpleNamespace | None:
        """Where she works now."""
        here = current_organisation()
        return _place(here, current=True) if here else None

    @cached_property
    def organisations(self) -> list[SimpleNamespace]:
        """Where she may work."""
        here = current_organisation()
        return [_place(each, current=each == here) for each in my_organisations()]

    @cached_property
    def groups(self) -> list[SimpleNamespace]:
        """One group for each plugin that has something for her."""
        made = [SimpleNamespace(id=plugin.name, title=plugin.title, icon=plugin.icon, links=self._links(plugin))
                for plugin in running().host]
        return [group for group in made if group.links]

    def _links(self, plugin) -> list[SimpleNamespace]:
        views = running().views
        declared = [*plugin.menu, *(link for cls in plugin.views if getattr(cls, "name", "") in views
                                    for link in links_of(views[cls.name], self._user))]
        return [_link(link, self._user) for link in declared if link.shown_to(self._user)]

    @cached_property
    def unread(self) -> int:
        """How many notices wait under the bell."""
        return unread(self._user)


def _link(link: MenuLink, user: User) -> SimpleNamespace:
    return SimpleNamespace(label=link.label, url=link.url, current=request.path == link.url,
                           count=link.count(user) if link.count else None, count_word=link.count_word)


def _place(organisation: Organisation, *, current: bool) -> SimpleNamespace:
    detail = " ".join(part for part in (str(KINDS[organisation.kind]), organisation.code) if part)
    return SimpleNamespace(id=organisation.id, name=organisation.name, detail=detail, icon="", current=current)


def gate() -> SimpleNamespace:
    """What a page shows to who is not signed in: the way back in, the language, and the accounts of a demonstration."""
    ways = {"forgot": "security.forgot_password", "language": "preferences.language", "help": "help.index",
            "accessibility": "accessibility.index", "privacy": "privacy.index"}
    found = {name: url_for(endpoint) for name, endpoint in ways.items() if endpoint in current_app.view_functions}
    accounts = demo_accounts() if running().config.demo else []
    words = {source(role.label): role.label for role in shipped_roles().values()}
    return SimpleNamespace(**found, demo_accounts=[
        (each["email"], f"{words.get(each['role'], each['role'])}, {each['place']}") for each in accounts],
                           demo_password=accounts[0]["password"] if accounts else "")


def demo_accounts() -> list[dict[str, str]]:
    """The accounts that `marelle demo` wrote down, for the sign-in page of a demonstration."""
    path = running().config.data / "demo-accounts.json"
    return json.loads(path.read_text()) if path.is_file() else []


def around() -> dict:
    """`frame` for who is signed in, `gate` for who is not, and whether this is a demonstration."""
    user = NOBODY if g and g.get("without_database") else person()
    inside = user.is_authenticated
    return {"frame": Frame(user) if inside else None, "demo": running().config.demo,
            "gate": gate() if has_request_context() and not inside else None}


def init_frame(app: Flask) -> None:
    """Give every template what stands around it."""
    app.register_blueprint(administration.pages)
    app.context_processor(around)
