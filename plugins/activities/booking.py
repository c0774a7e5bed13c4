"""Booking days one by one: into the cart, from the cart to booked, and away again (ACT-R14, POR-R14)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from peewee import IntegrityError

from core.api import Obstacle, Refused, Stale, _, create, fire, prose_date, write_transaction
from plugins.activities.conditions import why_not
from plugins.activities.deadlines import is_late
from plugins.activities.effects import hold_places
from plugins.activities.facts import Cell, Facts
from plugins.activities.guards import cell_of
from plugins.activities.models import Booking, Participant, Service


@dataclass(frozen=True)
class Line:
    """A cell of a cart that could not be booked, and why."""

    cell: Cell
    who: str
    service: str
    reasons: tuple[Obstacle, ...]

    def __str__(self):
        said = " ".join(str(each.text) for each in self.reasons)
        return str(_("%(who)s, %(service)s, %(day)s : %(said)s", who=self.who, service=self.service,
                     day=prose_date(self.cell.day), said=said))


@dataclass
class Saved:
    """What became of a cart: what is booked now, and the lines that stay in the cart with their reasons."""

    booked: list[Booking] = field(default_factory=list)
    refused: list[Line] = field(default_factory=list)


def live(cell: Cell) -> Booking | None:
    """The booking that holds a cell."""
    return Booking.select().where(Booking.participant == cell.participant, Booking.service == cell.service,
                                  Booking.day == cell.day, Booking.is_live()).first()


def toggle(cell: Cell, user, *, seen: str | None = None) -> str:
    """Put an empty cell in the cart, take it out again, cancel a booking; returns the new state, "" for an empty cell.

    `seen`: the state that the person saw: a second click on the way, or somebody else's, then changes nothing. Raises
    Refused with the obstacles, or what she may not see is NotFound.
    """
    Participant.find_for(user, cell.participant)
    Service.find_for(user, cell.service)
    found = live(cell)
    state = found.state if found else ""
    if seen is not None and seen != state:
        return state
    if found is None:
        return put(cell, user).state
    if found.state == "cart":
        fire(found, "drop", user)
        return ""
    cancel(found, user)
    return ""


def put(cell: Cell, user, origin: str = "office") -> Booking:
    """A new line of the cart; raises Refused with what stands against it."""
    return born(cell, "put", user, origin)


def born(cell: Cell, transition: str, user, origin: str, **inputs) -> Booking:
    """A new booking by one of its creating transitions, in the class of that day."""
    with write_transaction():
        facts = Facts.load([cell.participant], [cell.service], cell.day, cell.day)
        class_group = facts.class_of(cell.participant, cell.day)
        if class_group is None:
            raise refused(why_not(facts, cell, user))
        new = Booking(participant=cell.participant, service=cell.service, class_group=class_group, day=cell.day,
                      origin=origin)
        new.known = facts
        try:
            return create(new, transition, user, **inputs)
        except IntegrityError:
            raise Refused(_("Quelqu’un d’autre vient de prendre cette case."),
                          _("Rechargez la page pour voir ce qu’elle est.")) from None


def save_cart(participants: Collection[int], user, *, whole: bool = False) -> Saved:
    """Book what lies in the carts of these participants (ACT-R14): each line is judged again, then booked or told.

    `whole`: all lines or none; Refused then says which are in the way. Paying ahead, the account is debited (ACT-R15).
    """
    with write_transaction():
        mine = _in_carts(participants, user)
        saved = Saved()
        if not mine:
            return saved
        hold_places({each.service_id for each in mine})
        facts = Facts.load({each.participant_id for each in mine}, {each.service_id for each in mine},
                           min(each.day for each in mine), max(each.day for each in mine))
        for each in mine:
            _save(each, facts, user, saved)
        if whole and saved.refused:
            raise Refused(_("Rien n’est enregistré : %(lines)s", lines=" ".join(map(str, saved.refused))),
                          _("Retirez ces lignes du panier, ou corrigez ce qui les empêche."),
                          obstacles=[reason for line in saved.refused for reason in line.reasons])
    return saved


def empty_cart(participants: Collection[int], user) -> int:
    """Take everything out of the carts of these participants; how many lines there were."""
    with write_transaction():
        mine = _in_carts(participants, user)
        for each in mine:
            fire(each, "drop", user)
    return len(mine)


def cancel(booking: Booking, user, reason: str = "") -> Booking:
    """Cancel a booking: in time it is given back, after the deadline it stays due and asks for the right to."""
    late = (booking.state == "booked" and is_late(booking.service, booking.day, cancelling=True)
            and user.can("activities.override", booking))
    return fire(booking, "cancel_late" if late else "cancel", user, reason=reason)


def refused(obstacles: list[Obstacle]) -> Refused:
    """A refusal that says what stands in the way."""
    return Refused(_("Ce jour ne peut pas être réservé : %(reasons)s",
                     reasons=" ".join(str(each.text) for each in obstacles)), obstacles=obstacles)


def carts(participants: Collection[int], user, first: date | None = None, last: date | None = None):
    """The lines in the carts of these participants: a query."""
    query = Booking.visible_to(user).where(Booking.participant << list(participants), Booking.state == "cart",
                                           Booking.is_pending())
    return query.where(Booking.day.between(first, last)) if first and last else query


def _in_carts(participants: Collection[int], user) -> list[Booking]:
    """In one order for everybody, so that two clerks who save at once never wait for each other in turn."""
    return list(carts(participants, user).order_by(Booking.class_group, Booking.service, Booking.day, Booking.id))


def _save(booking: Booking, facts: Facts, user, saved: Saved) -> None:
    cell, booking.known = cell_of(booking), facts
    reasons = why_not(facts, cell, user) or _confirm(booking, user)
    if reasons:
        who, service = facts.people[cell.participant].name, facts.services[cell.service].label
        saved.refused.append(Line(cell, who, service, tuple(reasons)))
        return
    facts.take(cell)
    saved.booked.append(booking)


def _confirm(booking: Booking, user) -> list[Obstacle]:
    """What still stands in the way: a right that is lacking, or somebody who was faster."""
    try:
        fire(booking, "confirm", user)
    except (Refused, Stale) as problem:
        return [Obstacle(problem.message, problem.remedy)]
    return []
