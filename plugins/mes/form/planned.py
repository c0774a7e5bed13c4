"""Planned days: what the period, the days a week, the child’s agreement and the closure days give (MES-R32)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from core.api import _, ngettext, prose_date, running
from plugins.mes.models import Request

Attendance = Mapping[date, Decimal]
"""The hours planned for each day that the child attends; closure days are not in it."""


@dataclass(frozen=True)
class Planned:
    """A computed number of days, and how it came about."""

    days: int
    how: object


def period_problem(request: Request, name: str, values: Mapping[str, Any]) -> object:
    """The support lies within the reference year and ends after it begins (1.13); None for any other field."""
    if name not in ("support_from", "support_until"):
        return None
    day, year = values[name], request.year
    if not year.first_day <= day <= year.last_day:
        return _("Cette date n’est pas de l’année de référence : du %(first)s au %(last)s.",
                 first=prose_date(year.first_day), last=prose_date(year.last_day))
    start = values.get("support_from")
    if name == "support_until" and start and day < start:
        return _("La fin du soutien précède son début.")
    return None


def in_order(request: Request, values: Mapping[str, Any]) -> bool:
    """Whether the period is there and within the reference year."""
    return all(values.get(name) and not period_problem(request, name, values)
               for name in ("support_from", "support_until"))


def attendance(request: Request, first: date, last: date) -> Attendance | None:
    """What the child’s agreement says of these days, from the plugin that keeps agreements; None when none does."""
    found = running().host.call("child_attendance", child=request.child, installation=request.installation,
                                first=first, last=last)
    return next((answer for _plugin, answer in found), None)


def days_problem(days: Decimal, known: Attendance | None) -> object:
    """The days a week are not more than those of the child’s agreement (MES-R30); nothing when there is none."""
    weeks: dict[tuple[int, int], int] = {}
    for day in known or ():
        weeks[day.isocalendar()[:2]] = weeks.get(day.isocalendar()[:2], 0) + 1
    most = max(weeks.values(), default=0)
    if not most or days <= most:
        return None
    return ngettext("L’entente de service prévoit %(num)s jour par semaine.",
                    "L’entente de service prévoit %(num)s jours par semaine.", most)


def computed(request: Request, values: Mapping[str, Any]) -> Planned | None:
    """The planned days of these answers; None while the period or the days a week are missing or wrong."""
    first, last, days = values.get("support_from"), values.get("support_until"), values.get("days_per_week")
    if not in_order(request, values):
        return None
    known = attendance(request, first, last)
    if known is not None:
        return Planned(sum(first <= day <= last for day in known),
                       _("D’après l’entente de service et le calendrier de fermeture."))
    if not days or not 0 < days <= 7:
        return None
    return Planned(counted(first, last, days), _("%(days)s jours par semaine, du %(first)s au %(last)s.",
                                                 days=f"{days.normalize():f}".replace(".", ","),
                                                 first=prose_date(first), last=prose_date(last)))


def counted(first: date, last: date, days: Decimal) -> int:
    """Days a week over a period: a share of its weekdays up to five days a week, of all its days above."""
    span = (last - first).days + 1
    weekdays = sum((first + timedelta(days=n)).weekday() < 5 for n in range(span))
    share = weekdays * days / 5 if days <= 5 else span * days / 7
    return int(share.quantize(Decimal(1), ROUND_HALF_UP))
