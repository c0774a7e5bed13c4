"""The notice board for one person: how many lines each part has, and the first ones; its card on the dashboard."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from core.api import NEVER, Card, Organisation, _, count_if
from plugins.agreements.models import ServiceAgreement
from plugins.agreements.notices import NOTICES, Notice
from plugins.families import Child, Guardian, ParentChildFile

READ = "agreements.agreement.read"
MOST = 6
"""How many lines of a part are shown; its list shows them all."""


@dataclass(frozen=True)
class Line:
    """An agreement, what is said of it, and the act that mends it, for who may do it."""

    agreement: ServiceAgreement
    told: object
    label: object = ""
    url: str = ""


@dataclass(frozen=True)
class Part:
    """A part of the board: how many agreements stand in it, and the first ones."""

    notice: Notice
    count: int
    lines: list[Line]

    @property
    def url(self) -> str:
        """The list of all its agreements."""
        return url_for("agreements_agreement.index_of", slug=self.notice.name)


def parts(user) -> list[Part]:
    """The whole board: one query for the counts, one for each part that has lines."""
    found = counts(user)
    return [Part(each, found[each.name], lines(each, user) if found[each.name] else []) for each in NOTICES]


def counts(user) -> dict[str, int]:
    """How many agreements that one may see stand in each part: one query."""
    scope = ServiceAgreement.within(user, READ)
    if scope is NEVER:
        return dict.fromkeys((each.name for each in NOTICES), 0)
    row = ServiceAgreement.select(*(count_if(each.where()) for each in NOTICES)).where(scope).tuples().first()
    return {each.name: int(count or 0) for each, count in zip(NOTICES, row, strict=True)}


def lines(notice: Notice, user) -> list[Line]:
    """The first lines of a part, those that end first before the others."""
    rows = ServiceAgreement.visible_to(user, READ).select(
        ServiceAgreement, ParentChildFile, Child, Guardian, Organisation).join(ParentChildFile).join(Child).switch(
        ParentChildFile).join(Guardian, on=ParentChildFile.guardian_a).switch(ParentChildFile).join(
        Organisation).where(notice.where()).order_by(ServiceAgreement.ends_on, ServiceAgreement.id).limit(MOST)
    return [line(notice, each, user) for each in rows]


def line(notice: Notice, agreement: ServiceAgreement, user) -> Line:
    """One line; without act for who may only read."""
    act = notice.act(agreement)
    if not user.can(act.permission, agreement):
        return Line(agreement, notice.told(agreement))
    return Line(agreement, notice.told(agreement), act.label, url_for(act.endpoint, **act.values))


def cards(user) -> list[Card]:
    """The card that counts the board, for those who read agreements."""
    if not user.places_with(READ):
        return []
    found = counts(user)
    rows = [(each.title, found[each.name], url_for("agreements_agreement.index_of", slug=each.name))
            for each in NOTICES if found[each.name]]
    return [Card(_("Babillard des ententes"), "agreements/card_board.html", {"rows": rows}, order=30,
                 name="agreements.board")]
