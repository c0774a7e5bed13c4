"""What the rules of an agreement look at: plain values, so that our pages, a prevalidation of thousands and a server
that only received a message all judge by the same rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from plugins.agreements.schedule import Schedule

SUBSIDISED = ("cpe", "subsidised", "office")


@dataclass(frozen=True)
class Period:
    """Another agreement: its number, its days, and its schedule where it matters."""

    number: str
    starts_on: date
    ends_on: date | None = None
    schedule: Schedule | None = None


@dataclass(frozen=True)
class Facts:
    """An agreement, its child, its installation and its neighbours.

    `others`: the agreements of the same file that count. `sibling`: those of the other parent's file in a shared
    custody, `custody` says which. `kept_infant_day`: the last day of the nursery that was once written. `care`: the
    groups of slots beyond the daytime that the installation offers. `exception`: why more than twenty days in four
    weeks, or nothing.
    """

    starts_on: date
    ends_on: date | None
    schedule: Schedule
    birth_date: date
    nature: str = "cpe"
    is_replacement: bool = False
    varies: bool = False
    ecp: bool = False
    csss: bool = False
    transitional: bool = False
    infant: bool = False
    infant_last_day: date | None = None
    kept_infant_day: date | None = None
    disability: bool = False
    exception: str = ""
    signed: bool = False
    printed_differs: bool = False
    care: frozenset[str] = frozenset()
    custody: str = "none"
    others: tuple[Period, ...] = ()
    sibling: tuple[Period, ...] = ()
    held_types: frozenset[str] = frozenset()
    settings: Mapping[str, int] = field(default_factory=dict)

    @property
    def subsidised(self) -> bool:
        """Whether the Ministry pays for the place."""
        return self.nature in SUBSIDISED
