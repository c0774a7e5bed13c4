"""« Babillard »: where the plugin begins, with what the calendar asks of agreements."""

from __future__ import annotations

from core.api import Page, _, expose, person, running
from plugins.agreements import board
from plugins.agreements.notices import WITHIN


class BoardPage(Page):
    """The notice board."""

    name, url, label = "agreements.board", "/ententes/babillard", _("Babillard")
    permission, scope = board.READ, "ServiceAgreement visible_to"

    @expose("/")
    def index(self):
        """Each part with its first lines, what mends them, and the way to all of them."""
        return self.render("agreements/board.html", parts=board.parts(person()), most=board.MOST,
                           days=running().settings[WITHIN])
