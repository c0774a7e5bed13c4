"""How a request ends or comes back: the withdrawal that the Ministry grants, the departure that was announced."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, request as http, url_for

from core.api import MarelleError, Page, _, explain, expose, fire, needs, person, today
from plugins.mes.forms import DepartureForm
from plugins.mes.models import Request
from plugins.mes.withdrawal import grant_withdrawal
from plugins.mes.workflow import RequestFlow


class EndingsPage(Page):
    """« Fermer : départ de l’enfant », with the day filled in; « Accepter le retrait »."""

    name, url, label = "mes.endings", "/mes/demandes", _("Fermer : départ de l’enfant")
    permission = "mes.request.close_departure"

    @expose("/<int:id>/depart", methods=("GET", "POST"))
    @needs("mes.request.close_departure", "sa division, ses régions")
    def departure(self, id: int):
        """Close a request; the address of the notice gives the day of the departure (MES-R77)."""
        request, refusal = Request.find_for(person(), id, "mes.request.close_departure"), None
        form = DepartureForm(http.form or None, departure_on=announced())
        if http.method == "POST" and form.validate():
            try:
                fire(request, "close_departure", person(), departure_on=form.departure_on.data, reason=form.reason.data)
            except MarelleError as reason:
                refusal, request = reason, Request.get_by_id(id)
            else:
                flash(_("La demande est terminée."), "success")
                return redirect(url_for("mes_request.record", id=id), 303)
        page = self.render("mes/departure.html", request_=request, form=form, refusal=refusal,
                           explanation=explain(request, RequestFlow.close_departure, person()))
        return page, refusal.status if refusal else 400 if form.errors else 200

    @expose("/<int:id>/retrait", methods=("POST",))
    @needs("mes.request.return_with_comments", "ses régions")
    def withdrawal(self, id: int):
        """Send a request back as its service asked, with the comment that says so (MES-R79)."""
        request = Request.find_for(person(), id, "mes.request.return_with_comments")
        try:
            grant_withdrawal(request, person())
        except MarelleError as reason:
            flash(str(reason), "error")
        else:
            flash(_("La demande est rendue au service de garde, avec un commentaire « retrait »."), "success")
        return redirect(url_for("mes_request.record", id=id), 303)


def announced() -> date:
    """The day that the address gives; today when it gives none."""
    try:
        return date.fromisoformat(http.args.get("jour", ""))
    except ValueError:
        return today()
