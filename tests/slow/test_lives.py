"""Ten thousand random lives of a support request (REL-06); LIVES says otherwise how many."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.mes.conftest import planted
from tests.mes.test_machine import Lives

__all__ = ["planted"]
COUNT = int(os.environ.get("LIVES", "10000"))


def test_no_random_life_leaves_the_table(planted):
    machine = type("ManyLives", (Lives,), {"planted": planted})
    run_state_machine_as_test(machine, settings=settings(
        max_examples=COUNT, stateful_step_count=40, deadline=None, database=None,
        suppress_health_check=list(HealthCheck)))
