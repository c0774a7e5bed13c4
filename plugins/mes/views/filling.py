"""Step 3: the seven pages of the form, saved by themselves while one types, or by their buttons."""

from __future__ import annotations

from datetime import date

from flask import abort, jsonify, redirect, request as http, url_for

from core.api import (
    Forbidden,
    MarelleError,
    Page,
    Refused,
    Stale,
    _,
    explain,
    expose,
    fire,
    needs,
    person,
    prose_date,
)
from plugins.mes import kinds, reads, wizard
from plugins.mes.content import identity
from plugins.mes.form.answers import Answers
from plugins.mes.form.controls import page_form, stamp
from plugins.mes.form.declare import Page as FormPage
from plugins.mes.form.filling import Filled, fill
from plugins.mes.form.pages import FIELDS, PAGES
from plugins.mes.form.planned import computed
from plugins.mes.form.prefill import released
from plugins.mes.form.presence import others
from plugins.mes.forms import TypeForm
from plugins.mes.models import Request
from plugins.mes.printing import hyphened
from plugins.mes.rules import page_link, warnings
from plugins.mes.views.commented import Commented
from plugins.mes.views.creating import type_words
from plugins.mes.views.saving import answer, in_words, typed, typed_as_json, watched, words_of
from plugins.mes.wording import IDENTITY, SERVICE
from plugins.mes.workflow import RequestFlow

LOOKS = tuple(wizard.PageMark(rank, "", "", False, state) for rank, state in enumerate(
    ("todo", "partial", "complete", "to_correct", "corrected")))
"""A cell of the strip in each of its states: what the page shows while one types."""


class FillingPage(Commented, Page):
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
                return redirect(page_link(request, PAGES[0]), 303)
        return self.render("mes/retype.html", form=form, request_=request, refusal=refusal,
                           rail=wizard.steps(request, wizard.TYPE),
                           explanation=explain(request, RequestFlow.retype, user), **type_words(request))

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
        """One page: shown, or sent by its buttons."""
        page = next((each for each in PAGES if each.number == number), None) or abort(404)
        request = Request.find_for(person(), id, "mes.request.edit")
        if http.method == "POST":
            return self.sent(request, page)
        reads.note(person(), request, reads.FILLED_IN)
        return self.shown(request, page, judged="revoir" in http.args)

    def sent(self, request: Request, page: FormPage):
        """Keep what was typed, then go where the button says; both values are shown where somebody else wrote too."""
        try:
            given, seen = typed(page)
            if http.form.get("aller") == "calcul":
                given["planned_days"] = http.form.get("calcul", "")
            filled = fill(request, person(), given, seen)
        except (Refused, Stale, Forbidden) as refusal:
            return self.shown(request, page, judged=True, refusal=refusal), 409
        if filled.conflicts or filled.locked:
            return self.shown(filled.request, page, judged=True, filled=filled), 409
        return redirect(onward(filled.request, page), 303)

    def shown(self, request: Request, page: FormPage, *, judged: bool, refusal=None, filled: Filled | None = None):
        """The page with its rail and strip; « Pourquoi pas ? » in place of the fields when nothing may be changed."""
        answers, conflicts = Answers(request), filled.conflicts if filled else {}
        form = page_form(answers, page, judged=judged, typed={name: each.yours for name, each in conflicts.items()})
        names = {field.name for field in page.fields()}
        return self.render(
            "mes/form_page.html", request_=request, page=page, answers=answers, refusal=refusal, form=form,
            person=person(), conflicts={name: in_words(FIELDS[name], each) for name, each in conflicts.items()},
            rail=wizard.steps(request, wizard.FORM, answers), strip=wizard.strip(request, page.number, answers),
            looks=LOOKS, lacking=[{"target": f"bloc-{each.name}", "text": each.text} for each in answers.problems(page)
                                  if judged and each.name not in names],
            explanation=explain(request, RequestFlow.edit, person()), computed=computed(request, answers.values),
            warnings=warnings(request) if page.name == "summary" else [], saved_at=request.updated_at, watched=watched,
            others=others(request, person()),
            stamp=lambda name: stamp(answers, name), identity=identity_facts(request), previous=released(request),
            said=lambda field: words_of(field, answers.raw[field.name]),
            direction=request.division.ancestor("direction"))

    @expose("/<int:id>/saisie", methods=("POST",))
    @needs("mes.request.edit", "sa division")
    def save(self, id: int):
        """Keep some fields while one types (MES-R23): JSON in (see typed_as_json), JSON out (see answer)."""
        request = Request.find_for(person(), id, "mes.request.edit")
        given, seen = typed_as_json()
        return jsonify(answer(fill(request, person(), given, seen), list(given)))


def onward(request: Request, page: FormPage) -> str:
    """Where the pressed button leads; « Suivant » needs the page complete, « Précédent » nothing (MES-R22)."""
    going, here = http.form.get("aller", ""), page_link(request, page)
    if going == "precedent":
        return page_link(request, PAGES[page.number - 2]) if page.number > 1 else wizard.addresses(request)[wizard.TYPE]
    if going == "suivant" and Answers(request).problems(page):
        return f"{here}?revoir=1"
    if going == "suivant":
        return page_link(request, PAGES[page.number]) if page.number < len(PAGES) else \
            wizard.addresses(request)[wizard.DOCUMENTS]
    return url_for("mes_request.record", id=request.id) if going == "quitter" else here


def identity_facts(request: Request) -> tuple[list[tuple], list[tuple]]:
    """What page 1 shows without asking: the family’s file, then the service’s (MES-R21)."""
    known = identity(request)
    known |= {"birth_date": prose_date(date.fromisoformat(known["birth_date"])),
              "division": hyphened(known["division"])}
    return [(label, known[name]) for name, label in IDENTITY], [(label, known[name]) for name, label in SERVICE]
