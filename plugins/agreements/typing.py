"""Hours as people type them, and as they are shown again."""

from __future__ import annotations

import re

from core.api import Refused, _

TIME = re.compile(r"(\d{1,2})\s*(?:[:hH.]\s*(\d{2})?)?")


def minutes_of(typed: str) -> int:
    """Minutes after midnight of « 7:30 », « 7 h 30 » or « 8 ». Raises Refused when it is no hour."""
    found = TIME.fullmatch(typed.strip())
    hours, minutes = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    if hours > 23 or minutes > 59:
        raise Refused(_("L’heure « %(typed)s » ne se lit pas.", typed=typed), _("Écrivez-la comme 7:30."))
    return hours * 60 + minutes


def clock_of(minutes: int | None) -> str:
    """« 07:30 », or nothing; past midnight, the hour of the next day."""
    return "" if minutes is None else f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
