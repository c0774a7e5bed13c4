"""What both sides ask of the list of requests to examine. Only the standard library."""

from __future__ import annotations

import os

EAST = ("01", "02", "03", "09", "10", "11", "12")
"""The regions of the direction that looks at the list."""
REGION = "12"
"""The one that it filters by."""
NAMES = ("Landry", "Duguay", "Synnott", "Morin", "Leblanc", "Larocque", "Grenier", "Bujold")


def searched(number: int) -> str:
    """The family name that is searched this time."""
    return NAMES[number % len(NAMES)]


def crowded() -> bool:
    """Whether all that was ever transmitted in those regions waits at once."""
    return bool(os.environ.get("BENCH_CROWDED"))
