"""Several at once: pages that look, people who save, runs that send (ICSGE-R73, R79, R80)."""

from __future__ import annotations

import threading

import pytest

from core import jobs
from core.accounts.models import SYSTEM
from core.accounts.roles import sync_roles
from core.database import connection, write_transaction
from core.errors import Refused, Stale
from core.organisations import Organisation
from core.progress import Progress
from core.worker import run as run_job
from plugins.families import Child
from plugins.icsge.components import Component, open_component, set_code
from plugins.icsge.sync.models import Dossier, Run
from plugins.icsge.sync.running import launch
from plugins.icsge.sync.selecting import selected
from tests.icsge.conftest import CODE, add_agreement, add_child, plant
from tests.icsge.csg_double import SERVER, Csg


@pytest.fixture
def components(app):
    """Two components with some children each, not rolled back: threads must see them."""
    SERVER[0] = Csg()
    sync_roles(app)
    with write_transaction():
        plant()
        found = []
        for rank, name in enumerate(("galets-1", "bourgeons-1")):
            found.append(open_component(Organisation.get(Organisation.name == name), SYSTEM))
            set_code(found[-1], CODE, SYSTEM)
            for number in range(6):
                add_agreement(add_child(found[-1].organisation, 100 * rank + number + 1), number + 1)
    return found


def together(app, *acts) -> list:
    """Do these at once, each in a thread of its own; what each came to."""
    came_to: list = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def do(place: int) -> None:
        with app.app_context(), connection():
            gate.wait()
            try:
                came_to[place] = acts[place]()
            except (Refused, Stale) as reason:
                came_to[place] = reason

    threads = [threading.Thread(target=do, args=(place,)) for place in range(len(acts))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return came_to


def work() -> int:
    """Do the runs that are ready; how many."""
    count = 0
    while row := jobs.claim_job(f"worker {threading.get_ident()}"):
        run_job(row, Progress(row))
        assert jobs.Job.get_by_id(row.id).error == ""
        count += 1
    return count


def test_many_pages_look_for_the_first_time_at_once(app, components):
    rows = together(app, *[lambda: len(selected(components[0]))] * 6)
    assert rows == [12] * 6
    assert Dossier.select().count() == 12


def test_icsge_r79_of_many_who_launch_one_wins(app, components):
    came_to = together(app, *[lambda: launch(Component.get_by_id(components[0].id), SYSTEM)] * 6)
    assert sum(isinstance(each, Run) for each in came_to) == 1
    assert Run.select().where(Run.state == "queued").count() == 1


def test_icsge_r79_two_components_run_at_once_while_people_look_and_save(app, components):
    for each in components:
        launch(each, SYSTEM)
    names = iter(range(1000))

    def save_and_look() -> int:
        for _turn in range(10):
            child = Child.select().order_by(Child.id).first()
            child.write({"first_name": f"Maëlle{next(names)}"})
            selected(components[0])
        return 1

    came_to = together(app, work, work, save_and_look)
    assert sum(came_to) == 3
    assert {each.state for each in Run.select().where(Run.state != "idle")} == {"done"}
    launch(components[0], SYSTEM)
    work()
    assert {each.state for each in Dossier.select()} == {"in_sync"}
    assert len(SERVER[0].applied) >= 24
