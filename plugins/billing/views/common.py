"""What the pages of billing share: the way back to a sheet, the version that was seen, weeks told by their dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from flask import flash, redirect, request as http, url_for
from wtforms.validators import InputRequired

from core.api import Stale, _
from plugins.activities import WeekCriterion, days_of, monday
from plugins.families import Guardian

READ, RULES = "billing.read", "billing.rules"
REQUIRED = InputRequired(_("Ce champ est obligatoire."))
YEAR_OF_WEEKS = timedelta(days=370)


def sheet(guardian: Guardian) -> str:
    """Where her card « Règles de facturation » is."""
    return f"{url_for('families_guardian.record', id=guardian.id)}#facturation"


def back_with(guardian: Guardian, said: object, warnings: Iterable[object] = ()):
    """Back to the sheet, with what was done and what one should know."""
    flash(said, "success")
    for each in warnings:
        flash(each, "warning")
    return redirect(sheet(guardian), 303)


def refuse_old(record) -> None:
    """Refuse what was decided on an older version of a record."""
    if http.form.get("version") != str(record.version):
        raise Stale(record, _("Cette règle a changé depuis que vous l’avez ouverte : rien n’a été fait."),
                    _("Rechargez la page pour voir où elle en est."))


def weeks_meant(first: date, last: date | None, weeks: WeekCriterion) -> list[tuple[int, date, date]]:
    """The weeks that a criterion means, by number, first day and last day: within a year (ACT-R09)."""
    until = min(last or first + YEAR_OF_WEEKS, first + YEAR_OF_WEEKS)
    found: dict[date, list[date]] = {}
    for day in days_of(first, until, criterion=weeks):
        found.setdefault(monday(day), []).append(day)
    return [(start.isocalendar().week, days[0], days[-1]) for start, days in found.items()]


def jumps(first: date, last: date | None, weeks: WeekCriterion) -> list[int]:
    """The years of 53 weeks within the rule, after which « one week in two by number » has two odd weeks running."""
    if weeks.kind not in ("even", "odd"):
        return []
    until = min(last or first + YEAR_OF_WEEKS, first + YEAR_OF_WEEKS)
    return [year for year in range(first.year, until.year + 1)
            if date(year, 12, 28).isocalendar().week == 53 and first <= date(year, 12, 31) < until]
