"""What the clock does to bookings: forgotten carts are emptied, freed places are given."""

from __future__ import annotations

from core.api import SYSTEM, Refused, Stale, _, fire, job, utcnow
from plugins.activities.guards import CART_LASTS
from plugins.activities.models import Booking
from plugins.activities.promoting import promote_all

AT_ONCE = 5000


@job("activities.empty_carts", title=_("Paniers oubliés"), every="7 * * * *")
def empty_carts(progress) -> dict:
    """Take away what has lain in a cart for 24 hours; safe again."""
    old = Booking.select().where(Booking.state == "cart", Booking.is_pending(),
                                 Booking.state_since <= utcnow() - CART_LASTS).order_by(Booking.state_since)
    emptied = 0
    for each in list(old.limit(AT_ONCE)):
        try:
            fire(each, "expire", SYSTEM)
            emptied += 1
        except (Refused, Stale):
            continue
        progress.step(emptied)
    return {"emptied": emptied}


@job("activities.promote", title=_("Places libérées"), every="*/10 * * * *")
def promote(progress) -> dict:
    """Give the free places to those who wait; safe again."""
    return {"promoted": promote_all()}
