"""What families tell the other plugins."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from core.api import hookspec

if TYPE_CHECKING:
    from core.api import Organisation
    from plugins.families.models import Child, Guardian, Household


@hookspec
def child_leaves(child: Child, installation: Organisation, last_day: date, user) -> object:
    """React to a child whose service in an installation ends on `last_day`, in the transaction that records it.

    Return a sentence for the person who recorded it, or None. The same departure may be told again with another day.
    """


@hookspec
def archive_consequences(person: Household | Guardian | Child, day: date) -> object:
    """Say what archiving this household, adult or child takes away from `day` on: sentences with their counts.

    Shown before the question is answered. What refuses it is said by `transition_obstacle`, what is done by
    `transition_done`: they are given the transitions `families.household.archive` and `.unarchive`, and those of
    `families.guardian` (also `.open_registrations` and `.close_registrations`) and of `families.child`.
    """
