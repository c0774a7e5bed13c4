"""The rules of an adult: added in two steps, stopped or deleted, transferred, shared (BIL-R01 to R05)."""

from __future__ import annotations

from flask import request as http
from wtforms import DateField, RadioField, SelectField
from wtforms.validators import Optional

from core.api import Form, MarelleError, Page, _, expose, needs, person, prose_date, today
from plugins.activities import CriterionForm, criterion_of, offered, week_words, weeks_between
from plugins.billing import payable
from plugins.billing.holes import warnings
from plugins.billing.models import BillingRule
from plugins.billing.panels import lines
from plugins.billing.rules import (
    Change,
    Terms,
    add_rule,
    change_rule,
    check_terms,
    delete_rule,
    invoiced_until,
    overlaps,
    pairs_of,
    stop_rule,
)
from plugins.billing.spans import DAY
from plugins.billing.views.common import REQUIRED, RULES, back_with, jumps, refuse_old, sheet, weeks_meant
from plugins.families import Guardian, refuse_archived

ENDS = (("stop", _("Arrêter à la date souhaitée")), ("delete", _("Supprimer la règle")))


class RuleForm(CriterionForm):
    """The first step: the period, and which weeks."""

    starts_on = DateField(_("À partir du"), [REQUIRED])
    ends_on = DateField(_("Jusqu’au"), [Optional()], description=_("Vide : sans fin."))


class EndForm(Form):
    """Stop or delete."""

    action = RadioField(_("Que faire de cette règle ?"), choices=offered(ENDS))
    last_day = DateField(_("Dernier jour de la règle"), [Optional()])


class ChangeForm(Form):
    """Who pays, who stands beside, and from when."""

    payer = SelectField(_("Transférer la règle sur"), coerce=int)
    since = DateField(_("Transférer à partir du"), [Optional()], description=_("Vide : toute la règle."))
    co_payer = SelectField(_("Tiers solidaire"), coerce=int, description=_(
        "Il répond du paiement avec la personne qui paie ; les factures nomment les deux."))


