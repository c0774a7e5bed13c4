"""The rows that both sides hold: the same ones, made from one seed. Only the standard library."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

INSTALLATIONS, CHILDREN, REQUESTS = 40, 50_000, 500_000
BULK = 10_000
STATES = {"draft": 10, "submitted": 30, "returned": 10, "compliant": 30, "closed": 20}
KINDS = ("new", "renewal", "renewal_change", "transfer")
START = datetime(2024, 9, 1, 13, 0)

BEGINNINGS = ("Bel", "Car", "Des", "Fon", "Gau", "Lam", "Mor", "Per", "Rou", "Tur", "Val", "Vil", "Bou", "Cha", "Dum",
              "Gir")
ENDINGS = ("anger", "bier", "champ", "court", "din", "fort", "gnon", "lier", "mont", "neuve", "rault", "ssard", "tier",
           "val", "zac")
FIRST_NAMES = ("Ada", "Alix", "Basile", "Camille", "Célia", "Damien", "Édith", "Farid", "Gaëlle", "Hugo", "Inès",
               "Joris", "Kim", "Léa", "Maëlle", "Nils", "Océane", "Paul", "Quentin", "Rosalie", "Samir", "Théa",
               "Ulysse", "Yanis", "Zoé")
REASONS = ("Accompagnement pendant les repas et les sorties.", "Aide à la motricité, surtout le matin.",
           "Présence rapprochée au parc et dans les escaliers.", "Soutien au langage, en petit groupe.")


class Installation(NamedTuple):
    """A childcare installation."""

    id: int
    code: str
    name: str


class Child(NamedTuple):
    """A child of one installation."""

    id: int
    nirec: str
    first_name: str
    last_name: str
    birth_date: date
    installation: int


class Request(NamedTuple):
    """A support request; every twentieth has no hours, which a guard refuses."""

    id: int
    reference: str
    child: int
    installation: int
    state: str
    kind: str
    hours: int | None
    days: int
    reason: str
    since: datetime


def last_name(number: int) -> str:
    """One of the 240 invented family names."""
    return BEGINNINGS[number % len(BEGINNINGS)] + ENDINGS[number // len(BEGINNINGS) % len(ENDINGS)]


def reference(number: int) -> str:
    """The number people know a request by."""
    return f"2026-{number % 17 + 1:02d}-{number:06d}"


def installations() -> Iterator[Installation]:
    """The places."""
    for number in range(1, INSTALLATIONS + 1):
        yield Installation(number, f"{number:04d}-01", f"CPE {last_name(number * 7)}, installation {number}")


def children(rows: int) -> Iterator[Child]:
    """A tenth as many children as there are requests."""
    chance = Random(1)
    for number in range(1, rows * CHILDREN // REQUESTS + 1):
        name = last_name(chance.randrange(240))
        yield Child(number, f"N{number:09d}", chance.choice(FIRST_NAMES), name,
                    date(2020, 1, 1) + timedelta(days=chance.randrange(1800)), chance.randint(1, INSTALLATIONS))


def requests(rows: int) -> Iterator[Request]:
    """The requests, of all children in turn."""
    chance, places = Random(2), [child.installation for child in children(rows)]
    states, weights = list(STATES), list(STATES.values())
    for number in range(1, rows + 1):
        child = (number * 7) % len(places) + 1
        yield Request(number, reference(number), child, places[child - 1], chance.choices(states, weights)[0],
                      chance.choice(KINDS), None if number % 20 == 0 else chance.randint(2, 16),
                      chance.randint(20, 240), chance.choice(REASONS), START + timedelta(minutes=number))
