"""The printouts: each as an accessible page, and as a PDF."""

from __future__ import annotations

from flask import Response, request as http

from core.api import Forbidden, NotFound, Page, _, expose, in_french, journal, needs, person, utcnow, write_transaction
from plugins.icsge.components import Component
from plugins.icsge.printing import PRINTOUTS, Printout

PRINT = "icsge.print"


class PrintingPage(Page):
    """« Imprimer »."""

    name, url, label = "icsge.printing", "/icsge/imprimer", _("Imprimer")
    permission = PRINT

    @expose("/<kind>/<int:id>")
    @needs(PRINT, "Component visible_to")
    def show(self, kind: str, id: int):
        """The printout as a page."""
        chosen, component = asked(kind, id)
        return self.render("icsge/print_page.html", printout=chosen, component=component, made_at=utcnow(),
                           made_by=person(), which=which(), content_template=f"icsge/documents/content/{kind}.html",
                           record=component, **chosen.content(component, which()))

    @expose("/<kind>/<int:id>/pdf", methods=("POST",))
    @needs(PRINT, "Component visible_to")
    def pdf(self, kind: str, id: int):
        """The printout on paper, in French; that it was printed is journalled."""
        chosen, component = asked(kind, id)
        with in_french():
            made = chosen.document.pdf(component, {
                "sender": component.organisation, "number": component.installation_no,
                **chosen.content(component, which())}, user=person())
        with write_transaction():
            journal.write(person(), "icsge.component.printed", component, after={"document": kind})
        response = Response(made, mimetype="application/pdf")
        response.headers.set("Content-Disposition", "attachment",
                             filename=f"{kind}-{component.installation_no or component.id}.pdf")
        return response


def asked(kind: str, id: int) -> tuple[Printout, Component]:
    """The printout of this name and the component, where the person may print and read it."""
    if kind not in PRINTOUTS:
        raise NotFound(_("Ce document n’existe pas."))
    component = Component.find_for(person(), id, PRINT)
    if not person().can(PRINTOUTS[kind].permission, component):
        raise Forbidden(_("Votre rôle ne permet pas de lire ce document."))
    return PRINTOUTS[kind], component


def which() -> int:
    """The year or the run that the address or the form asks for; 0 when it asks none."""
    found = http.values.get("annee", type=int) or http.values.get("passage", type=int) or 0
    return found if 0 < found < 2**31 else 0
