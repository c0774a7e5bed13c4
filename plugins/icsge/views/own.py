"""« Mes dossiers »: what a home provider (RSG) reads of her own children's files and of their messages (1.3)."""

from __future__ import annotations

from core.api import Page, _, expose, needs, person
from plugins.icsge import lines
from plugins.icsge.looked_after import OWN
from plugins.icsge.views.transfer import notes_of


class OwnPage(Page):
    """« Mes dossiers »."""

    name, url, label, icon = "icsge.own", "/icsge/mes-dossiers", _("Mes dossiers"), "id-card"
    permission, scope = OWN, "Dossier visible_to"

    @expose("/")
    @needs(OWN, "Dossier visible_to")
    def index(self):
        """Each child's agreement with its state and its messages, E first; nothing is corrected from here."""
        found = lines.looked_after_by(person())
        return self.render("icsge/own.html", lines=[(each, notes_of(each)) for each in found])
