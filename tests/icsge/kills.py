"""A synchronisation whose worker is killed over and over, and what must be true when it is done (REL-01, REL-02)."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter, defaultdict
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path

from core.accounts.models import SYSTEM
from core.accounts.roles import sync_roles
from core.database import db, is_sqlite, write_transaction
from core.jobs import Job
from core.organisations import Organisation
from core.records import utcnow
from core.running import running
from plugins.agreements import ServiceAgreement
from plugins.families import Child
from plugins.icsge.components import Component, open_component, set_code
from plugins.icsge.exchange.bodies import agreement_body, answered, digest, file_body
from plugins.icsge.exchange.settings import SERVER
from plugins.icsge.exchange.transport import Outcome
from plugins.icsge.sync.models import Dossier, Result, Run
from plugins.icsge.sync.running import launch
from tests.icsge.conftest import CODE, add_agreement, add_child, plant
from tests.icsge.csg_http import Ministry

WORDS = ("before", "after", "middle", "step")
"""Where a worker dies: before anything is applied, after it, at half of the answer, or at a step of its own."""
FAULTS = ("drop", "500", "cut", "half", "lost500")
"""What else goes wrong, without a death."""
MINUTES = timedelta(minutes=5)


class Nursery:
    """Gives birth to workers that die at a step of theirs."""

    def __init__(self, process):
        self.process = process

    def birth(self, last: int) -> int:
        """The number of a worker that lives until its so manieth step; 0: until there is nothing to do."""
        self.process.stdin.write(f"{last}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def end(self) -> tuple[int, int]:
        """Wait for its end: its signal, and how many steps it took if it finished."""
        status, steps = self.process.stdout.readline().split()
        return int(status), int(steps)


@contextmanager
def nursery(config):
    """The process that workers are born of."""
    command = [sys.executable, str(Path(__file__).with_name("mortal.py")), str(config.data), config.database]
    root = str(Path(__file__).parents[2])
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root,
                               env={"PYTHONPATH": root, "PATH": "/usr/bin:/bin", "TMPDIR": "/tmp"})
    try:
        yield Nursery(process)
    finally:
        with suppress(BrokenPipeError):
            process.communicate(timeout=20)


def settle_in(app, address: str, children: int) -> Component:
    """A component with so many children, each with a file and an agreement, that talks to this address."""
    sync_roles(app)
    with write_transaction():
        plant()
        running().settings.change(SERVER.name, address)
        component = open_component(Organisation.get(Organisation.name == "galets-1"), SYSTEM)
        set_code(component, CODE, SYSTEM)
        for number in range(1, children + 1):
            away = {"born_elsewhere": True, "nirec": None} if number % 10 == 0 else {}
            add_agreement(add_child(component.organisation, number, **away), number)
    return component


def change_all(turn: int) -> None:
    """Every file and every agreement says something else."""
    with write_transaction():
        Child.update(first_name=f"Maëlle{turn}", version=Child.version + 1).execute()
        ServiceAgreement.update(exception=f"Motif {turn}", version=ServiceAgreement.version + 1).execute()


def release() -> None:
    """The leases of the dead have run out, and the pauses are over."""
    past = utcnow() - MINUTES
    with write_transaction():
        Job.update(lease_until=past, run_at=past).where(Job.status << ("running", "queued"),
                                                       Job.name == "icsge.run").execute()


def kill_over_and_over(component: Component, nest: Nursery, ministry: Ministry, *, kills: int, each: int,
                       chance: random.Random) -> dict[str, object]:
    """Kill a worker so many times while it synchronises, about once in `each` records; figures of the run.

    When a run is done before, everything is changed and another begins.
    """
    began, deaths, turn, lives = time.monotonic(), Counter(), 0, 0
    launch(component, SYSTEM)
    while True:
        if sum(deaths.values()) >= kills:
            ministry.faults, last = [], 0
        else:
            where = chance.choice(WORDS)
            last = chance.randint(1, 2 * each * STEPS) if where == "step" else 0
            ministry.faults = [chance.choice(FAULTS) if chance.random() < 0.05 else "" for _ in range(
                chance.randint(0, 2 * each))] + ([] if where == "step" else [where])
        ministry.worker = nest.birth(last)
        status, _steps = nest.end()
        lives += 1
        if status:
            assert status == -9, status
            deaths[where] += 1
            check_integrity()
        release()
        if Run.standing(component).state == "idle":
            check(component, ministry)
            if sum(deaths.values()) >= kills:
                break
            turn += 1
            change_all(turn)
            launch(component, SYSTEM)
    return {"deaths": dict(deaths), "lives": lives, "runs": turn + 1, "applied": len(ministry.applied),
            "requests": dict(ministry.requests), "seconds": round(time.monotonic() - began)}


STEPS = 60
"""About so many steps take a record from hand to answer."""


def check_integrity() -> None:
    """The database is whole."""
    if is_sqlite():
        assert db.execute_sql("PRAGMA quick_check").fetchone() == ("ok",)


def check(component: Component, ministry: Ministry) -> None:
    """Nothing lost, nothing doubled, nothing acknowledged that was not applied."""
    run = Run.latest(component)
    assert run.state == "done", (run.state, run.outcomes, run.reason)
    assert ministry.conflicts == []
    assert Result.select().where(Result.status != "done").count() == 0
    for result in Result.select().where(Result.run == run.id):
        assert result.outcome in ("accepted", "unchanged") and (result.outcome == "unchanged" or result.key in
                                                                ministry.applied), result.outcome
    sendings = defaultdict(list)
    for key, applied in ministry.applied.items():
        sendings[key.split("-")[1].split(".")[0]].append(applied)
    for dossier in Dossier.select():
        theirs = sendings[dossier.uid]
        bodies = [digest(each.body) for each in theirs]
        assert all(one != other for one, other in zip(bodies, bodies[1:], strict=False)), "doubled"
        assert sum(each.operation.endswith("Ajouts") for each in theirs) == 1, "added twice"
        assert dossier.state == "in_sync" and dossier.last_key in ministry.applied, dossier.state
        assert dossier.last_hash == dossier.now_hash == digest(current(dossier))
        last = theirs[-1]
        given = Outcome(True, last.answer.get("numeroDossier", ""), last.answer.get("necsg", ""))
        assert digest(answered(last.body, given)) == dossier.last_hash, "lost"


def current(dossier: Dossier) -> dict:
    """What the record says now."""
    if dossier.record_kind == "file":
        return file_body(dossier.file, day=date(2026, 11, 22))
    return agreement_body(dossier.agreement, day=date(2026, 11, 22))


def stop_at_each_step(component: Component, nest: Nursery, ministry: Ministry, stride: int) -> int:
    """Run, die at the first step, mend; run, die at the next … until a run ends unharmed; how many steps it took."""
    last, turn = 1, 0
    while True:
        turn += 1
        change_all(turn)
        launch(component, SYSTEM)
        ministry.worker = nest.birth(last)
        status, _steps = nest.end()
        if status == 0:
            check(component, ministry)
            return last
        check_integrity()
        release()
        ministry.worker = nest.birth(0)
        assert nest.end()[0] == 0
        check(component, ministry)
        last += stride
