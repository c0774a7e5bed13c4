"""Comparing what we believe with itself and with the Ministry (REL-17): twenty planted faults, twenty found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.cli import cli
from plugins.families import ParentChildFile
from plugins.icsge.closures import ClosureBatch, ClosureDay
from plugins.icsge.components import Component
from plugins.icsge.csss import CsssPeriod
from plugins.icsge.sync.jobs import compare
from plugins.icsge.sync.models import Dossier, Message, Result, Run
from plugins.icsge.sync.reconciling import reconcile
from tests.icsge.conftest import START, add_child
from tests.icsge.csg_double import said
from tests.icsge.test_running import Quiet, notices


@pytest.fixture
def settled(world):
    """A component with three children, one of whom was refused, one held, and one known to the Ministry."""
    world.child()
    refused = world.child(agreement=False)
    world.child(agreement=False, nirec=None)
    world.csg.judge = lambda operation, body: [said("CSG042E")] if body.get("enfant", {}).get("reference") == str(
        refused.child_id) else []
    world.synchronise()
    world.component = Component.get_by_id(world.component.id)
    return world


def one(**wanted):
    """The first dossier that is so."""
    return Dossier.select().where(*(getattr(Dossier, name) == value for name, value in wanted.items())).order_by(
        Dossier.id).first()


def change(model, row, **values) -> None:
    """Write without a trace, as a fault would."""
    model.update(**values).where(model.id == row.id).execute()


def in_sync(**values) -> Callable:
    return lambda world: change(Dossier, one(state="in_sync"), **values)


def result(**values) -> Callable:
    return lambda world: change(Result, Result.get(Result.outcome == "accepted"), **values)


def lost_message(world) -> None:
    Message.update(archived=True).where(Message.severity == "E").execute()


def added_twice(world) -> None:
    row = Result.get(Result.operation == "DossierParentEnfantAjouts", Result.outcome == "accepted")
    again = Result(**{name: value for name, value in row.__data__.items() if name not in ("id", "position")},
                   position=99)
    again.save(force_insert=True)
    run = Run.get_by_id(row.run_id)
    change(Run, run, outcomes=run.outcomes | {"accepted": run.outcomes["accepted"] + 1})


def closure(world) -> None:
    batch = ClosureBatch(component=world.component, year=2026, state="accepted")
    batch.save()
    ClosureDay(component=world.component, batch=batch, day=START, am=True, sent_hash="f" * 64).save()


def period(world) -> None:
    CsssPeriod(component=world.component, starts_on=START, ends_on=START, age_code="0-17", state="accepted",
               sent_hash="f" * 64).save()


def no_dossier(world) -> None:
    add_child(world.component.organisation, 900)


def forgotten_result(world) -> None:
    row = Result.get(Result.outcome == "accepted")
    row.delete_instance()
    run = Run.get_by_id(row.run_id)
    change(Run, run, outcomes=run.outcomes | {"accepted": run.outcomes["accepted"] - 1})


def ministry_lost_it(world) -> None:
    world.csg.applied.pop(one(state="in_sync").last_key)


def ministry_renumbered(world) -> None:
    key = one(state="in_sync", record_kind="file").last_key
    world.csg.applied[key] = type(world.csg.applied[key])(True, "P7777777")


FAULTS = {
    "another content": in_sync(now_hash="0" * 64, last_hash="0" * 64),
    "another accepted content": in_sync(last_hash="0" * 64),
    "another key": in_sync(last_key="file-x.0-" + "0" * 32),
    "a hash without its key": in_sync(last_key=""),
    "no rank": in_sync(rank=0),
    "held for nothing": lambda world: change(Dossier, one(state="held"), held_for=""),
    "held since never": lambda world: change(Dossier, one(state="held"), held_since=None),
    "refused without a message": lost_message,
    "on its way for ever": in_sync(state="sent"),
    "an acceptance forgotten": forgotten_result,
    "added twice": added_twice,
    "another file number": lambda world: ParentChildFile.update(csg_number="P1111111").where(
        ParentChildFile.csg_number != "").execute(),
    "a key of another content": result(payload_hash="0" * 64, body=""),
    "another content kept": result(body="gAAAA"),
    "accepted at no time": result(answered_at=None),
    "left behind": result(status="waiting"),
    "wrong totals": lambda world: change(Run, Run.latest(world.component), outcomes={"accepted": 9}),
    "over and alive": lambda world: change(Run, Run.latest(world.component), alive_for=99_999),
    "another state shown": lambda world: change(Component, world.component, run_state="done"),
    "a closure day never accepted": closure,
    "a period never accepted": period,
    "a record without dossier": no_dossier,
    "lost at the Ministry": ministry_lost_it,
    "renumbered at the Ministry": ministry_renumbered,
}


def differences(world) -> list[str]:
    return [str(each) for each in reconcile(Component.get_by_id(world.component.id), world.csg)]


def test_nothing_differs_where_nothing_is_wrong(settled):
    assert differences(settled) == []
    assert settled.synchronise().state == "done_errors"
    assert differences(settled) == []


@pytest.mark.words
@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(settled, name):
    FAULTS[name](settled)
    assert differences(settled) != []


def test_a_repaired_number_is_no_difference(world):
    """ICSGE-R15: what was found again by search counts as given."""
    file = world.child()
    world.synchronise()
    ParentChildFile.update(csg_number="P9999999", version=ParentChildFile.version + 1).execute()
    agreement = world.agreement(file)
    agreement.is_replacement = True
    agreement.save()
    world.csg.judge = lambda operation, body: [said("CSG015E")] if body["numeroDossier"] == "P9999999" else []
    assert world.synchronise().state == "done"
    assert differences(world) == []


def test_the_command_says_how_many_differ(settled):
    runner = settled.app.test_cli_runner()
    assert "icsge-reconcile" in {*cli.commands, *settled.app.cli.commands}
    done = runner.invoke(args=["icsge-reconcile", "--ministry"])
    assert (done.exit_code, done.output.strip()) == (0, "0 differences.")
    ministry_lost_it(settled)
    done = runner.invoke(args=["icsge-reconcile", "--ministry"])
    assert done.exit_code == 1 and "le Ministère ne l’a pas" in done.output


def test_each_night_who_configures_is_told_of_differences(settled):
    assert compare(Quiet()) == {"differences": 0}
    lost_message(settled)
    assert compare(Quiet())["differences"] == 1
    assert notices(settled.director)[-1] == (
        "galets-1 : ce que Marelle garde de ses échanges ne concorde pas (1).")
