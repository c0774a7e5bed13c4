"""What random lives of requests are told against: a memory of all that was said yes to, and what must always hold."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant
from peewee import fn

from core import journal
from core.accounts.models import SYSTEM
from core.errors import Forbidden, Refused, Stale
from core.workflow import counters
from core.workflow.engine import fire
from plugins.mes.content import content_digest, digest
from plugins.mes.form.answers import Answers
from plugins.mes.form.pages import FIELDS
from plugins.mes.models import Comment, Document, Request, Version
from plugins.mes.rules import open_comments, pending_comments
from plugins.mes.workflow import RequestFlow
from tests.mes.table import ALLOWED, STATES
from tests.mes.world import gather
from tests.planted import undone

REFUSALS = (Refused, Stale, Forbidden)
LIVE = ("draft", "submitted", "returned")
THERE = {"stranger": "signer", "elsewhere": "director", "admin": "admin"}
"""Who at the other service and direction stands for whom in the table."""
WRITTEN = ("mes.comment.written", "mes.comment.reopened", "mes.comment.removed", "mes.document.attached",
           "mes.document.deleted")
"""What the journal says beside the transitions."""


@dataclass
class Said:
    """A comment as it must still be: its words never change, the service’s tick and reply do."""

    request: int
    anchor: str
    text: str
    round: int
    reply: str = ""
    corrected: bool = False


@dataclass
class Life:
    """What the engine said yes to for one request, and what that left behind."""

    fired: list[str] = field(default_factory=list)
    acts: Counter = field(default_factory=Counter)
    papers: set[int] = field(default_factory=set)
    printed: str = ""
    moved: bool = False
    gone: bool = False
    locked: dict[str, Any] = field(default_factory=dict)


class Memory(RuleBasedStateMachine):
    """Up to four requests in two services, what is remembered of each, and the invariants."""

    planted: tuple = ()

    def __init__(self):
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(undone(*self.planted))
        self.world = gather()
        self.lives: dict[int, Life] = {}
        self.comments: dict[int, Said] = {}
        self.numbers: list[str] = []
        self.seen = 0

    def teardown(self):
        try:
            self.check_all()
            self.check_journal()
        finally:
            self.stack.close()

    def made(self, request: Request, *transitions: str) -> Request:
        """Remember what was done to a request."""
        life = self.lives.setdefault(request.id, Life())
        life.fired.extend(transitions)
        if "create" in transitions:
            self.numbers.append(request.number)
        if {"create", "retype"} & set(transitions):
            answers = Answers(Request.get_by_id(request.id))
            life.locked = {name: answers.raw[name] for name, each in FIELDS.items() if answers.locked(each)}
        return request

    def pick(self, which: int) -> Request | None:
        """One of the requests that are not deleted."""
        alive = [number for number, life in self.lives.items() if not life.gone]
        return Request.get_by_id(alive[which % len(alive)]) if alive else None

    def role(self, request: Request, who: str) -> str | None:
        """Who this person is in the table, for this request."""
        return who if who == "Marelle" or request.division == self.world.galets else THERE.get(who)

    def insiders(self, request: Request) -> tuple[str, str]:
        """Who signs for the request's service, and who decides there."""
        return ("signer", "director") if request.division == self.world.galets else ("stranger", "elsewhere")

    def attempt(self, request: Request | None, transition: str, who: str, **inputs) -> bool:
        """Fire; what is done must be in the table for this person, what is refused must leave no trace."""
        if request is None:
            return False
        user = SYSTEM if who == "Marelle" else self.world.named[who]
        return self.tried(request, transition, who, lambda: fire(request, transition, user, **inputs))

    def tried(self, request: Request, transition: str, who: str, act) -> bool:
        """The same for an act that fires this transition among other things."""
        before = Request.get_by_id(request.id)
        try:
            act()
        except REFUSALS:
            assert Request.get_by_id(request.id).__data__ == before.__data__
            return False
        assert self.role(before, who) in ALLOWED.get((before.state, transition), ()), (before.state, transition, who)
        self.made(before, transition)
        return True

    # What always holds

    @invariant()
    def nothing_lies(self):
        """Whatever changes anything writes in the journal: without a new row there is nothing to look at again."""
        last = journal.Entry.select(fn.MAX(journal.Entry.id)).scalar() or 0
        if last != self.seen:
            self.seen = last
            self.check_all()

    def check_all(self):
        """All that must hold of what is stored."""
        self.every_request_is_as_its_state_says()
        self.no_comment_and_no_document_is_lost()
        self.numbers_follow_one_another()
        self.counters_equal_what_is_counted()
        self.at_most_one_live_request_per_child_and_place()

    def every_request_is_as_its_state_says(self):
        versions: dict[int, list[Version]] = {}
        for version in Version.select().order_by(Version.number):
            versions.setdefault(version.request_id, []).append(version)
        for request in Request.select().where(Request.id << list(self.lives)):
            self.check(request, self.lives[request.id], versions.get(request.id, []))

    def check(self, request: Request, life: Life, versions: list[Version]) -> None:
        """One request against its life."""
        sent = life.fired.count("submit") + life.fired.count("resubmit")
        assert request.state in STATES and request.state in RequestFlow.states
        assert [version.number for version in versions] == list(range(1, sent + 1))
        assert request.round == life.fired.count("return_with_comments")
        assert bool(versions) == (request.state != "draft")
        assert (request.closed_at is not None) == (request.state == "closed") == bool(request.end_reason)
        if request.state in ("submitted", "compliant"):
            assert request.signed_hash == versions[-1].digest == digest(versions[-1].content)
        assert request.compliant_at or request.state != "compliant"
        if request.signed_at and request.current.editable and not life.moved:
            assert request.signed_hash == content_digest(request)
        assert bool(request.signed_at) == bool(request.signed_hash)
        assert request.withdrawal_asked_at is None or request.state == "submitted"
        assert request.proposed_at is None or request.state not in ("draft", "returned")
        assert pending_comments(request) == 0 or request.state in ("submitted", "closed")
        assert open_comments(request) == 0 or request.state in ("returned", "closed")
        if life.locked:
            raw = Answers(request).raw
            assert {name: raw[name] for name in life.locked} == life.locked

    def no_comment_and_no_document_is_lost(self):
        stored = {each.id: Said(each.request_id, each.anchor, each.text, each.round, each.reply, each.corrected)
                  for each in Comment.select()}
        assert stored == self.comments
        papers: dict[int, set[int]] = {number: set() for number in self.lives}
        for document in Document.select().where(Document.request << list(self.lives)):
            papers[document.request_id].add(document.id)
        assert papers == {number: life.papers for number, life in self.lives.items()}

    def numbers_follow_one_another(self):
        by_region: dict[str, list[int]] = {}
        for number in self.numbers:
            place, _hyphen, rank = number.rpartition("-")
            by_region.setdefault(place, []).append(int(rank))
        for ranks in by_region.values():
            assert sorted(ranks) == list(range(1, len(ranks) + 1))

    def counters_equal_what_is_counted(self):
        counted = Counter(state for (state,) in Request.select(Request.state).where(
            Request.id << list(self.lives)).tuples())  # those of last year were put there without the engine
        assert counters.totals(RequestFlow, ("",)) == dict.fromkeys(RequestFlow.states, 0) | counted

    def at_most_one_live_request_per_child_and_place(self):
        live = Counter((request.child_id, request.installation_id) for request in
                       Request.select().where(Request.state << LIVE))
        assert not live or max(live.values()) == 1

    def check_journal(self):
        """One row for each transition, in order, one for each comment and document, and none for what was refused."""
        names = [f"mes.request.{name}" for name in RequestFlow.transitions]
        rows = journal.Entry.select().where(journal.Entry.kind == "mes.request",
                                            journal.Entry.action << [*names, *WRITTEN])
        said: dict[int, list[str]] = {number: [] for number in self.lives}
        acts: dict[int, Counter] = {number: Counter() for number in self.lives}
        for entry in rows.order_by(journal.Entry.id):
            if entry.action in WRITTEN:
                acts[entry.record][entry.action] += 1
            else:
                said[entry.record].append(entry.action.rpartition(".")[2])
        assert said == {number: life.fired for number, life in self.lives.items()}
        assert acts == {number: life.acts for number, life in self.lives.items()}
