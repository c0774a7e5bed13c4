"""The pages that anybody may read: the accessibility statement, and who answers for personal information."""

from __future__ import annotations

from core.admin.page import Page, expose
from core.i18n import _
from core.policy import ANYONE
from core.running import running


class Accessibility(Page):
    """« Déclaration d’accessibilité »."""

    name, url, label = "accessibility", "/accessibilite", _("Déclaration d’accessibilité")
    permission, scope, in_menu = ANYONE, "page publique", False

    @expose("/")
    def index(self):
        """What was checked, what is known not to conform, and whom to write to."""
        return self.render("admin/accessibility.html", officer=running().settings["core.privacy_officer"])


class Privacy(Page):
    """« Renseignements personnels »."""

    name, url, label = "privacy", "/renseignements-personnels", _("Renseignements personnels")
    permission, scope, in_menu = ANYONE, "page publique", False

    @expose("/")
    def index(self):
        """What is kept, who sees it, and who answers for it."""
        return self.render("admin/privacy.html", officer=running().settings["core.privacy_officer"])
