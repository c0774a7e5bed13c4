"""Billing on both databases: the town of the tests of activities, with its rules of billing; undone after each test."""

from __future__ import annotations

from datetime import date

import pytest

from core.accounts.models import User
from core.i18n import in_zone
from core.organisations import Organisation
from core.records import at
from plugins.activities.models import ClassGroup, SchoolYear, Service
from plugins.activities.plugin import Activities
from plugins.activities.weeks import ALL, WeekCriterion
from plugins.billing.models import BillingRule
from plugins.billing.paying import payers_of
from plugins.billing.plugin import Billing
from plugins.billing.rules import Terms, add_rule
from plugins.families import Guardian, Guardianship
from plugins.families.plugin import Families
from tests.activities.conftest import FIRST, NOW, SERVICES, Town, plant
from tests.planted import planted, undone

EVEN, ODD = WeekCriterion("even"), WeekCriterion("odd")


@pytest.fixture
def plugins():
    return [Families, Activities, Billing]


planted_billing = planted("billing", [Families, Activities, Billing], plant)


class Payers(Town):
    """The town, with short ways to say who pays."""

    def parents(self, name: str = "Léa Martin", **values):
        """A child with its mother Claire, and Pierre Blanc, who lives elsewhere in the town."""
        lea = self.child(name, **values)
        claire, pierre = lea.child.guardians()[0], self.family("Blanc")
        pierre.first_name = "Pierre"
        pierre.save()
        Guardianship(child=lea.child, guardian=pierre, kind="father", rank="B",
                     starts_on=lea.child.birth_date).save()
        return lea, claire, pierre

    def pairs(self, *people, services=("midi",)) -> list[tuple[int, int]]:
        """What a rule pays for: these services of these people."""
        return [(who.id, self.services[name].id) for who in people for name in services]

    def rule(self, payer: Guardian, pairs, weeks: WeekCriterion = ALL, **dates) -> BillingRule:
        """A rule, from the first day of school unless another is given."""
        terms = Terms(dates.get("starts_on", FIRST), dates.get("ends_on"), weeks)
        return add_rule(payer, terms, pairs, self.clerk)

    def paying(self, who, first: date, last: date, service: str = "midi") -> dict[date, str]:
        """Who pays on each of these days."""
        return {cell.day: name for cell, name in payers_of(
            [who.id], [self.services[service].id], first, last).items()}


@pytest.fixture
def town(planted_billing):
    """The town on its first day of school; whatever the test does is undone after it."""
    with undone(*planted_billing), at(NOW), in_zone("Europe/Paris"):
        yield Payers(planted_billing[0], {each.code: each for each in Organisation.select()},
                     {each.first_name: each for each in User.select()},
                     {each.name: each for each in ClassGroup.select()},
                     {name: Service.get(Service.label == row[0]) for name, row in SERVICES.items()}, SchoolYear.get())
