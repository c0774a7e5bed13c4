"""The fictional civil register: invented people under numbers of the right form. Nobody in it exists."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from plugins.icsge.rules.facts import Named
from plugins.icsge.simulator.models import Person, next_in

LAST_NAMES = ("Arseneau", "Babin", "Cyr", "Desbiens", "Esposito", "Fraser", "Gallant", "Huard", "Imbeault", "Jalbert",
              "Kègle", "Landry", "Méthot", "Nadeau", "Ouellet", "Poirier", "Quessy", "Roussy", "Synnott", "Tapp",
              "Vallières", "Whittom", "Ygouf", "Zéphir")
FIRST_NAMES = {"F": ("Alizée", "Béatrice", "Coraline", "Delphine", "Élodie", "Florence", "Gaëlle", "Inès", "Jade",
                     "Livia", "Maëlle", "Noémie", "Océane", "Rosalie", "Victoria", "Zoé"),
               "M": ("Adam", "Benoît", "Charles", "Émile", "Félix", "Gabriel", "Hubert", "Isaac", "Jules", "Léo",
                     "Mathis", "Nathan", "Olivier", "Raphaël", "Thomas", "Xavier")}
FIRST_NECSG = 100_000_001
"""NECSG are nine digits in sequence."""


def sample_nirec(born: date, rank: int) -> str:
    """A number of the usual form: 1, the year, the month and the day, then four digits. No digit checks the others."""
    return f"1{born:%Y%m%d}{rank:04d}"


def invented(seed: int) -> Iterator[Named]:
    """Children who do not exist, each with a number of her own; the same for the same seed."""
    dice, rank = random.Random(seed), 0  # noqa: S311 (nothing is kept secret by it)
    while True:
        sex = dice.choice("FM")
        born = date(2020, 1, 1) + timedelta(days=dice.randrange(2200))
        rank = rank % 9999 + 1
        yield Named(dice.choice(LAST_NAMES), dice.choice(FIRST_NAMES[sex]), born, sex, sample_nirec(born, rank))


def fill(count: int, seed: int) -> list[Person]:
    """Enter so many invented children in the register; those whose number is taken are left out."""
    made = []
    people = invented(seed)
    while len(made) < count:
        each = next(people)
        if not Person.select().where(Person.nirec == each.nirec).exists():
            made.append(Person.create(last_name=each.last_name, first_name=each.first_name, birth_date=each.birth_date,
                                      sex=each.sex, nirec=each.nirec))
    return made


def by_nirec(nirec: str) -> Named | None:
    """The entry of a NIREC."""
    return named(Person.get_or_none(Person.nirec == nirec)) if nirec else None


def by_necsg(necsg: str) -> Named | None:
    """The child who was given a NECSG."""
    return named(Person.get_or_none(Person.necsg == necsg)) if necsg else None


def named(person: Person | None) -> Named | None:
    """An entry as the rules look at it."""
    return person and Named(person.last_name, person.first_name, person.birth_date, person.sex, person.nirec or "",
                            person.necsg or "")


def give_necsg(child: Named) -> str:
    """The number of a child who has none, kept with who it is; inside `writing` (ICSGE-R10)."""
    number = str(next_in("necsg", FIRST_NECSG))
    Person.create(last_name=child.last_name, first_name=child.first_name, birth_date=child.birth_date, sex=child.sex,
                  necsg=number)
    return number
