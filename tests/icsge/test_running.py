"""The run: order, one at a time, closable, resumable, cancellable (ICSGE-R78 to R81, R86, R89)."""

from __future__ import annotations

from datetime import date, timedelta

import peewee
import pytest

from core import jobs, journal
from core.accounts.models import SYSTEM
from core.database import write_transaction
from core.errors import Refused
from core.i18n import local
from core.jobs import Job
from core.notify import Notice
from core.progress import Interrupted, Progress
from core.records import at, utcnow
from core.sentences import unpack
from core.workflow.engine import create, fire
from plugins.icsge.closures import ClosureBatch, ClosureDay
from plugins.icsge.components import Component
from plugins.icsge.csss import CsssPeriod
from plugins.icsge.sync.jobs import purge, scheduled
from plugins.icsge.sync.models import Dossier, Result, Run
from plugins.icsge.sync.ordering import advance
from plugins.icsge.sync.running import PAUSES, launch, release_abandoned
from plugins.icsge.sync.selecting import selected
from plugins.icsge.sync.settings import KEPT_DAYS, RUNS_AT
from tests.icsge.csg_double import said
from tests.icsge.test_prechecking import save


def notices(user) -> list[str]:
    return [unpack(each.text) for each in Notice.select().where(Notice.user == user).order_by(Notice.id)]


def run_jobs(world, days: int = 1) -> None:
    """Do what is due, later."""
    with at(utcnow() + timedelta(days=days)):
        world.work()


def test_icsge_r78_files_go_before_agreements(world):
    for _each in range(3):
        world.child()
    run = world.synchronise()
    assert world.csg.sent() == ["DossierParentEnfantAjouts"] * 3 + ["EntenteServiceAjouts"] * 3
    assert advance(run) == [("DossierParentEnfantAjouts", 3, 3), ("EntenteServiceAjouts", 3, 3)]
    assert run.counters == {"DossierParentEnfantAjouts": [3, 3], "EntenteServiceAjouts": [3, 3]}
    assert run.outcomes == {"accepted": 6} and run.total == 6
    assert (run.trigger, run.actor, run.client_version.split()[0]) == ("manual", world.clerk, "Marelle")
    assert run.started_at <= run.ended_at


def test_icsge_r78_periods_and_closure_days_go_in_the_same_run(world):
    """A period before the agreements, the closure days last."""
    world.child()
    CsssPeriod(component=world.component, starts_on=date(2026, 9, 1), ends_on=date(2027, 3, 31), age_code="18-59",
               state="pending").save()
    batch = ClosureBatch(component=world.component, year=2026, state="pending")
    batch.save()
    for day in (24, 25):
        ClosureDay(component=world.component, batch=batch, day=date(2026, 12, day), am=True, pm=True).save()
    world.csg.judge = lambda operation, body: [said("CSG102E")] if body.get("date") == "2026-12-25" else []
    run = world.synchronise()
    assert world.csg.sent() == ["DossierParentEnfantAjouts", "PeriodeProtocoleAjouts", "EntenteServiceAjouts",
                                "JourFermetureAjouts", "JourFermetureAjouts"]
    assert run.state == "done_errors"
    assert CsssPeriod.get().state == "accepted" and CsssPeriod.get().sent_hash
    assert ClosureBatch.get().state == "partial"
    assert [bool(each.sent_hash) for each in ClosureDay.select().order_by(ClosureDay.day)] == [True, False]
    assert [each["code"] for each in ClosureDay.select().order_by(ClosureDay.day)[1].messages] == ["CSG102E"]


def test_icsge_r79_one_run_of_a_component_at_a_time_several_components_at_once(world):
    world.child()
    launch(world.component, world.clerk)
    with pytest.raises(Refused, match="déjà en cours"):
        launch(world.component, world.director)
    launch(world.other, SYSTEM)
    with pytest.raises(peewee.IntegrityError), write_transaction():
        create(Run(component=world.component, alive_for=world.component.id), "reset", SYSTEM)
    world.work()
    assert launch(world.component, world.clerk).state == "queued"


