"""A few hundred long lives of requests, on each database."""

from __future__ import annotations

from tests.mes.conftest import planted, plugins
from tests.mes.test_machine import live

__all__ = ["planted", "plugins"]


def test_no_long_life_leaves_the_table(planted):
    live(planted, 300, 80)
