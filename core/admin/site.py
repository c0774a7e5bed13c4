"""The admin of one application: its dashboard at the root, its own pages, and the views of each plugin."""

from __future__ import annotations

from flask import Flask
from flask_admin import Admin
from flask_admin.theme import Bootstrap4Theme

from core.admin.dashboard import Dashboard
from core.admin.journal_page import Journal
from core.admin.journeys_page import Journeys
from core.admin.organisations_view import OrganisationView
from core.admin.people_page import People
from core.admin.plugins_page import Plugins
from core.admin.search import Search
from core.admin.settings_page import Settings
from core.admin.statements_page import Accessibility, Privacy
from core.admin.view import RecordView
from core.errors import PluginError
from core.running import NAME
from core.theme import csp_nonce

OWN_VIEWS = (Search, Journeys, People, Settings, Plugins, Journal, OrganisationView, Accessibility, Privacy)


def init_admin(app: Flask) -> None:
    """Register every view, each route with its policy; a view that leaves a hole refuses to register."""
    parts = app.extensions[NAME]
    home = Dashboard()
    admin = Admin(app, name="Marelle", url="/", index_view=home, theme=Bootstrap4Theme(),
                  static_url_path="/static/admin", csp_nonce_generator=csp_nonce)
    home.declare_policies(app)
    for cls in (*OWN_VIEWS, *(view for plugin in parts.host for view in plugin.views)):
        register(app, admin, with_additions(parts, cls()))


def with_additions(parts, view):
    """A view, with the filters and the pages for chosen rows that plugins add to its lists."""
    for plugin in parts.host:
        if more := plugin.bulk_pages.get(view.key):
            view.bulk_pages = (*view.bulk_pages, *more)
        for each in plugin.filters.get(view.key, ()):
            each.settle(view.model)
            view.filters = (*view.filters, each)
    return view


def register(app: Flask, admin: Admin, view) -> None:
    """Add one view; its name and its address belong to no other."""
    parts = app.extensions[NAME]
    if view.key in parts.views:
        raise PluginError(f"Two views are named {view.key}.", "Give one of them another name.")
    admin.add_view(view)
    parts.views[view.key] = view
    view.declare_policies(app)
    if isinstance(view, RecordView):
        check_permissions(parts, view)


def check_permissions(parts, view: RecordView) -> None:
    """Refuse a view whose permission nobody could ever be given."""
    for verb in view.verbs():
        if view.permission(verb) not in parts.permissions:
            raise PluginError(f"{type(view).__module__}.{type(view).__name__} asks for {view.permission(verb)!r}, "
                              "which no plugin declares.", "Add a Permission of that name to the plugin's permissions.")
