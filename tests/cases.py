"""Cases of which some are tried each time, and all with SLOW=1."""

from __future__ import annotations

import os
from collections.abc import Iterable

EVERYTHING = bool(os.environ.get("SLOW"))
"""Whether this run tries all there is to try: SLOW=1."""


def usually(all_of_them: Iterable, *some) -> list:
    """`some` of the cases; all of them with SLOW=1. Those left out differ in the value alone, not in what is run."""
    every = list(all_of_them)
    assert {*some} <= {*every}
    return every if EVERYTHING else list(some)


def tries(number: int) -> int:
    """How many random examples a property is tried with: half of them each time, all with SLOW=1."""
    return number if EVERYTHING else -(-number // 2)
