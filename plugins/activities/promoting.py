"""Who waits gets the place that is freed, the oldest first (ACT-R23)."""

from __future__ import annotations

from datetime import date

from core.api import SYSTEM, Refused, Stale, fire, today
from plugins.activities.models import Booking, ClassGroup


def promote(service: int, day: date, establishment: int | None = None) -> list[Booking]:
    """Give the free places of a day to those who wait for them; who may no more is passed over."""
    query = Booking.select().where(Booking.state == "waiting", Booking.is_pending(), Booking.service == service,
                                   Booking.day == day)
    if establishment is not None:
        query = query.where(Booking.class_group << ClassGroup.select(ClassGroup.id).where(
            ClassGroup.establishment == establishment))
    done = []
    for each in list(query.order_by(Booking.state_since, Booking.id)):
        try:
            done.append(fire(each, "promote", SYSTEM))
        except (Refused, Stale):
            continue
    return done


def promote_all() -> int:
    """The same for every day to come: what closures, acts on many and new places freed; how many were promoted."""
    days = (Booking.select(Booking.service, Booking.day).where(
        Booking.state == "waiting", Booking.is_pending(), Booking.day >= today())
        .distinct().order_by(Booking.day, Booking.service).tuples())
    return sum(len(promote(service, day)) for service, day in list(days))
