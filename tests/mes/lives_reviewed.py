"""Random lives of requests, continued: what the Ministry does, what the service answers, how requests end."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from core.records import at, today, utcnow
from plugins.mes.comments import add_comment, remove_comment, reopen_comment
from plugins.mes.models import Comment, Request
from plugins.mes.withdrawal import grant_withdrawal
from plugins.mes.years import ReferenceYear
from tests.mes.lives import WAY, WHICH, WHO, Lives
from tests.mes.lives_base import REFUSALS, Said
from tests.mes.world import PEOPLE


class ReviewedLives(Lives):
    """All that may happen to a request."""

    # Comments

    def wrote(self, request: Request, who: str, act, name: str) -> None:
        """Write or reopen a comment, and remember its words."""
        try:
            made = act()
        except REFUSALS:
            return
        assert self.role(request, who) in ("agent", "director", "admin") and request.state == "submitted"
        self.comments[made.id] = Said(request.id, made.anchor, made.text, request.round + 1)
        self.lives[request.id].acts[name] += 1

    @rule(which=WHICH, who=WHO, anchor=st.sampled_from(["general", "field:contact", "document:plan", "nowhere"]))
    def comment(self, which, who, anchor):
        request = self.pick(which)
        if request:
            self.wrote(request, who, lambda: add_comment(request, self.world.named[who], anchor=anchor, text="À voir."),
                       "mes.comment.written")
            assert all(each.anchor != "nowhere" for each in self.comments.values())

    @rule(which=WHICH, who=WHO, text=st.sampled_from(["", "Encore."]))
    def reopen_comment(self, which, who, text):
        request = self.pick(which)
        earlier = request.comments.order_by(Comment.id).first() if request else None
        if earlier:
            self.wrote(request, who, lambda: reopen_comment(request, self.world.named[who], earlier.id, text),
                       "mes.comment.reopened")

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
        assert self.comments.pop(comment.id).round == request.round + 1
        self.lives[request.id].acts["mes.comment.removed"] += 1

    def answered(self, request: Request, who: str, comment: Comment, **given) -> None:
        """Reply to a comment or tick it, and remember."""
        name = "reply" if "reply" in given else "mark_corrected"
        if self.attempt(request, name, who, comment=comment.id, **given):
            said = self.comments[comment.id]
            said.reply, said.corrected = given.get("reply", said.reply), given.get("corrected", said.corrected)
            assert said.round == request.round

    @rule(which=WHICH, who=WHO, corrected=st.sampled_from([True, True, False]), reply=WAY)
    def answer(self, which, who, corrected, reply):
        request = self.pick(which)
        comment = request.comments.order_by(Comment.corrected, Comment.id).first() if request else None
        if comment:
            self.answered(request, who, comment, **({"reply": "Fait."} if reply else {"corrected": corrected}))

    # Who examines, and what is decided

    @rule(which=WHICH, who=WHO, name=st.sampled_from(["take", "propose", "unpropose", "return_with_comments",
                                                      "declare_compliant"]))
    def decide(self, which, who, name):
        self.attempt(self.pick(which), name, who)

    @rule(which=WHICH, who=WHO, to=st.sampled_from(["nobody", *PEOPLE]))
    def assign(self, which, who, to):
        request = self.pick(which)
        if request and self.attempt(request, "assign", who,
                                    assignee="0" if to == "nobody" else str(self.world.named[to].id)):
            assert to == "nobody" or self.role(request, to) in ("agent", "director", "admin")

    @rule(which=WHICH, who=WHO, reason=st.sampled_from(["Une erreur.", ""]))
    def ask_withdrawal(self, which, who, reason):
        done = self.attempt(self.pick(which), "ask_withdrawal", who, reason=reason)
        assert not (done and not reason)

    @rule(which=WHICH, who=WHO, asked=WAY)
    def grant_withdrawal(self, which, who, asked):
        request = self.pick(which)
        if request and asked:
            self.attempt(request, "ask_withdrawal", self.insiders(request)[0], reason="Une erreur.")
        if request is None or not self.tried(request, "return_with_comments", who,
                                             lambda: grant_withdrawal(request, self.world.named[who])):
            return
        told = request.comments.order_by(Comment.id.desc()).get()
        assert "Retrait" in told.text and "Une erreur." in told.text
        self.comments[told.id] = Said(request.id, "general", told.text, told.round)
        self.lives[request.id].acts["mes.comment.written"] += 1

    # Ending

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
