"""Searching in the simulator, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from peewee import fn

from core.api import fold
from plugins.icsge.simulator.models import Component, Exchange, File, Person

PAGE = 25
BANDS = {"0-17": (0, 18), "18-59": (18, 60), "60+": (60, 600)}
"""The age bands of the Ministry, in months."""


@dataclass(frozen=True)
class Search:
    """What is looked for; `after` is how many rows were seen before."""

    child: str = ""
    adult: str = ""
    nirec: str = ""
    necsg: str = ""
    band: str = ""
    component: str = ""
    after: int = 0

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Search:
        """The search of an address."""
        words = {name: said.get(name, "").strip()[:80] for name in ("child", "adult", "nirec", "necsg", "band",
                                                                    "component")}
        after = said.get("after", "")
        return cls(**words, after=int(after) if after.isdecimal() and len(after) < 9 else 0)

    def query(self, after: int) -> dict[str, str]:
        """The address of another page of the same search."""
        said = {name: value for name, value in vars(replace(self, after=0)).items() if value}
        return said | ({"after": str(after)} if after > 0 else {})


def files(search: Search, day: date) -> list[File]:
    """The files of a search, one more than a page when there are more."""
    query = File.select(File, Component).join(Component).order_by(File.child_names, File.id)
    for word in fold(search.child).split():
        query = query.where(File.child_names.contains(word))
    for word in fold(search.adult).split():
        query = query.where(File.adult_names.contains(word))
    for column, value in ((File.nirec, search.nirec), (File.necsg, search.necsg)):
        if value:
            query = query.where(column == value)
    if search.component.isdecimal():
        query = query.where(File.component == int(search.component))
    if search.band in BANDS:
        youngest, oldest = BANDS[search.band]
        query = query.where(File.birth_date <= months_before(day, youngest),
                            File.birth_date > months_before(day, oldest))
    return list(query.offset(search.after).limit(PAGE + 1))


def months_before(day: date, months: int) -> date:
    """The last birth date on which somebody is so many months old; day 28 stands for the end of a short month."""
    years, rest = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, rest + 1, min(day.day, 28))


def people(search: Search) -> list[Person]:
    """The people of the register whose names or number begin so."""
    query = Person.select().order_by(Person.last_name, Person.first_name, Person.id)
    for word in search.child.split():
        query = query.where(Person.last_name.contains(word) | Person.first_name.contains(word))
    if search.nirec:
        query = query.where(fn.COALESCE(Person.nirec, "").startswith(search.nirec))
    return list(query.offset(search.after).limit(PAGE + 1))


def exchanges(search: Search) -> list[Exchange]:
    """What was received, the last first."""
    query = Exchange.select(Exchange, Component).join(Component).order_by(Exchange.at.desc(), Exchange.id.desc())
    return list(query.offset(search.after).limit(PAGE + 1))
