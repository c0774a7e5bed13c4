"""The grid of a week: of a class (a row for each person), or of some people (a row for each service)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from markupsafe import Markup

from core.api import person, today
from plugins.activities.cells import day_words, draw, look_of, short_day
from plugins.activities.conditions import OVERRIDE
from plugins.activities.facts import Cell, Facts, enrolled_in
from plugins.activities.models import ClassGroup, Offer, Service

COUNTED = ("booked", "present", "absent_excused", "absent", "walk_in")
"""The looks that a row of totals counts: who is expected, or was."""


@dataclass
class Row:
    """A line of the grid: its title, and its cells in the order of the columns."""

    title: str
    cells: list[Markup]
    meta: str = ""
    participant: int = 0


@dataclass
class Grid:
    """What a template draws. `cart`: how many cells wait to be saved; `people`: whose."""

    days: list[date]
    services: list[Service]
    rows: list[Row] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    cart: int = 0
    people: list[int] = field(default_factory=list)

    @property
    def heads(self) -> list[tuple[str, bool]]:
        """Each day's name, and whether it is today."""
        return [(short_day(day), day == today()) for day in self.days]

    @property
    def short_heads(self) -> list[tuple[str, bool]]:
        """The same for a narrow card."""
        return [(short_day(day, "EEE"), day == today()) for day in self.days]


def of_class(group: ClassGroup, first: date, permission: str) -> Grid:
    """The week of a class from its Monday: who is in it, every service that it is offered."""
    last, user = first + timedelta(days=6), person()
    offered = [number for (number,) in Offer.select(Offer.service).where(Offer.class_group == group.id).tuples()]
    facts = Facts.load(enrolled_in([group], first, last), offered, first, last)
    grid = Grid(*columns(facts.services.values(), first))
    rights, totals = (user.can(permission, group), user.can(OVERRIDE, group)), Counter()
    day_names = [day_words(day) for day in grid.days]
    for participant, who in in_order(facts):
        looks = [(Cell(participant, service.id, day), f"{who.name}, {words}, {service.label}")
                 for day, words in zip(grid.days, day_names, strict=True) for service in grid.services]
        cells = [drawn(facts, cell, words, rights) for cell, words in looks]
        totals.update(rank for rank, (look, _cell) in enumerate(cells) if look in COUNTED)
        grid.cart += sum(look == "cart" for look, _cell in cells)
        grid.rows.append(Row(turned(who.name), [cell for _look, cell in cells], participant=participant))
    grid.people = [row.participant for row in grid.rows]
    grid.totals = [totals[rank] for rank in range(len(grid.days) * len(grid.services))]
    return grid


def of_people(participants: Sequence[int], services: Iterable[int], first: date,
              rights: tuple[bool, bool]) -> list[Grid]:
    """The week of each of some people: a row for each service that they are entitled to that week, with its hours.

    `rights`: whether cells may be pressed, and whether what is late may be booked.
    """
    last, day_names = first + timedelta(days=6), {}
    facts = Facts.load(participants, services, first, last)
    grids = []
    for participant in participants:
        mine = [facts.services[service] for who, service in facts.rights if who == participant]
        mine += [facts.services[cell.service] for cell in facts.bookings if cell.participant == participant]
        grid = Grid(*columns({each.id: each for each in mine}.values(), first), people=[participant])
        for service in grid.services:
            pairs = [drawn(facts, Cell(participant, service.id, day), ", ".join((
                facts.people[participant].name, day_names.setdefault(day, day_words(day)), service.label)),
                rights) for day in grid.days]
            grid.cart += sum(look == "cart" for look, _cell in pairs)
            grid.rows.append(Row(service.label, [cell for _look, cell in pairs], service.hours, participant))
        grids.append(grid)
    return grids


def drawn(facts: Facts, cell: Cell, words: str, rights: tuple[bool, bool]) -> tuple[str, Markup]:
    """The look of a cell and its drawing."""
    look, held = look_of(facts, cell, rights[1])
    return look, draw(cell, look, held, (words, rights[0]))


def columns(services: Iterable[Service], first: date) -> tuple[list[date], list[Service]]:
    """The days from Monday to Friday, and those of the weekend on which something runs; the services by hour."""
    found = sorted((each for each in services if each.archived_at is None),
                   key=lambda each: (each.starts_at or "99", each.label))
    runs = 0b0011111
    for each in found:
        runs |= each.weekdays if each.weekdays & 0b1100000 and each.weekdays != 0b1111111 else 0
    return [first + timedelta(days=rank) for rank in range(7) if runs >> rank & 1], found


def in_order(facts: Facts) -> list:
    """The people by last name."""
    return sorted(facts.people.items(), key=lambda pair: (pair[1].name.split(" ", 1)[::-1], pair[0]))


def turned(name: str) -> str:
    """« Roussel, Léo »: the order in which a class list is read."""
    first, _space, last = name.partition(" ")
    return f"{last}, {first}" if last else first
