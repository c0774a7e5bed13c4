"""Random lives of requests by random people, over all that may be done to one."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from core.records import today
from core.workflow.engine import create
from plugins.mes import documents
from plugins.mes.content import digest, form_digest
from plugins.mes.diff import compare, covered
from plugins.mes.form.answers import Answers
from plugins.mes.form.filling import fill, stamp_of, stored
from plugins.mes.form.pages import FIELDS
from plugins.mes.form.reading import EMPTY
from plugins.mes.models import SLOTS, TYPES, Comment, Request, Version
from tests.mes.lives_base import REFUSALS, Memory
from tests.mes.table import ALLOWED
from tests.mes.world import ANSWERS, PEOPLE, answers

WHO = st.sampled_from(["signer"] * 5 + ["stranger"] * 2 + ["director"] * 4 + ["elsewhere", *PEOPLE])
WHICH, WAY = st.integers(0, 3), st.booleans()
TYPED = st.one_of(st.text(max_size=12), st.sampled_from(["yes", "2026-10-01", "professional", "daily", "4,5"]))
NAMES = {"last_name": "Arsenault", "title": "Directrice"}


def same(one, other) -> bool:
    """Whether two raw answers say the same."""
    return one == other or (one in EMPTY and other in EMPTY)


class Lives(Memory):
    """Each rule is something that somebody may try."""

    @initialize()
    def begin(self):
        self.made(self.world.draft(), "create")
        self.made(self.world.draft(installation=self.world.laurier), "create")
        self.made(self.world.draft(self.supported(), type="renewal"), "create")
        assert self.lives[max(self.lives)].locked

    def supported(self):
        """A child whose request of last year was filled in and compliant."""
        child = self.world.child()
        before = self.world.past(self.world.greve, child)
        before.form_data = {"values": {name: ANSWERS[name] for name in ("deficiency", "incapacities", "means", "risk")}}
        before.save()
        return child

    @rule(who=WHO, place=st.sampled_from(["greve", "office", "laurier", "henri"]),
          kind=st.sampled_from(["new", "new", "new", "renewal"]))
    def create(self, who, place, kind):
        if len(self.lives) >= 4:
            return
        request = self.world.unborn(installation=self.world.named[place], type=kind)
        try:
            self.made(create(request, "create", self.world.named[who]), "create")
        except REFUSALS:
            return
        assert (who in ("editor", "signer")) == (place in ("greve", "office"))
        assert kind == "new" and place != "henri"

    # What usually comes next, by the right people: without it few lives would go far

    @rule(which=WHICH, way=WAY)
    def go_on(self, which, way):
        request = self.pick(which)
        if request is None:
            return
        service, reviewer = self.insiders(request)
        if request.current.editable:
            self.finish(request, service, send=way)
        elif request.state == "submitted" and way:
            self.comment(which, reviewer, "general")
            self.attempt(self.pick(which), "return_with_comments", reviewer)
        elif request.state == "submitted":
            self.attempt(request, "declare_compliant", reviewer)
        elif request.state == "compliant" and way:
            self.attempt(request, "close_departure", reviewer, departure_on=today(), reason="Départ.")
        elif request.state == "closed":
            self.attempt(request, "reopen", reviewer, reason="Erreur.")

    @rule(which=WHICH, way=WAY)
    def and_on(self, which, way):
        self.go_on(which, way)

    @rule(which=WHICH, way=WAY)
    def and_further(self, which, way):
        self.go_on(which, way)

    def finish(self, request: Request, who: str, *, send: bool) -> None:
        """Fill in, attach, correct, sign, and transmit or leave it there."""
        self.type_in(request, who, answers(request))
        request = Request.get_by_id(request.id)
        for slot in {"plan", "signatures"} - {document.slot for document in request.documents}:
            self.print(request)
            self.join(request, who, slot)
        for comment in request.comments.where(~Comment.corrected, Comment.round == request.round):
            self.answered(request, who, comment, reply="Fait.")
            self.answered(request, who, comment, corrected=True)
        self.attempt(request, "sign", who, first_name="Geneviève", **NAMES)
        if send:
            self.attempt(request, "submit" if request.state == "draft" else "resubmit", who)

    # The form

    def type_in(self, request: Request | None, who: str, given: dict, seen: dict | None = None) -> None:
        """Fill in: what is kept is what was typed, unless nothing new was; what is not is given back or locked."""
        if request is None:
            return
        before = Request.get_by_id(request.id)
        was, held = Answers(before), {name: stamp_of(request, name) for name in given} | (seen or {})
        try:
            done = fill(request, self.world.named[who], given, seen or {})
        except REFUSALS:
            assert Request.get_by_id(request.id).__data__ == before.__data__
            return
        now = Request.get_by_id(request.id)
        raw = Answers(now).raw
        for name, typed in given.items():
            kept = stored(name, typed)
            if name in done.saved:
                assert same(kept, raw[name]) and done.saved[name] == stamp_of(now, name)
                assert held[name] >= stamp_of(before, name) or same(kept, was.raw[name])
            else:
                assert raw[name] == was.raw[name]
                assert name in done.locked or (done.conflicts[name].yours, done.conflicts[name].theirs) == (
                    kept, raw[name])
        if now.version == before.version:
            return
        assert self.role(before, who) in ALLOWED.get((before.state, "edit"), ()), (before.state, who)
        self.made(before, "edit")

    @rule(which=WHICH, who=WHO, hours=st.sampled_from(["0", "0.25", "4,5", "8", "9", "x"]),
          planned=st.integers(-1, 400))
    def edit(self, which, who, hours, planned):
        self.type_in(self.pick(which), who, {"hours_per_day": hours, "planned_days": str(planned)})

    @rule(which=WHICH, who=WHO, name=st.sampled_from(list(FIELDS)), seen=st.integers(0, 2), text=TYPED)
    def type_anything(self, which, who, name, text, seen):
        self.type_in(self.pick(which), who, {name: text}, {name: seen})

    @rule(which=WHICH, names=st.lists(st.sampled_from(list(FIELDS)), min_size=2, max_size=3, unique=True),
          first=TYPED, second=TYPED)
    def two_editors(self, which, names, first, second):
        """Two have the page open; the second saves one field that the first has just saved, and one of her own."""
        request = self.pick(which)
        if request is None:
            return
        service = self.insiders(request)[0]
        seen = {name: stamp_of(request, name) for name in names}
        self.type_in(Request.get_by_id(request.id), service, {names[0]: first}, seen)
        self.type_in(request, service, dict.fromkeys(names, second), seen)

    @rule(which=WHICH, who=WHO, kind=st.sampled_from(list(TYPES)), reason=st.sampled_from(["", "Autre passé."]))
    def retype(self, which, who, kind, reason):
        self.attempt(self.pick(which), "retype", who, type=kind, reason=reason)

    # Documents and paper

    def join(self, request: Request, who: str, slot: str) -> None:
        """Attach a file as the pages do."""
        try:
            if slot == "signatures":
                documents.check_printed(request)
                assert self.lives[request.id].printed == form_digest(request)
            document = self.world.attach(request, slot, self.world.named[who])
        except REFUSALS:
            return
        life = self.lives[request.id]
        life.papers.add(document.id)
        life.acts["mes.document.attached"] += 1
        assert self.role(request, who) in ALLOWED.get((request.state, "attach"), ())
        self.made(request, "attach")

    def print(self, request: Request) -> None:
        """Note the printing as the page does: of the content, without a transition."""
        if request.current.editable:
            self.lives[request.id].printed = form_digest(request)
            Request.update(printed_hash=form_digest(request)).where(Request.id == request.id).execute()
            request.printed_hash = form_digest(request)

    @rule(which=WHICH, who=WHO, slot=st.sampled_from(list(SLOTS)), printing=WAY)
    def attach(self, which, who, slot, printing):
        request = self.pick(which)
        if request:
            if printing:
                self.print(request)
            self.join(request, who, slot)

    @rule(which=WHICH, who=WHO)
    def remove(self, which, who):
        request = self.pick(which)
        document = request.documents.first() if request else None
        if document and self.tried(request, "attach", who,
                                   lambda: documents.remove(request, self.world.named[who], document.id)):
            life = self.lives[request.id]
            life.papers.remove(document.id)
            life.acts["mes.document.deleted"] += 1

    @rule(which=WHICH, street=st.sampled_from(["1, rue Neuve", "2, rue Neuve", "3, rue Neuve"]))
    def family_moves(self, which, street):
        request = self.pick(which)
        if request:
            household = request.guardian.household
            household.street = street
            household.save()
            self.lives[request.id].moved = True

    # Signing, transmitting, deleting

    @rule(which=WHICH, who=WHO, name=st.sampled_from(["Geneviève", "Geneviève", "", "  "]))
    def sign(self, which, who, name):
        done = self.attempt(self.pick(which), "sign", who, first_name=name, **NAMES)
        assert not (done and not name.strip())

    @rule(which=WHICH, who=WHO, again=WAY)
    def submit(self, which, who, again):
        request = self.pick(which)
        if self.attempt(request, "resubmit" if again else "submit", who):
            version = request.versions.order_by(Version.number.desc()).first()
            assert request.signed_hash == version.digest == digest(version.content)
            self.explained(request)

    def explained(self, request: Request) -> None:
        """What was ticked « Corrigé » and is transmitted again has changed, or has a reply."""
        versions = list(request.versions.order_by(Version.number))[-2:]
        changes = compare(*(each.content for each in versions)) if len(versions) == 2 else []
        for comment in request.comments.where(Comment.round == request.round):
            assert comment.reply or covered(comment.anchor, changes), comment.anchor

    @rule(which=WHICH, who=WHO)
    def delete(self, which, who):
        request = self.pick(which)
        if request and self.attempt(request, "delete", who, number=request.number):
            life = self.lives[request.id]
            life.acts["mes.document.deleted"] += len(life.papers)
            life.gone, life.papers = True, set()

    @rule(which=WHICH, name=st.sampled_from(["submit", "declare_compliant", "edit"]), who=WHO)
    def too_late(self, which, name, who):
        """Somebody fires on what she read before another change."""
        behind, request = self.pick(which), self.pick(which)
        if request and self.attempt(request, "edit", self.insiders(request)[0], changes={"contact": "Plus vite"}):
            assert not self.attempt(behind, name, who)
