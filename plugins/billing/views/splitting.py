"""The assistant for a family newly separated: who would pay which day, before anything is written (BIL-R06)."""

from __future__ import annotations

from flask import request as http
from wtforms import DateField, SelectField
from wtforms.validators import Optional

from core.api import MarelleError, Page, _, expose, person, prose_date, today
from plugins.activities import CriterionForm, criterion_of, offered, weeks_between
from plugins.billing import payable
from plugins.billing.holes import AHEAD, facts_of, warnings
from plugins.billing.months import payers
from plugins.billing.paying import among
from plugins.billing.splitting import Plan, Split, carry_out, plan
from plugins.billing.views.common import REQUIRED, RULES, back_with, jumps, sheet
from plugins.families import Guardian


class SplitForm(CriterionForm):
    """The last day of the present rules, who has which weeks, and until when."""

    last_day = DateField(_("Dernier jour des règles actuelles"), [REQUIRED])
    first = SelectField(_("Parent qui paie ces semaines"), coerce=int)
    other = SelectField(_("Parent qui paie toutes les autres"), coerce=int)
    ends_on = DateField(_("La répartition vaut jusqu’au"), [Optional()],
                        description=_("Vide : sans fin. Une liste de semaines en a besoin."))


class SplittingPage(Page):
    """« Adapter la facturation à une séparation »."""

    name, url, label = "billing.splitting", "/facturation/separation", _("Adapter à une séparation")
    permission, scope = RULES, "Guardian visible_to"
    in_menu = False

    @expose("/<int:id>", methods=("GET", "POST"))
    def split(self, id: int):
        """The form; what it would do; then do it, if that is what was shown."""
        who, refusal, found = Guardian.find_for(person(), id), None, None
        known = {each: services for each, services in payable.payable(who, today(), None, person()).items()
                 if each.child_id}
        adults = {each.id: each for each in (who, *payable.relatives([each.id for each in known], person()))}
        form = form_for(who, adults)
        pairs = payable.ticked(http.form.getlist("cible"), known) if http.method == "POST" else paid_by(who, known)
        if http.method == "POST" and form.validate():
            try:
                asked = asked_in(form, adults, pairs)
                if "faire" in http.form:
                    return self.done(who, asked)
                found = plan(asked, person())
            except MarelleError as reason:
                refusal = reason
        page = self.render(
            "billing/split.html", who=who, sheet=sheet(who), form=form, people=known, chosen=pairs, refusal=refusal,
            plan=found, calendar=drawn(asked, found) if found else None, alone=len(adults) < 2, taken={},
            jumps=jumps(asked.starts_on, asked.ends_on, asked.weeks) if found else [],
            weeks=weeks_between(*payable.year_of(who, person())), ticked=set(http.form.getlist("semaines")))
        return page, refusal.status if refusal else 400 if form.errors else 200

    def done(self, who: Guardian, asked: Split):
        """Write it all; back to the sheet."""
        carry_out(asked, http.form.get("vu", ""), person())
        said = _("La nouvelle répartition vaut à partir du %(day)s : chaque jour a exactement un payeur.",
                 day=prose_date(asked.starts_on))
        return back_with(who, said, warnings(asked.pairs, asked.starts_on))


def form_for(who: Guardian, adults: dict[int, Guardian]) -> SplitForm:
    """The form, with the adults of the family to choose from."""
    others = [number for number in adults if number != who.id]
    form = SplitForm(http.form or None, last_day=today(), criterion="even", first=who.id,
                     other=others[0] if len(others) == 1 else 0)
    names = [(each.id, str(each)) for each in adults.values()]
    form.first.choices = offered(names)
    form.other.choices = offered([(0, _("Personne : un seul parent paie")), *names])
    return form


def asked_in(form: SplitForm, adults: dict[int, Guardian], pairs) -> Split:
    """What the form asks for."""
    weeks = criterion_of(form)
    other = None if weeks.kind == "none" else adults.get(form.other.data)
    return Split(tuple(pairs), form.last_day.data, adults[form.first.data], other, weeks, form.ends_on.data)


def paid_by(who: Guardian, known) -> list[tuple[int, int]]:
    """What she pays for now or later, among what is offered: ticked to begin with."""
    pairs = [(each.id, service.id) for each, services in known.items() for service in services]
    return [pair for pair, spans in among(pairs, today()).items() if any(each.payer == who.id for each in spans)]


def drawn(asked: Split, found: Plan):
    """The calendar of who would pay, from the first day of the last month of the rules that stop."""
    last = asked.ends_on or asked.starts_on + AHEAD
    facts = facts_of(asked.pairs, asked.last_day.replace(day=1), min(last, asked.starts_on + AHEAD))
    return payers(found.spans, facts)
