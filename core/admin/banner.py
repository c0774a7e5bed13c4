"""The numbers beside the lists in the banner: one statement for all the lists of a view, or that of its own page."""

from __future__ import annotations

from flask import g

from core.admin.asked import Asked, RecordList
from core.admin.lists import all_of, conditions, counted
from core.records import NEVER

MOST = 999
"""Past this many, no number is shown."""


def count(view, shown: RecordList, user) -> int | None:
    """How many records a list has, for the banner: one statement for all the lists of a view; none past a thousand."""
    if view.key not in known():
        wanted = scopes(view, user)
        known()[view.key] = dict(zip(wanted, counted(view.model, list(wanted.values())), strict=True))
    number = known()[view.key].get(shown.name, 0)
    return number if number <= MOST else None


def known() -> dict[str, dict[str, int]]:
    """The counts of the lists, by view and name, known in this request."""
    return g.setdefault("banner_counts", {})


def scopes(view, user) -> dict[str, tuple]:
    """The conditions of the lists that are counted in the banner."""
    found = {each.name: conditions(view, each, Asked(), user) for each in view.lists if each.menu and each.counted}
    return {name: (all_of(held), MOST) for name, held in found.items() if not held or held[0] is not NEVER}
