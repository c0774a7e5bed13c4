"""What must hold to book a day, periods and deadlines among it: the rules, each by its number."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from core import journal
from core.accounts.models import SYSTEM
from core.errors import Refused
from core.records import at, utcnow
from core.workflow.engine import fire
from plugins.activities import booking
from plugins.activities.conditions import CONDITIONS, judge_all, why_not
from plugins.activities.deadlines import closing
from plugins.activities.facts import Facts
from plugins.activities.models import Booking, Enrolment, Entitlement, Offer, PeriodTarget
from tests.activities.rules import FRIDAY, THURSDAY, TODAY, cell, change, close_for_holidays, obstacles

BREAKS = {
    "enrolled": (lambda town, child: Enrolment.update(starts_on=FRIDAY).execute(), "n’est dans aucune classe"),
    "closed year": (lambda town, child: fire(town.year, "close", SYSTEM), "L’année « 2026-2027 » est close"),
    "entitled": (lambda town, child: Entitlement.delete().execute(), "n’a pas droit à « Cantine »"),
    "weekday": (lambda town, child: Entitlement.update(weekdays=1).execute(), "ne vaut pas le jeudi"),
    "offered": (lambda town, child: Offer.delete().execute(), "n’est pas associée à la classe CP"),
    "begun": (lambda town, child: change(town.services["midi"], begins_on=FRIDAY), "n’a pas débuté"),
    "ended": (lambda town, child: change(town.services["midi"], ends_on=TODAY), "a pris fin le 1er septembre 2026"),
    "archived": (lambda town, child: change(town.services["midi"], archived_at=utcnow()), "« Cantine » est archivée"),
    "closure": (lambda town, child: close_for_holidays(town), "La période « Pont » ferme « Cantine »"),
    "day off": (lambda town, child: change(town.services["midi"], weekdays=1), "n’a pas lieu le jeudi"),
    "shut": (lambda town, child: change(town.services["midi"], opens_by_default=False), "n’ouvre que dans une période"),
    "sheet": (lambda town, child: change(child.child, archived_at=utcnow()), "La fiche de Léa Martin est archivée"),
    "late": (lambda town, child: change(town.services["midi"], booking_days=2, booking_time="08:00"),
             "Le délai de réservation est passé : c’était le 1er septembre 2026 à 08:00"),
    "full": (lambda town, child: (change(town.services["midi"], places=1), town.booking(
        town.child("Tom Roux"), "midi", THURSDAY)), "La seule place est prise"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_act_r04_r17_each_condition_refuses_says_why_and_leads_to_what_mends_it(town, name):
    """The judge, the engine and the cart give one answer."""
    child = town.child()
    breaks, said = BREAKS[name]
    assert obstacles(town, child) == []
    line = booking.put(cell(child, town), town.clerk) if name in ("late", "full") else None
    breaks(town, child)
    wanted = cell(child, town)
    found = why_not(Facts.load([child], [wanted.service], THURSDAY, THURSDAY), wanted, town.restricted)
    assert len(found) == 1 and said in str(found[0].text), found
    assert found[0].remedy and found[0].link.startswith("/")
    if line is None:
        with pytest.raises(Refused, match=said):
            booking.toggle(wanted, town.restricted)
    else:
        assert said in str(booking.save_cart([child.id], town.restricted).refused[0])
        assert Booking.get_by_id(line.id).state == "cart", "what is refused stays in the cart"


@pytest.mark.words
def test_act_r17_why_not_asks_every_condition_in_order(town):
    child = town.child()
    wanted = cell(child, town)
    facts = Facts.load([child], [wanted.service], THURSDAY, THURSDAY)
    told = judge_all(facts, wanted, town.clerk)
    assert [each.condition.name for each in told] == [each.name for each in CONDITIONS if each.name != "payer"]
    assert all(each.met for each in told)
    facts.payers = {}
    payer = next(each for each in judge_all(facts, wanted, town.clerk) if each.condition.name == "payer")
    assert "Aucune règle de facturation" in str(payer.obstacle.text) and not payer.refuses, "a warning"
    Enrolment.delete().execute()
    facts = Facts.load([child], [wanted.service], THURSDAY, THURSDAY)
    unasked = [each.condition.name for each in judge_all(facts, wanted, town.clerk) if not each.asked]
    assert unasked == ["offered", "runs", "place"], "without a class these cannot be judged"


def test_act_r04_who_may_override_books_late_and_it_is_journalled(town):
    child = town.child()
    change(town.services["midi"], booking_days=2, booking_time="08:00")
    with pytest.raises(Refused, match="délai"):
        booking.toggle(cell(child, town), town.restricted)
    booking.toggle(cell(child, town), town.clerk)
    made, = booking.save_cart([child.id], town.clerk).booked
    assert made.state == "booked" and made.late
    entry = journal.history(made)[0]
    assert entry.action == "activities.booking.confirm" and '"late":true' in entry.after
    past = booking.put(cell(child, town, day=TODAY), town.clerk)
    with at(utcnow() + timedelta(days=1)):
        assert booking.save_cart([child.id], town.clerk).booked[0].late and past.day == TODAY


@pytest.mark.words
def test_deadlines_count_days_or_working_days(town):
    midi = town.services["midi"]
    midi.booking_days, midi.booking_time = 2, "10:30"
    assert closing(midi, date(2026, 11, 13)) == datetime(2026, 11, 11, 10, 30)
    midi.working_days = True
    assert closing(midi, date(2026, 11, 13)) == datetime(2026, 11, 10, 10, 30), "11 November is a holiday"
    assert closing(midi, date(2026, 9, 7)) == datetime(2026, 9, 3, 10, 30), "over a weekend"
    midi.booking_days, midi.booking_time = 0, ""
    assert closing(midi, THURSDAY) == datetime.combine(THURSDAY, time(23, 59, 59))


def test_act_r10_r12_a_period_holds_for_its_service_and_class_alone(town):
    first, second = town.child(), town.child("Tom Roux", "CE1")
    period = close_for_holidays(town)
    assert "Pont" in obstacles(town, first)[0] and obstacles(town, first, "soir") == []
    assert obstacles(town, second) == []
    PeriodTarget.delete().execute()
    assert obstacles(town, first) == [], "without targets it has no effect"
    change(town.services["soir"], opens_by_default=False)
    close_for_holidays(town, kind="opening", service="soir")
    assert obstacles(town, first, "soir") == [] and obstacles(town, second, "soir") != []
    assert period.label == "Pont"