class RulesPage(Page):
    """What one does to a rule."""

    name, url, label = "billing.rules", "/facturation/regles", _("Règles de facturation")
    permission, scope = RULES, "BillingRule visible_to"
    in_menu = False

    @expose("/nouvelle/<int:id>", methods=("GET", "POST"))
    @needs(RULES, "Guardian visible_to")
    def add(self, id: int):
        """First the period and the criterion, then the services that it pays for; nothing is kept between the two."""
        payer, refusal = Guardian.find_for(person(), id), None
        form = RuleForm(http.form or None, starts_on=today(), criterion="none")
        second = http.method == "POST" and form.validate() and "retour" not in http.form
        if second:
            try:
                terms = Terms(form.starts_on.data, form.ends_on.data, criterion_of(form))
                check_terms(terms)
                refuse_archived(payer)
            except MarelleError as reason:
                refusal, second = reason, False
        if second:
            return self.choose(payer, form, terms)
        page = self.render("billing/rule_period.html", who=payer, sheet=sheet(payer), form=form, refusal=refusal,
                           weeks=weeks_between(*payable.year_of(payer, person())),
                           ticked=set(http.form.getlist("semaines")))
        return page, refusal.status if refusal else 400 if form.errors else 200

    def choose(self, payer: Guardian, form: RuleForm, terms: Terms):
        """The second step: tick the services of the children, then write the rule."""
        known = payable.payable(payer, terms.starts_on, terms.ends_on, person())
        pairs, refusal = payable.ticked(http.form.getlist("cible"), known), None
        if "faire" in http.form:
            try:
                rule = add_rule(payer, terms, pairs, person())
            except MarelleError as reason:
                refusal = reason
            else:
                return back_with(payer, _("%(who)s paie à partir du %(day)s.", who=payer, day=prose_date(
                    rule.starts_on)), warnings(pairs, terms.starts_on, terms.ends_on))
        taken = taken_by(known, terms)
        page = self.render(
            "billing/rule_services.html", who=payer, sheet=sheet(payer), form=form, refusal=refusal, people=known,
            chosen=pairs if "faire" in http.form else [pair for pair, names in taken.items() if not names],
            taken=taken, words=week_words(terms.weeks), meant=weeks_meant(*terms[:3]), jumps=jumps(*terms[:3]),
            ticked=http.form.getlist("semaines"))
        return page, refusal.status if refusal else 200

    @expose("/<int:id>/fin", methods=("GET", "POST"))
    @needs(RULES, "BillingRule visible_to")
    def end(self, id: int):
        """Delete a rule, or stop it at a date (BIL-R03)."""
        rule, refusal = BillingRule.find_for(person(), id), None
        form = EndForm(http.form or None, action="stop", last_day=max(today(), rule.starts_on))
        if http.method == "POST" and form.validate():
            try:
                refuse_old(rule)
                return self.ended(rule, form)
            except MarelleError as reason:
                refusal = reason
        page = self.render("billing/rule_end.html", rule=rule, who=rule.payer, sheet=sheet(rule.payer), form=form,
                           refusal=refusal, line=told(rule), invoiced=invoiced_until(rule))
        return page, refusal.status if refusal else 400 if form.errors else 200

    def ended(self, rule: BillingRule, form: EndForm):
        """Do it; say which days nobody pays any more."""
        payer, pairs, until = rule.payer, pairs_of(rule), rule.ends_on
        if form.action.data == "delete":
            first = max(today(), rule.starts_on)
            delete_rule(rule, person())
            return back_with(payer, _("La règle est supprimée."), warnings(pairs, first, until))
        last = form.last_day.data or today()
        stop_rule(rule, last, person())
        return back_with(payer, _("La règle s’arrête le %(day)s.", day=prose_date(last)),
                         warnings(pairs, max(last + DAY, today()), until))

    @expose("/<int:id>/transfert", methods=("GET", "POST"))
    @needs(RULES, "BillingRule visible_to")
    def change(self, id: int):
        """Transfer a rule to another adult, or put a « tiers solidaire » on it (BIL-R04, R05)."""
        rule, refusal, text = BillingRule.find_for(person(), id), None, http.values.get("q", "").strip()
        form = ChangeForm(http.form or None, payer=rule.payer_id, co_payer=rule.co_payer_id or 0)
        known = candidates(rule, text)
        form.payer.choices = offered((each.id, str(each) if each.id != rule.payer_id else _(
            "Ne pas transférer : %(who)s", who=each)) for each in known.values())
        form.co_payer.choices = offered([(0, _("Aucun")), *((each.id, str(each)) for each in known.values())])
        if http.method == "POST" and form.validate():
            try:
                refuse_old(rule)
                return self.changed(rule, form, known)
            except MarelleError as reason:
                refusal = reason
        page = self.render("billing/rule_change.html", rule=rule, who=rule.payer, sheet=sheet(rule.payer), form=form,
                           refusal=refusal, line=told(rule), q=text)
        return page, refusal.status if refusal else 400 if form.errors else 200

    def changed(self, rule: BillingRule, form: ChangeForm, known: dict[int, Guardian]):
        """Write it; back to the sheet of who had the rule."""
        before, payer, beside = rule.payer, known[form.payer.data], known.get(form.co_payer.data)
        change_rule(rule, Change(payer, beside, form.since.data), person())
        if payer.id != before.id:
            return back_with(before, _("La règle est transférée sur %(who)s.", who=payer))
        return back_with(before, _("%(who)s est tiers solidaire.", who=beside) if beside else
                         _("La règle n’a pas de tiers solidaire."))


def taken_by(known, terms: Terms) -> dict[tuple[int, int], str]:
    """Who already pays on one of these days, by pair: « » where nobody does."""
    found: dict[tuple[int, int], dict[str, None]] = {
        (who.id, service.id): {} for who, services in known.items() for service in services}
    for pair, other, _days in overlaps(list(found), terms):
        found[pair][other.name] = None
    return {pair: ", ".join(names) for pair, names in found.items()}


def told(rule: BillingRule):
    """The rule as the card tells it."""
    return lines(BillingRule.id == rule.id, person())[0]


def candidates(rule: BillingRule, text: str) -> dict[int, Guardian]:
    """Who may pay or stand beside: who does now, the family, and those found by their name."""
    found = [rule.payer, rule.co_payer, *payable.relatives(payable.people_of(rule), person()),
             *(payable.named(text, person()) if text else ())]
    return {each.id: each for each in found if each is not None}
