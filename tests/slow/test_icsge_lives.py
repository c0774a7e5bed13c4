"""Many long lives of dossiers and runs, on each database (REL-06); LIVES says how many."""

from __future__ import annotations

import os

from tests.icsge.conftest import planted_icsge, plugins
from tests.icsge.test_machines import live

__all__ = ["planted_icsge", "plugins"]


def test_no_long_life_leaves_the_tables(planted_icsge):
    live(planted_icsge, int(os.environ.get("LIVES", "300")), 60)
