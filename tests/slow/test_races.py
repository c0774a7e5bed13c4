"""How long the fifty threads wait, with a disk that is waited for (REL-04: p99 of 2 s at most)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from core.settings import Config
from core.testing import KEY
from tests.core.test_races import crowd, plugins

__all__ = ["crowd", "plugins"]


@pytest.fixture
def config(tmp_path, database_url):
    return replace(Config(data=tmp_path, database_url=database_url, secret_key=KEY, journal_key=KEY), durable=True)


def test_nobody_waits_for_long(crowd):
    outcomes = crowd(50, 200)
    waits = sorted(seconds for _outcome, seconds in outcomes)
    print(Counter(outcome for outcome, _seconds in outcomes), f"p50 {waits[400]:.3f} s, p99 {waits[792]:.3f} s")
    assert waits[792] <= 2
