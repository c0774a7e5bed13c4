"""Writes plugins/activities/data/school_calendar.json anew from what vacances-scolaires-france knows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.metadata import version
from itertools import groupby
from pathlib import Path

from vacances_scolaires_france import SchoolHolidayDates

TARGET = Path(__file__).parent.parent / "plugins/activities/data/school_calendar.json"
SINCE = date(2024, 9, 2)
DAY = timedelta(days=1)
BRIDGE = "Pont"
"""The package marks the day of departure, after class, as free; a bridge is free from its first day."""


def stretches(known: SchoolHolidayDates, zone: str) -> Iterator[dict[str, str]]:
    """The holidays of a zone, as they are announced: departure after class, return in the morning."""
    days = sorted(day for day, row in known.data.items() if day >= SINCE and row[known.zone_key(zone)])
    for (label, _start), group in groupby(enumerate(days), lambda pair: (
            known.data[pair[1]]["nom_vacances"], pair[1] - pair[0] * DAY)):
        members = [day for _rank, day in group]
        leaves = members[0] - DAY if label.startswith(BRIDGE) else members[0]
        yield {"zone": zone, "label": label.replace("'", "’"), "leaves": leaves.isoformat(),
               "returns": (members[-1] + DAY).isoformat()}


def content() -> str:
    """The file."""
    known = SchoolHolidayDates()
    periods = [each for zone in known.SUPPORTED_ZONES for each in stretches(known, zone)]
    lines = ",\n".join("  " + json.dumps(each, ensure_ascii=False) for each in periods)
    source = f"vacances-scolaires-france {version('vacances-scolaires-france')}"
    return f'{{"source": "{source}",\n "periods": [\n{lines}\n ]}}\n'


if __name__ == "__main__":
    TARGET.write_text(content())
