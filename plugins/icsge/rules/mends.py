"""Corrections in one click: what a field would become (ICSGE-R02, R21, R43, R44)."""

from __future__ import annotations

import re
from dataclasses import replace

from plugins.agreements import Day, Schedule
from plugins.icsge.rules.people import FLAT_FIRST

NOON = 12 * 60


def nirec(typed: str) -> str | None:
    """The thirteen digits of a NIREC pasted with spaces, hyphens or points; None when they are not thirteen."""
    signs = re.sub(r"[\s.\u2010-\u2015-]", "", typed)
    return signs if re.fullmatch(r"[0-9]{13}", signs) and signs != typed else None


def street(typed: str) -> str | None:
    """« 2-147 rue des Patriotes » as « 147 rue des Patriotes App 2 »; None when no flat comes first."""
    found = FLAT_FIRST.fullmatch(typed)
    if found is None:
        return None
    return f"{found['number']}{found['rest'].rstrip()} App {found['flat'].upper()}"


def weeks(schedule: Schedule) -> Schedule | None:
    """Two weeks alike as one; None when they differ."""
    return schedule.collapsed() if schedule.repeats else None


def halves(schedule: Schedule) -> Schedule | None:
    """Each unnamed half day as AM or PM, by its hours; None when the hours of one do not say it."""
    named = [[_named(day) for day in week] for week in schedule.weeks]
    if any(day is None for week in named for day in week):
        return None
    made = Schedule(tuple(tuple(week) for week in named))
    return made if made != schedule else None


def _named(day: Day) -> Day | None:
    if not day.half:
        return day
    if day.begins is None or day.ends is None:
        return None
    slot = "am" if day.begins + day.ends < 2 * NOON else "pm"
    return None if slot in day.slots else replace(day, slots=day.slots | {slot}, half=False)
