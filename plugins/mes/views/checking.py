"""Step 5: what the transmission still lacks, the electronic signature, and the transmission."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import flash, redirect, url_for

from core.api import MarelleError, Page, User, _, explain, expose, is_fresh, needs, ngettext, person
from plugins.mes import checklist, reads, signature, wizard
from plugins.mes.forms import SignForm
from plugins.mes.models import Request
from plugins.mes.remarks import CHECK
from plugins.mes.views.commented import Commented
from plugins.mes.workflow import RequestFlow

PARTS = (checklist.FORM, checklist.DOCUMENTS, checklist.OTHERS)


class CheckingPage(Commented, Page):
    """« Recevabilité de la demande »."""

    name, url, label = "mes.checking", "/mes/demandes", _("Recevabilité de la demande")
    permission = "mes.request.see_drafts"
    place = CHECK

    @expose("/<int:id>/verification")
    @needs("mes.request.see_drafts", "sa division")
    def check(self, id: int):
        """« Analyse de recevabilité », made anew each time the page opens (MES-R49)."""
        request = Request.find_for(person(), id, "mes.request.see_drafts")
        reads.note(person(), request, reads.FILLED_IN)
        return shown(self, request)

    @expose("/<int:id>/prete", methods=("POST",))
    @needs("mes.request.edit", "sa division")
    def ready(self, id: int):
        """Tell those who may sign that the request is ready (1.11)."""
        request = Request.find_for(person(), id, "mes.request.edit")
        return told(request, signature.tell_signers, lambda count: ngettext(
            "%(num)s personne est prévenue que la demande est prête à signer.",
            "%(num)s personnes sont prévenues que la demande est prête à signer.", count))

    @expose("/<int:id>/demander-le-droit", methods=("POST",))
    @needs("mes.request.see_drafts", "sa division")
    def ask(self, id: int):
        """Ask the RSE for the right to sign (MES-R55)."""
        request = Request.find_for(person(), id, "mes.request.see_drafts")
        return told(request, signature.ask_for_right, lambda count: ngettext(
            "%(num)s personne est prévenue que vous demandez le droit de signer.",
            "%(num)s personnes sont prévenues que vous demandez le droit de signer.", count))


def told(request: Request, tell: Callable[[Request, User], int], said: Callable[[int], str]):
    """Tell people, say to how many or why to nobody, and come back to the signature."""
    try:
        flash(said(tell(request, person())), "success")
    except MarelleError as reason:
        flash(str(reason), "error")
    return redirect(url_for("mes_checking.check", id=request.id) + "#signature", 303)


def shown(page: Page, request: Request, *, form: SignForm | None = None, refusal: MarelleError | None = None):
    """The lines, the signature for those who may sign, else who may, and the button that transmits."""
    user = person()
    lines = checklist.check(request, user)
    parts = [(title, [line for line in lines if line.part is title]) for title in PARTS]
    transition = checklist.transmission(request)
    return page.render(
        "mes/checking.html", request_=request, parts=[each for each in parts if each[1]], rail=rail(request, user),
        met=sum(line.met for line in lines), total=len(lines), cautions=checklist.cautions(request),
        lost=checklist.lost_signature(request), form=form, refusal=refusal, fresh=is_fresh(), user=user,
        sign_form=form or SignForm(data={"first_name": user.first_name, "last_name": user.last_name}),
        may_sign=user.can("mes.request.sign", request), may_edit=user.can("mes.request.edit", request),
        signable=explain(request, RequestFlow.sign, user).possible, ready=checklist.ready(request, user),
        signers=signature.signers(request), told=signature.told(request), **asking(request, user),
        transition=transition, transmission=explain(request, transition, user),
        may_transmit=user.can(transition.permission, request))


def asking(request: Request, user) -> dict:
    """Whom to ask for the right to sign, and when she did; nothing for who has it."""
    if user.can("mes.request.sign", request) or not request.current.editable:
        return {}
    asked = signature.asked(request, user)
    return {"managers": signature.access_managers(request, user), "asked": asked,
            "asked_today": signature.is_of_today(asked)}


def rail(request: Request, user) -> list[wizard.Step]:
    """The steps; without links to those that this person may not fill in."""
    steps = wizard.steps(request, wizard.CHECK)
    if user.can("mes.request.edit", request):
        return steps
    return [step if step.number == wizard.IDENTITY else replace(step, url="") for step in steps]
