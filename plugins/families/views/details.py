"""What the cards of a sheet open: criteria, insurances, documents (FAM-R20, R21, MSG-R04)."""

from __future__ import annotations

from flask import flash, redirect, request as http, url_for
from werkzeug.datastructures import CombinedMultiDict, FileStorage

from core.api import MarelleError, NotFound, Page, _, accept, answer, expose, needs, person
from plugins.families import details
from plugins.families.models import Child, Guardian, InsurancePolicy, PersonDocument
from plugins.families.models.persons import criteria_for, insurances_for
from plugins.families.views.common import RIGHTS, check_dates
from plugins.families.views.forms import NewPaperForm, PaperForm, PolicyForm
from plugins.families.wizard import among

PERSONS: dict[str, type[Child] | type[Guardian]] = {"enfant": Child, "responsable": Guardian}
SCOPE = "Child ou Guardian visible_to"


class DetailsPage(Page):
    """What is said of a child or of an adult."""

    name, url, label = "families.details", "/familles/fiche", _("Fiche")
    permission, in_menu = RIGHTS["edit"], False

    @expose("/<kind>/<int:id>/criteres", methods=("GET", "POST"))
    @needs(RIGHTS["edit"], SCOPE)
    def criteria(self, kind: str, id: int):
        """One value for each criterion of the town."""
        about, problem = person_of(kind, id), None
        if http.method == "POST":
            wanted = {each.id: http.form.get(f"critere-{each.id}", "") for each in criteria_for(about)}
            try:
                details.set_criteria(about, wanted, person())
            except MarelleError as reason:
                problem = reason
            else:
                return back(about, "criteres", _("Les critères sont enregistrés."))
        values = {each.criterion_id: each.value for each in details.values_of(about)}
        return self.render("families/criteria.html", about=about, criteria=criteria_for(about), values=values,
                           refusal=problem, form=None, here=sheet_of(about)), problem.status if problem else 200

    @expose("/<kind>/<int:id>/assurance", methods=("GET", "POST"))
    @expose("/<kind>/<int:id>/assurance/<int:row>", methods=("GET", "POST"))
    @needs(RIGHTS["edit"], SCOPE)
    def insurance(self, kind: str, id: int, row: int = 0):
        """A person's insurance: offered are those that are visible (FAM-R21)."""
        about = person_of(kind, id)
        policy = row_of(InsurancePolicy, about, row)
        offered = insurances_for(about, policy.insurance_id)
        form = PolicyForm(http.form or None, obj=None, data={"insurance": policy.insurance_id, "number": policy.number,
                                                             "starts_on": policy.starts_on, "ends_on": policy.ends_on})
        form.insurance.choices = among((each.id, each.label) for each in offered)
        return self.worked(about, policy, form, "assurances")

    @expose("/<kind>/<int:id>/document", methods=("GET", "POST"))
    @expose("/<kind>/<int:id>/document/<int:row>", methods=("GET", "POST"))
    @needs(RIGHTS["edit"], SCOPE)
    def document(self, kind: str, id: int, row: int = 0):
        """A document of a person (MSG-R04): its file is chosen once, its name and dates may change."""
        about = person_of(kind, id)
        paper = row_of(PersonDocument, about, row)
        sent = CombinedMultiDict([http.form, http.files]) if http.method == "POST" else None
        names = ("name", "description", "available_from", "available_until")
        form = (PaperForm if row else NewPaperForm)(sent, data={name: getattr(paper, name) for name in names})
        return self.worked(about, paper, form, "documents")

    def worked(self, about, record, form, card: str):
        """Show the form of a record; save it, or take it away."""
        problem = None
        try:
            if "remove" in http.form and record.id:
                details.remove(record, person())
                return back(about, card, _("C’est retiré de la fiche."))
            if http.method == "POST" and form.validate():
                fill(record, form)
                return back(about, card, _("C’est enregistré."))
        except MarelleError as reason:
            problem = reason
        page = self.render(f"families/{card}.html", about=about, record=record, form=form, refusal=problem,
                           here=f"{sheet_of(about)}#{card}")
        return page, problem.status if problem else 422 if form.errors else 200

    @expose("/document/<int:row>")
    @needs(RIGHTS["read"], "PersonDocument visible_to")
    def download(self, row: int):
        """The file of a document."""
        return answer(PersonDocument.find_for(person(), row).file)


def fill(record, form) -> None:
    """Write what the form says; a new document brings its file."""
    before = record.as_dict() if record.id else None
    record.refuse_archived()
    values = {name: value for name, value in form.data.items() if name != "file"}
    check_dates(*(values[name] for name in values if name.endswith(("_on", "_from", "_until"))))
    if "file" in form:
        record.file = accept(http.files.get("file") or FileStorage(), user=person())
    for name, value in values.items():
        setattr(record, name, value if value is not None or name.endswith(("_on", "_from", "_until")) else "")
    details.save(record, before, person())


def person_of(kind: str, number: int) -> Child | Guardian:
    """The child or adult that an address names."""
    if kind not in PERSONS:
        raise NotFound(_("Cette page n’existe pas."))
    return PERSONS[kind].find_for(person(), number, RIGHTS["edit"])


def row_of(model, about, number: int):
    """The record of this id that is about the person, or a new one."""
    if not number:
        return model(**details.key(about))
    found = model.get_or_none(model.about(about) & (model.id == number))
    if found is None:
        raise NotFound(_("Cette page n’existe pas."))
    return found


def sheet_of(about) -> str:
    """The address of a person's sheet."""
    return url_for(f"families_{about.kind().partition('.')[2]}.record", id=about.id)


def back(about, card: str, said: object):
    """Return to the card, with what was done."""
    flash(str(said), "success")
    return redirect(f"{sheet_of(about)}#{card}", 303)
