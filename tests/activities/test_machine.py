"""The life of a booking: every state by every transition, through the engine (1.8 of the specification)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.accounts.models import SYSTEM
from core.errors import Refused
from core.records import at, utcnow
from core.workflow.counters import totals
from core.workflow.engine import fire
from plugins.activities.models import GONE, Booking
from plugins.activities.workflow import BookingFlow, BulkFlow, YearFlow

MARKED = ("present", "absent_excused", "absent")
TABLE = {
    # transition: from, to (None: it is deleted), fired by Marelle alone
    "put": ((), "cart", False), "drop": (("cart",), None, False), "expire": (("cart",), None, True),
    "confirm": (("cart",), "booked", False), "book": ((), "booked", False), "queue": (("cart",), "waiting", False),
    "promote": (("waiting",), "booked", True), "cancel": (("booked", "waiting"), "cancelled", False),
    "cancel_late": (("booked",), "cancelled_late", False),
    "mark_present": (("booked", "absent_excused", "absent"), "present", False),
    "come": (("cart", "waiting"), "present", False),
    "mark_absent_excused": (("booked", "present", "absent"), "absent_excused", False),
    "mark_absent": (("booked", "present", "absent_excused"), "absent", False),
    "unmark": (MARKED, "booked", False), "walk_in": ((), "present", False), "erase": (("present",), None, False),
    "close": (("booked", "waiting"), "closed", False), "reopen": (("closed",), "booked", False),
}
TODAY = date(2026, 9, 1)


def test_the_workflow_is_the_table():
    found = {name: (tuple(state.name for state in each.sources), each.target.name if each.target else None,
                    each.system) for name, each in BookingFlow.transitions.items()}
    assert found == TABLE
    assert set(GONE) == {name for name, state in BookingFlow.states.items() if state.final}


@pytest.mark.words
def test_years_and_acts_move_as_decided():
    moves = {flow: {(source.name, target.name) for source, target, _by in flow.moves()}
             for flow in (YearFlow, BulkFlow)}
    assert moves[YearFlow] == {("preparation", "current"), ("current", "closed"), ("closed", "current")}
    assert moves[BulkFlow] == {("running", "done"), ("done", "undone")}


def in_state(town, state: str) -> Booking:
    """A booking of today in a state, as if life had brought it there."""
    made = town.booking(town.child(), "midi", TODAY, "cart")
    Booking.update(state=state, state_since=utcnow() - timedelta(days=2)).where(Booking.id == made.id).execute()
    service = town.services["midi"]
    service.cancel_days, service.places = (1, None) if state == "booked" else (None, None)
    service.save()
    return Booking.get_by_id(made.id)


REFUSED_HERE = {("confirm", "cart"): None, ("queue", "cart"): "Il reste de la place",
                ("cancel", "booked"): "Le délai d’annulation est passé", ("erase", "present"): "avait été réservée"}
"""What a guard says where the table would allow the move: the scene has free places, and a deadline that passed."""


@pytest.mark.parametrize("state", BookingFlow.states)
def test_every_state_by_every_transition(town, state):
    made = in_state(town, state)
    for name, (sources, target, _system) in TABLE.items():
        if not sources:
            continue
        said = REFUSED_HERE.get((name, state))
        with undone_after(made):
            if state not in sources or said:
                with pytest.raises(Refused, match=said or "L’état est"):
                    fire(made, name, SYSTEM)
                assert Booking.get_by_id(made.id).state == state
            else:
                fire(made, name, SYSTEM)
                left = Booking.get_or_none(Booking.id == made.id)
                assert (left.state if left else None) == target


class undone_after:
    """A savepoint that is rolled back, with the record in memory as it was."""

    def __init__(self, record):
        self.record, self.kept = record, dict(record.__data__)

    def __enter__(self):
        self.savepoint = Booking._meta.database.savepoint()
        self.savepoint.__enter__()

    def __exit__(self, *problem):
        self.savepoint.rollback()
        self.savepoint.__exit__(*problem)
        self.record.__data__ = dict(self.kept)


def test_what_is_invoiced_stays_as_it_is_until_its_line_is_gone(town):
    made = town.booking(town.child(), "midi", TODAY)
    made.invoice_line = 12
    made.save()
    for name in ("cancel", "mark_present", "mark_absent", "mark_absent_excused", "close"):
        with pytest.raises(Refused, match="Elle est facturée"):
            fire(made, name, SYSTEM)
    made.invoice_line = None
    made.save()
    assert fire(made, "mark_present", town.clerk).state == "present"


def test_a_cart_is_emptied_after_24_hours_and_not_before(town):
    made = town.booking(town.child(), "midi", TODAY, "cart")
    with pytest.raises(Refused, match="récent"):
        fire(made, "expire", SYSTEM)
    with at(utcnow() + timedelta(hours=24, minutes=1)):
        fire(made, "expire", SYSTEM)
    assert Booking.select().count() == 0
    assert totals(BookingFlow, (town.places["town"].path,))["cart"] == 0
