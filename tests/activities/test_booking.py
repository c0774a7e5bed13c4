"""The cart, booking, cancelling, and who waits for a place: the rules, each by its number."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import journal
from core.errors import Refused
from core.records import at, utcnow
from plugins.activities import attending, booking, entitling, waiting
from plugins.activities.entitling import Terms
from plugins.activities.facts import Facts, enrolled_in
from plugins.activities.jobs import empty_carts, promote
from plugins.activities.models import Booking, CalendarPeriod, Entitlement
from tests.activities.rules import FRIDAY, THURSDAY, TODAY, cell, change, close_for_holidays

NOTHING = type("Progress", (), {"step": lambda self, *_said: None})()


def test_act_r14_a_click_is_in_the_cart_and_saving_books_it(town):
    child = town.child()
    wanted = cell(child, town)
    assert booking.toggle(wanted, town.clerk) == "cart"
    assert booking.toggle(wanted, town.clerk, seen="") == "cart", "the second click of a double click"
    assert booking.toggle(wanted, town.clerk, seen="cart") == ""
    assert Booking.select().count() == 0
    booking.toggle(wanted, town.clerk)
    saved = booking.save_cart([child.id], town.clerk)
    assert [each.state for each in saved.booked] == ["booked"] and not saved.refused
    assert booking.toggle(wanted, town.clerk, seen="booked") == ""
    assert [each.state for each in Booking.select()] == ["cancelled"], "what was booked is kept as cancelled"
    assert booking.toggle(wanted, town.clerk) == "cart", "and its day may be booked again"
    assert booking.empty_cart([child.id], town.clerk) == 1


def test_act_r14_a_cart_is_saved_line_by_line_or_whole(town):
    child = town.child()
    for day in (THURSDAY, FRIDAY):
        booking.put(cell(child, town, day=day), town.clerk)
    close_for_holidays(town)
    CalendarPeriod.update(ends_on=THURSDAY).execute()
    with pytest.raises(Refused, match="Rien n’est enregistré") as told:
        booking.save_cart([child.id], town.clerk, whole=True)
    assert [str(each.text)[:20] for each in told.value.obstacles] == ["La période « Pont » "]
    saved = booking.save_cart([child.id], town.clerk)
    assert [each.day for each in saved.booked] == [FRIDAY] and [each.cell.day for each in saved.refused] == [THURSDAY]
    assert str(saved.refused[0]).startswith("Léa Martin, Cantine, 3 septembre 2026 : La période « Pont »")


def test_act_r15_who_bills_hears_of_each_booking_that_comes_and_goes(town, monkeypatch):
    heard, calls = [], town.app.extensions["marelle"].host.call
    monkeypatch.setattr(town.app.extensions["marelle"].host, "call", lambda hook, **given: heard.append(
        (hook, len(given["bookings"]))) if hook.startswith("booking_") else calls(hook, **given))
    child = town.child()
    booking.put(cell(child, town), town.clerk)
    made = booking.save_cart([child.id], town.clerk).booked[0]
    booking.cancel(made, town.clerk)
    assert heard == [("booking_placed", 1), ("booking_removed", 1)]


def test_act_r16_what_was_just_enrolled_entitled_and_booked_shows_at_once_everywhere(town):
    participant = town.child(services=())
    before = Facts.load(enrolled_in([town.classes["CP"]], TODAY, FRIDAY), [town.services["midi"]], TODAY, FRIDAY)
    assert before.rights == {} and list(before.people) == [participant.id]
    entitling.entitle(participant, [town.services["midi"]], Terms(TODAY), town.clerk)
    booking.put(cell(participant, town), town.clerk)
    booking.save_cart([participant.id], town.clerk)
    of_class = Facts.load(enrolled_in([town.classes["CP"]], TODAY, FRIDAY), [town.services["midi"]], TODAY, FRIDAY)
    of_child = Facts.load([participant], [town.services["midi"]], TODAY, FRIDAY)
    assert of_class.bookings == of_child.bookings and len(of_child.bookings) == 1
    row, = attending.sheet([town.classes["CP"]], town.services["midi"], TODAY, 4).rows
    assert [square.state for square in row.squares] == ["", "", "booked", ""]


@pytest.mark.words
def test_act_r19_services_carry_their_hours(town):
    assert [town.services[name].hours for name in ("matin", "midi", "soir")] == [
        "07:30–08:30", "11:30–13:05", "16:10–18:15"]


def test_act_r23_the_oldest_who_waits_gets_the_place_that_is_freed(town):
    change(town.services["midi"], places=1)
    first, second, third = (town.child(name) for name in ("Léa Martin", "Tom Roux", "Ana Bel"))
    with pytest.raises(Refused, match="Il reste de la place"):
        waiting.queue(cell(first, town), town.clerk)
    made = town.booking(first, "midi", THURSDAY)
    for minutes, each in enumerate((second, third)):
        with at(utcnow() + timedelta(minutes=minutes)):
            assert waiting.queue(cell(each, town), town.clerk).state == "waiting"
    assert [each.participant for each in waiting.waiting(town.clerk, TODAY, FRIDAY)] == [second, third]
    booking.cancel(made, town.clerk)
    states = {each.participant: each.state for each in Booking.select()}
    assert states == {first: "cancelled", second: "booked", third: "waiting"}
    Entitlement.delete().where(Entitlement.participant == third).execute()
    change(town.services["midi"], places=2)
    assert promote(NOTHING) == {"promoted": 0}, "who has no right any more is passed over"
    entitling.entitle(third, [town.services["midi"]], Terms(TODAY), town.clerk)
    assert promote(NOTHING) == {"promoted": 1}
    assert Facts.load([third], [town.services["midi"]], THURSDAY, THURSDAY).places_left(cell(third, town)) == 0


def test_carts_that_were_forgotten_are_emptied_by_the_clock(town):
    child = town.child()
    booking.put(cell(child, town), town.clerk)
    assert empty_carts(NOTHING) == {"emptied": 0}
    with at(utcnow() + timedelta(hours=25)):
        assert empty_carts(NOTHING) == {"emptied": 1}


def test_cancelling_late_asks_for_the_right_and_stays_due(town):
    made = town.booking(town.child(), "midi", TODAY)
    change(town.services["midi"], cancel_days=1, cancel_time="17:00")
    made = Booking.get_by_id(made.id)
    with pytest.raises(Refused, match="Le délai d’annulation est passé : c’était le 31 août 2026 à 17:00"):
        booking.cancel(made, town.restricted)
    assert booking.cancel(made, town.clerk, "malade").state == "cancelled_late" and made.late
    assert journal.history(made)[0].note == "malade"
