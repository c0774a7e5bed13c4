"""Two clerks who say at once who pays for a child: the second is told of the first (BIL-R07)."""

from __future__ import annotations

from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest

from core.accounts.models import User
from core.accounts.roles import sync_roles
from core.errors import Refused
from core.organisations import Organisation
from core.records import at
from plugins.activities.models import ClassGroup, SchoolYear, Service
from plugins.billing import rules
from plugins.billing.models import BillingRule
from tests.activities.conftest import FIRST, NOW, SERVICES, plant
from tests.activities.test_races import together
from tests.billing.conftest import Payers


@pytest.fixture
def town(app):
    """The town in a database of its own: what threads write is not rolled back."""
    sync_roles(app)
    plant()
    with at(NOW):
        yield Payers(app, {each.code: each for each in Organisation.select()},
                     {each.first_name: each for each in User.select()},
                     {each.name: each for each in ClassGroup.select()},
                     {name: Service.get(Service.label == row[0]) for name, row in SERVICES.items()}, SchoolYear.get())


def test_two_clerks_at_once_do_not_have_two_people_pay_for_one_day(town, monkeypatch):
    lea, claire, pierre = town.parents()
    pairs, both, write = town.pairs(lea), Barrier(2), rules.write

    def late(*asked):
        """Write once the other one is about to write too: which never happens."""
        with suppress(BrokenBarrierError):
            both.wait(0.4)
        return write(*asked)

    monkeypatch.setattr(rules, "write", late)
    answers = together(town, *[lambda user, payer=payer: rules.add_rule(payer, rules.Terms(FIRST), pairs, user)
                               for payer in (claire, pierre)])
    (refused,) = [str(each) for each in answers if isinstance(each, Refused)]
    assert "paie déjà « Cantine » pour Léa Martin" in refused.replace("\xa0", " ")
    assert BillingRule.select().count() == 1
