"""Activities on both databases: a town with two schools, planted once; each test is rolled back after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

import pytest

from core.accounts.models import SYSTEM, Membership, Role, User
from core.hookspecs import hookimpl
from core.i18n import in_zone
from core.organisations import Organisation
from core.records import at
from core.running import running
from core.testing import signed_in
from core.workflow.engine import create, fire
from plugins.activities.models import (
    Booking,
    ClassGroup,
    Enrolment,
    Entitlement,
    Level,
    Offer,
    Participant,
    SchoolYear,
    Service,
)
from plugins.activities.plugin import Activities
from plugins.families import Child, Guardian, Guardianship, Household, Placement
from plugins.families.plugin import Families
from tests.planted import planted, undone

NOW = datetime(2026, 9, 1, 6, 30, tzinfo=UTC)
"""The first day of school, a Tuesday, at half past eight in Paris."""
FIRST, LAST = date(2026, 9, 1), date(2027, 7, 2)
SCHOOL_DAYS = 0b0011011
"""Monday, Tuesday, Thursday, Friday."""
CLASSES = {"CP": "verne", "CE1": "verne", "CM1": "curie", "Adultes": "adultes"}
SERVICES = {"matin": ("Garderie du matin", "care", "07:30", "08:30"), "midi": ("Cantine", "meal", "11:30", "13:05"),
            "soir": ("Garderie du soir", "care", "16:10", "18:15"),
            "adulte": ("Repas adulte", "meal", "11:30", "13:05")}
PEOPLE = {"clerk": ("town_clerk", "town"), "admin": ("town_admin", "town"), "staff": ("school_staff", "verne"),
          "stranger": ("town_clerk", "elsewhere")}


@pytest.fixture
def plugins():
    return [Families, Activities]


def plant() -> None:
    """Two towns; in the first a school year, classes, services, and who works there."""
    places = {}
    with at(NOW):
        for name, label, above in (("town", "Belle-Marelle", None), ("elsewhere", "Grand-Vent", None),
                                   ("verne", "École Jules-Verne", "town"), ("curie", "École Marie-Curie", "town"),
                                   ("adultes", "Adultes", "town")):
            places[name] = Organisation(kind="establishment" if above else "town", name=label, code=name,
                                        parent=places.get(above), country=None if above else "FR",
                                        time_zone=None if above else "Europe/Paris")
            places[name].save()
        for name, (role, place) in PEOPLE.items():
            user = User.create(email=f"{name}@marelle.test", first_name=name, last_name="Essai")
            Membership(user=user, role=Role.get(Role.name == role), organisation=places[place]).save()
        year = SchoolYear(organisation=places["town"], label="2026-2027", starts_on=FIRST, ends_on=LAST)
        fire(create(year, "create", SYSTEM), "start", SYSTEM)
        classes = plant_classes(places)
        plant_services(places["town"], classes)


def plant_classes(places: dict[str, Organisation]) -> dict[str, ClassGroup]:
    """A class for each level."""
    found = {}
    for rank, (name, place) in enumerate(CLASSES.items()):
        level = Level(organisation=places["town"], label=name, rank=rank)
        level.save()
        found[name] = ClassGroup(establishment=places[place], name=name, level=level)
        found[name].save()
    return found


def plant_services(town: Organisation, classes: dict[str, ClassGroup]) -> None:
    """What children are offered in each class, and a meal for adults in theirs."""
    for name, (label, kind, starts_at, ends_at) in SERVICES.items():
        adult = name == "adulte"
        service = Service(organisation=town, label=label, kind=kind, starts_at=starts_at, ends_at=ends_at,
                          weekdays=SCHOOL_DAYS, begins_on=FIRST, for_adults=adult)
        service.save()
        for each in classes.values():
            if (each.name == "Adultes") == adult:
                Offer(service=service, class_group=each).save()


planted_activities = planted("activities", [Families, Activities], plant)


@dataclass
class Town:
    """What is planted, by short names, and ways to add people and bookings."""

    app: object
    places: dict[str, Organisation]
    users: dict[str, User]
    classes: dict[str, ClassGroup]
    services: dict[str, Service]
    year: SchoolYear

    def __getattr__(self, name: str) -> User:
        """`town.clerk`, `town.staff`…"""
        try:
            return self.users[name]
        except KeyError:
            raise AttributeError(name) from None

    @cached_property
    def restricted(self) -> User:
        """A clerk who may not book out of time."""
        user = User.create(email="restricted@marelle.test", first_name="restricted", last_name="Essai")
        rights = [name for name in Role.get(Role.name == "town_clerk").permissions if name != "activities.override"]
        role = Role(name="restricted", label="Restreint", permissions=rights)
        role.save()
        Membership(user=user, role=role, organisation=self.places["town"]).save()
        return User.get_by_id(user.id)

    def window(self, user: User):
        """A browser in which somebody is signed in."""
        return signed_in(self.app, user)

    def family(self, name: str = "Martin") -> Guardian:
        """A household of the town with a mother."""
        household = Household(organisation=self.places["town"], name=f"Famille {name}", street="4, rue du Puits",
                              city="Belle-Marelle", postal_code="38000")
        household.save()
        guardian = Guardian(household=household, first_name="Claire", last_name=name)
        guardian.save()
        return guardian

    def child(self, name: str = "Léa Martin", class_name: str = "CP",
              services: Iterable[str] = ("matin", "midi", "soir"), parent: Guardian | None = None) -> Participant:
        """A child in a class since the first day, entitled to these services."""
        first, _space, last = name.partition(" ")
        parent = parent or self.family(last)
        child = Child(household=parent.household, first_name=first, last_name=last, birth_date=date(2020, 3, 4))
        child.save()
        Guardianship(child=child, guardian=parent, kind="mother", starts_on=child.birth_date).save()
        Placement(child=child, installation=self.classes[class_name].establishment_id, starts_on=FIRST).save()
        return self.enrolled(Participant(child=child), class_name, services)

    def adult(self, name: str = "Hugo Blanc") -> Participant:
        """A teacher who eats."""
        guardian = self.family(name.partition(" ")[2])
        guardian.registrations_open = True
        guardian.save()
        return self.enrolled(Participant(guardian=guardian), "Adultes", ("adulte",))

    def enrolled(self, participant: Participant, class_name: str, services: Iterable[str]) -> Participant:
        """Put somebody in a class, with rights."""
        participant.save()
        group = self.classes[class_name]
        Enrolment(participant=participant, year=self.year, class_group=group, level=group.level_id, starts_on=FIRST,
                  ends_on=LAST).save()
        for service in services:
            Entitlement(participant=participant, service=self.services[service], starts_on=FIRST).save()
        return participant

    def booking(self, participant: Participant, service: str, day: date, state: str = "booked", **values) -> Booking:
        """A booking, brought to a state by the engine where it leads there."""
        group = Enrolment.get(Enrolment.participant == participant).class_group_id
        made = Booking(participant=participant, service=self.services[service], class_group=group, day=day, **values)
        create(made, "put" if state in ("cart", "waiting") else "book", SYSTEM)
        way = {"cart": (), "booked": (), "waiting": ("queue",), "cancelled": ("cancel",)}.get(state, (f"mark_{state}",))
        for transition in way:
            fire(made, transition, SYSTEM)
        return made


@pytest.fixture
def town(planted_activities):
    """The town on its first day of school; whatever the test does is undone after it."""
    with undone(*planted_activities), at(NOW), in_zone("Europe/Paris"):
        yield Town(planted_activities[0], {each.code: each for each in Organisation.select()},
                   {each.first_name: each for each in User.select()}, {each.name: each for each in ClassGroup.select()},
                   {name: Service.get(Service.label == row[0]) for name, row in SERVICES.items()}, SchoolYear.get())


class Billing:
    """Stands for the plugin that bills: 3,50 € for each booking; it keeps what it was told."""

    follows = ()

    def __init__(self):
        self.placed, self.removed, self.unpaid = [], [], False

    @hookimpl
    def transition_obstacle(self, record, transition, user):
        owes = self.unpaid and transition.full_name.endswith(".archive")
        return "Une facture reste à payer." if owes else None

    @hookimpl
    def credit_of(self, bookings):
        return 350 * len(bookings)

    @hookimpl
    def booking_placed(self, bookings, user):
        self.placed += [(each.participant_id, each.day) for each in bookings]

    @hookimpl
    def booking_removed(self, bookings, user):
        self.removed += [(each.participant_id, each.day) for each in bookings]


@pytest.fixture
def billing(town):
    """A plugin that bills, for one test."""
    host, double = running().host, Billing()
    host.plugins["billing"] = double
    host.manager.register(double, "billing")
    yield double
    host.manager.unregister(double)
    del host.plugins["billing"]
