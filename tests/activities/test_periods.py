"""Periods that close and open, their preview, and the official calendar (ACT-R10 to R13)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from core.errors import Forbidden, Refused
from core.workflow.counters import StateCount
from core.workflow.engine import fire
from plugins.activities import mass, periods, school_calendar
from plugins.activities.conditions import why_not
from plugins.activities.facts import Cell, Facts
from plugins.activities.models import Booking, BulkAct, CalendarPeriod, PeriodTarget
from plugins.activities.school_calendar import Official
from tests.mes.counting import statements

ROOT = Path(__file__).parent.parent.parent
CLOSED = date(2026, 9, 14), date(2026, 9, 18)
TUESDAY = date(2026, 9, 15)


def pairs(town, *classes, services=("matin", "midi", "soir")):
    return {(town.services[service].id, town.classes[name].id) for service in services for name in classes}


def booked(town, *people, services=("midi",)):
    """Two weeks of bookings, of which the second is that of the closing."""
    week = mass.Week(date(2026, 9, 7), date(2026, 9, 18))
    return mass.book([each.id for each in people], [town.services[each].id for each in services], week, town.clerk)


def period(town, **values):
    said = {"organisation": town.places["town"], "label": "Travaux", "starts_on": CLOSED[0], "ends_on": CLOSED[1]}
    return CalendarPeriod(**(said | values))


def states():
    return {(each.participant_id, each.day): each.state for each in Booking.select()}


def test_the_preview_says_how_many_of_whom_and_what_stays_because_it_is_invoiced_act_r11(town):
    lea, tom = town.child("Léa Martin"), town.child("Tom Petit", "CM1")
    booked(town, lea, tom)
    Booking.update(invoice_line=7).where(Booking.participant == lea, Booking.day == TUESDAY).execute()
    found = periods.preview("closure", *CLOSED, pairs(town, "CP", "CM1"), town.clerk)
    assert (found.count, found.people, found.credit) == (7, 2, None)
    assert [(str(person), number) for person, number in found.names()] == [("Tom Petit", 4), ("Léa Martin", 3)]
    assert [(str(group), number) for group, number in found.by_class()] == [("CP", 3), ("CM1", 4)]
    assert [(str(person), number) for person, number in found.billed()] == [("Léa Martin", 1)]
    assert Booking.select().where(Booking.state == "booked").count() == 16, "a preview writes nothing"


def test_confirming_deletes_credits_and_keeps_what_is_invoiced_case_7(town, billing):
    lea, tom = town.child("Léa Martin"), town.child("Tom Petit", "CM1")
    booked(town, lea, tom)
    Booking.update(invoice_line=7).where(Booking.participant == lea, Booking.day == TUESDAY).execute()
    assert periods.preview("closure", *CLOSED, pairs(town, "CP"), town.clerk).credit == 3 * 350
    act = periods.confirm(period(town), pairs(town, "CP"), town.clerk)
    assert (act.removed, act.skipped, act.state) == (3, 1, "done")
    assert sorted(billing.removed) == [(lea.id, day) for day in (CLOSED[0], date(2026, 9, 17), date(2026, 9, 18))]
    found = states()
    assert found[lea.id, CLOSED[0]] == "closed" and found[lea.id, TUESDAY] == "booked"
    assert found[tom.id, CLOSED[0]] == "booked", "only what is ticked is closed"
    count = StateCount.get(StateCount.workflow == "activities.booking", StateCount.state == "closed")
    assert (count.place, count.count) == (town.places["verne"].path, 3)


def test_a_closed_day_names_its_period_to_who_asks_why_not_act_r10(town):
    lea = town.child()
    periods.confirm(period(town), pairs(town, "CP", services=("midi",)), town.clerk)
    facts = Facts.load([lea.id], [each.id for each in town.services.values()], *CLOSED)
    (said,) = why_not(facts, Cell(lea.id, town.services["midi"].id, TUESDAY), town.clerk)
    assert "Travaux" in str(said.text)
    assert why_not(facts, Cell(lea.id, town.services["soir"].id, TUESDAY), town.clerk) == []


def test_an_opening_deletes_nothing_and_opens_what_only_opens_by_a_period_act_r10(town):
    lea, service = town.child(), town.services["midi"]
    booked(town, lea)
    service.opens_by_default = False
    service.save()
    assert periods.confirm(period(town, kind="opening"), pairs(town, "CP"), town.clerk) is None
    assert set(states().values()) == {"booked"}
    facts = Facts.load([lea.id], [service.id], date(2026, 9, 7), CLOSED[1] + timedelta(7))
    assert why_not(facts, Cell(lea.id, service.id, TUESDAY), town.clerk) == []
    assert why_not(facts, Cell(lea.id, service.id, TUESDAY + timedelta(7)), town.clerk) != []


def test_undoing_a_closing_restores_exactly_and_the_period_has_no_effect_any_more(town):
    lea = town.child()
    booked(town, lea, services=("matin", "midi"))
    before = sorted(Booking.select(Booking.participant, Booking.service, Booking.day, Booking.state).tuples())
    act = periods.confirm(period(town), pairs(town, "CP"), town.clerk)
    assert periods.without_services(town.places["town"]) == []
    fire(BulkAct.get_by_id(act.id), "undo", town.clerk)
    after = sorted(Booking.select(Booking.participant, Booking.service, Booking.day, Booking.state).tuples())
    assert after == before
    assert [str(each) for each in periods.without_services(town.places["town"])] == ["Travaux"]


def test_a_closing_is_not_undone_once_one_of_its_days_is_booked_again(town):
    lea = town.child()
    booked(town, lea)
    act = periods.confirm(period(town), pairs(town, "CP"), town.clerk)
    PeriodTarget.delete().execute()
    town.booking(lea, "midi", TUESDAY)
    with pytest.raises(Refused, match="Un des jours à rétablir a été réservé de nouveau"):
        fire(BulkAct.get_by_id(act.id), "undo", town.clerk)
    assert states()[lea.id, CLOSED[0]] == "closed"


@pytest.mark.words
@pytest.mark.parametrize("values, said", [
    ({"ends_on": date(2026, 9, 1)}, "finit le jour de son début"), ({"label": " "}, "libellé"),
    ({"ends_on": date(2028, 9, 1)}, "400 jours")])
def test_dates_and_labels_that_cannot_be_are_refused_in_words(town, values, said):
    with pytest.raises(Refused, match=said):
        periods.confirm(period(town, **values), set(), town.clerk)
    assert not CalendarPeriod.select().exists()


@pytest.mark.words
def test_nobody_closes_the_classes_of_another_town(town):
    with pytest.raises(Forbidden):
        periods.confirm(period(town), pairs(town, "CP"), town.stranger)
    elsewhere = period(town, organisation=town.places["elsewhere"])
    with pytest.raises(Refused, match="n’est pas ou n’est plus proposée"):
        periods.confirm(elsewhere, pairs(town, "CP"), town.stranger)
    assert periods.preview("closure", *CLOSED, pairs(town, "CP"), town.stranger).count == 0


def test_the_preview_costs_the_same_queries_for_one_child_as_for_ten(town):
    booked(town, town.child("Léa Martin"))
    with statements() as few:
        periods.preview("closure", *CLOSED, pairs(town, "CP", "CE1", "CM1"), town.clerk).names()
    booked(town, *(town.child(f"Enfant {number}", "CE1") for number in range(9)))
    with statements() as many:
        periods.preview("closure", *CLOSED, pairs(town, "CP", "CE1", "CM1"), town.clerk).names()
    assert len(many) == len(few) <= 4


@pytest.mark.words
def test_departure_is_after_class_and_return_in_the_morning_act_r12(town):
    found = school_calendar.official("A", date(2026, 9, 1), date(2027, 7, 2))
    assert [(each.label, each.starts_on, each.ends_on) for each in found[:2]] == [
        ("Vacances de la Toussaint", date(2026, 10, 18), date(2026, 11, 1)),
        ("Vacances de Noël", date(2026, 12, 20), date(2027, 1, 3))]
    assert (found[-1].label, found[-1].starts_on) == ("Pont de l’Ascension", date(2027, 5, 6))
    winter = {zone: next(each.starts_on for each in school_calendar.official(zone, date(2027, 2, 1), date(2027, 3, 31)))
              for zone in "ABC"}
    assert winter == {"A": date(2027, 2, 14), "B": date(2027, 2, 21), "C": date(2027, 2, 7)}


@pytest.mark.words
def test_public_holidays_of_both_countries_are_known(town):
    france = {each.starts_on for each in school_calendar.official("FR", date(2026, 9, 1), date(2027, 7, 14))}
    quebec = {each.starts_on for each in school_calendar.official("CA-QC", date(2026, 9, 1), date(2027, 7, 14))}
    assert {date(2026, 11, 11), date(2027, 5, 8), date(2027, 7, 14)} <= france
    assert date(2027, 6, 24) in quebec - france


def test_official_periods_arrive_without_effect_until_they_are_linked_act_r12(town):
    lea, place = town.child(), town.places["town"]
    town.booking(lea, "midi", date(2026, 10, 19))
    wanted = school_calendar.official("A", date(2026, 9, 1), date(2026, 12, 31))
    made = school_calendar.create(place, "A", wanted, town.clerk)
    assert [str(each) for each in periods.without_services(place)] == ["Vacances de la Toussaint", "Vacances de Noël"]
    assert len({each.colour for each in made}) == 2
    assert school_calendar.create(place, "A", wanted, town.clerk) == [], "a second time makes none twice"
    assert states() == {(lea.id, date(2026, 10, 19)): "booked"}
    act = periods.confirm(made[0], pairs(town, "CP"), town.clerk)
    assert act.removed == 1 and states() == {(lea.id, date(2026, 10, 19)): "closed"}


@pytest.mark.words
def test_another_calendar_takes_the_place_of_the_one_we_ship_act_r12(town):
    row = {"zone": "Corse", "label": "Vacances d’hiver", "leaves": "2027-02-19", "returns": "2027-03-08"}
    school_calendar.replace("corse.json", json.dumps({"periods": [row]}).encode(), town.admin)
    assert school_calendar.zones()[0] == ("Corse", "Zone Corse")
    assert school_calendar.official("Corse", date(2027, 1, 1), date(2027, 12, 31)) == [
        Official(date(2027, 2, 20), date(2027, 3, 7), "Vacances d’hiver")]
    assert json.loads(school_calendar.as_file())["periods"] == [row]


@pytest.mark.words
@pytest.mark.parametrize("data, said", [
    (b"\xff", "pas un calendrier"), (b"[]", "pas un calendrier"), (b'{"periods": []}', "aucune période"),
    (b'{"periods": [{"zone": "A"}]}', "pas un calendrier"),
    (b'{"periods": [{"zone": "A", "label": "x", "leaves": "2027-02-30", "returns": "2027-03-08"}]}', "2026-10-17"),
    (b'{"periods": [{"zone": "A", "label": "x", "leaves": "2027-03-08", "returns": "2027-03-08"}]}', "suivre"),
    (b'{"periods": [{"zone": " ", "label": "x", "leaves": "2027-03-01", "returns": "2027-03-08"}]}', "zone"),
    (b" " * 1_000_001, "trop grand")])
def test_a_file_that_is_no_calendar_is_refused_in_words(town, data, said):
    with pytest.raises(Refused, match=said):
        school_calendar.replace("faux.json", data, town.admin)


@pytest.mark.words
def test_the_file_that_we_ship_says_what_the_package_says():
    spec = spec_from_file_location("school_calendar_script", ROOT / "script/school_calendar.py")
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    assert school_calendar.SHIPPED.read_text() == script.content()
