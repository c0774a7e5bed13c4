"""The holidays of Québec in a year, offered as closure days (ICSGE-R68)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from holidays.countries import Canada

from plugins.icsge.closures import ClosureDay
from plugins.icsge.components import Component

EASTER_MONDAY = "Easter Monday"
GROUPS = {"eve": ("eve1", "eve2"), "night": ("night1", "night2")}


@dataclass(frozen=True)
class Holiday:
    """A day that is offered; `chosen`: ticked from the start. One that is observed instead of a Sunday is not."""

    day: date
    name: str
    chosen: bool = True


def holidays_of(year: int, language: str = "fr") -> list[Holiday]:
    """Those of the law, and both Good Friday and Easter Monday, of which the employer chooses one."""
    found = dict(Canada(subdiv="QC", years=year, language=language, observed=False))
    english = Canada(subdiv="QC", years=year, categories="optional", language="en_CA", observed=False)
    named = Canada(subdiv="QC", years=year, categories="optional", language=language, observed=False)
    found |= {day: named[day] for day in english if english[day] == EASTER_MONDAY}
    observed = Canada(subdiv="QC", years=year, language=language, observed=True)
    offered = [Holiday(day, name) for day, name in found.items()]
    offered += [Holiday(day, name, day == date(year, 7, 2)) for day, name in observed.items()
                if day not in found and day.year == year]
    return sorted(offered, key=lambda each: each.day)


def as_row(component: Component, day: date) -> ClosureDay:
    """The row that an import makes: the day closed, and evening and night where the component offers them."""
    row = ClosureDay(component=component, day=day, am=True, pm=True, reason="planned")
    for group in component.care:
        for slot in GROUPS[group]:
            setattr(row, slot, True)
    return row
