"""Workers killed while they work: nothing lost, effects once (REL-08); the long run is in tests/slow."""

from __future__ import annotations

import random

import pytest

from core.database import db
from tests.core.killed import Effect, Killed
from tests.core.kills import check, kill_over_and_over, put_down


@pytest.fixture
def plugins():
    return [Killed]


def test_five_kills_over_sixty_jobs(app, config):
    db.create_tables([Effect])
    put_down(60)
    figures = kill_over_and_over(config, kills=5, chance=random.Random(5), patience=60)
    check(config)
    assert figures["jobs"] == 60
    assert figures["kills at work"] >= 1
