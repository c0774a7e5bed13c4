"""A hundred kills over a thousand jobs (REL-08)."""

from __future__ import annotations

import random

import pytest

from core.database import db
from tests.core.killed import Effect, Killed
from tests.core.kills import check, kill_over_and_over, put_down


@pytest.fixture
def plugins():
    return [Killed]


def test_a_hundred_kills_over_a_thousand_jobs(app, config):
    db.create_tables([Effect])
    put_down(1000)
    figures = kill_over_and_over(config, kills=100, chance=random.Random(100), patience=600)
    print(figures | check(config))
    assert figures["kills at work"] == 100
