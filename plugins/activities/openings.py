"""The days on which a service could be booked for somebody, whatever the deadline and the places."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from plugins.activities.conditions import first_refusal
from plugins.activities.facts import Cell, Facts
from plugins.activities.weeks import days_of


def open_days(facts: Facts, participant: int, service: int) -> Iterator[date]:
    """Those of the facts on which the person is in a class and entitled, and the service runs."""
    for day in days_of(facts.first, facts.last):
        refusal = first_refusal(facts, Cell(participant, service, day), True)
        if refusal is None or refusal.name == "place":
            yield day
