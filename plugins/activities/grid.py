"""The grid of a week: of a class (a row for each person), or of some people (a row for each service)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from markupsafe import Markup

from core.api import fold, person, today
from plugins.activities.cells import Pen, day_words, draw, look_of, short_day
from plugins.activities.conditions import OVERRIDE
from plugins.activities.facts import Cell, Facts, enrolled_in
from plugins.activities.models import ClassGroup, Offer, Service
from plugins.activities.weeks import EVERY_DAY

WEEKEND = 0b1100000
COUNTED = ("booked", "present", "absent_excused", "absent", "walk_in")
"""The looks that a row of totals counts: who is expected, or was."""


@dataclass
class Row:
    """A line of the grid: its title, and its cells in the order of the columns; of a class, drawn as one."""

    title: str
    cells: list[Markup] | Markup
    meta: str = ""
    participant: int = 0


@dataclass
class Grid:
    """What a template draws. `cart`: how many cells wait to be saved; `people`: whose."""

    columns: list[tuple[date, list[Service]]]
    rows: list[Row] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    cart: int = 0
    people: list[int] = field(default_factory=list)

    @property
    def heads(self) -> list[tuple[str, bool, list[Service]]]:
        """Each day's name, whether it is today, and its services."""
        return [(short_day(day), day == today(), services) for day, services in self.columns]

    @property
    def short_heads(self) -> list[tuple[str, bool]]:
        """The days for a narrow card."""
        return [(short_day(day, "EEE"), day == today()) for day, _services in self.columns]

    @property
    def starts(self) -> list[bool]:
        """For each column, whether a day begins there."""
        return [rank == 0 for _day, services in self.columns for rank in range(len(services))]


def of_class(group: ClassGroup, first: date, permission: str) -> Grid:
    """The week of a class from its Monday: who is in it, every service that it is offered and that runs that day."""
    last, user = first + timedelta(days=6), person()
    offered = Offer.select(Offer.service).where(Offer.class_group == group.id)
    facts = Facts.load(enrolled_in([group], first, last), offered, first, last)
    grid = Grid([(day, found) for day, found in running(facts, group.id, week_of(first)) if found])
    rights, totals = (user.can(permission, group), user.can(OVERRIDE, group)), Counter()
    columns = [(day, service, rank == 0) for day, services in grid.columns for rank, service in enumerate(services)]
    pen = Pen(facts, columns, rights)
    for participant, who in in_order(facts):
        looks, drawing = pen.row(participant, who.name)
        totals.update(rank for rank, look in enumerate(looks) if look in COUNTED)
        grid.cart += looks.count("cart")
        grid.rows.append(Row(who.listed, drawing, participant=participant))
    grid.people = [row.participant for row in grid.rows]
    grid.totals = [totals[rank] for rank in range(len(columns))]
    return grid


def running(facts: Facts, class_group: int, days: Iterable[date]) -> Iterator[tuple[date, list[Service]]]:
    """The services that run for a class on each day, or in which somebody is booked all the same; by hour."""
    services, booked = by_hour(facts.services.values()), {(cell.service, cell.day) for cell in facts.bookings}
    for day in days:
        yield day, [each for each in services if (each.id, day) in booked or (
            each.weekdays >> day.weekday() & 1 and (each.opens_by_default or opened(facts, each, class_group, day)))]


def opened(facts: Facts, service: Service, class_group: int, day: date) -> bool:
    """Whether a period opens a service for a class on a day."""
    return any(each.kind == "opening" and each.starts_on <= day <= each.ends_on
               for each in facts.targets.get((service.id, class_group), ()))


def of_people(participants: Sequence[int], services: Iterable[int], first: date,
              rights: tuple[bool, bool]) -> list[Grid]:
    """The week of each of some people: a row for each service that they are entitled to that week, with its hours.

    `rights`: whether cells may be pressed, and whether what is late may be booked.
    """
    facts = Facts.load(participants, services, first, first + timedelta(days=6))
    return [of_person(facts, participant, first, rights) for participant in participants]


def of_person(facts: Facts, participant: int, first: date, rights: tuple[bool, bool]) -> Grid:
    """The week of one person: her services from the top down, the days from Monday on."""
    mine = {service for who, service in facts.rights if who == participant}
    mine |= {cell.service for cell in facts.bookings if cell.participant == participant}
    services = by_hour(facts.services[service] for service in mine)
    weekend = any(each.weekdays & WEEKEND and each.weekdays != EVERY_DAY for each in services)
    days = week_of(first)[:7 if weekend else 5]
    grid = Grid([(day, services[:1]) for day in days], people=[participant])
    for service in services:
        pairs = [drawn(facts, Cell(participant, service.id, day), ", ".join((
            facts.people[participant].name, day_words(day), service.label)), rights) for day in days]
        grid.cart += sum(look == "cart" for look, _cell in pairs)
        grid.rows.append(Row(service.label, [cell for _look, cell in pairs], service.hours, participant))
    return grid


def drawn(facts: Facts, cell: Cell, words: str, rights: tuple[bool, bool]) -> tuple[str, Markup]:
    """The look of a cell and its drawing."""
    look, held = look_of(facts, cell, rights[1])
    return look, draw(cell, look, held, (words, rights[0]))


def week_of(first: date) -> list[date]:
    """The seven days from a Monday on."""
    return [first + timedelta(days=rank) for rank in range(7)]


def by_hour(services: Iterable[Service]) -> list[Service]:
    """Services in the order of the day; what is archived is left out."""
    return sorted((each for each in services if each.archived_at is None),
                  key=lambda each: (each.starts_at or "99", each.label))


def in_order(facts: Facts) -> list:
    """The people by last name, as a class list has them."""
    return sorted(facts.people.items(), key=lambda pair: (fold(pair[1].listed), pair[0]))
