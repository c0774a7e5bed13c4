"""Entering classes, changing them and being given services: the rules, each by its number."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core import journal
from core.accounts.models import SYSTEM
from core.errors import Forbidden, Refused
from core.workflow.counters import totals
from core.workflow.engine import create, fire
from plugins.activities import archiving, booking, enrolling, entitling, removing
from plugins.activities.enrolling import Seat
from plugins.activities.entitling import Terms
from plugins.activities.models import Booking, Enrolment, Entitlement, Offer, Participant, SchoolYear
from plugins.activities.workflow import BookingFlow
from plugins.families import Child, Placement, archive, unarchive
from tests.activities.conftest import FIRST, LAST, SCHOOL_DAYS
from tests.activities.rules import FRIDAY, THURSDAY, TODAY, cell, change, obstacles


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
