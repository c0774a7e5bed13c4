"""Who pays in the invented town: parents together or one week in two, a nurse's weeks, a « tiers solidaire »."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from core.api import Organisation, _
from plugins.activities import ALL, Entitlement, Participant, SchoolYear, WeekCriterion, monday
from plugins.billing.models import BillingRule, BillingRuleTarget
from plugins.billing.paying import Pair
from plugins.billing.spans import mirrored
from plugins.families import Guardian, Guardianship, Household

SEED = 20260907
NURSE, NOT_YET, BESIDE = 4, 0.15, 0.06
"""The rank of the separated family whose mother works by a roster; of the others, how many have not yet said who pays
which weeks; and how many parents together stand beside each other."""
ROSTER = (1, 0, 0, 1, 1, 0, 1)
"""The nurse's weeks: they come back after seven."""


@dataclass
class Family:
    """The adults of some children, the first pays when they live together; and what there is to pay."""

    adults: list[Guardian]
    pairs: list[Pair] = field(default_factory=list)

    @property
    def apart(self) -> bool:
        return len({each.household_id for each in self.adults}) > 1


def rules(demo) -> str:
    """A rule for each payer, written in two statements."""
    town = Organisation.get(Organisation.kind == "town")
    year = SchoolYear.get(SchoolYear.organisation == town, SchoolYear.state == "current")
    with demo.at(demo.morning(year.starts_on - timedelta(days=30))):
        write(list(shares(families(town), year)))
    return _("%(count)s règles de facturation", count=BillingRule.select().count())


def families(town: Organisation) -> list[Family]:
    """Those who have something to pay, the teachers who eat last: three queries."""
    owed: dict[int, list[int]] = defaultdict(list)
    for participant, service in Entitlement.select(Entitlement.participant, Entitlement.service).order_by(
            Entitlement.id).tuples():
        owed[participant].append(service)
    children: dict[int, list[Guardian]] = defaultdict(list)
    for tie in Guardianship.select(Guardianship, Guardian).join(Guardian).join(Household).where(
            Household.organisation == town).order_by(Guardianship.child, Guardianship.rank):
        children[tie.child_id].append(tie.guardian)
    found: dict[tuple[int, ...], Family] = {}
    for who in Participant.select(Participant, Guardian).left_outer_join(Guardian).order_by(Participant.id):
        adults = [who.guardian] if who.guardian_id else children[who.child_id]
        mine = found.setdefault(tuple(each.id for each in adults), Family(adults))
        mine.pairs += [(who.id, service) for service in owed[who.id]]
    return [each for each in found.values() if each.pairs]


def shares(found: list[Family], year: SchoolYear) -> Iterator[tuple[dict, list[Pair]]]:
    """Each rule, with what it pays for."""
    chance, apart = Random(SEED), 0  # noqa: S311 - nothing secret
    for family in found:
        first, *others = family.adults
        terms = {"payer": first, "co_payer": None, "starts_on": year.starts_on, "ends_on": None, "criterion": ALL}
        apart += family.apart
        if not family.apart or chance.random() < NOT_YET and apart != NURSE:
            beside = others[0] if others and not family.apart and chance.random() < BESIDE else None
            yield terms | {"co_payer": beside}, family.pairs
            continue
        weeks = roster(year) if apart == NURSE else WeekCriterion(chance.choice(("even", "odd")))
        until = year.ends_on if apart == NURSE else None
        for payer, mine in ((first, weeks), (others[0], mirrored(weeks, year.starts_on, until))):
            yield terms | {"payer": payer, "ends_on": until, "criterion": mine}, family.pairs
        if apart == NURSE:
            first.profession = "Infirmière"
            first.save()


def roster(year: SchoolYear) -> WeekCriterion:
    """The weeks of somebody whose work follows no parity."""
    start, weeks = monday(year.starts_on), []
    while start <= year.ends_on:
        weeks.append(start)
        start += timedelta(weeks=1)
    return WeekCriterion("list", None, frozenset(
        week_of(day) for rank, day in enumerate(weeks) if ROSTER[rank % len(ROSTER)]))


def week_of(day: date) -> tuple[int, int]:
    """The ISO year and week of a day."""
    year, week, _day = day.isocalendar()
    return year, week


def write(made: list[tuple[dict, list[Pair]]]) -> None:
    """The rules, then their targets: nobody has two rules here, so that a payer names hers."""
    BillingRule.insert_many([terms | {"criterion": terms["criterion"].as_data()} for terms, _pairs in made]).execute()
    numbers = {payer: rule for rule, payer in BillingRule.select(BillingRule.id, BillingRule.payer).tuples()}
    BillingRuleTarget.insert_many([
        {"rule": numbers[terms["payer"].id], "participant": who, "service": service}
        for terms, pairs in made for who, service in pairs]).execute()


PARTS = (rules,)
