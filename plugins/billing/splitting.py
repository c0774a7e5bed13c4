"""A family newly separated: rules stop at a day, others begin the day after, in one transaction (BIL-R06)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from core.api import Forbidden, Refused, Stale, _, prose_date, write_transaction
from plugins.activities import WeekCriterion, days_of, week_words
from plugins.billing.holes import AHEAD, miscounted
from plugins.billing.models import BillingRule
from plugins.billing.paying import Pair, among
from plugins.billing.rules import (
    RULES,
    Terms,
    check_payers,
    check_terms,
    edit,
    forget,
    hold_people,
    pairs_of,
    refuse_invoiced,
    refuse_overlap,
    write,
)
from plugins.billing.spans import DAY, Span, mirrored
from plugins.families import Guardian


@dataclass(frozen=True)
class Split:
    """What is asked: for these pairs, after a day, an adult has these weeks and the other one all other weeks."""

    pairs: tuple[Pair, ...]
    last_day: date
    first: Guardian
    other: Guardian | None
    weeks: WeekCriterion
    ends_on: date | None = None

    @property
    def starts_on(self) -> date:
        """The first day of the new rules."""
        return self.last_day + DAY

    @property
    def key(self) -> str:
        """All of it in one line, for the form that confirms it."""
        adults = (self.first.id, self.other.id if self.other else 0)
        return f"{self.last_day} {self.ends_on} {adults} {sorted(self.pairs)} {self.weeks.as_data()}"


@dataclass
class Plan:
    """What would be done. `stopped`: rules that end at the day; `gone`: rules to come that are deleted.

    `going_on`: what else those rules pay for, which stays as it is. `made`: the new rules. `spans`: who pays after.
    """

    stopped: list[BillingRule] = field(default_factory=list)
    gone: list[BillingRule] = field(default_factory=list)
    going_on: dict[int, list[Pair]] = field(default_factory=dict)
    made: list[tuple[Guardian, Terms]] = field(default_factory=list)
    spans: Mapping[Pair, list[Span]] = field(default_factory=dict)
    asked: str = ""

    @property
    def starts_on(self) -> date:
        """The first day of the new rules."""
        return self.made[0][1].starts_on

    @property
    def told(self) -> list[tuple[Guardian, object]]:
        """Who pays, and which weeks in words."""
        return [(payer, week_words(terms.weeks)) for payer, terms in self.made]

    @property
    def seen(self) -> str:
        """What was asked and the rules that it touches, as they are: it is done only if that is what was shown."""
        return " ".join((self.asked, *(f"{each.id}.{each.version}" for each in (*self.stopped, *self.gone))))


def plan(asked: Split, user) -> Plan:
    """What would be done; raises Refused or Forbidden when it cannot. Writes nothing."""
    check(asked, user)
    found = Plan(made=shares(asked), asked=asked.key)
    for rule in touched(asked):
        if not user.can(RULES, rule.payer):
            raise Forbidden(_("Une règle d’une autre collectivité paie déjà pour ces prestations."),
                            _("Demandez à son service enfance de l’arrêter."))
        refuse_invoiced(rule, asked.starts_on)
        left = [pair for pair in pairs_of(rule) if pair not in asked.pairs]
        (found.gone if rule.starts_on > asked.last_day else found.stopped).append(rule)
        if left:
            found.going_on[rule.id] = left
    found.spans = after(asked, found.made)
    wrong = miscounted(found.spans, days_of(asked.starts_on, asked.ends_on or asked.starts_on + AHEAD))
    if wrong:
        raise Refused(_("Le %(day)s n’aurait pas exactement un payeur.", day=prose_date(wrong[0])),
                      _("Choisissez un autre critère."))
    return found


def check(asked: Split, user) -> None:
    """Raise Refused for what cannot be split so."""
    if not asked.pairs:
        raise Refused(_("Aucune prestation n’est cochée."), _("Cochez-en une au moins."))
    if asked.other is not None and asked.other.id == asked.first.id:
        raise Refused(_("Les deux parents sont la même personne."), _("Choisissez l’autre parent."))
    if asked.other is None and asked.weeks.kind != "none":
        raise Refused(_("Il manque le parent qui a les autres semaines."),
                      _("Choisissez-le, ou « toutes les semaines » pour qu’un seul paie."))
    if asked.weeks.kind == "list" and asked.ends_on is None:
        raise Refused(_("Une liste de semaines a besoin d’une fin."), _("Écrivez jusqu’à quand la répartition vaut."))
    check_terms(Terms(asked.starts_on, asked.ends_on, asked.weeks))
    check_payers(user, asked.first, asked.other)


def shares(asked: Split) -> list[tuple[Guardian, Terms]]:
    """Who has which weeks: the first adult those asked for, the other one what is left."""
    made = [(asked.first, Terms(asked.starts_on, asked.ends_on, asked.weeks))]
    left = mirrored(asked.weeks, asked.starts_on, asked.ends_on)
    if left is not None and asked.other is not None:
        made.append((asked.other, Terms(asked.starts_on, asked.ends_on, left)))
    return made


def touched(asked: Split) -> list[BillingRule]:
    """The rules that pay for one of the pairs after the day, whoever has them: two queries."""
    numbers = {span.rule for spans in among(asked.pairs, asked.starts_on, asked.ends_on).values() for span in spans}
    return list(BillingRule.select(BillingRule, Guardian).join(Guardian, on=BillingRule.payer).where(
        BillingRule.id << sorted(numbers)).order_by(BillingRule.starts_on, BillingRule.id))


def after(asked: Split, made: list[tuple[Guardian, Terms]]) -> dict[Pair, list[Span]]:
    """Who pays for each pair once it is done, from the month of the last day on: one query."""
    last, new = asked.last_day, [terms.span(payer) for payer, terms in made]
    return {pair: [*(replace(each, ends_on=min(each.ends_on or last, last)) for each in spans), *new]
            for pair, spans in among(asked.pairs, last.replace(day=1), last).items()}


def carry_out(asked: Split, seen: str, user) -> list[BillingRule]:
    """Do it all or nothing, if the rules are still what the person saw; returns the new rules."""
    with write_transaction():
        hold_people(asked.pairs)
        found = plan(asked, user)
        if found.seen != seen:
            raise Stale(asked.first, _("Ce n’est plus ce que l’aperçu montrait : rien n’a été fait."),
                        _("Regardez de nouveau l’aperçu, puis confirmez."))
        for rule in (*found.stopped, *found.gone):
            terms, left = Terms.of(rule), found.going_on.get(rule.id)
            end(rule, asked.last_day, user)
            if left:
                write(rule.payer, terms._replace(starts_on=max(asked.starts_on, terms.starts_on)), left, user)
        for _payer, terms in found.made:
            refuse_overlap(asked.pairs, terms)
        return [write(payer, terms, asked.pairs, user) for payer, terms in found.made]


def end(rule: BillingRule, last_day: date, user) -> None:
    """Stop a rule at a day; one that begins later is deleted."""
    if rule.starts_on > last_day:
        forget(rule, user)
    else:
        edit(rule, user, ends_on=last_day)
