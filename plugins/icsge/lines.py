"""The lines of zone 2: an agreement with its file, or a file none of whose agreements is to be sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.api import fn
from plugins.agreements import ServiceAgreement
from plugins.families import Child, Guardian, ParentChildFile
from plugins.icsge.components import Component
from plugins.icsge.looked_after import OWN
from plugins.icsge.sync.following import follow
from plugins.icsge.sync.models import Dossier, Message
from plugins.icsge.sync.selecting import REASONS, reason, shown

PAGE = 50
URGENT = ("no_end", "error", "removed", "forced", "new", "changed")
"""The reasons, the one to tell first."""
FOLLOWS = 17
"""The message of an agreement whose file was refused: it goes with the file's own, so it is told after them."""
GRAVEST = ("rejected", "invalid_local", "held", "blocked_parent")


@dataclass
class Line:
    """A line: the dossiers that it stands for, that of the agreement first; and what is said of them."""

    dossiers: list[Dossier]
    file: ParentChildFile
    agreement: ServiceAgreement | None
    messages: list[Message] = field(default_factory=list)

    @property
    def key(self) -> int:
        """What the address calls it by."""
        return self.dossiers[0].id

    @property
    def reason(self) -> str:
        """Why it is there: the most urgent of its dossiers' reasons."""
        found = {reason(each) for each in self.dossiers}
        return next(each for each in URGENT if each in found)

    @property
    def why(self) -> object:
        return REASONS[self.reason]

    @property
    def state(self):
        """The State to show: that of a dossier that stands in the way, else the first one's."""
        return min(self.dossiers, key=lambda each: GRAVEST.index(each.state) if each.state in GRAVEST else 9).current

    @property
    def errors(self) -> int:
        return sum(each.errors for each in self.dossiers)

    @property
    def warnings(self) -> int:
        return sum(each.warnings for each in self.dossiers)

    @property
    def checked(self) -> bool:
        """Whether the rules, or the Ministry, have looked at all of it as it is."""
        return all(each.checked_at is not None for each in self.dossiers)


@dataclass(frozen=True)
class Figures:
    """How many lines zone 2 has, with errors, with warnings only; and how many records are held."""

    lines: int = 0
    errors: int = 0
    warnings: int = 0
    held: int = 0


def standing(component: Component):
    """The condition on the dossiers that make a line: agreements, and files alone."""
    other = Dossier.alias()
    accompanied = other.select(other.file).where(
        other.record_kind == "agreement", other.component == component.id,
        (other.state << ("pending", "invalid_local", "blocked_parent", "rejected", "sent")))
    return shown(component) & ((Dossier.record_kind == "agreement") | Dossier.file.not_in(accompanied))


def lines(component: Component, *, after: int = 0, first: int = 0, limit: int = PAGE) -> list[Line]:
    """A page of lines by key, archived ones without an end first; `after`: the key of the last one seen.

    Follows what changed first. `first`: begin with the line of this key, wherever it comes.
    """
    follow(component)
    query = (joined().where(standing(component)).order_by(Dossier.no_end.desc(), Dossier.id).limit(limit))
    mark = Dossier.get_or_none(Dossier.id == (after or first), Dossier.component == component.id)
    if mark is not None:
        bound = Dossier.id > mark.id if after else Dossier.id >= mark.id
        query = query.where(~Dossier.no_end & bound if not mark.no_end else ~Dossier.no_end | bound)
    return with_files([Line([each], each.file, each.agreement if each.agreement_id else None) for each in query])


def line_of(component: Component, key: int) -> Line | None:
    """The line that stands for a dossier, if it is one of this component."""
    found = joined().where(Dossier.id == key, Dossier.component == component.id).first()
    if found is None:
        return None
    return with_files([Line([found], found.file, found.agreement if found.agreement_id else None)])[0]


def looked_after_by(user, limit: int = 200) -> list[Line]:
    """The lines of a home provider's own children, by name: agreements, and files that have none to tell."""
    other = Dossier.alias()
    accompanied = other.select(other.file).where(other.record_kind == "agreement", other.state != "out_of_scope")
    query = joined().where(Dossier.within(user, OWN), Dossier.state != "out_of_scope",
                           (Dossier.record_kind == "agreement") | Dossier.file.not_in(accompanied))
    rows = query.order_by(Child.last_name, Child.first_name, Dossier.id).limit(limit)
    return with_files([Line([each], each.file, each.agreement if each.agreement_id else None) for each in rows])


def joined():
    """Dossiers with their file, child, parent A and agreement."""
    return (Dossier.select(Dossier, ParentChildFile, Child, Guardian, ServiceAgreement)
            .join(ParentChildFile).join(Child).switch(ParentChildFile)
            .join(Guardian, on=ParentChildFile.guardian_a == Guardian.id, attr="guardian_a")
            .switch(Dossier).join(ServiceAgreement, "LEFT OUTER JOIN"))


def with_files(found: list[Line]) -> list[Line]:
    """The lines of agreements, each with the dossier of its file where it is to be sent too: one query; and all their
    messages: another."""
    files = [line.file.id for line in found if line.agreement is not None]
    theirs = {each.file_id: each for each in Dossier.select().where(
        Dossier.record_kind == "file", Dossier.file << files, Dossier.state.not_in(
            ("in_sync", "accepted", "out_of_scope")))} if files else {}
    for line in found:
        if line.agreement is not None and line.file.id in theirs:
            line.dossiers.append(theirs[line.file.id])
    messages = messages_of(each for line in found for each in line.dossiers)
    for line in found:
        line.messages = sorted((each for dossier in line.dossiers for each in messages.get(dossier.id, ())),
                               key=lambda each: (each.severity != "E", each.number == FOLLOWS))
    return found


def messages_of(dossiers: Iterable[Dossier]) -> dict[int, list[Message]]:
    """The present messages of dossiers, errors first (ICSGE-R87): one query."""
    found: dict[int, list[Message]] = {}
    rows = Message.select().where(Message.dossier << [each.id for each in dossiers], ~Message.archived).order_by(
        Message.severity.desc(), Message.id)
    for row in rows:
        found.setdefault(row.dossier_id, []).append(row)
    return found


def figures(component: Component) -> Figures:
    """The figures of zones 2 and 4: two queries."""
    mine = Dossier.component == component.id
    count = Dossier.select(fn.COUNT(Dossier.id)).where(standing(component)).scalar()
    wrong = Dossier.select(fn.COUNT(fn.DISTINCT(Dossier.file))).where(shown(component), Dossier.errors > 0).scalar()
    warned = Dossier.select(fn.COUNT(fn.DISTINCT(Dossier.file))).where(
        shown(component), Dossier.errors == 0, Dossier.warnings > 0).scalar()
    held = Dossier.select(fn.COUNT(Dossier.id)).where(mine, Dossier.state == "held").scalar()
    return Figures(count, wrong, warned, held)


def settled(component: Component, limit: int = 100) -> list[Dossier]:
    """What the Ministry has accepted as it is, by child: what sending may be forced of."""
    return list(joined().where(Dossier.component == component.id, Dossier.state == "in_sync", Dossier.last_hash != "")
                .order_by(Child.last_name, Child.first_name, Dossier.record_kind.desc(), Dossier.id).limit(limit))


def codes(component: Component) -> dict[str, int]:
    """How many present messages have each code: what the support may know, without a name."""
    return dict(Message.select(Message.code, fn.COUNT(Message.id)).join(Dossier).where(
        Dossier.component == component.id, ~Message.archived).group_by(Message.code).tuples())
