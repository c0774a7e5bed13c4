"""What families tell the other plugins."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from core.api import hookspec

if TYPE_CHECKING:
    from core.api import Organisation
    from plugins.families.models import Child


@hookspec
def child_leaves(child: Child, installation: Organisation, last_day: date, user) -> object:
    """React to a child whose service in an installation ends on `last_day`, in the transaction that records it.

    Return a sentence for the person who recorded it, or None. The same departure may be told again with another day.
    """
