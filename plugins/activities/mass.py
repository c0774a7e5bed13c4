"""Mass booking by typical week (ACT-R07, R08): many people, services and days in a few statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from peewee import IntegrityError

from core.api import SYSTEM, Refused, User, _, enqueue, fire, in_zone, job, masses, short_date, write_transaction
from plugins.activities import acts
from plugins.activities.acts import Step
from plugins.activities.conditions import CONDITIONS, OVERRIDE, first_refusal
from plugins.activities.deadlines import is_late
from plugins.activities.effects import hold_places
from plugins.activities.facts import Cell, Facts, Held, Stay
from plugins.activities.models import Booking, BulkAct, Participant, Service, TypicalWeek
from plugins.activities.weeks import ALL, EVERY_DAY, WeekCriterion, days_of

AT_ONCE = 3000
"""So many cells are booked while one waits; more go to a job, some people at a time."""
CHUNK = 40
LONGEST = 400
"""The most days from the first to the last."""
TRIES = 3
KEPT = {"invoiced": _("déjà facturées"), "marked": _("déjà pointées"), "late": _("hors du délai d’annulation")}
"""Why « remplacer » leaves a booking as it is."""


@dataclass(frozen=True)
class Week:
    """What is asked: these weekdays of these weeks from a day to another; `replaces` takes away what is not in it."""

    first: date
    last: date
    weekdays: int = EVERY_DAY
    criterion: WeekCriterion = ALL
    replaces: bool = False

    def dates(self) -> list[date]:
        """The days concerned; raises Refused when there is none, or too many."""
        if not self.first <= self.last or (self.last - self.first).days > LONGEST:
            raise Refused(_("La période doit finir après son début, et durer 400 jours au plus."),
                          _("Corrigez ses dates."))
        found = list(days_of(self.first, self.last, self.weekdays, self.criterion))
        if not found:
            raise Refused(_("Aucun jour ne correspond : ni les jours cochés ni les semaines choisies."),
                          _("Cochez des jours, ou élargissez la période."))
        return found

    def as_data(self) -> dict[str, Any]:
        """As an act keeps it."""
        return {"first": self.first.isoformat(), "last": self.last.isoformat(), "weekdays": self.weekdays,
                "criterion": self.criterion.as_data(), "replaces": self.replaces}

    @classmethod
    def read(cls, data: dict[str, Any]) -> Week:
        """From what `as_data` wrote."""
        return cls(date.fromisoformat(data["first"]), date.fromisoformat(data["last"]), data["weekdays"],
                   WeekCriterion.read(data["criterion"]), data["replaces"])


@dataclass
class Outlook:
    """What comes of it, or would: bookings added (`late`: after their deadline), from the cart, taken away.

    `kept`: what replacing leaves, by reason (see KEPT); `refused`: cells by the name of the condition that refuses.
    """

    dates: list[date]
    added: list[tuple[int, int, int, date, bool]] = field(default_factory=list)
    moved: list[Step] = field(default_factory=list)
    already: int = 0
    kept: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def removed(self) -> int:
        """How many bookings are taken away."""
        return sum(each.target != "booked" for each in self.moved)

    @property
    def made(self) -> int:
        """How many bookings there are more."""
        return len(self.added) + len(self.moved) - self.removed

    def refusals(self) -> list[tuple[object, int]]:
        """The conditions that refuse, in the order of the table, with how many cells."""
        return [(each.question, self.refused[each.name]) for each in CONDITIONS if self.refused[each.name]]

    def keepings(self) -> list[tuple[object, int]]:
        """Why bookings are left as they are, with how many."""
        return [(words, self.kept[name]) for name, words in KEPT.items() if self.kept[name]]


def preview(participants: Sequence[int], services: Sequence[int], week: Week, user) -> Outlook:
    """What a mass booking would come to; nothing is written."""
    found = Outlook(week.dates())
    for chunk in chunks(visible(participants, user)):
        judge(found, Facts.load(chunk, services, week.first, week.last), week, user)
    return found


def book(participants: Sequence[int], services: Sequence[int], week: Week, user) -> BulkAct:
    """Book them: at once when they are few, else in a job whose number the act's parameters name."""
    days, who = week.dates(), visible(participants, user)
    offered = list(Service.visible_to(user).where(Service.id << list(services)).order_by(Service.id))
    if not who or not offered or len({each.organisation_id for each in offered}) != 1:
        raise Refused(_("Choisissez au moins une personne et une prestation d’une même collectivité."))
    if len(who) * len(offered) * len(days) <= AT_ONCE:
        return again(partial(book_at_once, who, offered, week, user))
    with write_transaction():
        act = begin(who, offered, week, user)
        act.parameters |= {"job": enqueue(BOOK_MANY.name, {"act": act.id}, user=user).id}
        act.save()
    return act


