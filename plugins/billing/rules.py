"""Rules are added, stopped, deleted, transferred and shared: at most one pays for each day (BIL-R01 to R05, R07)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from core.api import Forbidden, Refused, _, journal, prose_date, short_date, write_transaction
from plugins.activities import ALL, Booking, Participant, Service, WeekCriterion, days_of, hold
from plugins.billing.models import BillingRule, BillingRuleTarget
from plugins.billing.paying import Pair, among
from plugins.billing.spans import CYCLE, DAY, Span, first_shared, is_far
from plugins.families import Guardian, refuse_archived

RULES = "billing.rules"


class Terms(NamedTuple):
    """From when, until when (None: without end), in which weeks, and who stands beside the payer."""

    starts_on: date
    ends_on: date | None = None
    weeks: WeekCriterion = ALL
    co_payer: Guardian | None = None

    def span(self, payer: Guardian | None = None) -> Span:
        """The days that they cover, for who pays them."""
        known = (payer.id, str(payer)) if payer else ()
        return Span(self.starts_on, self.ends_on, self.weeks, *known)

    @classmethod
    def of(cls, rule: BillingRule) -> Terms:
        """Those of a rule."""
        return cls(rule.starts_on, rule.ends_on, rule.weeks, rule.co_payer)


class Change(NamedTuple):
    """What becomes of a rule: who pays, who stands beside, and from which day (None: all of it)."""

    payer: Guardian
    co_payer: Guardian | None = None
    since: date | None = None


def add_rule(payer: Guardian, terms: Terms, pairs: Collection[Pair], user) -> BillingRule:
    """An adult pays for these services of these people (BIL-R01); raises Refused when a day has a payer already."""
    check_terms(terms)
    check_payers(user, payer)
    if not pairs:
        raise Refused(_("Aucune prestation n’est cochée."), _("Cochez-en une au moins."))
    with write_transaction():
        hold_people(pairs)
        refuse_overlap(pairs, terms)
        return write(payer, terms, pairs, user)


def stop_rule(rule: BillingRule, last_day: date, user) -> None:
    """Give a rule a last day (BIL-R03); it may only become shorter."""
    check_payers(user, rule.payer)
    if last_day < rule.starts_on:
        raise Refused(_("Cette règle ne commence que le %(day)s.", day=prose_date(rule.starts_on)),
                      _("Supprimez-la plutôt."))
    if rule.ends_on is not None and last_day > rule.ends_on:
        raise Refused(_("Cette règle s’arrête déjà le %(day)s.", day=prose_date(rule.ends_on)),
                      _("Choisissez ce jour ou un jour d’avant ; pour la suite, ajoutez une règle."))
    refuse_invoiced(rule, last_day + DAY)
    with write_transaction():
        edit(rule, user, ends_on=last_day)


def delete_rule(rule: BillingRule, user) -> None:
    """Delete a rule from which nothing was invoiced (BIL-R03)."""
    check_payers(user, rule.payer)
    until = invoiced_until(rule)
    if until is not None:
        raise Refused(_("Des réservations que cette règle paie sont facturées, jusqu’au %(day)s.",
                        day=prose_date(until)), _("Arrêtez-la ce jour-là, ou plus tard."))
    with write_transaction():
        forget(rule, user)


def change_rule(rule: BillingRule, change: Change, user) -> BillingRule:
    """Transfer a rule to another adult, or put a « tiers solidaire » on it (BIL-R04, R05).

    Returns the rule that runs from then on: the same, or the one that takes over from `change.since`.
    """
    check_payers(user, rule.payer, change.payer, change.co_payer)
    if change.co_payer is not None and change.co_payer.id == change.payer.id:
        raise Refused(_("%(who)s paie déjà : une autre personne est tiers solidaire.", who=change.payer),
                      _("Choisissez un autre tiers solidaire, ou aucun."))
    since = change.since or rule.starts_on
    if not rule.starts_on <= since <= (rule.ends_on or since):
        raise Refused(_("La règle ne court pas le %(day)s.", day=prose_date(since)),
                      _("Choisissez un jour de la règle, ou laissez vide pour toute la règle."))
    transferred = change.payer.id != rule.payer_id
    if transferred:
        refuse_invoiced(rule, since)
    with write_transaction():
        if not transferred or since == rule.starts_on:
            edit(rule, user, payer=change.payer, co_payer=change.co_payer)
            return rule
        later = Terms(since, rule.ends_on, rule.weeks, change.co_payer)
        edit(rule, user, ends_on=since - DAY)
        return write(change.payer, later, pairs_of(rule), user)


def check_terms(terms: Terms) -> None:
    """Raise Refused for dates that cannot be, or when no week is left."""
    if terms.ends_on is not None and terms.ends_on < terms.starts_on:
        raise Refused(_("La règle finit avant de commencer."), _("Corrigez ses dates."))
    if is_far(terms.starts_on) or is_far(terms.ends_on):
        raise Refused(_("Cette date est à plus de dix ans."), _("Corrigez les dates de la règle."))
    last = terms.ends_on or terms.starts_on + CYCLE
    if next(days_of(terms.starts_on, last, criterion=terms.weeks), None) is None:
        raise Refused(_("Aucune des semaines choisies n’est dans la période."),
                      _("Choisissez d’autres semaines, ou changez les dates."))


def check_payers(user, *payers: Guardian | None) -> None:
    """Raise Forbidden when `user` may not say what one of these adults pays, Refused when one is archived."""
    for each in payers:
        if each is not None and not user.can(RULES, each):
            raise Forbidden(_("Vous ne changez pas les règles de facturation de %(who)s.", who=each),
                            _("Demandez-le au service enfance de sa commune."))
    refuse_archived(*payers)


def hold_people(pairs: Iterable[Pair]) -> None:
    """Let nobody else say who pays for these people until the end of the transaction."""
    for each in sorted({participant for participant, _service in pairs}):
        hold(Participant(id=each))


def refuse_overlap(pairs: Collection[Pair], terms: Terms) -> None:
    """Raise Refused when another rule pays for one of these pairs on one of these days (BIL-R07)."""
    for pair, other, days in overlaps(pairs, terms):
        raise Refused(overlapping(pair, other, days), _(
            "Arrêtez cette règle la veille, choisissez d’autres semaines, ou décochez cette prestation."))


def overlaps(pairs: Collection[Pair], terms: Terms) -> Iterator[tuple[Pair, Span, list[date]]]:
    """The rules that pay for one of these pairs on one of these days, with the first days: one query."""
    span, known = terms.span(), {}
    for pair, others in among(pairs, terms.starts_on, terms.ends_on).items():
        for other in others:
            if other.rule not in known:
                known[other.rule] = first_shared(span, other)
            if known[other.rule]:
                yield pair, other, known[other.rule]


def overlapping(pair: Pair, other: Span, days: list[date]) -> object:
    """« Pierre Martin paie déjà la Cantine de Léa Martin, par la règle du …, notamment le 9 septembre 2026. »"""
    who, service = Participant.get_by_id(pair[0]), Service.get_by_id(pair[1])
    return _("%(payer)s paie déjà « %(service)s » pour %(who)s, par la règle qui court depuis le %(first)s : "
             "notamment %(days)s.", payer=other.name, service=service, who=who, first=prose_date(other.starts_on),
             days=", ".join(map(short_date, days)))


def invoiced_until(rule: BillingRule, since: date | None = None) -> date | None:
    """The last day, from `since` on, that the rule covers and that was invoiced; None when there is none."""
    span = Terms.of(rule).span()
    query = (Booking.select(Booking.day).distinct().join(BillingRuleTarget, on=(
        (BillingRuleTarget.participant == Booking.participant) & (BillingRuleTarget.service == Booking.service)))
        .where(BillingRuleTarget.rule == rule.id, Booking.invoice_line.is_null(False),
               Booking.day >= (since or rule.starts_on)).order_by(Booking.day.desc()))
    return next((day for (day,) in query.tuples() if span.covers(day)), None)


def refuse_invoiced(rule: BillingRule, since: date) -> None:
    """Raise Refused when a day from `since` on was invoiced to the payer."""
    until = invoiced_until(rule, since)
    if until is not None:
        raise Refused(_("Des réservations sont facturées à %(who)s jusqu’au %(day)s.", who=rule.payer,
                        day=prose_date(until)), _("Choisissez un jour plus tard."))


def pairs_of(rule: BillingRule) -> list[Pair]:
    """What a rule pays for."""
    return list(BillingRuleTarget.select(BillingRuleTarget.participant, BillingRuleTarget.service).where(
        BillingRuleTarget.rule == rule.id).order_by(BillingRuleTarget.id).tuples())


def write(payer: Guardian, terms: Terms, pairs: Iterable[Pair], user) -> BillingRule:
    """A new rule with its targets, in the caller's transaction."""
    rule = BillingRule(payer=payer, co_payer=terms.co_payer, starts_on=terms.starts_on, ends_on=terms.ends_on,
                       criterion=terms.weeks.as_data())
    rule.save()
    BillingRuleTarget.insert_many([{"rule": rule, "participant": who, "service": service}
                                   for who, service in pairs]).execute()
    journal.saved(user, "billing.rule.created", rule)
    return rule


def edit(rule: BillingRule, user, **values) -> None:
    """Write some fields of a rule, in the caller's transaction."""
    before = rule.as_dict()
    for name, value in values.items():
        setattr(rule, name, value)
    rule.save()
    journal.saved(user, "billing.rule.edited", rule, before)


def forget(rule: BillingRule, user) -> None:
    """Delete a rule, in the caller's transaction."""
    journal.write(user, "billing.rule.deleted", rule, before=rule.as_dict())
    rule.delete_instance()
