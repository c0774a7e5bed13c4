"""The family quotients of a household, each with its proof."""

from __future__ import annotations

from decimal import Decimal

from flask import flash, redirect, request as http, url_for
from werkzeug.datastructures import CombinedMultiDict

from core.api import MarelleError, NotFound, Page, _, accept, answer, expose, needs, person
from plugins.families import details
from plugins.families.models import FamilyQuotient, Household
from plugins.families.views.common import RIGHTS, check_dates
from plugins.families.views.forms import QuotientForm


class QuotientsPage(Page):
    """« Quotient familial »."""

    name, url, label = "families.quotients", "/familles/quotients", _("Quotient familial")
    permission, in_menu = RIGHTS["edit"], False

    @expose("/<int:id>", methods=("GET", "POST"))
    @expose("/<int:id>/<int:row>", methods=("GET", "POST"))
    @needs(RIGHTS["edit"], "Household visible_to")
    def quotient(self, id: int, row: int = 0):
        """One quotient: new, changed, or taken away."""
        household, problem = Household.find_for(person(), id, RIGHTS["edit"]), None
        record = quotient_of(household, row)
        sent = CombinedMultiDict([http.form, http.files]) if http.method == "POST" else None
        form = QuotientForm(sent, data=typed(record))
        try:
            if "remove" in http.form and record.id:
                details.remove(record, person())
                return back(household, _("Le quotient est retiré."))
            if http.method == "POST" and form.validate():
                fill(record, form)
                return back(household, _("Le quotient est enregistré."))
        except MarelleError as reason:
            problem = reason
        page = self.render("families/quotient.html", household=household, record=record, form=form, refusal=problem,
                           here=f"{url_for('families_household.record', id=id)}#quotient")
        return page, problem.status if problem else 422 if form.errors else 200

    @expose("/<int:row>/justificatif")
    @needs(RIGHTS["read"], "FamilyQuotient visible_to")
    def proof(self, row: int):
        """The proof of a quotient."""
        record = FamilyQuotient.find_for(person(), row)
        if record.file_id is None:
            raise NotFound(_("Ce quotient n’a pas de justificatif."))
        return answer(record.file)


def quotient_of(household: Household, number: int) -> FamilyQuotient:
    """A quotient of the household, or a new one."""
    found = FamilyQuotient.get_or_none((FamilyQuotient.household == household.id) & (FamilyQuotient.id == number)) \
        if number else FamilyQuotient(household=household)
    if found is None:
        raise NotFound(_("Cette page n’existe pas."))
    return found


def typed(record: FamilyQuotient) -> dict:
    """The record as its form shows it."""
    amount = None if record.amount is None else Decimal(record.amount).scaleb(-2)
    return {"amount": amount, "source": record.source, "starts_on": record.starts_on, "ends_on": record.ends_on}


def fill(record: FamilyQuotient, form: QuotientForm) -> None:
    """Write the form: cents, dates in order, no two quotients at a time."""
    before = record.as_dict() if record.id else None
    record.refuse_archived()
    check_dates(form.starts_on.data, form.ends_on.data)
    record.amount, record.source = int(form.amount.data.scaleb(2)), form.source.data
    record.starts_on, record.ends_on = form.starts_on.data, form.ends_on.data
    details.check_quotient(record)
    upload = http.files.get("file")
    if upload is not None and upload.filename:
        record.file = accept(upload, user=person())
    details.save(record, before, person())


def back(household: Household, said: object):
    """Return to the card, with what was done."""
    flash(str(said), "success")
    return redirect(f"{url_for('families_household.record', id=household.id)}#quotient", 303)
