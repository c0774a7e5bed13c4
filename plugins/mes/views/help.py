"""« Aide en ligne »: one page, searched by its own field, printed as it is."""

from __future__ import annotations

from flask import request as http

from core.api import SIGNED_IN, Page, _, expose, needs, person
from plugins.mes import help as online_help

LONGEST = 200


class HelpPage(Page):
    """« Aide en ligne »; the menu shows it to those who read requests, its address opens to whoever is signed in."""

    name, url, label = "mes.help", "/mes/aide", _("Aide en ligne")
    permission = "mes.request.read"

    @expose("/")
    @needs(SIGNED_IN, "la même pour tous")
    def index(self):
        """The whole help, or what has the words that were typed."""
        query = http.args.get("q", "").replace("\x00", "")[:LONGEST].strip()
        return self.render("mes/help.html", sections=online_help.sections(query), query=query,
                           may_word=person().can("mes.help.edit"))
