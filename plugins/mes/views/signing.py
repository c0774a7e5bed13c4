"""The electronic signature: names, function, and proof that it is you."""

from __future__ import annotations

from flask import flash, redirect, request as http, url_for

from core.api import MarelleError, Page, _, explain, expose, fire, fresh, needs, person
from plugins.mes.forms import SignForm
from plugins.mes.models import Request
from plugins.mes.rules import warnings
from plugins.mes.workflow import RequestFlow


class SigningPage(Page):
    """« Signature électronique de la demande »."""

    name, url = "mes.signing", "/mes/demandes"
    permission = "mes.request.sign"

    @expose("/<int:id>/signer", methods=("GET", "POST"))
    @needs("mes.request.sign", "sa division")
    @fresh()
    def sign(self, id: int):
        """Sign, when every other line of the check is right (MES-R53 to R58)."""
        request, user = Request.find_for(person(), id, "mes.request.sign"), person()
        form = SignForm(http.form or None, data={"first_name": user.first_name, "last_name": user.last_name})
        refusal = None
        if http.method == "POST" and form.validate():
            try:
                fire(request, "sign", user, **form.data)
            except MarelleError as reason:
                refusal = reason
            else:
                flash(_("La demande est signée. Il reste à la transmettre."), "success")
                return redirect(url_for("mes_request.record", id=id))
        return self.render("mes/sign.html", form=form, request_=request, refusal=refusal, warnings=warnings(request),
                           explanation=explain(request, RequestFlow.sign, user))
