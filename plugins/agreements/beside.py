"""The cycles of both parents side by side, colliding cells told in words (ICSGE-R53)."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.agreements.gathering import COUNTED
from plugins.agreements.models import ServiceAgreement
from plugins.agreements.rules import meet
from plugins.agreements.schedule import Day, beside
from plugins.agreements.told import slots_told


@dataclass(frozen=True)
class Line:
    """One day of the cycle: its name, what each parent plans, and the slots that both take, in words."""

    title: object
    mine: str
    theirs: str
    both: str


@dataclass(frozen=True)
class Beside:
    """An agreement and the other parent's of the same time; `other` None when there is none."""

    agreement: ServiceAgreement
    other: ServiceAgreement | None
    lines: list[Line]


def both_parents(agreement: ServiceAgreement) -> Beside:
    """The agreement beside the other parent's."""
    other = _other(agreement)
    if other is None:
        return Beside(agreement, None, [])
    longer = max(agreement.planned, other.planned, key=lambda each: len(each.weeks))
    lines = [Line(longer.name_of(week, day), slots_told(mine), slots_told(theirs),
                  slots_told(Day(mine.slots & theirs.slots)))
             for week, day, mine, theirs in beside(agreement.planned, other.planned) if mine.attends or theirs.attends]
    return Beside(agreement, other, lines)


def _other(agreement: ServiceAgreement) -> ServiceAgreement | None:
    """The other parent's agreement that runs at the same time, drafts too."""
    rows = ServiceAgreement.select().where(
        ServiceAgreement.file == agreement.file.sibling_id, ServiceAgreement.state << ("draft", *COUNTED)).order_by(
        ServiceAgreement.starts_on.desc(), ServiceAgreement.id.desc())
    return next((each for each in rows if meet(agreement.starts_on, agreement.ends_on, each.starts_on, each.ends_on)),
                None)
