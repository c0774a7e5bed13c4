"""What happened this week: the transitions that the journal tells, by region, whatever came after."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from core.api import NEVER, fn, journal, local, utcnow
from plugins.mes.models import Request
from plugins.mes.workflow import RequestFlow
from plugins.mes.years import ReferenceYear

MOVES = {RequestFlow.submit.full_name: "received", RequestFlow.resubmit.full_name: "received",
         RequestFlow.return_with_comments.full_name: "returned", RequestFlow.declare_compliant.full_name: "compliant"}
"""The transitions that are counted, and as what: transmitted twice is received twice."""
KINDS = tuple(dict.fromkeys(MOVES.values()))
TRANSMITTED = tuple(name for name in RequestFlow.states if name != "draft")


def monday() -> datetime:
    """Monday at midnight, where the reader works."""
    now = local(utcnow())
    return (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)


def moves(scope, year: ReferenceYear) -> dict[str, Counter]:
    """How often requests of this scope were received, returned and declared compliant since Monday, by region.

    Only those whose state changed since then are looked up in the journal: nothing happened this week to the others.
    The outer join keeps them first, and the year is looked at last: SQLite would walk the whole journal, or the year.
    """
    found: dict[str, Counter] = defaultdict(Counter)
    if scope is NEVER:
        return found
    entry, since = journal.Entry, monday()
    told = (entry.kind == "mes.request") & (entry.record == Request.id) & (entry.at >= since) \
        & (entry.action << list(MOVES))
    rows = (Request.select(Request.region, Request.reference_year, entry.action, fn.COUNT(entry.id))
            .join(entry, "LEFT OUTER JOIN", on=told)
            .where(scope, Request.state << list(TRANSMITTED), Request.state_since >= since)
            .group_by(Request.region, Request.reference_year, entry.action).tuples())
    for region, start, action, count in rows:
        if action and start == year.start:
            found[region][MOVES[action]] += int(count)
    return found
