"""Marking who is there: the rules, each by its number."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import journal
from core.errors import NotFound
from core.i18n import clock
from core.records import utcnow
from plugins.activities import attending, booking
from plugins.activities.attending import Mark
from plugins.activities.models import Booking
from tests.activities.rules import FRIDAY, THURSDAY, TODAY, cell, change


def mark(town, participant, wanted: str, **values) -> attending.Answer:
    given = {"day": TODAY} | values
    return attending.mark([Mark(participant.id, town.services["midi"].id, wanted=wanted, **given)], town.staff)[0]


def test_act_r05_nothing_is_marked_before_the_service_begins_or_the_day_comes(town):
    child = town.child()
    for day in (TODAY, THURSDAY):
        town.booking(child, "midi", day)
    told = mark(town, child, "present", day=THURSDAY)
    assert told.outcome == "refused" and "est à venir" in str(told.text)
    change(town.services["midi"], begins_on=FRIDAY)
    told = mark(town, child, "present")
    assert told.outcome == "refused" and "n’a pas débuté : elle commence le 4 septembre 2026" in str(told.text)
    row, = attending.sheet([town.classes["CP"]], town.services["midi"], TODAY, 1).rows
    assert "n’a pas débuté" in str(row.squares[0].why.text)


def test_act_r06_marks_are_written_once_journalled_and_taken_back(town):
    child, guest = town.child(), town.child("Tom Roux")
    made = town.booking(child, "midi", TODAY)
    assert mark(town, child, "present", seen=made.version).outcome == "done"
    assert mark(town, child, "present", seen=made.version).outcome == "same", "sent twice"
    came = mark(town, guest, "present")
    assert (came.outcome, came.state) == ("done", "present")
    assert Booking.get(Booking.participant == guest).origin == "attendance"
    entry = journal.history(Booking.get_by_id(made.id))[0]
    assert (entry.action, entry.actor) == ("activities.booking.mark_present", town.staff.id)
    assert mark(town, guest, "", seen=came.version).outcome == "done"
    assert Booking.select().where(Booking.participant == guest).count() == 0
    back = mark(town, child, "", seen=Booking.get_by_id(made.id).version)
    assert (back.outcome, back.state) == ("done", "booked")
    waits = town.booking(guest, "soir", TODAY, "cart")
    told, = attending.mark([Mark(guest.id, waits.service_id, TODAY, "present", waits.version)], town.staff)
    assert (told.outcome, told.state) == ("done", "present"), "what lay in a cart: the child is there"
    nothing = mark(town, guest, "absent")
    assert nothing.outcome == "refused" and "Rien n’était réservé" in str(nothing.text)


def test_act_r06_a_mark_that_comes_after_anothers_is_a_conflict_and_may_insist(town):
    child = town.child()
    made = town.booking(child, "midi", TODAY)
    early, late = utcnow() - timedelta(minutes=9), utcnow() - timedelta(minutes=5)
    attending.mark([Mark(child.id, made.service_id, TODAY, "absent", made.version, early)], town.clerk)
    told = mark(town, child, "present", seen=made.version, made_at=late)
    assert (told.outcome, told.state, told.who, told.when) == ("conflict", "absent", "clerk Essai", early)
    assert clock(told.when) and Booking.get_by_id(made.id).state == "absent", "nothing is overwritten unseen"
    assert mark(town, child, "present", seen=told.version, made_at=late).outcome == "done"
    again = mark(town, child, "absent_excused", seen=made.version, made_at=utcnow(), mine=late)
    assert again.outcome == "done", "its own earlier mark, whose answer was lost, is no conflict"


def test_act_r06_what_was_cancelled_since_is_told_with_its_author(town):
    child = town.child()
    made = town.booking(child, "midi", TODAY)
    booking.cancel(made, town.clerk)
    told = mark(town, child, "present", seen=1)
    assert (told.outcome, told.who) == ("conflict", "clerk Essai") and "Annulée" in str(told.text)
    assert mark(town, child, "present").outcome == "done", "the child is there: it is marked all the same"


def test_another_town_neither_books_nor_marks(town):
    child = town.child()
    with pytest.raises(NotFound):
        booking.toggle(cell(child, town), town.stranger)
    told, = attending.mark([Mark(child.id, town.services["midi"].id, TODAY, "present")], town.stranger)
    assert told.outcome == "refused" and Booking.select().count() == 0
    assert booking.save_cart([child.id], town.stranger).booked == []
