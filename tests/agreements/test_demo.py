"""The demonstration of agreements: every state, two shared custodies, and something on the notice board."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.accounts.models import User
from core.demo import fill
from core.records import today
from plugins.agreements import board
from plugins.agreements.demo import CLERK
from plugins.agreements.gathering import facts_of
from plugins.agreements.models import ServiceAgreement
from plugins.agreements.rules import ERROR, judge
from plugins.agreements.workflow import AgreementFlow

pytestmark = pytest.mark.words


@pytest.fixture
def config(config):
    return replace(config, demo=True)


def test_the_demonstration_is_what_it_promises(app):
    fill(lambda _line: None, if_empty=True)
    assert {each.state for each in ServiceAgreement.select()} == set(AgreementFlow.states)
    found = board.counts(User.get(User.email == CLERK[0]))
    assert {name for name, count in found.items() if count} >= {"a-echeance", "sans-nirec", "poupons"}
    for each in ServiceAgreement.select().where(ServiceAgreement.state == "active"):
        assert each.ends_on >= today()
        assert [found.code for found in judge(facts_of(each)) if found.severity == ERROR] == []
    drafts = [each for each in ServiceAgreement.select() if each.state == "draft" and each.file.is_shared]
    assert drafts and all("CSG080E" in [found.code for found in judge(facts_of(each))] for each in drafts)
