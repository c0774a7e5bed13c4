"""Special cases of the specification (1.9) as far as they concern bookings: 3, 5, 8, 15; the others are named so in
test_mass.py (1, 2, 6, 16) and test_periods.py (7)."""

from __future__ import annotations

from datetime import date

import pytest

from core.accounts.models import SYSTEM
from core.errors import NotFound, Refused
from core.organisations import Organisation
from core.workflow.engine import create, fire
from plugins.activities import enrolling, entitling, mass
from plugins.activities.enrolling import Seat
from plugins.activities.entitling import Terms
from plugins.activities.forecast import forecast
from plugins.activities.mass import Week
from plugins.activities.models import Booking, ClassGroup, Entitlement, Level, Participant, SchoolYear
from plugins.families import Child, archive, set_registrations, unarchive
from tests.activities.conftest import FIRST, LAST, SCHOOL_DAYS

WEEK = date(2026, 9, 7), date(2026, 9, 11)


def book(town, people, service, *dates):
    asked = Week(*dates, SCHOOL_DAYS)
    return mass.book([each.id for each in people], [town.services[service].id], asked, town.clerk)


def days_of(participant, *states):
    query = Booking.select(Booking.day).where(Booking.participant == participant,
                                              Booking.state << (states or ("booked",)))
    return sorted(day for (day,) in query.tuples())


def test_a_right_that_stops_on_a_wednesday_cuts_the_week_in_two_case_3(town):
    lea = town.child()
    book(town, [lea], "midi", *WEEK)
    right = Entitlement.get(Entitlement.participant == lea, Entitlement.service == town.services["midi"])
    entitling.change(right, Terms(FIRST, date(2026, 9, 9)), town.clerk)
    assert days_of(lea) == [date(2026, 9, 7), date(2026, 9, 8)]
    act = book(town, [lea], "midi", *WEEK)
    assert (act.added, act.skipped) == (0, 2), "Thursday and Friday are refused, and counted"


def test_a_teacher_who_eats_has_a_switch_a_class_and_meals_of_her_own_case_5(town):
    teacher = town.family("Blanc")
    participant = enrolling.participant_of(teacher)
    seat = Seat(town.year, town.classes["Adultes"], None, FIRST)
    with pytest.raises(Refused, match="n’a pas accès aux inscriptions"):
        enrolling.enrol(participant, seat, town.clerk)
    set_registrations(teacher, True, town.clerk)
    enrolling.enrol(Participant.get_by_id(participant.id), seat, town.clerk)
    entitling.entitle(participant, [town.services["adulte"]], Terms(FIRST), town.clerk)
    with pytest.raises(Refused):
        entitling.entitle(participant, [town.services["midi"]], Terms(FIRST), town.clerk)
    assert book(town, [participant], "adulte", *WEEK).added == 4
    assert [(row.establishment, row.total) for row in forecast(
        town.clerk, town.places["town"], *WEEK).rows] == [("Adultes", 4)]
    with pytest.raises(Refused, match="à venir"):
        set_registrations(teacher, False, town.clerk)


def test_archiving_is_refused_until_paid_and_takes_away_what_is_to_come_case_8(town, billing):
    lea = town.child()
    book(town, [lea], "midi", *WEEK)
    child, billing.unpaid = Child.get_by_id(lea.child_id), True
    with pytest.raises(Refused, match="reste à payer"):
        archive(child, town.clerk)
    assert len(days_of(lea)) == 4
    billing.unpaid = False
    archive(Child.get_by_id(child.id), town.clerk)
    assert days_of(lea) == [] and len(days_of(lea, "cancelled")) == 4
    with pytest.raises(Refused):
        enrolling.enrol(lea, Seat(town.year, town.classes["CE1"], None, FIRST), town.clerk)
    unarchive(Child.get_by_id(child.id), town.clerk)
    assert days_of(lea) == [], "what was taken away does not come back by itself"
    assert book(town, [lea], "midi", *WEEK).added == 4


def test_siblings_at_school_in_two_towns_are_booked_by_each_and_seen_by_both_case_15(town):
    lea = town.child("Léa Martin")
    parent = Child.get_by_id(lea.child_id).guardians()[0]
    tom = town.child("Tom Martin", "CE1", parent=parent)
    there = elsewhere(town)
    with pytest.raises((Refused, NotFound)):
        mass.book([lea.id], [town.services["midi"].id], Week(*WEEK), town.stranger)
    brother = Participant(child=Child.create(household=parent.household, first_name="Noé", last_name="Martin",
                                             birth_date=date(2019, 5, 6)))
    brother.save()
    seat = Seat(there[0], there[1], None, FIRST)
    enrolling.enrol(brother, seat, town.stranger)
    assert Child.visible_to(town.stranger).where(Child.id == brother.child_id).exists()
    assert Child.visible_to(town.clerk).where(Child.id == brother.child_id).exists(), "the household lives here"
    assert not Child.visible_to(town.stranger).where(Child.id == lea.child_id).exists()
    assert book(town, [lea, tom], "midi", *WEEK).added == 8


def elsewhere(town) -> tuple[SchoolYear, ClassGroup]:
    """A year and a class of the other town."""
    place = town.places["elsewhere"]
    year = SchoolYear(organisation=place, label="2026-2027", starts_on=FIRST, ends_on=LAST)
    fire(create(year, "create", SYSTEM), "start", SYSTEM)
    school = Organisation(kind="establishment", name="École du Vent", parent=place)
    school.save()
    level = Level(organisation=place, label="CM2")
    level.save()
    group = ClassGroup(establishment=school, name="CM2", level=level)
    group.save()
    return year, group
