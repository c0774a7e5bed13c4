"""Two people at once: a double click, two clerks on one cell or one place, two tablets, two enrolments."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from core.accounts.models import User
from core.accounts.roles import sync_roles
from core.database import connection
from core.errors import Refused, Stale
from core.organisations import Organisation
from core.records import at
from core.workflow.counters import totals
from plugins.activities import attending, booking, enrolling
from plugins.activities.attending import Mark
from plugins.activities.enrolling import Seat
from plugins.activities.facts import Cell
from plugins.activities.models import Booking, ClassGroup, Enrolment, SchoolYear, Service
from plugins.activities.workflow import BookingFlow
from tests.activities.conftest import FIRST, NOW, SERVICES, Town, plant

DAY = date(2026, 9, 3)


@pytest.fixture
def town(app):
    """The town in a database of its own: what threads write is not rolled back."""
    sync_roles(app)
    plant()
    with at(NOW):
        yield Town(app, {each.code: each for each in Organisation.select()},
                   {each.first_name: each for each in User.select()}, {each.name: each for each in ClassGroup.select()},
                   {name: Service.get(Service.label == row[0]) for name, row in SERVICES.items()}, SchoolYear.get())


def together(town, *acts) -> list:
    """What each act gives when all begin at once, each by a clerk of its own process; a refusal is given as it is."""

    def run(act):
        with town.app.app_context(), connection(), at(NOW):
            try:
                return act(User.get(User.first_name == "clerk"))
            except (Refused, Stale) as told:
                return told

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_a_double_click_is_one_line_of_the_cart(town):
    cell = Cell(town.child().id, town.services["midi"].id, DAY)
    answers = together(town, *[lambda user: booking.toggle(cell, user, seen="")] * 6)
    assert "cart" in answers
    assert all(each == "cart" or "Quelqu’un d’autre vient de prendre cette case" in str(each) for each in answers)
    assert [each.state for each in Booking.select()] == ["cart"]


def test_the_last_places_are_given_once(town):
    service = town.services["midi"]
    service.places = 2
    service.save()
    children = [town.child(f"Enfant Numéro{number}") for number in range(6)]
    for each in children:
        booking.put(Cell(each.id, service.id, DAY), town.clerk)
    saved = together(town, *[lambda user, child=child: booking.save_cart([child.id], user) for child in children])
    assert Counter(each.state for each in Booking.select()) == {"booked": 2, "cart": 4}
    lost = [str(line) for each in saved for line in each.refused]
    assert len(lost) == 4 and all("Les 2 places sont prises" in line for line in lost)
    counts = totals(BookingFlow, (town.places["town"].path,))
    assert (counts["booked"], counts["cart"]) == (2, 4)


def test_two_tablets_on_one_cell_are_one_mark_and_one_conflict(town):
    children = [town.child(f"Enfant Numéro{number}") for number in range(5)]
    made = [town.booking(each, "midi", FIRST) for each in children]
    wishes = {wanted: [Mark(each.participant_id, each.service_id, FIRST, wanted, each.version) for each in made]
              for wanted in ("present", "absent")}
    first, second = together(town, lambda user: attending.mark(wishes["present"], user),
                             lambda user: attending.mark(wishes["absent"][::-1], user))
    outcomes = [{one.outcome, other.outcome} for one, other in zip(first, second[::-1], strict=True)]
    assert outcomes == [{"done", "conflict"}] * 5
    kept = {each.id: each.state for each in Booking.select()}
    assert [kept[each.id] for each in made] == [
        one.mark.wanted if one.outcome == "done" else other.mark.wanted
        for one, other in zip(first, second[::-1], strict=True)]


def test_two_clerks_enrol_one_child_once(town):
    child = town.child(services=())
    Enrolment.delete().execute()
    seats = [Seat(town.year, town.classes[name], None, day) for name, day in (("CP", FIRST), ("CE1", DAY))]
    answers = together(town, *[lambda user, seat=seat: enrolling.enrol(child, seat, user) for seat in seats])
    assert [type(each) for each in sorted(answers, key=lambda each: isinstance(each, Refused))] == [Enrolment, Refused]
    assert Enrolment.select().count() == 1
