"""The waiting list: the oldest gets the place that is freed (ACT-R23)."""

from __future__ import annotations

from datetime import date

from core.api import fire, write_transaction
from plugins.activities.booking import born, live
from plugins.activities.facts import Cell
from plugins.activities.models import Booking, Participant, Service


def queue(cell: Cell, user, origin: str = "office") -> Booking:
    """Put somebody on the waiting list of a full day; raises Refused while a place is left."""
    Participant.find_for(user, cell.participant)
    Service.find_for(user, cell.service)
    with write_transaction():
        found = live(cell)
        if found is None:
            found = born(cell, "put", user, origin)
        return fire(found, "queue", user)


def waiting(user, first: date, last: date):
    """Those who wait, oldest first for each day and service: a query of what the person may see."""
    return Booking.visible_to(user).where(Booking.state == "waiting", Booking.is_pending(),
                                          Booking.day.between(first, last)).order_by(
        Booking.day, Booking.service, Booking.state_since, Booking.id)

