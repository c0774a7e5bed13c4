"""Both machines: what the tables do not have is refused, and random lives keep to them."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core import journal
from core.accounts.models import SYSTEM, User
from core.errors import Refused
from core.organisations import Organisation
from core.records import at, utcnow
from core.workflow.engine import create, fire
from plugins.families import Child, Household, ParentChildFile
from plugins.icsge.components import Component, open_component, set_code
from plugins.icsge.exchange.bodies import agreement_body, deletion_body, digest, file_body
from plugins.icsge.sync.following import follow
from plugins.icsge.sync.models import Dossier, Message, Result, Run
from plugins.icsge.sync.prechecking import precheck
from plugins.icsge.sync.running import PAUSES, launch
from plugins.icsge.workflows.dossiers import DossierFlow
from plugins.icsge.workflows.runs import RunFlow
from tests.cases import tries
from tests.icsge.conftest import CODE, World
from tests.icsge.csg_double import SERVER, Csg, said
from tests.icsge.test_prechecking import save
from tests.planted import undone

DOSSIER = """
 in_sync>pending:touch in_sync>pending:force pending>invalid_local:precheck pending>held:hold invalid_local>pending:fix
 held>pending:fix pending>sent:send pending>blocked_parent:block blocked_parent>pending:unblock sent>accepted:ack
 sent>accepted_warn:ack_warn sent>rejected:nack sent>pending:transport_fail rejected>pending:fix
 out_of_scope>pending:include accepted>in_sync:settle accepted_warn>in_sync:settle rejected>pending:reselect
 pending>in_sync:revert in_sync>out_of_scope:exclude pending>out_of_scope:exclude invalid_local>out_of_scope:exclude
 held>out_of_scope:exclude blocked_parent>out_of_scope:exclude accepted>out_of_scope:exclude
 accepted_warn>out_of_scope:exclude rejected>out_of_scope:exclude"""
RUN = """
 idle>queued:request queued>connecting:start connecting>running:authenticated connecting>connection_failed:refuse
 running>running:progress running>paused:lost paused>running:resume paused>interrupted:give_up
 running>interrupted:give_up queued>interrupted:give_up connecting>interrupted:give_up running>cancelled:cancel
 queued>cancelled:cancel connecting>cancelled:cancel paused>cancelled:cancel running>done:finish
 running>done_warn:finish_warn running>done_errors:finish_errors"""
TABLES = {DossierFlow: {tuple(each.replace(">", ":").split(":")) for each in DOSSIER.split()},
          RunFlow: {tuple(each.replace(">", ":").split(":")) for each in RUN.split()}}
"""Table 1.12.2 with what its effects say, and table 1.12.3: (from, to, transition)."""
STAYING = {"ask_to_cancel"}
RESTING = ("in_sync", "out_of_scope", "held", "invalid_local", "blocked_parent")
"""Where a dossier may stand once the Ministry has answered to everything."""


@pytest.mark.parametrize("workflow", TABLES, ids=lambda each: each.__name__)
def test_the_machine_is_the_table(workflow):
    arrows = {(source.name, source.name if each.stays else each.target.name, each.name)
              for each in workflow.transitions.values() if not each.creates and each.name not in STAYING
              for source in each.sources}
    assert arrows == TABLES[workflow]


@pytest.mark.parametrize("workflow", TABLES, ids=lambda each: each.__name__)
def test_what_the_table_does_not_have_is_refused(world, workflow):
    world.child(agreement=False)
    follow(world.component)
    record = Dossier.get() if workflow is DossierFlow else Run.standing(world.component)
    tried = 0
    for state in workflow.states:
        record.state = state
        for name, each in workflow.transitions.items():
            if each.creates or state in {source.name for source in each.sources}:
                continue
            with pytest.raises(Refused):
                fire(record, name, SYSTEM, reason="Essai")
            tried += 1
    assert tried > 80


def test_only_what_equals_the_accepted_one_is_born_up_to_date(world):
    file = world.child(agreement=False)
    stray = Dossier(component=world.component, record_kind="file", record=file.id, file=file, now_hash="x")
    with pytest.raises(Refused):
        create(stray, "import_", SYSTEM)


def test_nothing_is_touched_that_did_not_change(world):
    file = world.child(agreement=False)
    world.synchronise()
    with pytest.raises(Refused):
        fire(world.dossier(file), "touch", SYSTEM)


NAMES = st.sampled_from(["Maëlle", "Mélie", "Océane"])
WHICH = st.integers(0, 2)


class Lives(RuleBasedStateMachine):
    """Each rule is something that people, the Ministry or the wires may do; each life ends with a good day."""

    planted: tuple = ()

    def __init__(self):
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(undone(*self.planted))
        named = {user.email: user for user in User.select()}
        director, house = named["galets1@exemple.test"], Organisation.get(Organisation.name == "galets-1")
        self.now, SERVER[0] = utcnow(), Csg()
        component = open_component(house, director)
        set_code(component, CODE, director)
        self.world = World(self.planted[0], named["galets0@exemple.test"], director, director, component, component,
                           SERVER[0])
        self.first = journal.Entry.select(journal.Entry.id).order_by(journal.Entry.id.desc()).limit(1).scalar() or 0

    def teardown(self):
        self.stack.close()

    @initialize()
    def begin(self):
        for elsewhere in (False, False, True):
            self.world.child(born_elsewhere=elsewhere, **({"nirec": None} if elsewhere else {}))

    @rule(which=WHICH, name=NAMES)
    def rename(self, which, name):
        save(Child.get_by_id(self.world.files[which].child_id), first_name=name)

    @rule(which=WHICH, code=st.sampled_from(["", "G0C 1J0", "K1A 0B1", "12"]))
    def move_house(self, which, code):
        save(Household.get_by_id(self.world.files[which].guardian_a.household_id), postal_code=code)

    @rule(which=WHICH, yes=st.booleans())
    def replace(self, which, yes):
        save(self.world.agreement(self.world.files[which]), is_replacement=yes)

    @rule(which=WHICH, end=st.sampled_from([None, date(2016, 1, 1), date(2027, 6, 30)]))
    def end(self, which, end):
        save(ParentChildFile.get_by_id(self.world.files[which].id), ends_on=end)

    @rule(which=WHICH)
    def cancel_agreement(self, which):
        save(self.world.agreement(self.world.files[which]), state="cancelled")

    @rule(day=st.sampled_from([date(2016, 5, 2), date(2027, 7, 1)]))
    def change_effective_date(self, day):
        save(Component.get_by_id(self.world.component.id), effective_date=day)
        self.world.component = Component.get_by_id(self.world.component.id)

    @rule(which=WHICH)
    def force(self, which):
        follow(self.world.component)
        dossier = self.world.dossier(self.world.files[which])
        if dossier.state == "in_sync":
            fire(dossier, "force", self.world.clerk, reason="Essai")

    @rule()
    def essay(self):
        precheck(self.world.component)

    @rule(codes=st.lists(st.sampled_from(["CSG033A", "CSG042E", "CSG015E", ""]), min_size=1, max_size=6))
    def change_the_ministrys_mind(self, codes):
        turn = list(codes)

        def judge(operation, body):
            code = turn.pop(0) if turn else ""
            return [said(code)] if code else []

        self.world.csg.judge = judge

    @rule(faults=st.lists(st.sampled_from(["", "drop", "cut", "unreachable", "closed", "refused"]), max_size=6))
    def break_wires(self, faults):
        self.world.csg.faults = faults

    @rule(how=st.sampled_from(["down", "shut", "refuses"]), yes=st.booleans())
    def close_the_door(self, how, yes):
        setattr(self.world.csg, how, yes)

    @precondition(lambda self: Run.standing(self.world.component).state == "idle")
    @rule()
    def launch(self):
        launch(self.world.component, self.world.clerk)

    @precondition(lambda self: Run.standing(self.world.component).state != "idle")
    @rule()
    def cancel_run(self):
        fire(Run.standing(self.world.component), "ask_to_cancel", self.world.clerk)

    @rule()
    def work(self):
        self.now += timedelta(hours=1)
        with at(self.now):
            self.world.work()

    @invariant()
    def every_move_is_in_the_tables(self):
        entry = journal.Entry
        ours = entry.kind << ("icsge.dossier", "icsge.run")
        for row in entry.select().where(entry.id > self.first, ours).order_by(entry.id):
            self.first = row.id
            before, after = json.loads(row.before or "{}"), json.loads(row.after or "{}")
            workflow = DossierFlow if row.kind == "icsge.dossier" else RunFlow
            if "state" in before:
                assert (before["state"], after["state"], row.action.rpartition(".")[2]) in TABLES[workflow]

    @invariant()
    def refused_means_an_error_was_said(self):
        for dossier in Dossier.select().where(Dossier.state == "rejected"):
            assert Message.select().where(Message.dossier == dossier, Message.severity == "E").exists()

    @invariant()
    def one_run_at_most_is_not_over(self):
        assert Run.select().where(Run.alive_for.is_null(False)).count() <= 1
        assert Result.select().where(Result.status == "sent").count() <= 1

    @invariant()
    def what_counts_as_accepted_was_applied(self):
        applied = self.world.csg.applied
        assert all(dossier.last_key in applied for dossier in Dossier.select().where(Dossier.last_key != ""))

    def end_well(self):
        """With everything mended, two runs bring the Ministry what we have, all of it, as it is."""
        csg = self.world.csg
        csg.faults, csg.down, csg.shut, csg.refuses = [], False, False, False
        csg.judge = lambda operation, body: []
        for _pause in range(len(PAUSES) + 1):
            self.work()
        for _turn in range(2):
            self.launch()
            self.work()
        for dossier in Dossier.select():
            assert dossier.state in RESTING
            if dossier.state == "in_sync":
                assert digest(last_said(csg, dossier)) == digest(current(dossier)) or alike(csg, dossier)


def last_said(csg: Csg, dossier: Dossier) -> dict:
    """What the Ministry applied last under the names of a record."""
    return [body for key, (_operation, body) in csg.bodies.items() if f"-{dossier.uid}." in key][-1]


def current(dossier: Dossier) -> dict:
    """What the record says now."""
    if dossier.removed:
        return deletion_body(dossier.file.csg_number, dossier.number)
    if dossier.record_kind == "file":
        return file_body(dossier.file, day=date(2026, 11, 22))
    return agreement_body(dossier.agreement, day=date(2026, 11, 22))


def alike(csg: Csg, dossier: Dossier) -> bool:
    """Whether they differ by the numbers alone that the Ministry gave in its answer."""
    said_then, now = dict(last_said(csg, dossier)), current(dossier)
    for body in (said_then, now):
        body["numeroDossier"] = ""
        if "enfant" in body:
            body["enfant"] = body["enfant"] | {"necsg": ""}
    return digest(said_then) == digest(now)


def live(planted, examples: int, steps: int) -> None:
    """So many lives of so many steps."""
    class Planted(Lives):
        def teardown(self):
            try:
                if self.world.files:
                    self.end_well()
            finally:
                super().teardown()

    Planted.planted = planted
    run_state_machine_as_test(Planted, settings=settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
        suppress_health_check=list(HealthCheck)))


def test_no_random_life_leaves_the_tables_or_loses_a_word(planted_icsge):
    live(planted_icsge, tries(8), 25)