def test_icsge_r81_nothing_starts_without_numbers_and_code(world):
    component = Component.get_by_id(world.component.id)
    component.access_code = ""
    component.save()
    with pytest.raises(Refused, match="le code d’accès"):
        launch(component, world.clerk)
    save(component.organisation, code="")
    with pytest.raises(Refused, match="le numéro d’installation, le code d’accès"):
        launch(Component.get_by_id(component.id), world.clerk)


def test_who_may_not_launch_does_not(world):
    with pytest.raises(Refused):
        launch(world.component, world.stranger)


def test_icsge_r89_the_component_shows_each_end(world):
    world.child(agreement=False)
    world.synchronise()
    component = Component.get_by_id(world.component.id)
    assert (component.run_state, component.last_sent_at is not None) == ("done", True)
    before = component.last_sent_at
    world.csg.down = True
    with at(utcnow() + timedelta(hours=1)):
        world.synchronise()
    component = Component.get_by_id(world.component.id)
    assert component.run_state == "connection_failed" and component.last_sent_at > before
    assert Run.standing(component).state == "idle"


@pytest.mark.parametrize("how", ["down", "shut", "refuses"])
def test_icsge_r86_no_connection_marks_nothing_as_refused(world, how):
    world.child()
    setattr(world.csg, how, True)
    run = world.synchronise()
    assert run.state == "connection_failed" and run.reason
    assert set(world.states()) <= {"pending"} and world.csg.sent() == []
    assert ("Le Ministère refuse l’accès de galets-1 : vérifiez le code." in notices(world.director)) == (
        how == "refuses")


@pytest.mark.parametrize("fault", ["unreachable", "closed"])
def test_icsge_r86_a_lost_connection_pauses_then_goes_on(world, fault):
    """Special case 24: cut at the third of five."""
    for _each in range(5):
        world.child(agreement=False)
    world.csg.faults = ["", "", fault]
    run = world.synchronise()
    assert (run.state, run.lost) == ("paused", 1)
    assert world.states() == {"in_sync": 2, "pending": 3}
    run_jobs(world)
    run = Run.get_by_id(run.id)
    assert (run.state, run.lost) == ("done", 0)
    assert len(world.csg.sent()) == 5 and world.states() == {"in_sync": 5}


def test_icsge_r86_after_three_tries_the_run_is_interrupted_and_the_rest_waits(world):
    for _each in range(4):
        world.child(agreement=False)
    world.csg.faults = ["", "unreachable"]
    run = world.synchronise()
    world.csg.down = True
    for days in range(1, len(PAUSES) + 1):
        assert Run.get_by_id(run.id).state == "paused"
        run_jobs(world, days)
    run = Run.get_by_id(run.id)
    assert (run.state, run.outcomes) == ("interrupted", {"accepted": 1})
    assert world.states() == {"in_sync": 1, "pending": 3}
    world.csg.down = False
    again = world.synchronise()
    assert (again.state, again.trigger) == ("done", "retry")
    assert len(world.csg.applied) == 4


@pytest.mark.parametrize(("fault", "times"), [("drop", 2), ("cut", 1)])
def test_icsge_r80_no_answer_is_looked_up_before_anything_is_sent_again(world, fault, times):
    world.child(agreement=False)
    world.csg.faults = [fault]
    run = world.synchronise()
    assert run.state == "done"
    operations = [operation for operation, _key in world.csg.log]
    assert operations[1] == "look_up" and len(world.csg.sent()) == times
    assert len({key for _operation, key in world.csg.log}) == 1 and len(world.csg.applied) == 1


def test_icsge_r86_a_record_that_breaks_their_system_does_not_stop_the_others(world):
    for _each in range(3):
        world.child(agreement=False)
    world.csg.faults = ["drop"] * 3
    run = world.synchronise()
    assert (run.state, run.outcomes) == ("done_errors", {"accepted": 2, "unanswered": 1})
    assert world.states() == {"in_sync": 2, "pending": 1}
    assert world.synchronise().state == "done"


