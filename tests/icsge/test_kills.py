"""Workers killed while they synchronise, and stopped at each of their steps (REL-01, REL-02; ICSGE-R80)."""

from __future__ import annotations

import os
import random

import pytest

from plugins.agreements.plugin import Agreements
from plugins.families.plugin import Families
from plugins.icsge.plugin import Icsge
from tests.icsge.csg_http import listening
from tests.icsge.kills import kill_over_and_over, nursery, settle_in, stop_at_each_step

SLOW = bool(os.environ.get("SLOW"))
"""On PostgreSQL too with SLOW=1; what a run writes and asks is tried on both by test_running and test_races."""


@pytest.fixture
def plugins():
    return [Families, Agreements, Icsge]


@pytest.mark.slow
@pytest.mark.words
def test_icsge_r80_a_run_survives_its_workers(app, config):
    """Twenty deaths over 500 dossiers; a thousand with SLOW=1."""
    kills = int(os.environ.get("KILLS", "1000")) if SLOW else 20
    with listening() as (ministry, address), nursery(config) as nest:
        component = settle_in(app, address, 250)
        figures = kill_over_and_over(component, nest, ministry, kills=kills, each=8 if SLOW else 20,
                                     chance=random.Random(kills))
    print(figures)
    assert sum(figures["deaths"].values()) >= kills


@pytest.mark.slow
@pytest.mark.words
def test_icsge_r80_a_run_may_stop_at_any_step(app, config):
    """At every so manieth statement, commit and request; at each of them with SLOW=1."""
    with listening() as (ministry, address), nursery(config) as nest:
        component = settle_in(app, address, 1)
        steps = stop_at_each_step(component, nest, ministry, 1 if SLOW else 83)
    print(f"{steps} steps")
    assert steps > 100
