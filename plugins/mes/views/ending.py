"""Deleting a draft, after its number was typed."""

from __future__ import annotations

from flask import flash, redirect, request as http, url_for
from flask_admin import expose

from core.api import MarelleError, Page, _, explain, fire, needs, person
from plugins.mes.models import Request
from plugins.mes.workflow import RequestFlow


class EndingPage(Page):
    """« Supprimer la demande »."""

    name, url = "mes.ending", "/mes/demandes"
    permission = "mes.request.delete"

    @expose("/<int:id>/supprimer", methods=("GET", "POST"))
    @needs("mes.request.delete", "sa division")
    def delete(self, id: int):
        """Ask for the number, then delete for good (MES-R72)."""
        request = Request.find_for(person(), id)
        refusal = None
        if http.method == "POST":
            try:
                fire(request, "delete", person(), number=http.form.get("number", ""))
            except MarelleError as reason:
                refusal = reason
            else:
                flash(_("La demande %(number)s est supprimée.", number=request.number), "success")
                return redirect(url_for("mes_request.index_view", list="brouillons"))
        return self.render("mes/delete.html", request_=request, refusal=refusal,
                           documents=[document.title for document in request.documents],
                           explanation=explain(request, RequestFlow.delete, person()))
