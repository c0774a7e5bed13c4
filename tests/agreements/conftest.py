"""Agreements on both databases: a service with a child and both parents, each test rolled back after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from core.accounts.models import SYSTEM, Membership, Role, User
from core.organisations import Organisation
from core.records import today
from core.testing import signed_in
from plugins.agreements.models import ServiceAgreement
from plugins.agreements.plugin import Agreements
from plugins.agreements.schedule import Day, Schedule
from plugins.families import Child, Guardian, Guardianship, Household, ParentChildFile, Placement
from plugins.families.plugin import Families
from tests.planted import planted, undone

FULL = Day(frozenset({"am", "pm"}), begins=450, ends=990)
OFF = Day()
WEEK = (FULL,) * 5 + (OFF,) * 2
IDLE = (OFF,) * 7
NEXT_MONDAY = today() + timedelta(days=7 - today().weekday())


@pytest.fixture
def plugins():
    return [Families, Agreements]


def plant() -> None:
    """Two services with an installation each, and their people."""
    root = Organisation(kind="ministry", name="Ministère")
    root.save()
    for name in ("galets", "bourgeons"):
        division = Organisation(kind="division", name=name, code=name, parent=root)
        division.save()
        Organisation(kind="installation", name=f"{name}-1", nature="cpe", parent=division).save()
        for number, role in enumerate(("sdg_clerk", "sdg_director")):
            user = User.create(email=f"{name}{number}@exemple.test", first_name=role, last_name=name)
            Membership(user=user, role=Role.get(Role.name == role), organisation=division).save()


planted_agreements = planted("agreements", [Families, Agreements], plant)


@dataclass
class World:
    """A child of Les Galets with its parents and its file, and who works there."""

    app: object
    clerk: User
    director: User
    stranger: User
    child: Child
    file: ParentChildFile

    def window(self, user: User):
        """A browser in which somebody is signed in."""
        return signed_in(self.app, user)

    def agreement(self, **values) -> ServiceAgreement:
        """An unsaved agreement of the child, from next Monday on for half a year."""
        said = {"file": self.file, "starts_on": NEXT_MONDAY, "ends_on": NEXT_MONDAY + timedelta(days=180)}
        made = ServiceAgreement(**(said | values))
        if "schedule" not in values:
            made.plan(Schedule((WEEK,)))
        return made

    def shared(self) -> ParentChildFile:
        """The other parent's file of a shared custody."""
        father = self.child.guardians()[1]
        self.file.custody, self.file.guardian_b = "alternate_weeks", None
        self.file.save()
        his = ParentChildFile(child=self.child, installation=self.file.installation, guardian_a=father,
                              custody="alternate_weeks", sibling=self.file, starts_on=self.file.starts_on)
        his.save()
        his.link(SYSTEM)
        self.file = ParentChildFile.get_by_id(self.file.id)
        return his


@pytest.fixture
def world(planted_agreements):
    """Whatever the test does is undone after it."""
    with undone(*planted_agreements):
        named = {user.email: user for user in User.select()}
        house = Organisation.get(Organisation.name == "galets-1")
        household = Household(organisation=house.parent, name="Famille Cyr")
        household.save()
        born = today() - timedelta(days=800)
        child = Child(household=household, first_name="Maëlle", last_name="Cyr", birth_date=born)
        child.save()
        parents = []
        for first, rank in (("Josiane", "A"), ("Mathieu", "B")):
            parents.append(Guardian(household=household, first_name=first, last_name="Cyr"))
            parents[-1].save()
            Guardianship(child=child, guardian=parents[-1], rank=rank, starts_on=child.birth_date).save()
        started = today() - timedelta(days=400)
        Placement(child=child, installation=house, starts_on=started).save()
        file = ParentChildFile(child=child, installation=house, guardian_a=parents[0], guardian_b=parents[1],
                               starts_on=started)
        file.save()
        yield World(planted_agreements[0], named["galets0@exemple.test"], named["galets1@exemple.test"],
                    named["bourgeons1@exemple.test"], child, file)
