"""What is foreseen for one invented request, before it is lived through."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.api import Organisation
from plugins.families import Child
from plugins.mes.models import Request
from plugins.mes.years import ReferenceYear


@dataclass(frozen=True)
class Remark:
    """A comment of the Ministry, the change that answers it, and the service's word."""

    anchor: str
    text: str
    change: dict[str, Any] = field(default_factory=dict)
    reply: str = ""


@dataclass
class Plan:
    """The days of a life: what is None does not happen. `corrected`: how many of the remarks are ticked.

    `end` is departure or year; `pending`: a remark written and not sent. `touched`: the last change of a draft, or
    the day the Ministry gave a transmitted request to somebody.
    """

    service: str
    year: ReferenceYear
    kind: str
    created: date
    touched: date | None = None
    submitted: date | None = None
    returned: date | None = None
    resubmitted: date | None = None
    compliant: date | None = None
    closed: date | None = None
    reopened: date | None = None
    end: str = ""
    number: int = 0
    filled: bool = True
    attested: bool = False
    slots: tuple[str, ...] = ()
    answers: dict[str, Any] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    corrected: int = 0
    pending: Remark | None = None
    child_name: str = ""
    child: Child | None = None
    installation: Organisation | None = None
    previous: Plan | None = None
    request: Request | None = None
    by_worker: bool = False
    """Whether the archived PDF is left to the real job instead of a small stand-in."""
