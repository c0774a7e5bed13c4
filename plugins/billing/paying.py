"""Who pays for whom, read for many at once: the answer to activities, and what every check looks at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from plugins.activities import Cell, WeekCriterion
from plugins.billing.models import BillingRule, BillingRuleTarget
from plugins.billing.spans import Span
from plugins.families import Guardian

Pair = tuple[int, int]
"""A participant and a service, by their numbers."""


def payers_of(participants: Collection[int], services: Collection[int], first: date, last: date) -> dict[Cell, str]:
    """Who pays for each participant, service and day, by name: one query."""
    found: dict[Cell, str] = {}
    days: dict[int, list[date]] = {}
    for (participant, service), spans in spans_of(participants, services, first, last).items():
        for span in spans:
            if span.rule not in days:
                days[span.rule] = list(span.within(first, last))
            for day in days[span.rule]:
                found[Cell(participant, service, day)] = span.name
    return found


def spans_of(participants: Collection[int], services: Collection[int], first: date,
             last: date | None = None) -> Mapping[Pair, list[Span]]:
    """The rules that run on some of these days for these people and services, by pair: one query.

    Whoever asks: two rules for one day would be wrong even where one of them is out of her sight.
    """
    found: dict[Pair, list[Span]] = defaultdict(list)
    if not participants or not services:
        return found
    query = (BillingRuleTarget.select(
        BillingRuleTarget.participant, BillingRuleTarget.service, BillingRule.id, BillingRule.starts_on,
        BillingRule.ends_on, BillingRule.criterion, Guardian.id, Guardian.first_name, Guardian.last_name,
        Guardian.usage_name)
        .join(BillingRule).join(Guardian, on=BillingRule.payer == Guardian.id)
        .where(BillingRuleTarget.participant << list(participants), BillingRuleTarget.service << list(services),
               BillingRule.ends_on.is_null() | (BillingRule.ends_on >= first))
        .order_by(BillingRule.starts_on, BillingRule.id))
    made: dict[int, Span] = {}
    for participant, service, rule, starts_on, ends_on, criterion, payer, *names in (
            query if last is None else query.where(BillingRule.starts_on <= last)).tuples():
        if rule not in made:
            made[rule] = Span(starts_on, ends_on, WeekCriterion.read(criterion), payer, called(*names), rule)
        found[participant, service].append(made[rule])
    return found


def called(first_name: str, last_name: str, usage_name: str) -> str:
    """An adult's name, as her sheet has it."""
    return f"{first_name} {usage_name or last_name}"


def among(pairs: Iterable[Pair], first: date, last: date | None = None) -> dict[Pair, list[Span]]:
    """The rules that run for these pairs, each of which has its line, even an empty one: one query."""
    wanted = list(dict.fromkeys(pairs))
    found = spans_of({who for who, _service in wanted}, {service for _who, service in wanted}, first, last)
    return {pair: found.get(pair, []) for pair in wanted}
