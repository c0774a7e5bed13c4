"""Step 3: the seven pages of the form, saved by themselves while one types, or by their buttons."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import abort, jsonify, redirect, request as http, url_for

from core.api import Forbidden, MarelleError, Page, Refused, Stale, _, clock, explain, expose, fire, needs, person, utcnow
from plugins.mes import kinds, wizard
from plugins.mes.form.answers import Answers
from plugins.mes.form.controls import page_form
from plugins.mes.form.declare import Page as FormPage
from plugins.mes.form.filling import Filled, fill
from plugins.mes.form.pages import FIELDS, PAGES
from plugins.mes.form.planned import computed
from plugins.mes.forms import TypeForm
from plugins.mes.models import Request
from plugins.mes.rules import page_link, warnings
from plugins.mes.views.creating import type_words
from plugins.mes.workflow import RequestFlow

STAMP = "vu."
"""Before the name of a field, in a form that is sent: the stamp that the person saw."""


class FillingPage(Page):
    """« Formulaire de demande »."""

    name, url, label = "mes.form", "/mes/demandes", _("Formulaire de demande")
    permission = "mes.request.edit"

    @expose("/<int:id>/type", methods=("GET", "POST"))
    @needs("mes.request.edit", "sa division")
    def retype(self, id: int):
        """Step 2 of a draft: its installation and year stay, its type may change (MES-R15)."""
        request, user = Request.find_for(person(), id, "mes.request.edit"), person()
        form = TypeForm(http.form or None, data={"type": request.type, "reason": kinds.type_reason(request)})
        refusal = None
        if http.method == "POST" and form.validate():
            try:
                if (form.type.data, form.reason.data or "") != (request.type, kinds.type_reason(request)):
                    fire(request, "retype", user, type=form.type.data, reason=form.reason.data or "")
            except MarelleError as reason:
                refusal, request = reason, Request.get_by_id(request.id)
            else:
                return redirect(page_link(request, PAGES[0]))
        return self.render("mes/retype.html", form=form, request_=request, refusal=refusal,
                           rail=wizard.steps(request, wizard.TYPE), explanation=explain(request, RequestFlow.retype, user),
                           **type_words(request))

    @expose("/<int:id>/formulaire")
    @needs("mes.request.edit", "sa division")
    def first(self, id: int):
        """The first page that is not complete."""
        request = Request.find_for(person(), id, "mes.request.edit")
        answers = Answers(request)
        left = next((page for page in PAGES if answers.problems(page)), PAGES[0])
        return redirect(page_link(request, left))

    @expose("/<int:id>/formulaire/<int:number>", methods=("GET", "POST"))
    @needs("mes.request.edit", "sa division")
    def page(self, id: int, number: int):
        """One page: shown, or sent by « Précédent », « Suivant » or « Enregistrer »."""
        page = next((each for each in PAGES if each.number == number), None) or abort(404)
        request = Request.find_for(person(), id, "mes.request.edit")
        if http.method == "POST":
            return self.sent(request, page)
        return self.shown(request, page, judged="revoir" in http.args)

    def sent(self, request: Request, page: FormPage):
        """Keep what was typed; then the page before, or the next one if this one is complete (MES-R22)."""
        try:
            filled = fill(request, person(), *typed(page))
        except (Refused, Stale, Forbidden) as refusal:
            return self.shown(request, page, judged=True, refusal=refusal), 409
        request, going = filled.request, http.form.get("aller", "")
        if filled.conflicts or filled.locked:
            return self.shown(request, page, judged=True, filled=filled), 409
        if going == "precedent":
            return redirect(page_link(request, PAGES[page.number - 2]) if page.number > 1
                            else url_for("mes_request.record", id=request.id))
        if going == "suivant" and Answers(request).problems(page):
            return redirect(f"{page_link(request, page)}?revoir=1")
        if going == "suivant":
            return redirect(page_link(request, PAGES[page.number]) if page.number < len(PAGES)
                            else wizard.addresses(request)[wizard.DOCUMENTS])
        return redirect(url_for("mes_request.record", id=request.id))

    def shown(self, request: Request, page: FormPage, *, judged: bool, refusal=None, filled: Filled | None = None):
        """The page with its rail and strip; « Pourquoi pas ? » in place of the fields when nothing may be changed."""
        answers = Answers(request)
        return self.render(
            "mes/form_page.html", request_=request, page=page, answers=answers, refusal=refusal, filled=filled,
            form=page_form(answers, page, judged=judged), rail=wizard.steps(request, wizard.FORM, answers),
            strip=wizard.strip(request, page.number, answers), problems=answers.problems(page) if judged else [],
            explanation=explain(request, RequestFlow.edit, person()), computed=computed(request, answers.values),
            warnings=warnings(request) if page.name == "summary" else [], saved_at=request.updated_at,
            label_of=lambda name: FIELDS[name].label)

    @expose("/<int:id>/saisie", methods=("POST",))
    @needs("mes.request.edit", "sa division")
    def save(self, id: int):
        """Keep some fields while one types (MES-R23): JSON in, JSON out.

        In: `{"fields": {name: {"value": …, "seen": stamp}}}`. Out: `saved` (name to stamp), `problems` (name to
        sentence or null), `conflicts` (name to both values), `locked`, `computed` (the planned days), `pages`, `at`.
        """
        request = Request.find_for(person(), id, "mes.request.edit")
        sent = (http.get_json(silent=True) or {}).get("fields")
        if not isinstance(sent, dict) or not all(isinstance(each, dict) for each in sent.values()):
            raise Refused(_("La demande d’enregistrement ne peut pas être lue."), _("Rechargez la page."))
        filled = fill(request, person(), {name: each.get("value") for name, each in sent.items()},
                      {name: each["seen"] for name, each in sent.items() if isinstance(each.get("seen"), int)})
        return jsonify(answer(filled, list(sent)))


def typed(page: FormPage) -> tuple[dict[str, Any], dict[str, int]]:
    """What a sent page holds, and the stamps its fields were seen with."""
    given = {field.name: http.form.getlist(field.name) if field.kind == "choices" else http.form.get(field.name, "")
             for field in page.fields() if field.name in http.form or STAMP + field.name in http.form}
    seen = {name: int(stamp) for name in given if (stamp := http.form.get(STAMP + name, "")).isdigit()}
    return given, seen


def answer(filled: Filled, names: list[str]) -> dict[str, Any]:
    """What the page needs to know after a save."""
    answers = Answers(filled.request)
    planned = answers.raw["planned_days"]
    return {
        "saved": filled.saved, "locked": {name: str(why) for name, why in filled.locked.items()},
        "conflicts": {name: asdict(each) | {"at": str(each.at)} for name, each in filled.conflicts.items()},
        "problems": {name: str(problem) if (problem := answers.problem(FIELDS[name])) else None for name in names},
        "planned_days": "" if planned is None else str(planned), "at": clock(utcnow()),
        "pages": [{"number": mark.number, "state": mark.state, "to_correct": mark.to_correct}
                  for mark in wizard.strip(filled.request, 0, answers)],
    }
