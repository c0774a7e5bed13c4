"""The days on which somebody could be booked and nobody pays: said, never refused (BIL-R07)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta

from core.api import _, ngettext, short_date
from plugins.activities import Facts, open_days
from plugins.billing.paying import Pair
from plugins.billing.spans import Span

AHEAD = timedelta(days=365)
"""Holes are looked for within a year."""
TOLD = 3
"""So many stretches of days are named; the other days are counted."""


def warnings(pairs: Collection[Pair], first: date, last: date | None = None) -> list[object]:
    """A sentence for each person whose services have days that nobody pays, from a day on."""
    if not pairs:
        return []
    until = first + AHEAD if last is None else min(last, first + AHEAD)
    facts = facts_of(pairs, first, until)
    alike: dict[tuple, list[str]] = defaultdict(list)
    for participant, service in pairs:
        open_ = list(open_days(facts, participant, service))
        unpaid = [day for day in open_ if (participant, service, day) not in (facts.payers or {})]
        if unpaid:
            key = facts.people[participant].name, tuple(stretches(unpaid, open_)), len(unpaid)
            alike[key].append(facts.services[service].label)
    return [sentence(key, services) for key, services in alike.items()]


def facts_of(pairs: Iterable[Pair], first: date, last: date) -> Facts:
    """What activities know of these people and services in these days."""
    listed = list(pairs)
    return Facts.load(sorted({who for who, _service in listed}), sorted({what for _who, what in listed}), first, last)


def stretches(days: Collection[date], among: Iterable[date]) -> Iterator[tuple[date, date, int]]:
    """Days that follow each other among those that count, as first, last and how many."""
    wanted, run = set(days), []
    for day in among:
        if day in wanted:
            run.append(day)
        elif run:
            yield run[0], run[-1], len(run)
            run = []
    if run:
        yield run[0], run[-1], len(run)


def sentence(key: tuple[str, tuple[tuple[date, date, int], ...], int], services: list[str]) -> object:
    """« Personne ne paie pour Léa Martin (Cantine) : du 7 au 11 septembre 2026, et 40 autres jours. »"""
    who, found, count = key
    told = [_("le %(day)s", day=short_date(first)) if first == last else
            _("du %(first)s au %(last)s", first=short_date(first), last=short_date(last))
            for first, last, _many in found[:TOLD]]
    left = count - sum(many for _first, _last, many in found[:TOLD])
    if left:
        told.append(ngettext("et %(num)s autre jour", "et %(num)s autres jours", left))
    return _("Personne ne paie pour %(who)s (%(services)s) : %(days)s.", who=who, services=", ".join(services),
             days=", ".join(map(str, told)))


def miscounted(spans: Mapping[Pair, Collection[Span]], days: Iterable[date]) -> list[date]:
    """The days that have no payer, or two, for one of these pairs: none when each has exactly one."""
    return [day for day in days if any(sum(each.covers(day) for each in found) != 1 for found in spans.values())]
