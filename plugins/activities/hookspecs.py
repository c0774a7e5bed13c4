"""What activities ask of the plugin that bills, and what they tell it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING

from core.api import hookspec

if TYPE_CHECKING:
    from plugins.activities.facts import Cell
    from plugins.activities.models import Booking


@hookspec
def payers_of(participants: Collection[int], services: Collection[int], first: date,
              last: date) -> Mapping[Cell, str]:
    """Say who pays for each participant, service and day: a name; nobody where a cell is missing.

    All cells are asked at once: answer in a query or two.
    """


@hookspec
def credit_of(bookings: Collection[int]) -> int | None:
    """Say how many cents would be credited if these bookings, by their numbers, were taken away. Writes nothing."""


@hookspec
def booking_placed(bookings: Collection[Booking], user) -> None:
    """React to bookings that were just made or promoted, in their transaction: debit an account that is prepaid."""


@hookspec
def booking_removed(bookings: Collection[Booking], user) -> None:
    """React to bookings that were just cancelled, closed or deleted, in their transaction: credit what was paid."""
