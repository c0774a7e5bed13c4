"""Random lives of requests by random people: nothing illegal, lost, changed behind a lock, misnumbered or unsaid."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.cases import tries
from tests.mes.lives_reviewed import ReviewedLives


def live(planted, examples: int, steps: int) -> None:
    """So many lives of so many steps (the long run is tests/slow/test_lives.py)."""
    machine = type("PlantedLives", (ReviewedLives,), {"planted": planted})
    run_state_machine_as_test(machine, settings=settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
        suppress_health_check=list(HealthCheck)))


def test_no_random_life_leaves_the_table(planted):
    live(planted, tries(15), 36)
