"""The electronic signature: names, function, and proof that it is you."""

from __future__ import annotations

from flask import flash, redirect, request as http, url_for

from core.api import MarelleError, Page, Stale, _, expose, fire, fresh, needs, person
from plugins.mes.forms import SignForm
from plugins.mes.models import Request
from plugins.mes.remarks import CHECK
from plugins.mes.views import checking
from plugins.mes.views.commented import Commented


class SigningPage(Commented, Page):
    """« Signature électronique de la demande », in the page of step 5."""

    name, url, label = "mes.signing", "/mes/demandes", _("Signature électronique de la demande")
    permission = "mes.request.sign"
    place = CHECK

    @expose("/<int:id>/signer", methods=("GET", "POST"))
    @needs("mes.request.sign", "sa division")
    @fresh()
    def sign(self, id: int):
        """Sign the content that was shown, when every other line of the check is right (MES-R53 to R58)."""
        request = Request.find_for(person(), id, "mes.request.sign")
        if http.method != "POST":
            return redirect(url_for("mes_checking.check", id=id) + "#signature", 303)
        form = SignForm(http.form)
        if not form.validate():
            return checking.shown(self, request, form=form), 400
        try:
            if http.form.get("version", str(request.version)) != str(request.version):
                raise Stale(request, _("La demande a changé depuis que cette page est ouverte : rien n’est signé."),
                            _("Relisez-la ci-dessous, puis signez."))
            fire(request, "sign", person(), **form.data)
        except MarelleError as reason:
            return checking.shown(self, Request.get_by_id(id), form=form, refusal=reason), reason.status
        flash(_("La demande est signée. Il reste à la transmettre."), "success")
        return redirect(url_for("mes_checking.check", id=id) + "#transmettre", 303)
