"""The first page: what waits for the reader, in the cards of every plugin."""

from __future__ import annotations

from core.admin.page import Page, expose
from core.i18n import _


class Dashboard(Page):
    """« Tableau de bord »."""

    name, url, label, icon = "dashboard", "/", _("Tableau de bord"), "layout-dashboard"
    permission = "core.dashboard"

    @expose("/")
    def index(self):
        """The cards."""
        return self.render("admin/index.html")
