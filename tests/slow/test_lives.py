"""Many long lives of requests, on each database (REL-06); LIVES says how many."""

from __future__ import annotations

import os

from tests.mes.conftest import planted, plugins
from tests.mes.test_machine import live

__all__ = ["planted", "plugins"]


def test_no_long_life_leaves_the_table(planted):
    live(planted, int(os.environ.get("LIVES", "300")), 80)
