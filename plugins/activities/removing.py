"""Bookings of people who leave, are archived or change class: taken away or moved together, invoiced ones kept."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date

from core.api import masses, running
from plugins.activities import acts
from plugins.activities.acts import Step
from plugins.activities.models import OCCUPYING, Booking, BulkAct, ClassGroup, Offer, Participant
from plugins.activities.promoting import promote
from plugins.activities.room import refuse_full_days

FREE = ("booked", "waiting")
"""The states from which a booking goes away; what was attended or missed stays, for it happened."""


@dataclass
class Outlook:
    """What goes: bookings, lines of carts; `invoiced` and `marked` stay. `credit`: cents, None when nobody bills."""

    steps: list[Step] = field(default_factory=list)
    carts: list[Step] = field(default_factory=list)
    invoiced: int = 0
    marked: int = 0
    credit: int | None = None

    @property
    def count(self) -> int:
        return len(self.steps)


@dataclass(frozen=True)
class Reach:
    """Which bookings: from a day on, until (None: without end), of which services (None: all).

    `spares`: says of a day that its bookings stay.
    """

    first: date
    last: date | None = None
    services: Collection[int] | None = None
    spares: Callable[[date], bool] = lambda day: False


def look(participants: Collection[int], reach: Reach) -> Outlook:
    """What would be taken away from these participants. Writes nothing."""
    found = Outlook()
    for each in _live(participants, reach):
        number, who, service, group, day, state, version, line = each
        step = Step(number, who, service, group, day.isoformat(), state, "cancelled", version + 1)
        if line is not None:
            found.invoiced += 1
        elif state == "cart":
            found.carts.append(step._replace(target=None))
        elif state in FREE:
            found.steps.append(step)
        else:
            found.marked += 1
    ids = [step.id for step in found.steps]
    answers = running().host.call("credit_of", bookings=ids) if ids else []
    found.credit = sum(cents for _plugin, cents in answers) if answers else None
    return found


def withdraw(participants: Collection[int], reach: Reach, user, reason: object) -> Outlook:
    """Take them away, in the caller's transaction: journal, counters, who bills, who waits."""
    found = look(participants, reach)
    remove(found, user, reason)
    return found


def remove(found: Outlook, user, reason: object) -> None:
    """Cancel what an outlook says, and empty its carts."""
    acts.move(found.steps)
    masses.gone(Booking, [step.id for step in found.carts])
    acts.count((step.class_group, step.source, None) for step in found.carts)
    acts.tell(user, "activities.booking.cancel", BulkAct(label=str(reason)),
              ((step.participant, step.service, step.class_group, step.day) for step in found.steps))
    acts.tell_plugins("booking_removed", [step.id for step in found.steps], user)
    for service, day in sorted({(step.service, step.day) for step in found.steps if step.source == "booked"}):
        promote(service, date.fromisoformat(day))


def follow(participant: Participant, class_group: ClassGroup, reach: Reach, user) -> tuple[int, Outlook]:
    """Let bookings follow somebody to another class; those that it is not offered are cancelled. How many moved.

    Raises Refused when the places of another establishment would be exceeded.
    """
    offered = {service for (service,) in Offer.select(Offer.service).where(
        Offer.class_group == class_group.id).tuples()}
    rows = list(_live([participant.id], reach))
    lost = {row[2] for row in rows} - offered
    removed = withdraw([participant.id], replace(reach, services=lost), user, class_group)
    moving = [row for row in rows if row[2] in offered and row[7] is None]
    ids = [row[0] for row in moving]
    Booking.update(class_group=class_group.id, version=Booking.version + 1).where(Booking.id << ids).execute()
    acts.count((group, state, None) for _id, _who, _service, group, _day, state, *_rest in moving)
    acts.count((class_group.id, None, row[5]) for row in moving)
    here = {number for (number,) in ClassGroup.select(ClassGroup.id).where(
        ClassGroup.establishment == class_group.establishment_id).tuples()}
    refuse_full_days(class_group, [(row[2], row[4]) for row in moving if row[5] in OCCUPYING and row[3] not in here])
    return len(ids), removed


def _live(participants: Collection[int], reach: Reach) -> list[tuple]:
    """The live bookings: number, participant, service, class, day, state, version, invoice line."""
    query = Booking.select(Booking.id, Booking.participant, Booking.service, Booking.class_group, Booking.day,
                           Booking.state, Booking.version, Booking.invoice_line).where(
        Booking.participant << list(participants), Booking.day >= reach.first, Booking.is_live())
    query = query if reach.last is None else query.where(Booking.day <= reach.last)
    query = query if reach.services is None else query.where(Booking.service << list(reach.services))
    return [row for row in query.tuples() if not reach.spares(row[4])]
