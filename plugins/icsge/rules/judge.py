"""Judging a record: what it breaks, errors first; what only waits; and what nobody but the Ministry can know."""

from __future__ import annotations

from datetime import date

from plugins.agreements import judge as judge_alone
from plugins.icsge.rules.closures import CLOSURES
from plugins.icsge.rules.csss import AGREEMENTS, PERIODS
from plugins.icsge.rules.facts import (
    AgreementFacts,
    ClosedDay,
    ClosureFacts,
    DayFacts,
    FileFacts,
    PeriodFacts,
    offered,
)
from plugins.icsge.rules.identity import IDENTITY
from plugins.icsge.rules.people import PEOPLE
from plugins.icsge.rules.table import ERROR, Broken, errors_first

ONLY_THE_MINISTRY = frozenset({f"ICSGE-R{number:02d}" for number in (4, 5, 6, 11, 12, 15, 25)})
"""The rules that look at the civil register or at what the Ministry holds: a prevalidation cannot judge them."""


def judge_file(facts: FileFacts) -> list[Broken]:
    """What a parent-child file breaks (ICSGE-R01 to R25)."""
    return errors_first([*IDENTITY.judge(facts), *PEOPLE.judge(facts)])


def judge_agreement(facts: AgreementFacts) -> list[Broken]:
    """What an agreement breaks (ICSGE-R26 to R58, R64)."""
    return errors_first([*AGREEMENTS.judge(facts), *judge_alone(facts.agreement)])


def judge_period(facts: PeriodFacts) -> list[Broken]:
    """What a period of reserved places breaks (ICSGE-R59 to R63)."""
    return PERIODS.judge(facts)


def judge_closures(facts: ClosureFacts) -> list[tuple[date | None, Broken]]:
    """What the days of a calendar break (ICSGE-R65 to R71), each with its day; None for the calendar as a whole."""
    if facts.is_office:
        whole = DayFacts(facts, ClosedDay(date.min, offered(facts.care)))
        return [(None, each) for each in CLOSURES.judge(whole) if each.rule.name == "ICSGE-R65"]
    seen, found = set(), []
    for closed in facts.days:
        found += [(closed.day, each) for each in judge_day(DayFacts(facts, closed, closed.day in seen))]
        seen.add(closed.day)
    return sorted(found, key=lambda pair: pair[1].severity != ERROR)


def judge_day(facts: DayFacts) -> list[Broken]:
    """What one day of closure breaks."""
    return CLOSURES.judge(facts)


def waits(broken: Broken, facts: FileFacts | AgreementFacts) -> bool:
    """Whether what is missing is only awaited: a NIREC, a postal code, a sort held here (ICSGE-R01, R19, R56, R91)."""
    if broken.rule.name in ("ICSGE-R01", "ICSGE-R56"):
        return True
    return broken.rule.name == "ICSGE-R19" and isinstance(facts, FileFacts) and not facts.address.postal_code.strip()
