"""Search over every kind of record that a person may read: the first few of each, and the way to the rest."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import request

from core.admin.page import Page, expose
from core.admin.typed import as_text
from core.i18n import _
from core.policy import person
from core.records import matching
from core.running import running

EACH = 5


class Search(Page):
    """« Recherche »."""

    name, url, label, icon = "search", "/recherche", _("Recherche"), "search"
    permission, scope = "core.dashboard", "visible_to de chaque liste"
    in_menu = False

    @expose("/")
    def index(self):
        """What was found, by kind."""
        text, user = as_text(request.args.get("q")), person()
        return self.render("record/search.html", text=text, groups=groups(text, user) if text else [])


def groups(text: str, user) -> list[dict]:
    """The views where something was found, with their first rows; one query for each."""
    found = []
    for view in views(user):
        query = view.model.visible_to(user, view.permission("read")).where(matching(view.model, text))
        if view.hides_archived:
            query = query.where(view.model.archived_at.is_null())
        rows = list(query.order_by(view.model.id.desc()).limit(EACH + 1))
        if rows:
            shown = [(row, view.context_line(row, user)) for row in rows[:EACH]]
            found.append({"view": view, "rows": shown, "more": len(rows) > EACH,
                          "url": f"{view.list_url(view.everything)}?{urlencode({'q': text})}"})
    return found


def views(user) -> list:
    """The searchable views that a person may read, one for each model."""
    found = {}
    for view in running().views.values():
        if getattr(view, "searchable", False) and user.can(view.permission("read")):
            found.setdefault(view.model, view)
    return list(found.values())
