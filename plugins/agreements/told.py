"""A schedule in words, for the page and for the paper."""

from __future__ import annotations

from core.api import _
from plugins.agreements.schedule import DAYS, SLOTS, Day, Schedule
from plugins.agreements.typing import clock_of

Line = tuple[object, str, str]


def weeks_told(schedule: Schedule) -> list[tuple[object, list[Line]]]:
    """For each week its title, and (day, slots, hours) of each day of attendance."""
    one = len(schedule.weeks) == 1
    return [(_("Chaque semaine") if one else _("Semaine %(number)s", number=rank + 1),
             [(DAYS[weekday], slots_told(day), hours_told(day)) for weekday, day in enumerate(week) if day.attends])
            for rank, week in enumerate(schedule.weeks)]


def slots_told(day: Day) -> str:
    """« AM, PM »; an unnamed half day says so (ICSGE-R44)."""
    named = [str(label) for slot, label in SLOTS.items() if slot in day.slots]
    return ", ".join([*named, *([str(_("demi-journée à préciser"))] if day.half else [])])


def hours_told(day: Day) -> str:
    """« 07:30 – 16:30 », or nothing."""
    return f"{clock_of(day.begins)} – {clock_of(day.ends)}" if day.hours is not None else ""
