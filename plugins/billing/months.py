"""The coloured calendar of who pays which day: months of weeks, each day with a colour, a letter and words."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

from core.api import _, language
from plugins.activities import WEEKDAY_LETTERS, WEEKDAYS, Facts, monday, open_days
from plugins.billing.paying import Pair
from plugins.billing.spans import Span

LETTERS = "ABCDEF"
NOBODY, SEVERAL, SHUT = "nobody", "several", "shut"
SIGNS = {NOBODY: "∅", SEVERAL: "±"}


@dataclass(frozen=True)
class Day:
    """A day as it is drawn: `look` names its colour, `sign` its letter, `words` what is read aloud."""

    day: date
    look: str
    sign: str = ""
    words: object = ""


@dataclass(frozen=True)
class Month:
    """A month: its first day, and its weeks of seven days by number; days of other months are None."""

    first: date
    weeks: list[tuple[int, list[Day | None]]]

    @property
    def title(self) -> str:
        """« Septembre 2026 »."""
        return format_date(self.first, "LLLL y", locale="en_CA" if language() == "en" else "fr").capitalize()


@dataclass(frozen=True)
class Payers:
    """The calendar: the months, who has which letter, and how many days are nobody's, or two people's."""

    months: list[Month]
    legend: list[tuple[str, str, str]]
    counts: Mapping[str, int]

    @property
    def heads(self) -> list[tuple[str, str]]:
        """The days of the week, by name and by letter."""
        return list(zip(WEEKDAYS, str(WEEKDAY_LETTERS), strict=True))


def payers(spans: Mapping[Pair, Collection[Span]], facts: Facts) -> Payers:
    """Draw who pays on each day on which something could be booked."""
    openings = {pair: frozenset(open_days(facts, *pair)) for pair in spans}
    names = {span.payer: span.name for found in spans.values() for span in found}
    looks = {number: (f"payer-{rank % len(LETTERS)}", LETTERS[rank % len(LETTERS)])
             for rank, number in enumerate(names)}
    days = {day: judged(day, [found for pair, found in spans.items() if day in openings[pair]], looks, names)
            for day in sorted(frozenset().union(*openings.values()))}
    counts = {look: sum(each.look == look for each in days.values()) for look in (NOBODY, SEVERAL)}
    seen = {each.look for each in days.values()}
    legend = [(*looks[number], name) for number, name in names.items() if looks[number][0] in seen]
    return Payers(list(months(days)), legend, counts)


def judged(day: date, found: list[Collection[Span]], looks: Mapping[int, tuple[str, str]],
           names: Mapping[int, str]) -> Day:
    """Who pays on a day: one, several for different services, or somebody is missing."""
    paying = [[span.payer for span in spans if span.covers(day)] for spans in found]
    who = {number for each in paying for number in each}
    if not all(paying):
        return Day(day, NOBODY, SIGNS[NOBODY], _("personne ne paie"))
    if len(who) > 1:
        return Day(day, SEVERAL, SIGNS[SEVERAL], ", ".join(names[each] for each in sorted(who)))
    number = who.pop()
    return Day(day, *looks[number], names[number])


def months(days: Mapping[date, Day]) -> Iterator[Month]:
    """The months from the first to the last of these days."""
    if not days:
        return
    first, last = min(days).replace(day=1), max(days)
    while first <= last:
        end = first.replace(day=monthrange(first.year, first.month)[1])
        yield Month(first, list(weeks(first, end, days)))
        first = end + timedelta(days=1)


def weeks(first: date, last: date, days: Mapping[date, Day]) -> Iterator[tuple[int, list[Day | None]]]:
    """The weeks of a month, each with its number."""
    start = monday(first)
    while start <= last:
        seven = (start + timedelta(days=rank) for rank in range(7))
        yield start.isocalendar().week, [
            (days.get(day) or Day(day, SHUT)) if first <= day <= last else None for day in seven]
        start += timedelta(weeks=1)
