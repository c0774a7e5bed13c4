"""Whatever people do, in whatever order: one live booking a cell, every view tells the same, the counters are right."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from core.accounts.models import SYSTEM
from core.database import db
from core.errors import MarelleError
from core.workflow import counters
from core.workflow.engine import fire
from plugins.activities import attending, booking, enrolling, entitling, waiting
from plugins.activities.attending import Mark
from plugins.activities.conditions import first_refusal, is_late, why_not
from plugins.activities.entitling import Terms
from plugins.activities.facts import Cell, Facts, enrolled_in
from plugins.activities.models import Booking, Entitlement, Service
from plugins.activities.promoting import promote_all
from plugins.activities.workflow import BookingFlow
from tests.activities.conftest import FIRST
from tests.cases import tries

DAYS = [FIRST + timedelta(days=step) for step in range(4)]
LIVE_STATES = [name for name, state in BookingFlow.states.items() if not state.final]


class Again(Exception):
    """Raised at the end of an example: nothing of it stays."""


def person(town, cell):
    return next(each for each in town.people if each.id == cell.participant)


def toggle(town, cell, number):
    booking.toggle(cell, town.clerk)


def save(town, cell, number):
    booking.save_cart([cell.participant], town.clerk)


def queue(town, cell, number):
    waiting.queue(cell, town.clerk)


def mark(town, cell, number):
    wanted = ("", *attending.MARKS)[number % 4]
    seen = booking.live(cell)
    attending.mark([Mark(*cell, wanted, seen.version if seen else None)], town.staff)


def bill(town, cell, number):
    found = booking.live(cell)
    if found is not None and found.state in ("booked", "present"):
        found.invoice_line = None if found.invoice_line else number + 1
        found.save()


def shut(town, cell, number):
    found = booking.live(cell)
    if found is not None:
        fire(found, "close", SYSTEM)


def reopen(town, cell, number):
    found = Booking.select().where(Booking.state == "closed", Booking.day == cell.day).first()
    if found is not None:
        fire(found, "reopen", SYSTEM)


def move(town, cell, number):
    group = town.classes[("CP", "CM1")[number % 2]]
    enrolling.change_class(person(town, cell), group, None, cell.day, town.clerk)


def forget(town, cell, number):
    right = Entitlement.get_or_none(participant=cell.participant, service=cell.service)
    if right is not None:
        entitling.take_away(right, town.clerk)


def entitle(town, cell, number):
    entitling.entitle(person(town, cell), [town.services["midi"]], Terms(cell.day), town.clerk)


def sweep(town, cell, number):
    promote_all()


ACTS = (toggle, toggle, save, save, queue, mark, mark, bill, shut, reopen, move, forget, entitle, sweep)
steps = st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.sampled_from(DAYS), st.integers(0, 7))


@settings(max_examples=tries(12), deadline=None, derandomize=True, database=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(life=st.lists(steps, min_size=6, max_size=30))
def test_one_live_booking_a_cell_the_same_in_every_view_and_invoiced_ones_stay(town, life):
    with pytest.raises(Again), db.atomic():
        service = town.services["midi"]
        Service.update(places=1).where(Service.id == service.id).execute()
        town.people = [town.child(name) for name in ("Léa Martin", "Tom Roux", "Ana Bel")]
        town.booking(town.people[0], "midi", DAYS[0])
        town.booking(town.people[1], "midi", DAYS[2], invoice_line=1)
        for act, who, day, number in life:
            cell = Cell(town.people[who].id, service.id, day)
            billed = frozen()
            try:
                with db.atomic():
                    act(town, cell, number)
            except MarelleError:
                pass
            if act not in (bill, move):
                assert frozen() == billed, "what is invoiced is as it was"
        check(town, service)
        raise Again


def frozen() -> list:
    return sorted(Booking.select(Booking.id, Booking.state, Booking.day, Booking.version).where(
        Booking.invoice_line.is_null(False)).tuples())


def check(town, service) -> None:
    """Each view, made by its own query, tells what the table holds."""
    kept = {(each.participant_id, each.day): each.state for each in Booking.select() if each.state in LIVE_STATES}
    assert len(kept) == Booking.select().where(Booking.is_live()).count(), "one a cell"
    by_person = Facts.load(town.people, [service], DAYS[0], DAYS[-1])
    by_class = Facts.load(enrolled_in(town.classes.values(), DAYS[0], DAYS[-1]), [service], DAYS[0], DAYS[-1])
    assert by_person.bookings == by_class.bookings
    assert {(cell.participant, cell.day): held.state for cell, held in by_class.bookings.items()} == kept
    squares = [square for row in attending.sheet(list(town.classes.values()), service, DAYS[0], 4).rows
               for square in row.squares if square.held]
    assert {(each.cell.participant, each.cell.day): each.state for each in squares} == kept
    taken = Counter((each.class_group.establishment_id, each.service_id, each.day) for each in Booking.select()
                    if each.state in ("booked", "present", "absent_excused", "absent"))
    assert by_person.taken == taken
    for cell in (Cell(each.id, service.id, day) for each in town.people for day in DAYS):
        possible = why_not(by_person, cell, town.clerk) == []
        assert possible == (first_refusal(by_person, cell, True) is None), "the quick judge is the one that explains"
        assert is_late(by_person, cell) is (cell.day < date(2026, 9, 1))
    assert counters.rebuild(BookingFlow) == 0
