"""The rules of activities, each by its number: enrolling, entitling, booking, waiting, attendance."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from core import journal
from core.accounts.models import SYSTEM, Membership, Role, User
from core.errors import Forbidden, NotFound, Refused
from core.i18n import clock
from core.records import at, utcnow
from core.workflow.counters import totals
from core.workflow.engine import create, fire
from plugins.activities import archiving, attending, booking, enrolling, entitling, removing, waiting
from plugins.activities.attending import Mark
from plugins.activities.conditions import CONDITIONS, judge_all, why_not
from plugins.activities.deadlines import closing
from plugins.activities.enrolling import Seat
from plugins.activities.entitling import Terms
from plugins.activities.facts import Cell, Facts, enrolled_in
from plugins.activities.jobs import empty_carts, promote
from plugins.activities.models import (
    Booking,
    CalendarPeriod,
    Enrolment,
    Entitlement,
    Offer,
    Participant,
    PeriodTarget,
    SchoolYear,
)
from plugins.activities.workflow import BookingFlow
from plugins.families import Child, Placement, archive, unarchive
from tests.activities.conftest import FIRST, LAST, SCHOOL_DAYS

TODAY = FIRST
THURSDAY, FRIDAY = date(2026, 9, 3), date(2026, 9, 4)
NOTHING = type("Progress", (), {"step": lambda self, *_said: None})()


@pytest.fixture
def town(town):
    """With a clerk who may not book out of time."""
    user = User.create(email="restricted@marelle.test", first_name="restricted", last_name="Essai")
    rights = [name for name in Role.get(Role.name == "town_clerk").permissions if name != "activities.override"]
    role = Role(name="restricted", label="Restreint", permissions=rights)
    role.save()
    Membership(user=user, role=role, organisation=town.places["town"]).save()
    town.users["restricted"] = User.get_by_id(user.id)
    return town


def cell(participant: Participant, town, service: str = "midi", day: date = THURSDAY) -> Cell:
    return Cell(participant.id, town.services[service].id, day)


def obstacles(town, participant: Participant, service: str = "midi", day: date = THURSDAY, user=None) -> list[str]:
    """What stands against booking a cell, in words."""
    wanted = cell(participant, town, service, day)
    facts = Facts.load([participant], [wanted.service], day, day)
    return [str(each.text) for each in why_not(facts, wanted, user or town.clerk)]


def change(record, **values) -> None:
    for name, value in values.items():
        setattr(record, name, value)
    record.save()


def test_act_r01_a_child_enters_a_class_and_its_school_sees_it(town):
    child = Child(household=town.family().household, first_name="Zoé", last_name="Petit", birth_date=date(2020, 1, 2))
    child.save()
    assert Child.visible_to(town.staff).where(Child.id == child.id).first() is None
    participant = enrolling.participant_of(child)
    assert enrolling.participant_of(child) == participant
    made = enrolling.enrol(participant, Seat(town.year, town.classes["CP"], None, THURSDAY), town.clerk)
    assert (made.starts_on, made.ends_on, made.level) == (THURSDAY, LAST, town.classes["CP"].level)
    assert Child.visible_to(town.staff).where(Child.id == child.id).first() == child
    assert Participant.visible_to(town.staff).first() == participant
    assert [each.action for each in journal.history(made)] == ["activities.enrolment.created"]


@pytest.mark.words
@pytest.mark.parametrize(("given", "said"), [
    ({"starts_on": date(2026, 8, 31)}, "va du 1er septembre 2026 au 2 juillet 2027"),
    ({"starts_on": LAST + timedelta(days=1)}, "va du 1er septembre 2026"),
    ({"starts_on": THURSDAY, "ends_on": TODAY}, "va du 1er septembre 2026"),
    ({"starts_on": TODAY}, "est déjà en CP, du 1er septembre 2026 au 2 juillet 2027"),
    ({"starts_on": LAST}, "est déjà en CP"),
])
def test_act_r01_dates_out_of_the_year_and_overlapping_classes_are_refused(town, given, said):
    participant = town.child()
    with pytest.raises(Refused, match=said):
        enrolling.enrol(participant, Seat(town.year, town.classes["CE1"], None, **given), town.clerk)
    assert Enrolment.select().count() == 1


@pytest.mark.words
def test_act_r01_only_in_an_open_year_of_the_town_and_by_who_may(town):
    participant = town.child()
    with pytest.raises(Forbidden, match="École Jules-Verne"):
        enrolling.enrol(participant, Seat(town.year, town.classes["CP"], None, TODAY), town.staff)
    theirs = SchoolYear(organisation=town.places["elsewhere"], label="Ailleurs", starts_on=FIRST, ends_on=LAST)
    create(theirs, "create", SYSTEM)
    with pytest.raises(Refused, match="n’est pas celle de « École Jules-Verne »"):
        enrolling.enrol(participant, Seat(theirs, town.classes["CP"], None, TODAY), town.clerk)
    fire(town.year, "close", SYSTEM)
    with pytest.raises(Refused, match="est close"):
        enrolling.enrol(participant, Seat(town.year, town.classes["CP"], None, TODAY), town.clerk)


def test_act_r02_a_right_needs_a_service_of_the_class(town):
    participant = town.child(services=())
    with pytest.raises(Refused, match="« Repas adulte » n’est pas associée à la classe CP"):
        entitling.entitle(participant, [town.services["midi"], town.services["adulte"]], Terms(THURSDAY), town.clerk)
    assert Entitlement.select().count() == 0, "all or none"


def test_act_r03_several_rights_open_from_a_date(town):
    participant = town.child(services=())
    given = entitling.entitle(participant, [town.services["midi"], town.services["soir"]], Terms(FRIDAY), town.clerk)
    assert [each.service.label for each in given.entitlements] == ["Cantine", "Garderie du soir"]
    assert obstacles(town, participant) == [
        "Le droit de Léa Martin à « Cantine » ne commence que le 4 septembre 2026."]
    assert obstacles(town, participant, day=FRIDAY) == []
    with pytest.raises(Refused, match="a déjà droit à « Cantine » depuis le 4 septembre 2026"):
        entitling.entitle(participant, [town.services["midi"]], Terms(THURSDAY), town.clerk)


@pytest.mark.words
@pytest.mark.parametrize(("adult", "name", "said"), [
    (True, "midi", "Cantine : Prestation d’enfant : préférez-en une pour adultes."),
    (False, "adulte", "Repas adulte : Prestation d’adulte : préférez-en une pour enfants.")])
def test_fam_r19_who_is_given_a_service_of_others_is_said_before_then_and_on_the_sheet(town, adult, name, said):
    who = town.adult() if adult else town.child(services=())
    Offer(service=town.services[name], class_group=town.classes["Adultes" if adult else "CP"]).save()
    words, window = said.partition(" : ")[2], town.window(town.admin)
    assert words in window.get(f"/inscriptions/{who.id}/prestations").text.replace("\u202f", " ").replace("\xa0", " ")
    given = entitling.entitle(who, [town.services[name]], Terms(TODAY), town.clerk)
    assert [str(each) for each in given.warnings] == [said]
    sheet = window.get(f"/familles/{'responsables' if adult else 'enfants'}/{who.person.id}").text
    assert words in sheet.replace("\u202f", " ").replace("\xa0", " ")


def close_for_holidays(town, class_name: str = "CP", kind: str = "closure", service: str = "midi") -> CalendarPeriod:
    period = CalendarPeriod(organisation=town.places["town"], label="Pont", starts_on=THURSDAY, ends_on=FRIDAY,
                            kind=kind)
    period.save()
    PeriodTarget(period=period, service=town.services[service], class_group=town.classes[class_name]).save()
    return period


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


def test_act_r18_a_right_carries_dates_weekdays_and_payer_and_is_taken_away_with_its_bookings(town):
    parent = town.family()
    participant = town.child(services=(), parent=parent)
    terms = Terms(TODAY, LAST, SCHOOL_DAYS, parent, parent.household)
    right, = entitling.entitle(participant, [town.services["midi"]], terms, town.clerk).entitlements
    assert (right.payer, right.household, right.weekdays) == (parent, parent.household, SCHOOL_DAYS)
    billed = town.booking(participant, "midi", FRIDAY)
    change(billed, invoice_line=7)
    town.booking(participant, "midi", THURSDAY)
    town.booking(participant, "midi", date(2026, 9, 7), "cart")
    only_fridays = terms._replace(weekdays=0b10000)
    shown = removing.look([participant.id], entitling.beyond(right, only_fridays.holds))
    assert (shown.count, len(shown.carts), shown.invoiced) == (1, 1, 0)
    assert entitling.change(right, only_fridays, town.clerk).count == 1
    done = entitling.take_away(right, town.clerk)
    assert (done.count, done.invoiced) == (0, 1), "what is invoiced stays"
    assert {each.day: each.state for each in Booking.select()} == {THURSDAY: "cancelled", FRIDAY: "booked"}
    assert Entitlement.get_by_id(right.id).ends_on == TODAY, "it served: it ends, and is not forgotten"
    counts = totals(BookingFlow, (town.places["town"].path,))
    assert (counts["booked"], counts["cancelled"], counts["cart"]) == (1, 1, 0)


@pytest.mark.words
def test_act_r19_services_carry_their_hours(town):
    assert [town.services[name].hours for name in ("matin", "midi", "soir")] == [
        "07:30–08:30", "11:30–13:05", "16:10–18:15"]


def test_act_r21_changing_class_ends_the_old_one_the_day_before_and_bookings_follow(town):
    child = town.child()
    old = Enrolment.get()
    town.booking(child, "midi", THURSDAY)
    town.booking(child, "midi", FRIDAY)
    town.booking(child, "soir", FRIDAY)
    Offer.delete().where(Offer.service == town.services["soir"], Offer.class_group == town.classes["CM1"]).execute()
    done = enrolling.change_class(child, town.classes["CM1"], None, FRIDAY, town.clerk)
    assert (done.moved, done.removed.count) == (1, 1)
    assert Enrolment.get_by_id(old.id).ends_on == THURSDAY and done.enrolment.starts_on == FRIDAY
    found = {(each.service.label, each.day): (each.class_group.name, each.state) for each in Booking.select()}
    assert found == {("Cantine", THURSDAY): ("CP", "booked"), ("Cantine", FRIDAY): ("CM1", "booked"),
                     ("Garderie du soir", FRIDAY): ("CP", "cancelled")}
    counted = {place: totals(BookingFlow, (town.places[place].path,))["booked"] for place in ("verne", "curie")}
    assert counted == {"verne": 1, "curie": 1}
    places = {each.installation.code: (each.starts_on, each.ends_on) for each in Placement.select()}
    assert places == {"verne": (FIRST, THURSDAY), "curie": (FRIDAY, LAST)}
    with pytest.raises(Refused, match="C’est la classe où elle est déjà"):
        enrolling.change_class(child, town.classes["CM1"], None, FRIDAY, town.clerk)


def test_act_r21_r23_bookings_do_not_follow_to_an_establishment_whose_places_are_taken(town):
    change(town.services["midi"], places=1)
    child, other = town.child(), town.child("Tom Roux", "CM1")
    for day in (THURSDAY, FRIDAY):
        town.booking(child, "midi", day)
    town.booking(other, "midi", FRIDAY)
    with pytest.raises(Refused, match="École Marie-Curie.*Cantine .4 sept. 2026.\\.") as refusal:
        enrolling.change_class(child, town.classes["CM1"], None, THURSDAY, town.clerk)
    assert "Annulez d’abord ces réservations" in str(refusal.value.remedy)
    assert {each.class_group.name for each in Enrolment.select()} == {"CP", "CM1"}, "nothing is half-written"
    done = enrolling.change_class(child, town.classes["CE1"], None, THURSDAY, town.clerk)
    assert done.moved == 2, "the same establishment holds no more of them than before"


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


def test_fam_r16_r18_archiving_takes_future_bookings_and_closing_waits_for_them(town):
    adult = town.adult()
    made = town.booking(adult, "adulte", THURSDAY)
    person = adult.guardian
    closing_it = type("Closing", (), {"full_name": archiving.CLOSING})
    assert "encore une réservation à venir" in str(archiving.obstacle(person, closing_it, town.clerk).text)
    assert [str(each) for each in archiving.consequences(person, TODAY)] == ["1 réservation est annulée."]
    archiving.done(person, type("Archive", (), {"full_name": "families.guardian.archive"}), town.clerk)
    assert Booking.get_by_id(made.id).state == "cancelled"
    assert archiving.obstacle(person, closing_it, town.clerk) is None and archiving.consequences(person, TODAY) == []


def test_fam_r13_r16_an_archived_child_is_neither_booked_nor_marked_and_unarchiving_brings_nothing_back(town):
    child = town.child()
    eaten = town.booking(child, "midi", TODAY, "present")
    billed = town.booking(child, "soir", THURSDAY)
    change(billed, invoice_line=4)
    town.booking(child, "midi", THURSDAY)
    archive(child.child, town.clerk)
    states = {(each.service.label, each.day): each.state for each in Booking.select()}
    assert states == {("Cantine", TODAY): "present", ("Garderie du soir", THURSDAY): "booked",
                      ("Cantine", THURSDAY): "cancelled"}, "what happened and what is invoiced stay"
    for act in (lambda: fire(Booking.get_by_id(eaten.id), "mark_absent", town.clerk),
                lambda: booking.put(cell(child, town), town.clerk),
                lambda: enrolling.end(Enrolment.get(), THURSDAY, town.clerk)):
        with pytest.raises(Refused, match="archiv"):
            act()
    unarchive(Child.get_by_id(child.child_id), town.clerk)
    assert {(each.service.label, each.day): each.state for each in Booking.select()} == states
    assert booking.put(cell(child, town), town.clerk).state == "cart", "its class and rights were kept"


def test_lists_of_children_and_adults_are_filtered_by_class_level_school_year_and_service(town):
    parent = town.family("Martin")
    town.child("Léa Martin", parent=parent)
    town.child("Tom Roux", "CM1", services=("soir",))
    town.adult()
    window = town.window(town.clerk)

    def listed(page: str, **asked) -> set[str]:
        names = {"Léa", "Tom", "Claire", "Hugo", "Martin", "Roux", "Blanc"}
        text = window.get(f"/familles/{page}/", query_string=asked).get_data(as_text=True).split("<tbody")[-1]
        return {name for name in names if name in text}

    classes, services = town.classes, town.services
    assert listed("enfants") == {"Léa", "Tom", "Martin", "Roux"}
    for asked in ({"class": classes["CP"].id}, {"level": classes["CP"].level_id},
                  {"establishment": town.places["verne"].id}, {"service": services["midi"].id}):
        assert listed("enfants", **asked) == {"Léa", "Martin"}, asked
    assert listed("enfants", year=town.year.id) == {"Léa", "Tom", "Martin", "Roux"}
    assert "Roux" not in listed("responsables", **{"class": classes["CP"].id}), "the class of their children"
    assert "Martin" in listed("responsables", **{"class": classes["CP"].id})
    assert "Blanc" in listed("responsables", service=services["adulte"].id), "or their own"
