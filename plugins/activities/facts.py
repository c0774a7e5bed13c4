"""What the conditions of a booking look at: everything about many cells, read in a few queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core.api import today
from plugins.activities.deadlines import closing, wall_clock
from plugins.activities.known import Cell as Cell, Held as Held, Right, Stay, Target, Who
from plugins.activities.models import Service
from plugins.activities.reading import (
    bookings_of,
    enrolled_in as enrolled_in,
    numbers,
    payers_of,
    people_and_stays,
    rights_of,
    services_and_periods,
    taken_places as taken_places,
)


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
        who, what = numbers(participants), numbers(services)
        people, stays = people_and_stays(who, first, last)
        who = numbers(people)
        classes = {stay.class_group for each in stays.values() for stay in each}
        found, offers, targets = services_and_periods(what, classes, first, last)
        places = {stay.establishment for each in stays.values() for stay in each}
        limited = [each.id for each in found.values() if each.places is not None]
        return cls(first, last, today(), people, stays, rights_of(who, what), found, offers, targets,
                   bookings_of(who, what, first, last), taken_places(places, limited, first, last),
                   payers_of(list(people), list(found), first, last))

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