def test_icsge_r86_three_records_without_answer_are_a_lost_connection(world):
    for _each in range(4):
        world.child(agreement=False)
    world.csg.faults = ["drop"] * 9
    assert world.synchronise().state == "paused"
    run_jobs(world)
    assert world.states() == {"in_sync": 1, "pending": 3}
    assert world.synchronise().state == "done"
    assert world.states() == {"in_sync": 4}


def test_icsge_r80_an_answer_nobody_could_ask_about_is_asked_about_by_the_next_run(world):
    file = world.child(agreement=False)
    look_up = world.csg.look_up
    world.csg.faults = ["cut"]

    def cut_off(identity, sent):
        world.csg.down = True
        return look_up(identity, sent)

    world.csg.look_up = cut_off
    run = world.synchronise()
    for days in range(1, len(PAUSES) + 1):
        run_jobs(world, days)
    assert Run.get_by_id(run.id).state == "interrupted"
    assert world.dossier(file).state == "pending"
    assert Result.get(Result.run == run).status == "unknown"
    world.csg.down, world.csg.look_up = False, look_up
    assert world.synchronise().state == "done"
    assert world.dossier(file).state == "in_sync" and len(world.csg.sent()) == 1
    assert Result.get(Result.run == run).outcome == "accepted"


def test_a_late_answer_is_kept_though_the_record_has_changed(world):
    file = world.child(agreement=False)
    world.csg.faults = ["cut"]
    look_up = world.csg.look_up

    def cut_off(identity, sent):
        world.csg.down = True
        return look_up(identity, sent)

    world.csg.look_up = cut_off
    run = world.synchronise()
    for days in range(1, len(PAUSES) + 1):
        run_jobs(world, days)
    assert Run.get_by_id(run.id).state == "interrupted"
    world.csg.down, world.csg.look_up = False, look_up
    save(file.child, first_name="Mélie")
    save(file.guardian_a.household, street="C.P. 12")
    selected(world.component)
    assert world.synchronise().state == "done_errors"
    dossier = world.dossier(file)
    assert dossier.ever_accepted and dossier.state == "invalid_local"
    save(type(file.guardian_a.household).get_by_id(file.guardian_a.household_id), street="1 rue du Quai")
    world.synchronise()
    assert world.csg.sent()[-1] == "DossierParentEnfantModifications"
    assert list(world.csg.bodies.values())[-1][1]["enfant"]["prenom"] == "Mélie"


class Crash(BaseException):
    """The worker dies here."""


@pytest.mark.parametrize("when", ["before", "after"])
def test_icsge_r80_a_crash_costs_one_question(world, when):
    for _each in range(3):
        world.child(agreement=False)
    send = world.csg.send

    def crash(identity, sent):
        if len(world.csg.applied) == 1:
            world.csg.send = send
            if when == "after":
                send(identity, sent)
            raise Crash
        return send(identity, sent)

    world.csg.send = crash
    run = launch(world.component, world.clerk)
    with pytest.raises(Crash):
        world.work()
    assert world.states() == {"in_sync": 1, "sent": 1, "pending": 1}
    with at(utcnow() + timedelta(minutes=5)):
        world.work()
    assert Run.get_by_id(run.id).state == "done"
    assert len(world.csg.applied) == 3 and world.states() == {"in_sync": 3}
    assert len(world.csg.sent()) == 3


def test_a_worker_that_is_asked_to_stop_gives_the_run_back(world):
    for _each in range(2):
        world.child(agreement=False)
    run = launch(world.component, world.clerk)
    row = jobs.claim_job("worker")
    stopping = Progress(row, stopping=lambda: len(world.csg.applied) == 1)
    with pytest.raises(Interrupted):
        jobs.running().jobs["icsge.run"](stopping, run=run.id)
    Job.update(status="queued", run_at=utcnow(), attempts=0).where(Job.id == row.id).execute()
    world.work()
    assert Run.get_by_id(run.id).state == "done" and len(world.csg.applied) == 2
    assert len(world.csg.sent()) == 2


