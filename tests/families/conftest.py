"""Families on both databases: two services of two regions and two towns, planted once; each test rolled back after."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.accounts.models import Membership, Role, User
from core.organisations import Organisation
from core.records import today
from plugins.families import Child, Guardian, Guardianship, Household, NewChild, Placement, found_household
from plugins.families.plugin import Families
from tests.planted import planted, undone

RIGHTS = {"reader": ("families.read",), "editor": ("families.read", "families.edit"),
          "agent": ("core.dashboard", "core.export", "families.read", "families.edit", "families.archive",
                    "families.health", "families.settings"),
          "clerk": ("core.dashboard", "families.read", "families.edit", "families.archive")}


@pytest.fixture
def plugins():
    return [Families]


def plant() -> None:
    root = Organisation(kind="ministry", name="ministry")
    root.save()
    for name in ("galets", "bourgeons"):
        division = Organisation(kind="division", name=name, code=name, parent=root)
        division.save()
        Organisation(kind="installation", name=f"{name}-1", parent=division).save()
    for name in ("rocheville", "autreville"):
        town = Organisation(kind="town", name=name, country="FR", currency="EUR", locale="fr_FR")
        town.save()
        Organisation(kind="establishment", name=f"école de {name}", parent=town).save()
    for role, permissions in RIGHTS.items():
        Role(name=role, label=role, permissions=list(permissions)).save()


planted_families = planted("families", [Families], plant)


@pytest.fixture
def places(planted_families):
    """The organisations by name; whatever the test does is undone after it."""
    with undone(*planted_families):
        yield {place.name: place for place in Organisation.select()}


@pytest.fixture
def somebody(places):
    """A factory: `somebody(reader="galets", editor="bourgeons")` holds these roles there."""

    def make(**held: str) -> User:
        number = User.select().count() + 1
        user = User.create(email=f"personne{number}@exemple.test", first_name="Personne", last_name=str(number))
        for role, place in held.items():
            Membership(user=user, role=Role.get(Role.name == role), organisation=places[place]).save()
        return user

    return make


@pytest.fixture
def agent(somebody):
    """Who keeps the families of a town."""
    return somebody(agent="rocheville")


HOME = {"name": "Foyer Lerouet", "street": "4, rue des Tilleuls", "city": "Rocheville", "postal_code": "35500"}


@pytest.fixture
def home(places, agent):
    """A factory of a household of the town: `home("Alix Lerouet", "Noé Lerouet")` has an adult and a child."""

    def make(adult: str = "Alix Lerouet", child: str = "Noé Lerouet", **values) -> Household:
        first, _space, last = adult.partition(" ")
        name, _space, surname = child.partition(" ")
        young = NewChild("mother", values={"first_name": name, "last_name": surname,
                                           "birth_date": date(2019, 4, 2)}) if child else None
        return found_household(places["rocheville"], HOME | {"name": f"Foyer {last}"},
                               {"first_name": first, "last_name": last} | values, young, agent)

    return make


@pytest.fixture
def family(places):
    """A factory of a child with one parent, in a household of a service."""

    def make(name: str = "Maëlle Cyr-Poirier", service: str = "galets", **values) -> Child:
        first, _space, last = name.partition(" ")
        household = Household(organisation=places[service], name=f"Famille {last}", street="147, rue des Capelans",
                              city="Carleton-sur-Mer")
        household.save()
        guardian = Guardian(household=household, first_name="Josiane", last_name="Poirier")
        guardian.save()
        born = values.pop("birth_date", today() - timedelta(days=1000))
        child = Child(household=household, first_name=first, last_name=last, birth_date=born, **values)
        child.save()
        Guardianship(child=child, guardian=guardian, kind="mother", starts_on=born).save()
        Placement(child=child, installation=places[f"{service}-1"], starts_on=born).save()
        return child

    return make
