"""The exchange on both databases: two components, children with files and agreements, a server of the Ministry."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from core import jobs
from core.accounts.models import Membership, Role, User
from core.organisations import Organisation
from core.progress import Progress
from core.records import today
from core.testing import signed_in
from core.worker import run as run_job
from plugins.agreements import Day, Schedule, ServiceAgreement
from plugins.agreements.plugin import Agreements
from plugins.families import Child, Guardian, Guardianship, Household, ParentChildFile, Placement
from plugins.families.plugin import Families
from plugins.icsge.components import Component, open_component, set_code
from plugins.icsge.plugin import Icsge
from plugins.icsge.sync.models import Dossier, Message, Result, Run
from tests.icsge.csg_double import SERVER, Csg, Wire
from tests.icsge.simulated import csg as csg, simulator_address as simulator_address
from tests.planted import planted, undone

CODE = "k3L9-xP0q@7Zt5vB2nM8wR4yC6hJ1sD0f"
FULL = Day(frozenset({"am", "pm"}), begins=450, ends=990)
OFF = Day()
WEEK = (FULL,) * 5 + (OFF,) * 2
START, END = date(2026, 9, 7), date(2027, 8, 27)
PLUGINS = [Families, Agreements, Icsge, Wire]


@pytest.fixture
def plugins():
    return PLUGINS


def plant() -> None:
    """Two services with an installation each, and their people."""
    root = Organisation(kind="ministry", name="Ministère")
    root.save()
    for rank, name in enumerate(("galets", "bourgeons")):
        division = Organisation(kind="division", name=name, code=f"3000200{rank}", parent=root)
        division.save()
        house = Organisation(kind="installation", name=f"{name}-1", nature="cpe", code=f"3000300{rank}",
                             parent=division)
        house.save()
        for number, role in enumerate(("icsge_clerk", "icsge_director")):
            user = User.create(email=f"{name}{number}@exemple.test", first_name=role, last_name=name)
            Membership(user=user, role=Role.get(Role.name == role), organisation=division).save()


planted_icsge = planted("icsge", PLUGINS, plant)


@dataclass
class World:
    """A component of Les Galets, who works there, and the server; `child()` makes a child with file and agreement."""

    app: object
    clerk: User
    director: User
    stranger: User
    component: Component
    other: Component
    csg: Csg
    made: int = 0
    files: list[ParentChildFile] = field(default_factory=list)

    def window(self, user: User):
        """A browser in which somebody is signed in."""
        return signed_in(self.app, user)

    def child(self, *, component: Component | None = None, agreement: bool = True, **values) -> ParentChildFile:
        """A child with both parents, a file of the component, and an agreement in force."""
        self.made += 1
        house = (component or self.component).organisation
        file = add_child(house, self.made, **values)
        self.files.append(file)
        if agreement:
            add_agreement(file, self.made)
        return file

    def agreement(self, file: ParentChildFile) -> ServiceAgreement:
        """The agreement of a file."""
        return ServiceAgreement.get(ServiceAgreement.file == file)

    def dossier(self, record) -> Dossier:
        """The dossier of a file or agreement, as it is stored."""
        kind = "file" if isinstance(record, ParentChildFile) else "agreement"
        return Dossier.get(Dossier.record_kind == kind, Dossier.record == record.id)

    def states(self) -> dict[str, int]:
        """How many dossiers stand in each state."""
        found: dict[str, int] = {}
        for (state,) in Dossier.select(Dossier.state).tuples():
            found[state] = found.get(state, 0) + 1
        return found

    def codes(self, record) -> list[str]:
        """The codes of the present messages of a record, errors first."""
        rows = Message.select().where(Message.dossier == self.dossier(record), ~Message.archived)
        return [each.code for each in rows.order_by(Message.severity.desc(), Message.id)]

    def work(self) -> None:
        """Do the jobs of runs that are ready."""
        while row := jobs.claim_job("worker"):
            run_job(row, Progress(row))
            assert jobs.Job.get_by_id(row.id).error == "", jobs.Job.get_by_id(row.id).error

    def synchronise(self, component: Component | None = None) -> Run:
        """Launch a run and do its work; the run as it is then."""
        from plugins.icsge.sync.running import launch  # noqa: PLC0415 (pytest rewrites its assertions first)

        run = launch(component or self.component, self.clerk)
        self.work()
        return Run.get_by_id(run.id)

    def outcomes(self, run: Run) -> list[str]:
        """What became of the records of a run, in order."""
        return [row.outcome for row in Result.select().where(Result.run == run.id).order_by(Result.position)]


def add_child(house: Organisation, number: int, **values) -> ParentChildFile:
    """A child with both parents and a file."""
    household = Household(organisation=house.parent, name=f"Famille {number}", street=f"{number} rue des Capelans",
                          city="Carleton-sur-Mer", postal_code="G0C 1J0")
    household.save()
    born = today() - timedelta(days=800)
    said = {"nirec": f"1{born.year}{number:08d}", "sex": "F"} | values
    child = Child(household=household, first_name=f"Maëlle{number}", last_name="Cyr", birth_date=born, **said)
    child.save()
    parents = []
    for first, rank, kind in (("Josiane", "A", "mother"), ("Mathieu", "B", "father")):
        parents.append(Guardian(household=household, first_name=f"{first}{number}", last_name="Cyr"))
        parents[-1].save()
        Guardianship(child=child, guardian=parents[-1], rank=rank, kind=kind, starts_on=born).save()
    Placement(child=child, installation=house, starts_on=START).save()
    file = ParentChildFile(child=child, installation=house, guardian_a=parents[0], guardian_b=parents[1],
                           starts_on=START)
    file.save()
    return file


def add_agreement(file: ParentChildFile, number: int, **values) -> ServiceAgreement:
    """A signed agreement in force."""
    said = {"file": file, "number": f"{number:08d}", "starts_on": START, "ends_on": END, "state": "active",
            "signed_on": START, "signed_by": file.guardian_a}
    made = ServiceAgreement(**(said | values))
    made.plan(Schedule((WEEK,)))
    made.save()
    return made


@pytest.fixture
def world(planted_icsge):
    """Whatever the test does is undone after it."""
    with undone(*planted_icsge):
        named = {user.email: user for user in User.select()}
        components = []
        for name in ("galets-1", "bourgeons-1"):
            component = open_component(Organisation.get(Organisation.name == name), named["galets1@exemple.test"])
            set_code(component, CODE, named["galets1@exemple.test"])
            components.append(component)
        SERVER[0] = Csg()
        yield World(planted_icsge[0], named["galets0@exemple.test"], named["galets1@exemple.test"],
                    named["bourgeons1@exemple.test"], *components, SERVER[0])
