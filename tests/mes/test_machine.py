"""Random lives of requests by random people: no state, signature, version, counter or journal row ever lies."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from datetime import timedelta

from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from core import journal
from core.accounts.models import SYSTEM
from core.errors import Forbidden, Refused, Stale
from core.records import at, today, utcnow
from core.workflow import counters
from core.workflow.engine import create, fire
from plugins.mes.comments import add_comment, remove_comment
from plugins.mes.content import content_digest, digest, form_digest
from plugins.mes.form.filling import fill
from plugins.mes.form.pages import FIELDS
from plugins.mes.models import SLOTS, Comment, Request, Version
from plugins.mes.rules import open_comments, pending_comments
from plugins.mes.workflow import RequestFlow
from plugins.mes.years import ReferenceYear
from tests.mes.table import ALLOWED
from tests.mes.world import PEOPLE, answers, gather
from tests.planted import undone

REFUSALS = (Refused, Stale, Forbidden)
WHO = st.sampled_from(["signer"] * 5 + ["stranger"] * 2 + ["director"] * 4 + ["elsewhere", *PEOPLE])
WHICH, WAY = st.integers(0, 3), st.booleans()
LIVE = ("draft", "submitted", "returned")
THERE = {"stranger": "signer", "elsewhere": "director", "admin": "admin"}
"""Who at the other service and direction stands for whom in the table."""


class Lives(RuleBasedStateMachine):
    """Up to four requests in two services; `fired` is what the engine said yes to, by request."""

    planted: tuple = ()

    def __init__(self):
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(undone(*self.planted))
        self.world = gather()
        self.fired: dict[int, list[str]] = {}
        self.moved: set[int] = set()
        self.gone: set[int] = set()

    def teardown(self):
        try:
            self.check_journal()
        finally:
            self.stack.close()

    @initialize()
    def begin(self):
        self.made(self.world.draft(), "create")
        self.made(self.world.draft(installation=self.world.laurier), "create")

    def made(self, request: Request, *transitions: str) -> Request:
        self.fired.setdefault(request.id, []).extend(transitions)
        return request

    def pick(self, which: int) -> Request | None:
        alive = [number for number in self.fired if number not in self.gone]
        return Request.get_by_id(alive[which % len(alive)]) if alive else None

    def attempt(self, request: Request | None, transition: str, who: str, **inputs) -> bool:
        """Fire; what is done must be in the table for this person, what is refused must leave no trace."""
        if request is None:
            return False
        before, user = Request.get_by_id(request.id), SYSTEM if who == "Marelle" else self.world.named[who]
        try:
            fire(request, transition, user, **inputs)
        except REFUSALS:
            assert Request.get_by_id(request.id).__data__ == before.__data__
            return False
        role = who if who == "Marelle" or before.division == self.world.galets else THERE.get(who)
        assert role in ALLOWED.get((before.state, transition), ()), (before.state, transition, who)
        self.made(before, transition)
        return True

    @rule(who=WHO, place=st.sampled_from(["greve", "office", "laurier", "henri"]),
          kind=st.sampled_from(["new", "new", "new", "renewal"]))
    def create(self, who, place, kind):
        if len(self.fired) >= 4:
            return
        request = self.world.unborn(installation=self.world.named[place], type=kind)
        try:
            self.made(create(request, "create", self.world.named[who]), "create")
        except REFUSALS:
            return
        assert (who in ("editor", "signer")) == (place in ("greve", "office"))
        assert kind == "new" and place != "henri"

    @rule(which=WHICH, way=WAY)
    def go_on(self, which, way):
        """What usually comes next, by the right people: without it few lives would go far."""
        request = self.pick(which)
        if request is None:
            return
        ours = request.division == self.world.galets
        service, reviewer = ("signer", "director") if ours else ("stranger", "elsewhere")
        if request.current.editable:
            self.finish(request, service)
        elif request.state == "submitted" and way:
            self.comment(which, reviewer, "general")
            self.attempt(self.pick(which), "return_with_comments", reviewer)
        elif request.state == "submitted":
            self.attempt(request, "declare_compliant", reviewer)
        elif request.state == "compliant" and way:
            self.attempt(request, "close_departure", reviewer, departure_on=today(), reason="Départ.")
        elif request.state == "closed":
            self.attempt(request, "reopen", reviewer, reason="Erreur.")

    def finish(self, request: Request, who: str) -> None:
        """Fill in, attach, correct, sign and transmit."""
        self.type_in(request, who, answers(request))
        request = Request.get_by_id(request.id)
        for slot in {"plan", "signatures"} - {document.slot for document in request.documents}:
            self.world.attach(request, slot, self.world.named[who])
            self.made(request, "attach")
        for comment in request.comments.where(~Comment.corrected, Comment.round <= request.round):
            self.attempt(request, "reply", who, comment=comment.id, reply="Fait.")
            self.attempt(request, "mark_corrected", who, comment=comment.id, corrected=True)
        self.attempt(request, "sign", who, first_name="Geneviève", last_name="Arsenault", title="Directrice")
        self.attempt(request, "submit" if request.state == "draft" else "resubmit", who)

    def type_in(self, request: Request | None, who: str, given: dict, seen: dict | None = None) -> None:
        """Fill in; what is kept must be allowed, and what is typed is never lost."""
        if request is None:
            return
        before = Request.get_by_id(request.id)
        try:
            done = fill(request, self.world.named[who], given, seen)
        except REFUSALS:
            assert Request.get_by_id(request.id).__data__ == before.__data__
            return
        if done.request.version == before.version:
            return
        role = who if before.division == self.world.galets else THERE.get(who)
        assert role in ALLOWED.get((before.state, "edit"), ()), (before.state, who)
        self.made(before, "edit")

    @rule(which=WHICH, way=WAY)
    def and_on(self, which, way):
        """The same, so that it happens more often than any other."""
        self.go_on(which, way)

    @rule(which=WHICH, way=WAY)
    def and_further(self, which, way):
        """And once more."""
        self.go_on(which, way)

    @rule(which=WHICH, who=WHO, hours=st.sampled_from(["0", "0.25", "4,5", "8", "9", "x"]),
          planned=st.integers(-1, 400))
    def edit(self, which, who, hours, planned):
        self.type_in(self.pick(which), who, {"hours_per_day": hours, "planned_days": str(planned)})

    @rule(which=WHICH, who=WHO, name=st.sampled_from(list(FIELDS)), seen=st.integers(0, 2),
          text=st.one_of(st.text(max_size=12), st.sampled_from(["yes", "2026-10-01", "professional", "daily", "4,5"])))
    def type_anything(self, which, who, name, text, seen):
        self.type_in(self.pick(which), who, {name: text}, {name: seen})

    @rule(which=WHICH, who=WHO, slot=st.sampled_from(list(SLOTS)))
    def attach(self, which, who, slot):
        request = self.pick(which)
        if request is None or slot == "signatures" and not request.current.editable:
            return
        count = request.documents.count()
        try:
            self.world.attach(request, slot, self.world.named[who])
        except REFUSALS:
            assert request.documents.count() == count
            return
        self.made(request, "attach")
        assert request.documents.count() == count + 1

    @rule(which=WHICH)
    def reprint(self, which):
        request = self.pick(which)
        if request and request.current.editable:
            request.printed_hash = form_digest(request)
            request.save()

    @rule(which=WHICH, who=WHO, name=st.sampled_from(["Geneviève", "Geneviève", "", "  "]))
    def sign(self, which, who, name):
        done = self.attempt(self.pick(which), "sign", who, first_name=name, last_name="Arsenault", title="Directrice")
        assert not (done and not name.strip())

    @rule(which=WHICH, who=WHO, again=st.booleans())
    def submit(self, which, who, again):
        request = self.pick(which)
        if self.attempt(request, "resubmit" if again else "submit", who):
            version = request.versions.order_by(Version.number.desc()).first()
            assert request.signed_hash == version.digest == digest(version.content)

    @rule(which=WHICH, who=WHO, anchor=st.sampled_from(["general", "field:contact", "nowhere"]))
    def comment(self, which, who, anchor):
        request = self.pick(which)
        if request is None:
            return
        try:
            add_comment(request, self.world.named[who], anchor=anchor, text="À corriger.")
        except REFUSALS:
            return
        assert who in ("agent", "director", "admin", "elsewhere")
        assert request.state == "submitted" and anchor != "nowhere"

    @rule(which=WHICH, who=WHO)
    def uncomment(self, which, who):
        request = self.pick(which)
        comment = request.comments.order_by(Comment.id.desc()).first() if request else None
        if comment is None:
            return
        try:
            remove_comment(request, self.world.named[who], comment.id)
        except REFUSALS:
            return
        assert comment.round == request.round + 1

    @rule(which=WHICH, who=WHO)
    def send_back(self, which, who):
        self.attempt(self.pick(which), "return_with_comments", who)

    @rule(which=WHICH, who=WHO, corrected=st.sampled_from([True, True, False]), reply=st.booleans())
    def answer(self, which, who, corrected, reply):
        request = self.pick(which)
        comment = request.comments.order_by(Comment.corrected, Comment.id).first() if request else None
        if comment and reply:
            self.attempt(request, "reply", who, comment=comment.id, reply="Fait.")
        elif comment:
            self.attempt(request, "mark_corrected", who, comment=comment.id, corrected=corrected)

    @rule(which=WHICH, who=WHO)
    def declare_compliant(self, which, who):
        self.attempt(self.pick(which), "declare_compliant", who)

    @rule(which=WHICH, who=WHO, reason=st.sampled_from(["Départ.", "Départ.", ""]))
    def depart(self, which, who, reason):
        done = self.attempt(self.pick(which), "close_departure", who, departure_on=today(), reason=reason)
        assert not (done and not reason)

    @rule(which=WHICH, who=st.sampled_from(["Marelle", "Marelle", "director"]),
          over=st.sampled_from([True, True, False]))
    def close_year(self, which, who, over):
        request = self.pick(which)
        spring = ReferenceYear(ReferenceYear.of(today()).start + 1).first_day
        with at(utcnow() + (spring - today() if over else timedelta())):
            assert not self.attempt(request, "close_year", who) or over

    @rule(which=WHICH, who=WHO)
    def reopen(self, which, who):
        self.attempt(self.pick(which), "reopen", who, reason="Erreur.")

    @rule(which=WHICH, who=WHO)
    def delete(self, which, who):
        request = self.pick(which)
        if request and self.attempt(request, "delete", who, number=request.number):
            self.gone.add(request.id)

    @rule(which=WHICH, name=st.sampled_from(["submit", "declare_compliant", "edit"]), who=WHO)
    def too_late(self, which, name, who):
        """Somebody fires on what she read before another change."""
        behind, request = self.pick(which), self.pick(which)
        insider = "signer" if request and request.division == self.world.galets else "stranger"
        if self.attempt(request, "edit", insider, changes={"contact": "Plus vite"}):
            assert not self.attempt(behind, name, who)

    @rule(which=WHICH, street=st.sampled_from(["1, rue Neuve", "2, rue Neuve", "3, rue Neuve"]))
    def family_moves(self, which, street):
        request = self.pick(which)
        if request:
            household = request.guardian.household
            household.street = street
            household.save()
            self.moved.add(request.id)

    @invariant()
    def every_request_is_as_its_state_says(self):
        for request in Request.select():
            versions = list(request.versions.order_by(Version.number))
            fired = self.fired[request.id]
            assert request.state in RequestFlow.states and request.number
            assert [version.number for version in versions] == list(range(1, len(versions) + 1))
            assert len(versions) == fired.count("submit") + fired.count("resubmit")
            assert request.round == fired.count("return_with_comments")
            assert bool(versions) == (request.state != "draft")
            assert (request.closed_at is not None) == (request.state == "closed") == bool(request.end_reason)
            if request.state in ("submitted", "compliant"):
                assert request.signed_hash == versions[-1].digest
            assert request.compliant_at or request.state != "compliant"
            if request.signed_at and request.current.editable and request.id not in self.moved:
                assert request.signed_hash == content_digest(request)
            assert bool(request.signed_at) == bool(request.signed_hash)
            assert pending_comments(request) == 0 or request.state in ("submitted", "closed")
            assert open_comments(request) == 0 or request.state in ("returned", "closed")

    @invariant()
    def counters_equal_what_is_counted(self):
        counted = Counter(state for (state,) in Request.select(Request.state).tuples())
        assert counters.totals(RequestFlow, ("",)) == dict.fromkeys(RequestFlow.states, 0) | counted

    @invariant()
    def at_most_one_live_request_per_child_and_place(self):
        live = Counter((request.child_id, request.installation_id) for request in
                       Request.select().where(Request.state << LIVE))
        assert not live or max(live.values()) == 1

    def check_journal(self):
        """One row for each transition, in order, and none for what was refused."""
        names = {f"mes.request.{name}" for name in RequestFlow.transitions}
        rows = journal.Entry.select().where(journal.Entry.kind == "mes.request", journal.Entry.action << list(names))
        said: dict[int, list[str]] = {}
        for entry in rows.order_by(journal.Entry.id):
            said.setdefault(entry.record, []).append(entry.action.rpartition(".")[2])
        assert said == self.fired


def test_no_random_life_leaves_the_table(planted):
    machine = type("Lives", (Lives,), {"planted": planted})
    run_state_machine_as_test(machine, settings=settings(
        max_examples=15, stateful_step_count=40, deadline=None, database=None,
        suppress_health_check=list(HealthCheck)))