def test_cancelling_stops_after_the_record_in_hand(world):
    for _each in range(3):
        world.child(agreement=False)
    run = launch(world.component, world.clerk)
    world.csg.before_answer = lambda: fire(Run.get_by_id(run.id), "ask_to_cancel", world.clerk) \
        if not Run.get_by_id(run.id).cancel_asked else None
    world.work()
    run = Run.get_by_id(run.id)
    assert (run.state, run.outcomes) == ("cancelled", {"accepted": 1})
    assert world.states() == {"in_sync": 1, "pending": 2}
    world.csg.before_answer = lambda: None
    assert world.synchronise().state == "done"
    assert len(world.csg.sent()) == 3


def test_a_paused_run_is_cancelled_at_once(world):
    for _each in range(3):
        world.child(agreement=False)
    world.csg.faults = ["", "unreachable"]
    run = world.synchronise()
    fire(run, "ask_to_cancel", world.clerk)
    world.work()
    assert (Run.get_by_id(run.id).state, world.states()) == ("cancelled", {"in_sync": 1, "pending": 2})


def test_a_stranger_cannot_cancel(world):
    world.child()
    run = launch(world.component, world.clerk)
    with pytest.raises(Refused):
        fire(run, "ask_to_cancel", world.stranger)


def test_a_run_whose_work_is_gone_is_released(world):
    world.child()
    run = launch(world.component, world.clerk)
    assert release_abandoned() == 0
    Job.update(status="failed").where(Job.id == run.job).execute()
    assert launch(world.component, world.clerk).state == "queued"
    assert Run.get_by_id(run.id).state == "interrupted"


def test_the_end_is_told_to_who_launched_it_and_a_refusal_to_who_wrote(world):
    file = world.child(agreement=False)
    journal.write(world.director, "families.parent_child_file.edited", file)
    world.csg.judge = lambda operation, body: [said("CSG042E")]
    world.synchronise()
    assert notices(world.clerk) == [
        "Synchronisation de galets-1 : Terminée avec erreurs. Acceptés : 0, refusés : 1."]
    assert notices(world.director) == ["Le Ministère refuse des dossiers que vous avez modifiés : 1."]


def test_runs_start_at_the_hour_that_was_set_where_something_waits(world):
    world.child()
    selected(world.component)
    settings = jobs.running().settings
    assert run_scheduled() == 0
    settings.change(RUNS_AT.name, str((local(utcnow()).hour + 1) % 24))
    assert run_scheduled() == 0
    settings.change(RUNS_AT.name, str(local(utcnow()).hour))
    assert run_scheduled() == 1
    run = Run.latest(world.component)
    assert (run.trigger, run.actor_id, run.state) == ("scheduled", None, "queued")
    assert run_scheduled() == 0


class Quiet:
    """A progress that nobody reads."""

    def step(self, *args) -> None:
        """Say nothing."""


def run_scheduled() -> int:
    return scheduled(Quiet())["launched"]


def test_icsge_r93_contents_are_forgotten_after_their_time_but_not_those_in_doubt(world):
    for _each in range(2):
        world.child(agreement=False)
    run = world.synchronise()
    first, second = Result.select().where(Result.run == run).order_by(Result.id)
    Result.update(status="unknown").where(Result.id == second.id).execute()
    assert purge(Quiet())["forgotten"] == 0
    with at(utcnow() + timedelta(days=KEPT_DAYS.default + 1)):
        assert purge(Quiet())["forgotten"] == 1
    assert (Result.get_by_id(first.id).body, bool(Result.get_by_id(second.id).body)) == ("", True)
    assert Result.get_by_id(first.id).payload_hash


def test_a_record_refused_before_goes_again_with_the_rest(world):
    world.child(agreement=False)
    world.csg.judge = lambda operation, body: [said("CSG042E")]
    first = world.synchronise()
    second = world.synchronise()
    assert world.outcomes(first) == world.outcomes(second) == ["rejected"]
    assert Dossier.get().state == "rejected"
