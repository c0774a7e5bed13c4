"""Mass booking by typical week, its modes and criteria, and undoing it (ACT-R07, R08; cases 1, 2, 6, 16)."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from core.accounts.models import SYSTEM, Membership, Role, User
from core.database import db
from core.errors import Refused, Stale
from core.jobs import Job
from core.journal import Entry
from core.progress import Progress
from core.records import at, utcnow
from core.workflow import counters
from core.workflow.engine import create, fire
from plugins.activities import mass
from plugins.activities.conditions import why_not
from plugins.activities.facts import Cell, Facts
from plugins.activities.mass import Week
from plugins.activities.models import Booking, BulkAct, Entitlement, TypicalWeek
from plugins.activities.weeks import ALL, WeekCriterion, days_of
from plugins.activities.workflow import BookingFlow
from tests.activities.conftest import FIRST, SCHOOL_DAYS
from tests.cases import tries
from tests.mes.counting import statements

SEPTEMBER = date(2026, 9, 7), date(2026, 9, 30)
ROW = (Booking.participant, Booking.service, Booking.class_group, Booking.day, Booking.state, Booking.late,
       Booking.invoice_line)


def held():
    return sorted(Booking.select(*ROW).tuples())


def days_with(state="booked", **where):
    query = Booking.select(Booking.day).where(Booking.state == state, *(
        getattr(Booking, name) == value for name, value in where.items()))
    return sorted(day for (day,) in query.tuples())


def book(town, people, services, *dates, **values):
    asked = Week(*dates, **({"weekdays": SCHOOL_DAYS} | values))
    return mass.book([each.id for each in people], [town.services[each].id for each in services], asked, town.clerk)


def undo(act, user):
    return fire(BulkAct.get_by_id(act.id), "undo", user)


def test_adding_keeps_what_is_there_act_r07(town):
    lea = town.child()
    town.booking(lea, "midi", date(2026, 9, 8))
    act = book(town, [lea], ["midi"], date(2026, 9, 7), date(2026, 9, 11))
    assert days_with() == [date(2026, 9, day) for day in (7, 8, 10, 11)]
    assert (act.added, act.removed, act.skipped, act.state) == (3, 0, 0, "done")


def test_replacing_with_half_of_the_month_invoiced_leaves_that_half_case_6(town):
    lea = town.child()
    book(town, [lea], ["midi"], *SEPTEMBER)
    Booking.update(invoice_line=1).where(Booking.day <= date(2026, 9, 18)).execute()
    billed = sorted(Booking.select(Booking.id, Booking.version, Booking.state, Booking.day).where(
        Booking.invoice_line.is_null(False)).tuples())
    tuesdays = Week(*SEPTEMBER, weekdays=0b10, replaces=True)
    seen = mass.preview([lea.id], [town.services["midi"].id], tuesdays, town.clerk)
    assert dict(seen.kept) == {"invoiced": 8} and seen.removed == 4
    act = book(town, [lea], ["midi"], *SEPTEMBER, weekdays=0b10, replaces=True)
    assert sorted(Booking.select(Booking.id, Booking.version, Booking.state, Booking.day).where(
        Booking.invoice_line.is_null(False)).tuples()) == billed
    assert days_with(invoice_line=None) == [date(2026, 9, 22), date(2026, 9, 29)]
    assert act.removed == 4 and len(days_with("cancelled")) == 4


def test_replacing_leaves_marks_and_what_it_is_too_late_to_cancel(town):
    lea, soir = town.child(), town.services["soir"]
    soir.cancel_days, soir.cancel_time = 2, "08:00"
    soir.save()
    town.booking(lea, "soir", FIRST, "absent")
    town.booking(lea, "soir", date(2026, 9, 3))
    fridays = Week(FIRST, date(2026, 9, 11), 0b10000, replaces=True)
    helper = User.create(email="aide@marelle.test", first_name="Aide", last_name="Essai")
    role = Role.create(name="helper", label="helper", permissions=[
        each for each in Role.get(Role.name == "town_clerk").permissions if each != "activities.override"])
    Membership(user=helper, role=role, organisation=town.places["town"]).save()
    assert dict(mass.preview([lea.id], [soir.id], fridays, helper).kept) == {"marked": 1, "late": 1}
    assert mass.book([lea.id], [soir.id], fridays, helper).removed == 0
    act = mass.book([lea.id], [soir.id], fridays, town.clerk)
    assert act.removed == 1 and days_with("absent") == [FIRST]
    assert days_with("cancelled_late") == [date(2026, 9, 3)], "who may override cancels late: it stays due"


# ACT-R08
@pytest.mark.parametrize("criterion, weeks", [
    (ALL, [51, 52, 53, 1, 2, 3]), (WeekCriterion("even"), [52, 2]), (WeekCriterion("odd"), [51, 53, 1, 3]),
    (WeekCriterion("anchor", date(2026, 12, 16)), [51, 53, 2]),
    (WeekCriterion("list", weeks=frozenset({(2026, 52), (2027, 3)})), [52, 3])])
def test_weeks_of_separated_parents_around_a_53rd_week_cases_1_and_2(town, criterion, weeks):
    lea = town.child()
    book(town, [lea], ["midi"], date(2026, 12, 14), date(2027, 1, 24), weekdays=1, criterion=criterion)
    assert [day.isocalendar().week for day in days_with()] == weeks


def test_a_right_opened_after_the_booking_of_the_class_trip_case_16(town):
    """The trip was booked for the class: who has no right yet is refused by name, and booked once the right is open."""
    lea, tom = town.child("Léa Martin"), town.child("Tom Petit", services=())
    act = book(town, [lea, tom], ["midi"], date(2026, 9, 10), date(2026, 9, 10))
    assert (act.added, act.skipped) == (1, 1) and days_with(participant=tom.id) == []
    Entitlement(participant=tom, service=town.services["midi"], starts_on=date(2026, 9, 10)).save()
    assert book(town, [lea, tom], ["midi"], date(2026, 9, 10), date(2026, 9, 10)).added == 1
    assert days_with(participant=tom.id) == [date(2026, 9, 10)]


def test_refusals_are_counted_by_condition_and_name_it(town):
    lea, service = town.child(services=["midi"]), town.services["midi"]
    service.ends_on = date(2026, 9, 15)
    service.save()
    found = mass.preview([lea.id], [service.id, town.services["soir"].id], Week(*SEPTEMBER, weekdays=0b111), town.clerk)
    assert {str(words): number for words, number in found.refusals()} == {
        "Inscrit à la prestation ce jour-là": 12, "Prestation commencée": 7, "Ouverte ce jour-là": 1}
    assert found.made == 4


def test_places_are_not_given_twice_within_an_act_act_r23(town):
    service = town.services["midi"]
    service.places = 1
    service.save()
    people = [town.child("Léa Martin"), town.child("Tom Petit"), town.child("Zoé Roux", "CM1")]
    act = book(town, people, ["midi"], date(2026, 9, 7), date(2026, 9, 7))
    assert (act.added, act.skipped) == (2, 1), "a place at each school"


def test_the_cart_of_a_day_becomes_its_booking_and_comes_back_when_undone(town):
    lea = town.child()
    town.booking(lea, "midi", date(2026, 9, 8), "cart")
    before = held()
    act = book(town, [lea], ["midi"], date(2026, 9, 7), date(2026, 9, 8))
    assert act.added == 2 and len(days_with()) == 2
    undo(act, town.clerk)
    assert held() == before


def test_undoing_restores_exactly_and_the_counters_with_it(town, billing):
    lea, tom = town.child("Léa Martin"), town.child("Tom Petit", "CM1")
    book(town, [lea, tom], ["matin", "midi"], *SEPTEMBER)
    before = held()
    act = book(town, [lea, tom], ["midi", "soir"], *SEPTEMBER, weekdays=0b11, replaces=True)
    assert held() != before and TypicalWeek.select().count() == 8
    placed, removed = Counter(billing.placed), Counter(billing.removed)
    undo(act, town.clerk)
    assert held() == before and TypicalWeek.select().count() == 4
    assert counters.rebuild(BookingFlow) == 0
    back = Counter(billing.placed) - placed, Counter(billing.removed) - removed
    assert (back[0].total(), back[1].total()) == (act.removed, act.added), "who bills is told of both"


def test_each_person_and_service_has_one_row_of_the_journal_naming_the_days(town):
    lea, tom = town.child("Léa Martin"), town.child("Tom Petit", "CM1")
    before = Entry.select().count()
    book(town, [lea, tom], ["matin", "midi"], *SEPTEMBER)
    rows = list(Entry.select().where(Entry.id > before, Entry.action == "activities.bulk.booked"))
    assert len(rows) == 4 and {row.record for row in rows} == {lea.id, tom.id}
    assert {row.place for row in rows} == {town.places["verne"].path, town.places["curie"].path}
    assert all('"2026-09-29"' in row.after for row in rows)


@pytest.mark.parametrize("change, said", [
    ({"invoice_line": 3}, "Une de ses réservations est facturée"),
    ({"state": "present", "version": 2}, "pointée, annulée ou modifiée")])
def test_an_act_is_not_undone_when_something_was_built_on_it(town, change, said):
    lea = town.child()
    act = book(town, [lea], ["midi"], *SEPTEMBER)
    Booking.update(**change).where(Booking.day == date(2026, 9, 7)).execute()
    before = held()
    with pytest.raises(Refused, match=said):
        undo(act, town.clerk)
    assert held() == before and BulkAct.get_by_id(act.id).state == "done"


def test_an_act_is_undone_within_24_hours_once(town):
    act = book(town, [town.child()], ["midi"], *SEPTEMBER)
    with at(utcnow() + timedelta(hours=25)), pytest.raises(Refused, match="24 heures"):
        undo(act, town.clerk)
    undo(act, town.clerk)
    with pytest.raises((Refused, Stale)):
        undo(act, town.clerk)


def test_many_cells_are_booked_by_a_job_that_goes_on_where_it_was_cut(town, monkeypatch):
    monkeypatch.setattr(mass, "AT_ONCE", 10)
    monkeypatch.setattr(mass, "CHUNK", 2)
    people = [town.child(f"Enfant {number}") for number in range(5)]
    act = book(town, people, ["midi"], *SEPTEMBER)
    assert (act.state, Booking.select().count()) == ("running", 0)
    row = Job.get_by_id(act.parameters["job"])
    row.status, row.owner, row.done = "running", "me", 2
    Job.update(status="running", owner="me", done=2).where(Job.id == row.id).execute()
    mass.BOOK_MANY(Progress(row), **row.arguments)
    act = BulkAct.get_by_id(act.id)
    assert (act.state, act.added, Booking.select().count()) == ("done", 3 * 14, 3 * 14), "two were done before the cut"
    assert Job.get_by_id(row.id).status == "done"
    assert undo(act, town.clerk).state == "undone" and not Booking.select().exists()


@pytest.mark.words
def test_what_cannot_be_is_refused_in_words(town):
    lea, midi = town.child(), town.services["midi"]
    for dates, values, said in (
            ((date(2026, 9, 30), date(2026, 9, 1)), {}, "finir après son début"),
            ((date(2026, 9, 1), date(2028, 9, 1)), {}, "400 jours"),
            (SEPTEMBER, {"weekdays": 0}, "Aucun jour ne correspond"),
            (SEPTEMBER, {"criterion": WeekCriterion("list", weeks=frozenset({(2026, 53)}))}, "Aucun jour")):
        with pytest.raises(Refused, match=said):
            book(town, [lea], ["midi"], *dates, **values)
    for user in (town.stranger, town.staff):
        with pytest.raises(Refused):
            mass.book([lea.id], [midi.id], Week(*SEPTEMBER), user)
    assert not Booking.select().exists() and not BulkAct.select().exists()


def test_a_chunk_costs_the_same_queries_for_one_week_as_for_a_month(town):
    people = [town.child(f"Enfant {number}") for number in range(3)]
    book(town, people, ["soir"], date(2026, 9, 7), date(2026, 9, 11))
    with statements() as week:
        book(town, people, ["matin", "midi"], date(2026, 9, 7), date(2026, 9, 11))
    with statements() as month:
        book(town, people, ["matin", "midi"], date(2026, 9, 14), date(2026, 10, 16))
    assert len(month) == len(week) < 60


criteria = st.one_of(
    st.sampled_from([ALL, WeekCriterion("even"), WeekCriterion("odd")]),
    st.dates(date(2026, 9, 1), date(2026, 10, 30)).map(lambda day: WeekCriterion("anchor", day)),
    st.frozensets(st.integers(36, 42).map(lambda week: (2026, week))).map(lambda w: WeekCriterion("list", weeks=w)))
asked = st.builds(
    lambda first, length, weekdays, criterion, replaces: Week(
        first, first + timedelta(days=length), weekdays, criterion, replaces),
    st.dates(date(2026, 9, 1), date(2026, 10, 1)), st.integers(0, 20), st.integers(1, 127), criteria, st.booleans())


class Again(Exception):
    """Raised to take back what an example wrote."""


@settings(max_examples=tries(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rules=st.lists(asked, min_size=1, max_size=3), billed=st.sets(st.integers(0, 40), max_size=3))
def test_bookings_are_exactly_the_union_of_the_rules_and_as_by_the_engine_one_by_one(town, rules, billed):
    """The union of what each rule asks where conditions allow, less what a later one replaces; invoiced ones stay."""
    with pytest.raises(Again), db.atomic():
        lea, service = town.child(), town.services["midi"]
        facts = Facts.load([lea.id], [service.id], date(2026, 9, 1), date(2026, 11, 1))
        wanted, frozen = set(), set()
        for rule in rules:
            days = set(days_of(rule.first, rule.last, rule.weekdays, rule.criterion))
            if not days:
                continue
            before = held()
            act = mass.book([lea.id], [service.id], rule, town.clerk)
            asked_for = {day for day in days if not why_not(facts, Cell(lea.id, service.id, day), town.clerk)}
            gone = {day for day in wanted - days - frozen if rule.first <= day <= rule.last} if rule.replaces else set()
            assert (act.added, act.removed) == (len(asked_for - wanted), len(gone))
            undo(act, town.clerk)
            assert held() == before, "undone, all is as it was"
            mass.book([lea.id], [service.id], rule, town.clerk)
            wanted = (wanted - gone) | asked_for
            assert set(days_with()) == wanted
            frozen |= {day for rank, day in enumerate(sorted(wanted)) if rank in billed}
            Booking.update(invoice_line=1).where(Booking.day << sorted(frozen), Booking.state == "booked").execute()
        by_mass = sorted(Booking.select(*ROW[:-1], Booking.origin).where(Booking.state == "booked").tuples())
        raise_the_same(town, lea, service, by_mass)
        assert counters.rebuild(BookingFlow) == 0
        raise Again


def raise_the_same(town, who, service, rows) -> None:
    """Book the same days through the engine for a twin: the same rows but for the name."""
    twin = town.child("Lou Martin")
    for _who, _service, group, day, _state, _late, origin in rows:
        create(Booking(participant=twin, service=service, class_group=group, day=day, origin=origin), "book", SYSTEM)
    found = Booking.select(*ROW[:-1], Booking.origin).where(Booking.participant == twin).tuples()
    assert sorted((who.id, *row[1:]) for row in found) == rows
