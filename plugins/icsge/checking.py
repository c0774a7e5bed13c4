"""Closure days and reserved periods as the rules look at them, and what the rules say (ICSGE-R59 to R71)."""

from __future__ import annotations

from datetime import date

from plugins.agreements import SLOTS
from plugins.icsge.closures import ClosureBatch, ClosureDay, expected
from plugins.icsge.csss import CsssPeriod, bounds, most_children
from plugins.icsge.rules.facts import ClosedDay, ClosureFacts, PeriodFacts
from plugins.icsge.rules.judge import judge_closures, judge_period


def closure_facts(batch: ClosureBatch, rows: list[ClosureDay]) -> ClosureFacts:
    """A batch and its days."""
    children = expected(batch.component, rows)
    days = tuple(ClosedDay(row.day, row.slots, row.office_open, row.care_open, row.reason, children[row.day])
                 for row in rows)
    return ClosureFacts(batch.year, batch.component.is_office, batch.component.care, days)


def closure_messages(batch: ClosureBatch) -> list[tuple[date | None, object]]:
    """Each rule that a day of the batch breaks, with the day: errors first."""
    return judge_closures(closure_facts(batch, batch.rows()))


def period_facts(period: CsssPeriod) -> PeriodFacts:
    """A period, and the others of its component that count."""
    first, last = bounds(period.financial_year)
    others = CsssPeriod.select().where(
        CsssPeriod.component == period.component_id, CsssPeriod.id != (period.id or 0),
        CsssPeriod.starts_on.between(first, last), CsssPeriod.state.not_in(("withdrawn", "closed")))
    return PeriodFacts(*alone(period), others=tuple(PeriodFacts(*alone(each)) for each in others),
                       permit_places=period.component.places, most_children=most_children(period))


def alone(period: CsssPeriod) -> tuple:
    """Its own five fields, in the order of the grid."""
    return period.starts_on, period.ends_on, period.days_per_week, period.places, period.age_code


def period_messages(period: CsssPeriod) -> list:
    """Each rule that the period breaks: errors first."""
    return judge_period(period_facts(period))


def offered_slots(component) -> list[str]:
    """The slots that the grid asks about: those of the daytime, and of the care that the component offers."""
    return [slot for slot in SLOTS if slot in ("am", "pm") or slot[:-1] in component.care]
