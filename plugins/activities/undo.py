"""Undoing an act on many bookings as one, within a day: what it added goes, what it moved comes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from peewee import SQL

from core.api import Obstacle, _, fn, guard, masses, ngettext
from plugins.activities import acts
from plugins.activities.acts import Step
from plugins.activities.models import (
    GONE,
    Booking,
    BulkAct,
    BulkTrace,
    Enrolment,
    PeriodTarget,
    TypicalWeek,
)
from plugins.families import Placement

SOME = 5000
"""So many bookings are looked at in one query."""
INVOICED, CHANGED, TAKEN = "invoiced", "changed", "taken"


@guard(_("Rien de ce qu’il a fait n’a changé depuis"))
def nothing_changed(act: BulkAct, user):
    """Nothing that it made or moved is invoiced or was changed since, and what would come back finds its place free."""
    found = {INVOICED: 0, CHANGED: 0, TAKEN: 0}
    for added, moved in traced(act):
        for name, number in (*look_at_added(act, added), *look_at_moved(moved)):
            found[name] += number
    return [obstacle for name, number in found.items() if number for obstacle in [refusal(name, number)]]


@guard(_("Personne n’est inscrit ni réservé d’après lui"))
def nothing_stands_on_it(act: BulkAct, user):
    """No booking was made in the classes into which it moved people."""
    number = sum(Booking.select().join(Enrolment, on=(
        (Booking.participant == Enrolment.participant) & (Booking.class_group == Enrolment.class_group)
        & (Booking.day >= Enrolment.starts_on) & (Booking.day <= Enrolment.ends_on))).where(
        Enrolment.id << rows, Booking.is_live()).count() for rows in named(act, "enrolled"))
    if not number:
        return None
    return Obstacle(ngettext("Une réservation a été faite dans les classes où il a inscrit.",
                             "%(num)s réservations ont été faites dans les classes où il a inscrit.", number),
                    _("Annulez ces réservations d’abord."))


GUARDS = (nothing_changed, nothing_stands_on_it)


def refusal(name: str, number: int) -> Obstacle:
    """Why an act is not undone, with how many bookings stand in the way."""
    if name == INVOICED:
        return Obstacle(ngettext("Une de ses réservations est facturée.", "%(num)s de ses réservations sont facturées.",
                                 number), _("Corrigez la facture d’abord, ou les réservations une à une."))
    if name == CHANGED:
        return Obstacle(ngettext("Une de ses réservations a été pointée, annulée ou modifiée depuis.",
                                 "%(num)s de ses réservations ont été pointées, annulées ou modifiées depuis.", number),
                        _("Corrigez les réservations une à une."))
    return Obstacle(ngettext("Un des jours à rétablir a été réservé de nouveau depuis.",
                             "%(num)s des jours à rétablir ont été réservés de nouveau depuis.", number),
                    _("Annulez ces nouvelles réservations d’abord."))


def look_at_added(act: BulkAct, stretches: list[list[int]]) -> Iterator[tuple[str, int]]:
    """What became of the bookings that an act added."""
    for first, last in stretches:
        made = Booking.select(fn.COUNT(Booking.id)).where(Booking.id.between(first, last), Booking.bulk == act.id)
        billed = made.where(Booking.invoice_line.is_null(False)).scalar()
        yield INVOICED, billed
        yield CHANGED, last - first + 1 - billed - made.where(
            Booking.version == 1, Booking.state == "booked", Booking.invoice_line.is_null()).scalar()


def look_at_moved(moved: list[list[Any]]) -> Iterator[tuple[str, int]]:
    """What became of the bookings that an act moved; one that comes back needs its cell free."""
    for start in range(0, len(moved), SOME):
        some = {row[0]: row for row in moved[start:start + SOME]}
        query = Booking.select(Booking.id, Booking.state, Booking.version, Booking.invoice_line).where(
            Booking.id << list(some)).tuples()
        seen = {number: (state, version, line) for number, state, version, line in query}
        billed = {number for number, (_state, _version, line) in seen.items() if line is not None}
        yield INVOICED, len(billed)
        yield CHANGED, sum(number not in billed and seen.get(number, ())[:2] != (row[2], row[3])
                           for number, row in some.items())
        yield TAKEN, taken([number for number, row in some.items() if row[2] in GONE])


def taken(ids: list[int]) -> int:
    """How many of these bookings, that do not count any more, have their cell taken by a live one."""
    other = Booking.alias()
    live = other.state.not_in([SQL(f"'{state}'") for state in GONE])  # in the words of its index
    return Booking.select().join(other, on=(
        (other.participant == Booking.participant) & (other.service == Booking.service) & (other.day == Booking.day)
        & live)).where(Booking.id << ids).count() if ids else 0


def put_back(act: BulkAct, user, inputs) -> None:
    """Take away what the act added, bring back what it moved, and what it made beside the bookings."""
    for added, moved in traced(act):
        withdraw(act, added, user)
        bring_back(act, moved, user)
    TypicalWeek.delete().where(TypicalWeek.bulk == act.id).execute()
    for model, name in ((PeriodTarget, "targets"), (Enrolment, "enrolled"), (Placement, "placed")):
        for rows in named(act, name):
            model.delete().where(model.id << rows).execute()
    for rows in named(act, "stays"):
        for number, first, last in rows:
            place = Placement.get_by_id(number)
            place.starts_on, place.ends_on = date.fromisoformat(first), date.fromisoformat(last) if last else None
            place.save()


def withdraw(act: BulkAct, stretches: list[list[int]], user) -> None:
    """Delete the bookings that the act added; the journal keeps which days they were."""
    gone, ids = [], []
    for first, last in stretches:
        query = Booking.select(Booking.id, Booking.participant, Booking.service, Booking.class_group,
                               Booking.day.cast("text")).where(Booking.id.between(first, last), Booking.bulk == act.id)
        rows = list(query.tuples())
        gone += [row[1:] for row in rows]
        ids += [row[0] for row in rows]
    acts.tell_plugins("booking_removed", ids, user)
    masses.gone(Booking, ids)
    acts.count((class_group, "booked", None) for _who, _service, class_group, _day in gone)
    acts.tell(user, "activities.bulk.withdrawn", act, gone)


def bring_back(act: BulkAct, moved: list[list[Any]], user) -> None:
    """Bring the bookings that the act moved to the state from which it took them."""
    steps = []
    for start in range(0, len(moved), SOME):
        some = {row[0]: row for row in moved[start:start + SOME]}
        query = Booking.select(Booking.id, Booking.participant, Booking.service, Booking.class_group,
                               Booking.day.cast("text")).where(Booking.id << list(some))
        steps += [Step(*row, some[row[0]][2], some[row[0]][1], some[row[0]][3] + 1) for row in query.tuples()]
    acts.move(steps)
    acts.tell(user, "activities.bulk.restored", act, (
        (each.participant, each.service, each.class_group, each.day) for each in steps))
    back = [each.id for each in steps if each.target == "booked" and each.source != "booked"]
    acts.tell_plugins("booking_placed", back, user)
    acts.tell_plugins("booking_removed", [each.id for each in steps if each.source == "booked"], user)


def traced(act: BulkAct) -> Iterator[tuple[list[list[int]], list[list[Any]]]]:
    """What the act added and moved, trace by trace."""
    for trace in BulkTrace.select().where(BulkTrace.bulk == act.id).order_by(BulkTrace.id):
        yield trace.rows.get("added", []), trace.rows.get("moved", [])


def named(act: BulkAct, name: str) -> Iterator[list[Any]]:
    """What else the act made: the numbers of those rows, some at a time."""
    for trace in BulkTrace.select().where(BulkTrace.bulk == act.id).order_by(BulkTrace.id):
        rows = trace.rows.get(name, [])
        for start in range(0, len(rows), SOME):
            yield rows[start:start + SOME]
