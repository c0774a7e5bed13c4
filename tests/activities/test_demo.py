"""The demonstration of the town: what it promises is there, and each booking is one that could have been made."""

from __future__ import annotations

from dataclasses import replace

import pytest
from peewee import fn

from core.accounts.models import User
from core.accounts.roles import sync_roles
from core.database import write_transaction
from core.demo import Demo
from core.i18n import in_zone
from core.organisations import Organisation
from core.workflow.counters import StateCount
from plugins.activities import periods
from plugins.activities.conditions import why_not
from plugins.activities.demo import ADMIN, CLERK, PARTS, STAFF, people
from plugins.activities.demo.town import EVENING, MEAL, MORNING
from plugins.activities.facts import Cell, Facts
from plugins.activities.models import Booking, ClassGroup, Enrolment, Participant, Service
from plugins.families import (
    Child,
    CriterionValue,
    FamilyQuotient,
    Guardian,
    Guardianship,
    Household,
    InsurancePolicy,
)

pytestmark = pytest.mark.words


@pytest.fixture
def config(config):
    return replace(config, demo=True)


def test_the_demonstration_is_what_it_promises(app, monkeypatch):
    """A quarter of its families are enough to see that all is there."""
    assert people.FAMILIES == 600
    monkeypatch.setattr(people, "FAMILIES", 150)
    sync_roles(app)
    demo = Demo()
    with write_transaction():
        for part in PARTS:
            part(demo)
    town = Organisation.get(Organisation.kind == "town")
    assert Organisation.select().where(Organisation.parent == town).count() == 4, "three schools, and the adults"
    assert ClassGroup.select().join(Organisation).where(Organisation.name.startswith("École")).count() == 12
    assert Service.select().count() == 8 and Household.select().count() >= 150
    apart = Guardianship.select().join(Child).switch(Guardianship).join(Guardian).where(
        Guardian.household != Child.household).count()
    adults = Enrolment.select().join(Participant).where(Participant.guardian.is_null(False)).count()
    assert apart >= 25 and adults == 24 and Guardianship.select().where(Guardianship.kind == "tutor").exists()
    assert {each.state for each in Booking.select(Booking.state).distinct()} >= {
        "booked", "waiting", "present", "absent_excused", "absent", "cancelled"}
    assert Booking.select().count() > 10_000 and counted() == kept()
    assert not Booking.select().where(Booking.state == "booked", Booking.day < demo.today).exists()
    assert [each.label for each in periods.without_services(town)] == ["Pont de l’Ascension"]
    for model in (CriterionValue, InsurancePolicy, FamilyQuotient):
        assert model.select().count() > 80, "sheets and lists are seen with content"
    siblings_of_the_guide()
    for email, *_rest in (CLERK, ADMIN, STAFF):
        assert User.get(User.email == email).can("activities.read")
    with in_zone(town.time_zone):
        each_could_have_been_made(User.get(User.email == CLERK[0]))


def counted() -> dict[tuple[str, str], int]:
    """How many bookings are in each state at each establishment."""
    query = (Booking.select(Organisation.path, Booking.state, fn.COUNT(Booking.id)).join(ClassGroup).join(Organisation)
             .group_by(Organisation.path, Booking.state).tuples())
    return {(path, state): number for path, state, number in query}


def kept() -> dict[tuple[str, str], int]:
    """The same as the counters have it."""
    rows = StateCount.select().where(StateCount.workflow == "activities.booking", StateCount.count != 0)
    return {(row.place, row.state): row.count for row in rows}


def siblings_of_the_guide() -> None:
    """Two siblings who have the three services at the hours of the guide."""
    pair = list(Child.select().where(Child.last_name == "Cavanne").order_by(Child.birth_date))
    assert len(pair) == 2
    hours = {(service.label, service.hours) for child in pair for service in Service.select().join(Booking).join(
        Participant).where(Participant.child == child).distinct()}
    assert hours == {(MORNING, "07:30–08:30"), (MEAL, "11:30–13:05"), (EVENING, "16:10–18:15")}


def each_could_have_been_made(clerk: User) -> None:
    """A sample of the bookings meets every condition, for who may override deadlines."""
    query = Booking.select(Booking.participant, Booking.service, Booking.day).where(
        Booking.state << ("booked", "present"), Booking.id % 50 == 0)
    some = list(query.tuples())
    facts = Facts.load({row[0] for row in some}, {row[1] for row in some}, min(row[2] for row in some),
                       max(row[2] for row in some))
    places = {each.id for each in facts.services.values() if each.places is not None}
    refused = [cell for cell in (Cell(*row) for row in some)
               if cell.service not in places and why_not(facts, cell, clerk)]
    assert len(some) > 100 and refused == []
