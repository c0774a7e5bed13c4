"""Who waits gets the place that is freed, the oldest first (ACT-R23)."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from operator import itemgetter

from core.api import SYSTEM, Refused, Stale, fire, in_zone, today
from plugins.activities.models import Booking, ClassGroup, Service


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
    rows = (Booking.select(Booking.service, Booking.day).where(Booking.state == "waiting", Booking.is_pending())
            .distinct().order_by(Booking.service, Booking.day).tuples())
    promoted = 0
    for service, waited in groupby(list(rows), key=itemgetter(0)):
        with in_zone(Service.get_by_id(service).organisation.inherited("time_zone")):
            promoted += sum(len(promote(service, day)) for _service, day in waited if day >= today())
    return promoted