def begin(who: Sequence[int], offered: Sequence[Service], week: Week, user) -> BulkAct:
    """The row of the act."""
    parameters = {"participants": list(who), "services": [each.id for each in offered], "week": week.as_data()}
    label = _("Semaine type : %(services)s, du %(first)s au %(last)s", services=", ".join(map(str, offered)),
              first=short_date(week.first), last=short_date(week.last))
    return acts.begin(offered[0].organisation, "booking", label, parameters, user)


def book_at_once(who: Sequence[int], offered: Sequence[Service], week: Week, user) -> BulkAct:
    """Book in one transaction."""
    with write_transaction():
        act = begin(who, offered, week, user)
        for chunk in chunks(who):
            write(act, chunk, user)
        return fire(act, "finish", SYSTEM)


@job("activities.book_many", title=_("Réservations par semaine type"))
def BOOK_MANY(progress, act: int) -> None:
    """Book what an act asks for, some people at a time, each time in one transaction."""
    found = BulkAct.get_by_id(act)
    who, done = found.parameters["participants"], progress.done
    for chunk in chunks(who[done:]):
        if progress.cancelled:
            break
        done += len(chunk)
        part = partial(progress.part, done, len(who), _("Réservations"))
        again(partial(book_part, part, act, chunk, found.author))
    found = BulkAct.get_by_id(act)
    with progress.finish({"added": found.added, "removed": found.removed, "skipped": found.skipped}):
        fire(found, "finish", SYSTEM)


def book_part(part: Callable[[], AbstractContextManager], act: int, chunk: Sequence[int], user) -> None:
    """Book some people in the transaction of a part of a job, by the clocks of their town."""
    found = BulkAct.get_by_id(act)
    with in_zone(found.organisation.inherited("time_zone")), part():
        write(found, chunk, user)


def again(function: Callable[[], Any]) -> Any:
    """Do it; once more, twice at most, when somebody booked one of the cells in that very moment."""
    for left in reversed(range(TRIES)):
        try:
            return function()
        except IntegrityError:
            if not left:
                raise
    return None


def write(act: BulkAct, chunk: Sequence[int], user) -> Outlook:
    """Judge and book some people, in the caller's transaction."""
    week, services = Week.read(act.parameters["week"]), act.parameters["services"]
    hold_places(services)
    found = Outlook(week.dates())
    judge(found, Facts.load(chunk, services, week.first, week.last), week, user)
    acts.move(found.moved)
    taken = [each for each in found.moved if each.target != "booked"]
    made = [each for each in found.moved if each.target == "booked"]
    stretches = masses.born(Booking, {"state": "booked", "origin": "bulk", "bulk": act.id, "arrived_at": "",
                                      "left_at": ""}, ("participant", "service", "class_group", "day", "late"),
                            found.added)
    acts.count((class_group, None, "booked") for _who, _service, class_group, _day, _late in found.added)
    acts.trace(act, added=stretches, moved=[(each.id, each.source, each.target, each.version) for each in found.moved])
    acts.tell(user, "activities.bulk.booked", act, [
        *(each[:4] for each in found.added),
        *((each.participant, each.service, each.class_group, each.day) for each in made)])
    acts.tell(user, "activities.bulk.removed", act, (
        (each.participant, each.service, each.class_group, each.day) for each in taken))
    remember(act, week, chunk, services)
    acts.add_up(act, added=found.made, removed=found.removed, skipped=found.refused.total())
    acts.tell_plugins("booking_removed", [each.id for each in taken], user)
    acts.tell_plugins("booking_placed", [number for first, last in stretches for number in range(first, last + 1)]
                      + [each.id for each in made], user)
    return found


def remember(act: BulkAct, week: Week, chunk: Sequence[int], services: Sequence[int]) -> None:
    """Keep what was asked for each person: their sheet tells it."""
    asked = {"starts_on": week.first, "ends_on": week.last, "weekdays": week.weekdays, "replaces": week.replaces,
             "criterion": week.criterion.as_data(), "bulk": act.id}
    TypicalWeek.insert_many([asked | {"participant": who, "service": service}
                             for who in chunk for service in services]).execute()


