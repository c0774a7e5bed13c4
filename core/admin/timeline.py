"""A record's history by the line: acts apart from consultations, and what one person did again and again told once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from peewee import Case, Expression, ModelSelect, fn

from core.admin.acts import rest, words
from core.i18n import _, clock, local, ngettext, prose_moment, short_date
from core.journal import Entry, exports_with
from core.records import Record, kind_of

PAGE, MOST_READ, MOST_AT_ONCE = 50, 400, 200
READS = ("opened", "shown")
REPEATED = (*READS, "edited", "edit")
"""The last words of the acts that are told once when the same person repeats them."""

TOLD = (Entry.id, Entry.at, Entry.actor, Entry.actor_name, Entry.action, Entry.note)
"""What a line tells of an export: not the numbers of all its records."""

RESTS = 3


@dataclass(frozen=True)
class Line:
    """One line of a timeline: an act, or several alike; `when` and `span` tell the last and from when to when."""

    verb: object
    rest: str
    tone: str
    icon: str
    who: str
    when: datetime
    count: int = 1
    span: str = ""


@dataclass(frozen=True)
class Part:
    """Some lines of a history, and the id before which the older ones lie, None at its end."""

    lines: list[Line]
    older: int | None


def part(record: Record, view, *, size: int = PAGE, reads: bool = False, before: int | None = None) -> Part:
    """The newest lines of a record's history, or of its consultations."""
    groups: list[list[Entry]] = []
    for entry in entries(record, reads, before, size + 1):
        if groups and alike(groups[-1][-1], entry):
            groups[-1].append(entry)
        elif len(groups) == size:
            return Part([line(group, view) for group in groups], groups[-1][-1].id)
        else:
            groups.append([entry])
    last = groups[-1][-1].id if groups else None
    more = last is not None and next(entries(record, reads, last), None) is not None
    return Part([line(group, view) for group in groups], last if more else None)


def entries(record: Record, reads: bool, before: int | None = None, at_once: int = 1) -> Iterator[Entry]:
    """The rows, newest first, some at a time: nobody knows how many of them one line takes."""
    given = 0
    while given < MOST_READ:
        older = [Entry.id < before] if before is not None else []
        found = newest(Entry.select().where(of(record), consulted() if reads else ~consulted(), *older), at_once)
        if reads:  # by itself: both in one question would have the database read the whole journal
            found += newest(Entry.select(*TOLD).where(exports_with(record), *older), at_once)
            found = sorted(found, key=lambda entry: entry.id, reverse=True)[:at_once]
        yield from found
        if len(found) < at_once:
            return
        before, given, at_once = found[-1].id, given + at_once, min(at_once * 4, MOST_AT_ONCE)


def newest(query: ModelSelect, most: int) -> list[Entry]:
    """So many rows of a query, newest first."""
    return list(query.order_by(Entry.id.desc()).limit(most))


def of(record: Record) -> Expression:
    """The rows of one record."""
    return (Entry.kind == kind_of(record)) & (Entry.record == record.id)


def consulted() -> Expression:
    """The rows that tell of reading."""
    return reduce(or_, [Entry.action.endswith(f".{verb}") for verb in READS])


def alike(one: Entry, other: Entry) -> bool:
    """Whether two rows that follow each other are told as one."""
    return (one.actor, one.actor_name, one.action) == (other.actor, other.actor_name, other.action) \
        and one.action.rpartition(".")[2] in REPEATED


def told(entry: Entry, view) -> Line:
    """A journal row in the words of a view."""
    return line([entry], view)


def line(group: list[Entry], view) -> Line:
    """Rows alike, newest first, in the words of a view."""
    last, first = group[0], group[-1]
    verb, icon, tone = words(last.action, view)
    found = list(dict.fromkeys(filter(None, (rest(entry, view) for entry in group))))
    said = ", ".join(found[:RESTS]) + ("…" if len(found) > RESTS else "")
    if len(group) > 1:
        said = ", ".join(filter(None, [ngettext("%(num)s fois", "%(num)s fois", len(group)), said]))
    return Line(verb, said, tone, icon, last.actor_name or "Marelle", last.at, len(group),
                span(first.at, last.at) if len(group) > 1 else "")


def span(first: datetime, last: datetime) -> str:
    """« 20 nov. 2026, de 9 h 02 à 10 h 40 », « du 20 nov. 2026 à 9 h 02 au 21 nov. 2026 à 8 h 15 »."""
    if clock(first) == clock(last) and local(first).date() == local(last).date():
        return prose_moment(last)
    if local(first).date() == local(last).date():
        return str(_("%(day)s, de %(first)s à %(last)s", day=short_date(last), first=clock(first), last=clock(last)))
    return str(_("du %(first)s au %(last)s", first=prose_moment(first), last=prose_moment(last)))


def counted(record: Record) -> tuple[int, int]:
    """How many acts a record has, consultations left out, and how many consultations."""
    asked = Entry.select(fn.COUNT(Entry.id), fn.SUM(Case(None, [(consulted(), 1)], 0))).where(of(record))
    total, reads = asked.tuples().get()
    return total - (reads or 0), reads or 0


def exported(record: Record) -> int:
    """How many exports of a list held a record: each is a consultation of it."""
    return Entry.select().where(exports_with(record)).count()


def last_act(record: Record) -> Entry | None:
    """Who did the last thing to a record: reading it is not one."""
    return next(entries(record, reads=False), None)

