"""What the conditions of a booking look at: everything about many cells, read in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from peewee import ModelSelect

from core.api import Organisation, fn, running, today
from plugins.activities.deadlines import closing, wall_clock
from plugins.activities.models import (
    OCCUPYING,
    Booking,
    CalendarPeriod,
    ClassGroup,
    Enrolment,
    Entitlement,
    Offer,
    Participant,
    PeriodTarget,
    SchoolYear,
    Service,
)
from plugins.families import Child, Guardian


class Cell(NamedTuple):
    """A participant, a service and a day: what is booked, and what « Pourquoi pas ? » is asked of."""

    participant: int
    service: int
    day: date


class Who(NamedTuple):
    """A participant as a person."""

    name: str
    child: int | None
    guardian: int | None
    archived: bool


class Stay(NamedTuple):
    """A person's time in a class; `establishment` is where, `place` its path, `year_state` whether its year is open."""

    starts_on: date
    ends_on: date
    class_group: int
    class_name: str
    establishment: int
    place: str
    place_name: str
    level: int | None
    year: str
    year_state: str


class Right(NamedTuple):
    """An entitlement: from, until (None: without end), on which weekdays."""

    starts_on: date
    ends_on: date | None
    weekdays: int

    def holds(self, day: date) -> bool:
        """Whether it runs on a day, whatever its weekday."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


class Target(NamedTuple):
    """A period that closes or opens a service for a class."""

    period: int
    label: str
    starts_on: date
    ends_on: date
    kind: str


class Held(NamedTuple):
    """The live booking of a cell."""

    id: int
    state: str
    version: int
    class_group: int
    origin: str
    late: bool
    invoice_line: int | None
    arrived_at: str
    left_at: str
    marked_at: datetime | None
    marked_by: int | None


@dataclass
class Facts:
    """Everything about some participants and services from a day to another. `payers` None: nobody bills here.

    `late` and `judged` keep what was found once: past deadlines, and what holds for a whole class on a day.
    """

    first: date
    last: date
    today: date
    people: dict[int, Who]
    stays: dict[int, list[Stay]]
    rights: dict[tuple[int, int], list[Right]]
    services: dict[int, Service]
    offers: set[tuple[int, int]]
    targets: dict[tuple[int, int], list[Target]]
    bookings: dict[Cell, Held]
    taken: dict[tuple[int, int, date], int]
    payers: Mapping[Cell, str] | None = None
    late: dict[tuple[int, date], datetime | None] = field(default_factory=dict)
    judged: dict[tuple[int, int, date, bool], Any] = field(default_factory=dict)

    @classmethod
    def load(cls, participants: Iterable[Any], services: Iterable[Any], first: date, last: date) -> Facts:
        """Read them: participants and services as records or by their numbers, a thousand participants at most.

        Participants may also be a query of their numbers, as `enrolled_in` gives: that saves reading them first.
        """
        who, what = _ids(participants), _ids(services)
        people, stays = _people(who, first, last)
        classes = {stay.class_group for each in stays.values() for stay in each}
        found, offers = _services(what)
        places = {stay.establishment for each in stays.values() for stay in each}
        limited = [each.id for each in found.values() if each.places is not None]
        return cls(first, last, today(), people, stays, _rights(who, what), found, offers,
                   _targets(what, classes, first, last), _bookings(who, what, first, last),
                   taken_places(places, limited, first, last), _payers(list(people), list(found), first, last))

    def booking(self, participant: int, service: int, day: date) -> Held | None:
        """The live booking of a cell."""
        return self.bookings.get(Cell(participant, service, day))

    def stay(self, participant: int, day: date) -> Stay | None:
        """The class in which somebody is on a day, in a year that is not closed."""
        for each in self.stays.get(participant, ()):
            if each.starts_on <= day <= each.ends_on and each.year_state != "closed":
                return each
        return None

    def has_right(self, cell: Cell) -> bool:
        """Whether the participant is entitled to the service on that day and weekday."""
        found = self.rights.get((cell.participant, cell.service), ())
        return any(each.holds(cell.day) and each.weekdays >> cell.day.weekday() & 1 for each in found)

    def class_of(self, participant: int, day: date) -> int | None:
        """The number of that class."""
        stay = self.stay(participant, day)
        return stay.class_group if stay else None

    def hits(self, cell: Cell, kind: str) -> Target | None:
        """The period of a kind that holds for the class of a cell on its day."""
        stay = self.stay(cell.participant, cell.day)
        found = self.targets.get((cell.service, stay.class_group), ()) if stay else ()
        return next((each for each in found if each.kind == kind and each.starts_on <= cell.day <= each.ends_on), None)

    def missed(self, cell: Cell) -> datetime | None:
        """The deadline to book a cell, once it has passed."""
        key = cell.service, cell.day
        if key not in self.late:
            service = self.services[cell.service]
            limit = closing(service, cell.day)
            self.late[key] = limit if limit is not None and wall_clock(service) > limit else None
        return self.late[key]

    def take(self, cell: Cell) -> None:
        """Count one place more as taken."""
        stay = self.stay(cell.participant, cell.day)
        if stay is not None:
            key = stay.establishment, cell.service, cell.day
            self.taken[key] = self.taken.get(key, 0) + 1

    def places_left(self, cell: Cell) -> int | None:
        """How many places are left in the establishment on the day; None without limit."""
        stay, places = self.stay(cell.participant, cell.day), self.services[cell.service].places
        if stay is None or places is None:
            return None
        return places - self.taken.get((stay.establishment, cell.service, cell.day), 0)


def taken_places(establishments: Collection[int], services: Collection[int], first: date,
                 last: date) -> dict[tuple[int, int, date], int]:
    """How many places are taken by establishment, service and day: one query, none without services."""
    if not services or not establishments:
        return {}
    query = (Booking.select(ClassGroup.establishment, Booking.service, Booking.day, fn.COUNT(Booking.id))
             .join(ClassGroup)
             .where(ClassGroup.establishment << list(establishments), Booking.service << list(services),
                    Booking.day >= first, Booking.day <= last, Booking.state << OCCUPYING)
             .group_by(ClassGroup.establishment, Booking.service, Booking.day))
    return {(place, service, day): count for place, service, day, count in query.tuples()}


def enrolled_in(classes: Iterable[Any], first: date, last: date):
    """The numbers of those who are in these classes at some time in these days: a query."""
    return Enrolment.select(Enrolment.participant).where(
        Enrolment.class_group << _ids(classes), Enrolment.starts_on <= last, Enrolment.ends_on >= first)


def _ids(found: Iterable[Any]) -> Any:
    return found if isinstance(found, ModelSelect) else [getattr(each, "id", each) for each in found]


def _people(who: Any, first: date, last: date) -> tuple[dict[int, Who], dict[int, list[Stay]]]:
    """The persons, and their stays in classes in these days: one query."""
    days = (Enrolment.starts_on <= last) & (Enrolment.ends_on >= first)
    query = (Participant.select(
        Participant.id, Participant.child, Participant.guardian, Child.first_name, Child.last_name, Child.archived_at,
        Guardian.first_name, Guardian.last_name, Guardian.archived_at, Enrolment.starts_on, Enrolment.ends_on,
        Enrolment.class_group, ClassGroup.name, ClassGroup.establishment, Organisation.path, Organisation.name,
        Enrolment.level, SchoolYear.label,
        SchoolYear.state)
        .left_outer_join(Child).switch(Participant).left_outer_join(Guardian).switch(Participant)
        .left_outer_join(Enrolment, on=(Enrolment.participant == Participant.id) & days)
        .left_outer_join(ClassGroup).left_outer_join(Organisation).switch(Enrolment).left_outer_join(SchoolYear)
        .where(Participant.id << who).order_by(Participant.id, Enrolment.starts_on))
    people, stays = {}, defaultdict(list)
    for number, child, guardian, *rest in query.tuples():
        mine = rest[:3] if child else rest[3:6]
        people[number] = Who(f"{mine[0]} {mine[1]}", child, guardian, mine[2] is not None)
        if rest[6] is not None:
            stays[number].append(Stay(*rest[6:]))
    return people, dict(stays)


def _rights(who: Any, what: list[int]) -> dict[tuple[int, int], list[Right]]:
    """Those of other days too: they tell when a right begins."""
    found = defaultdict(list)
    query = Entitlement.select(Entitlement.participant, Entitlement.service, Entitlement.starts_on,
                               Entitlement.ends_on, Entitlement.weekdays).where(
        Entitlement.participant << who, Entitlement.service << what)
    for participant, service, *right in query.tuples():
        found[participant, service].append(Right(*right))
    return dict(found)


def _services(what: list[int]) -> tuple[dict[int, Service], set[tuple[int, int]]]:
    """The services with the zone of their town, and the classes that they are offered to: one query."""
    query = (Service.select(Service, Organisation.time_zone, Organisation.country,
                            Offer.class_group.alias("offered_to"))
             .join(Organisation).switch(Service).left_outer_join(Offer).where(Service.id << what).objects())
    services, offers = {}, set()
    for each in query:
        services.setdefault(each.id, each)
        if each.offered_to is not None:
            offers.add((each.id, each.offered_to))
    return services, offers


def _targets(what: list[int], classes: Collection[int], first: date,
             last: date) -> dict[tuple[int, int], list[Target]]:
    found = defaultdict(list)
    query = (PeriodTarget.select(PeriodTarget.service, PeriodTarget.class_group, CalendarPeriod.id,
                                 CalendarPeriod.label, CalendarPeriod.starts_on, CalendarPeriod.ends_on,
                                 CalendarPeriod.kind)
             .join(CalendarPeriod).where(PeriodTarget.service << what, PeriodTarget.class_group << list(classes),
                                         CalendarPeriod.starts_on <= last, CalendarPeriod.ends_on >= first)
             .order_by(CalendarPeriod.starts_on, CalendarPeriod.id))
    for service, class_group, *period in query.tuples() if classes else ():
        found[service, class_group].append(Target(*period))
    return dict(found)


def _bookings(who: Any, what: list[int], first: date, last: date) -> dict[Cell, Held]:
    query = Booking.select(
        Booking.participant, Booking.service, Booking.day, Booking.id, Booking.state, Booking.version,
        Booking.class_group, Booking.origin, Booking.late, Booking.invoice_line, Booking.arrived_at, Booking.left_at,
        Booking.marked_at, Booking.marked_by).where(
        Booking.participant << who, Booking.service << what, Booking.day >= first, Booking.day <= last,
        Booking.is_live())
    return {Cell(*row[:3]): Held(*row[3:]) for row in query.tuples()}


def _payers(who: Any, what: list[int], first: date, last: date) -> dict[Cell, str] | None:
    """Who pays, as the plugins that bill say; None when there is none."""
    answers = running().host.call("payers_of", participants=who, services=what, first=first, last=last)
    return {cell: name for _plugin, answer in answers for cell, name in answer.items()} if answers else None
