"""The end of the year: whole classes go to the next one, after a look at who goes where (ACT-R21)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from core.api import SYSTEM, Refused, _, fire, write_transaction
from plugins.activities import acts
from plugins.activities.enrolling import Seat, enrol
from plugins.activities.models import BulkAct, ClassGroup, Enrolment, Participant, SchoolYear
from plugins.activities.room import crowds
from plugins.families import Child, Guardian, Placement

MOST = 5000
"""So many people are moved in one act."""
TARGETS = Mapping[int, int | None]
"""For each class (or, among the exceptions, each participant) the class of the next year; None leaves."""


@dataclass(frozen=True)
class Move:
    """One person: from which class to which (None: leaves), or why not."""

    participant: Participant
    source: ClassGroup
    target: ClassGroup | None
    obstacle: object = None

    @property
    def goes(self) -> bool:
        """Whether the person is enrolled anew."""
        return self.target is not None and self.obstacle is None


@dataclass
class Plan:
    """Who goes where, and where the places would not do for all of them."""

    moves: list[Move] = field(default_factory=list)
    warnings: list[object] = field(default_factory=list)

    @property
    def going(self) -> list[Move]:
        """Those who are enrolled anew."""
        return [each for each in self.moves if each.goes]

    @property
    def leaving(self) -> list[Move]:
        """Those who leave."""
        return [each for each in self.moves if each.target is None and each.obstacle is None]

    @property
    def refused(self) -> list[Move]:
        """Those who stay where they are, each with the reason."""
        return [each for each in self.moves if each.obstacle is not None]

    def by_class(self) -> list[tuple[ClassGroup, ClassGroup | None, int]]:
        """How many go from each class to each."""
        counts: dict[tuple[ClassGroup, ClassGroup | None], int] = {}
        for each in self.moves:
            counts[each.source, each.target] = counts.get((each.source, each.target), 0) + each.goes
        return [(source, target, number) for (source, target), number in counts.items()]


def plan(years: tuple[SchoolYear, SchoolYear], targets: TARGETS, user, exceptions: TARGETS | None = None) -> Plan:
    """What would happen to those who are in these classes at the end of the first year; nothing is written."""
    check(*years)
    classes = {each.id: each for each in ClassGroup.visible_to(user).order_by(ClassGroup.id)}
    there = staying(years[0], set(targets) & set(classes), user)
    if len(there) > MOST:
        raise Refused(_("Plus de 5 000 personnes sont concernées."), _("Déplacez moins de classes à la fois."))
    known = enrolled_already(years[1], [each.participant_id for each in there])
    wanted = {each.participant_id: (exceptions or {}).get(each.participant_id, targets[each.class_group_id])
              for each in there}
    moves = [Move(each.participant, classes[each.class_group_id], classes.get(wanted[each.participant_id]),
                  obstacle(each.participant, known.get(each.participant_id))) for each in there]
    return Plan(moves, crowds(years[1], {each.participant.id: each.target for each in moves if each.goes}))


def check(source: SchoolYear, target: SchoolYear) -> None:
    """Raise Refused unless one year follows the other in the same town and is open."""
    if source.organisation_id != target.organisation_id or target.starts_on <= source.starts_on:
        raise Refused(_("L’année d’arrivée doit suivre l’année de départ, dans la même collectivité."),
                      _("Choisissez l’année suivante."))
    if target.state == "closed":
        raise Refused(_("L’année « %(year)s » est close.", year=target), _("Choisissez une année à venir."))


def staying(year: SchoolYear, classes: Collection[int], user) -> list[Enrolment]:
    """Those who are in these classes until the end of the year: the enrolments with their people, in one query."""
    query = (Enrolment.select(Enrolment, Participant, Child, Guardian).join(Participant)
             .left_outer_join(Child).switch(Participant).left_outer_join(Guardian)
             .where(Enrolment.year == year.id, Enrolment.class_group << sorted(classes),
                    Enrolment.ends_on == year.ends_on, Enrolment.within(user)))
    return sorted(query, key=lambda each: (each.class_group_id, str(each.participant))) if classes else []


def enrolled_already(year: SchoolYear, people: Collection[int]) -> dict[int, str]:
    """Those of the people who have a class in a year, with its name: one query."""
    query = (Enrolment.select(Enrolment.participant, ClassGroup.name).join(ClassGroup)
             .where(Enrolment.year == year.id, Enrolment.participant << list(people)))
    return dict(query.tuples()) if people else {}


def obstacle(participant: Participant, known: str | None) -> object:
    """Why somebody is not moved, in words; None when nothing stands in the way."""
    if participant.person.archived_at is not None:
        return _("Sa fiche est archivée.")
    if known is not None:
        return _("Déjà inscrit·e en %(name)s.", name=known)
    if participant.guardian_id and not participant.guardian.registrations_open:
        return _("Son accès aux inscriptions est fermé.")
    return None


def move(years: tuple[SchoolYear, SchoolYear], targets: TARGETS, user, exceptions: TARGETS | None = None) -> BulkAct:
    """Enrol them in their new classes, in one transaction; undone as one for a day."""
    source, target = years
    with write_transaction():
        found = plan(years, targets, user, exceptions)
        if not found.going:
            raise Refused(_("Personne ne change de classe."), _("Choisissez une classe d’arrivée."))
        act = acts.begin(target.organisation, "moving_up",
                         _("Changement de cursus : %(source)s vers %(target)s", source=source, target=target),
                         {"source": source.id, "target": target.id}, user)
        with traced(act, [each.participant for each in found.going]) as made:
            for each in found.going:
                made.append(enrol(each.participant, Seat(target, each.target, each.target.level, target.starts_on),
                                  user).id)
        acts.add_up(act, added=len(made), skipped=len(found.refused))
        return fire(act, "finish", SYSTEM)


@contextmanager
def traced(act: BulkAct, people: Collection[Participant]) -> Iterator[list[int]]:
    """Keep what enrolling people made: a block in which the caller lists the enrolments."""
    made: list[int] = []
    children = [each.child_id for each in people if each.child_id]
    before = places(children)
    yield made
    after = places(children)
    acts.trace(act, enrolled=made, placed=[key for key in after if key not in before],
               stays=[(key, *map(as_text, before[key])) for key in after if after[key] != before.get(key, after[key])])


def places(children: list[int]) -> dict[int, tuple[date, date | None]]:
    """The places of children, with their dates."""
    return {key: (first, last) for some in parts(children) for key, first, last in Placement.select(
        Placement.id, Placement.starts_on, Placement.ends_on).where(Placement.child << some).tuples()}


def as_text(day: date | None) -> str:
    """A day as a trace keeps it."""
    return day.isoformat() if day else ""


def parts(ids: list[int]) -> Iterator[list[int]]:
    """Some at a time."""
    for start in range(0, len(ids), 500):
        yield ids[start:start + 500]