def judge(found: Outlook, facts: Facts, week: Week, user) -> None:
    """Say of each cell whether it is booked, taken away, kept or refused."""
    desk = Desk(facts, user, frozenset(found.dates))
    if week.replaces:
        for cell, held in facts.bookings.items():
            take_away(found, desk, cell, held)
    for participant in facts.people:
        for service in facts.services:
            for day in found.dates:
                put(found, desk, Cell(participant, service, day))


class Desk:
    """What cells are judged by: the facts, the days wanted, and where the person may override deadlines."""

    def __init__(self, facts: Facts, user, wanted: frozenset[date]):
        self.facts, self.wanted = facts, wanted
        self.places = user.places_with(OVERRIDE)
        self.asked: dict[str, bool] = {}
        self.missed: dict[tuple[int, date, bool], bool] = {}

    def overrides(self, stay: Stay | None) -> bool:
        """Whether the person may book and cancel out of time where a participant is."""
        place = stay.place if stay else ""
        if place not in self.asked:
            self.asked[place] = any(place.startswith(each) for each in self.places)
        return self.asked[place]

    def late(self, cell: Cell, cancelling: bool = False) -> bool:
        """Whether the deadline of a cell has passed, or its day."""
        key = cell.service, cell.day, cancelling
        if key not in self.missed:
            self.missed[key] = cell.day < self.facts.today or is_late(
                self.facts.services[cell.service], cell.day, cancelling=cancelling)
        return self.missed[key]


def put(found: Outlook, desk: Desk, cell: Cell) -> None:
    """Book a cell, unless it is booked already or a condition refuses."""
    facts = desk.facts
    held, stay = facts.bookings.get(cell), facts.stay(cell.participant, cell.day)
    if held is not None and held.state != "cart":
        found.already += 1
        return
    refused = first_refusal(facts, cell, desk.overrides(stay))
    if refused is not None:
        found.refused[refused.name] += 1
        return
    if held is None:
        found.added.append((cell.participant, cell.service, stay.class_group, cell.day, desk.late(cell)))
    else:
        found.moved.append(step(cell, held, "booked"))
    take(facts, stay.establishment, cell, 1)


def take_away(found: Outlook, desk: Desk, cell: Cell, held: Held) -> None:
    """What replacing does with a live booking: invoiced and marked ones stay, and those that it is too late to cancel
    stay unless the person may override."""
    if held.invoice_line is not None:
        found.kept["invoiced"] += 1
    if cell.day in desk.wanted or held.invoice_line is not None or held.state == "cart":
        return
    stay, late = desk.facts.stay(cell.participant, cell.day), desk.late(cell, cancelling=True)
    if held.state not in ("booked", "waiting"):
        found.kept["marked"] += 1
    elif late and not desk.overrides(stay):
        found.kept["late"] += 1
    else:
        due = late and held.state == "booked"
        found.moved.append(step(cell, held, "cancelled_late" if due else "cancelled"))
        if held.state == "booked":
            take(desk.facts, stay.establishment if stay else 0, cell, -1)


def step(cell: Cell, held: Held, target: str) -> Step:
    """A live booking on its way to another state."""
    return Step(held.id, cell.participant, cell.service, held.class_group, cell.day.isoformat(), held.state, target,
                held.version + 1)


def take(facts: Facts, establishment: int, cell: Cell, number: int) -> None:
    """Count a place as taken, or as given back, for the cells that are judged next."""
    if facts.services[cell.service].places is not None:
        key = establishment, cell.service, cell.day
        facts.taken[key] = facts.taken.get(key, 0) + number


def visible(participants: Sequence[int], user: User) -> list[int]:
    """Those of these people that the person may see, by their numbers."""
    found: list[int] = []
    wanted = list(dict.fromkeys(participants))
    for start in range(0, len(wanted), 500):
        found += [each for (each,) in Participant.visible_to(user).where(
            Participant.id << wanted[start:start + 500]).select(Participant.id).order_by(Participant.id).tuples()]
    return found


def chunks(who: Collection[int]) -> Iterator[list[int]]:
    """Some people at a time."""
    listed = list(who)
    for start in range(0, len(listed), CHUNK):
        yield listed[start:start + CHUNK]
