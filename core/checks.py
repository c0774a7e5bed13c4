"""`marelle check`: everything that is wrong with this installation, where, and the remedy."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask

from core import database
from core.accounts.models import Role
from core.accounts.permissions import CORE_ROLES
from core.admin.declared import has_scope
from core.app import models_of, sources_of
from core.background_checks import background
from core.database import connection, db
from core.policy import undeclared
from core.records import NOWHERE, Record
from core.running import NAME
from core.theme import Theme
from core.workflow.proof import Finding, place, prove


def check(app: Flask, *, stored: bool = True) -> list[Finding]:
    """Every finding; `stored=False` leaves the database out (a plugin's own test)."""
    found = [*_plugins(app), *_icons(app), *_roles(app), *_workflows(app, stored), *_scopes(app), *_routes(app),
             *background(app, stored)]
    return found + ([*_schema(app), *_states(app), *_printing(app)] if stored else [])


def granted(app: Flask, stored: bool) -> set[str]:
    """The permissions that a role holds: the templates', and what was ticked in this installation."""
    roles = [*CORE_ROLES, *(role for plugin in app.extensions[NAME].host for role in plugin.roles)]
    found = {name for role in roles for name in role.permissions}
    if stored and db.table_exists(Role._meta.table_name):
        found |= {name for role in Role.select() for name in role.permissions}
    return found


def _plugins(app: Flask) -> Iterator[Finding]:
    host = app.extensions[NAME].host
    for name, reason in host.broken.items():
        yield Finding(f"plugin {name}", f"cannot be used: {reason}",
                      "Mend or remove the distribution, or name it in MARELLE_DISABLED_PLUGINS.")
    for name, reason in host.aside.items():
        yield Finding(f"plugin {name}", f"is set aside: {reason}", "Mend it, then let it back on the page Modules.")


def _roles(app: Flask) -> Iterator[Finding]:
    """The roles that a proposed role may give are proposed too."""
    host = app.extensions[NAME].host
    shipped = [(None, role) for role in CORE_ROLES] + [(plugin, role) for plugin in host for role in plugin.roles]
    known = {role.name for _plugin, role in shipped}
    for plugin, role in shipped:
        for name in role.may_grant:
            if name not in known:
                yield Finding(place(type(plugin)) if plugin else "core.accounts.permissions",
                              f"the role {role.name} may give the role {name}, which nobody declares.",
                              "Correct its may_grant, or declare that role.")


def _icons(app: Flask) -> Iterator[Finding]:
    for plugin in app.extensions[NAME].host:
        drawn = [("plugin", plugin.icon)] + [(f"view {view.name}", getattr(view, "icon", "")) for view in plugin.views]
        for what, icon in drawn:
            if icon and icon not in Theme().icons:
                yield Finding(place(type(plugin)), f"the {what} has the icon {icon!r}, which is not drawn.",
                              "Choose one of core/static/icons.svg.")


def _workflows(app: Flask, stored: bool) -> Iterator[Finding]:
    held = granted(app, stored)
    for workflow in app.extensions[NAME].workflows.values():
        yield from prove(workflow, held, Theme().icons)


def _scopes(app: Flask) -> Iterator[Finding]:
    for model in models_of(app):
        if issubclass(model, Record) and model.belongs_to != NOWHERE and not has_scope(model):
            yield Finding(place(model), f"{model.__name__} declares no scope.",
                          "Set belongs_to to the foreign key that decides who sees it, or override within().")


def _routes(app: Flask) -> Iterator[Finding]:
    for endpoint in undeclared(app):
        yield Finding(place(app.view_functions[endpoint]), f"the route {endpoint} declares no permission.",
                      "Decorate it with @needs(…).")


def _schema(app: Flask) -> Iterator[Finding]:
    for step in database.pending(sources_of(app)):
        yield Finding(f"migration {step}", "is not applied.", "Type: marelle migrate")
    for plugin in ["core", *app.extensions[NAME].host.plugins]:
        owned = [model for model in models_of(app) if model._meta.table_name.startswith(f"{plugin}_")]
        if owned and database.draft(owned):
            yield Finding(f"plugin {plugin}", "its models differ from the migrated tables.",
                          f"Type: marelle migrate --make NAME --plugin {plugin}, read the file, then migrate.")


def _printing(app: Flask) -> Iterator[Finding]:
    for missing in app.extensions[NAME].renderer.check():
        yield Finding("printing", missing, "")


def _states(app: Flask) -> Iterator[Finding]:
    with connection():
        for workflow in app.extensions[NAME].workflows.values():
            if not db.table_exists(workflow.model._meta.table_name):
                continue
            stored = {state for (state,) in workflow.model.select(workflow.model.state).distinct().tuples()}
            for state in sorted(stored - set(workflow.states)):
                yield Finding(place(workflow), f"records stand in the state {state}, which the table does not know.",
                              "Declare it, or write a migration that moves them.")
