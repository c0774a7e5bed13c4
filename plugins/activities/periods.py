"""Periods that close or open services for classes: what they would delete is shown first (ACT-R10, R11, R13)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from peewee import Expression

from core.api import (
    NEVER,
    SYSTEM,
    Forbidden,
    Organisation,
    Refused,
    _,
    fire,
    journal,
    running,
    short_date,
    write_transaction,
)
from plugins.activities import acts
from plugins.activities.acts import Step
from plugins.activities.models import (
    OCCUPYING,
    Booking,
    BulkAct,
    CalendarPeriod,
    ClassGroup,
    Offer,
    Participant,
    PeriodTarget,
)
from plugins.families import Child, Guardian

Pair = tuple[int, int]
"""A service and a class."""
PERIODS = "activities.periods"
SHOWN = 200
"""So many people and invoiced bookings are named; all are counted."""
LONGEST = 400
"""The most days of a period."""
CLOSED = ("booked", "waiting")


class Hit(NamedTuple):
    """A live booking that a closing period meets."""

    id: int
    participant: int
    service: int
    class_group: int
    day: str
    state: str
    version: int
    invoice_line: int | None


@dataclass
class Preview:
    """What a closing would delete: how many, of whom, in which classes; what it keeps because it is invoiced or marked.

    `credit`: how many cents come back to the families, None when nothing bills here.
    """

    hits: list[Hit] = field(default_factory=list)
    invoiced: list[Hit] = field(default_factory=list)
    marked: list[Hit] = field(default_factory=list)
    credit: int | None = None

    @property
    def count(self) -> int:
        """How many bookings go."""
        return len(self.hits)

    @property
    def people(self) -> int:
        """How many people lose some."""
        return len({each.participant for each in self.hits})

    def names(self) -> list[tuple[Participant, int]]:
        """Those who lose most, with how many: not all of them when they are many."""
        return named(Counter(each.participant for each in self.hits))

    def billed(self) -> list[tuple[Participant, int]]:
        """Those whose bookings are invoiced, and stay, with how many."""
        return named(Counter(each.participant for each in self.invoiced))

    def by_class(self) -> list[tuple[ClassGroup, int]]:
        """The classes, with how many bookings go in each."""
        counts = Counter(each.class_group for each in self.hits)
        found = {each.id: each for each in ClassGroup.select(ClassGroup, Organisation).join(Organisation).where(
            ClassGroup.id << list(counts))} if counts else {}
        return sorted(((found[key], number) for key, number in counts.items()),
                      key=lambda pair: (str(pair[0].establishment), pair[0].name))


def named(counts: Counter[int]) -> list[tuple[Participant, int]]:
    """The people of these counts, most first, in a few queries."""
    most = dict(counts.most_common(SHOWN))
    query = Participant.select(Participant, Child, Guardian).left_outer_join(Child).switch(
        Participant).left_outer_join(Guardian).where(Participant.id << list(most))
    found = {each.id: each for each in query} if most else {}
    return [(found[key], number) for key, number in most.items()]


def preview(kind: str, first: date, last: date, pairs: Collection[Pair], user) -> Preview:
    """What a period would delete; an opening deletes nothing. Nothing is written."""
    return preview_within(kind, first, last, among(allowed(pairs, user)))


def preview_within(kind: str, first: date, last: date, condition: Expression) -> Preview:
    """The same, for the bookings of a condition."""
    found = Preview()
    if kind != "closure":
        return found
    query = Booking.select(
        Booking.id, Booking.participant, Booking.service, Booking.class_group, Booking.day.cast("text"), Booking.state,
        Booking.version, Booking.invoice_line).where(
        Booking.day.between(first, last), condition, Booking.state << (*CLOSED, *OCCUPYING))
    for row in query.tuples().iterator():
        hit = Hit(*row)
        kept = found.marked if hit.state not in CLOSED else found.hits
        (found.invoiced if hit.invoice_line is not None else kept).append(hit)
    found.credit = credit([each.id for each in found.hits])
    return found


def credit(ids: Collection[int]) -> int | None:
    """How many cents would be credited, as the plugin that bills says; None when there is none."""
    answers = [answer for _plugin, answer in running().host.call("credit_of", bookings=ids) if answer is not None]
    return sum(answers) if answers else None


def among(pairs: Collection[Pair]) -> Expression:
    """The condition that a booking is of one of these services and classes."""
    by_service: dict[frozenset[int], list[int]] = defaultdict(list)
    for service in sorted({service for service, _class_group in pairs}):
        by_service[frozenset(group for each, group in pairs if each == service)].append(service)
    found = [(Booking.service << services) & (Booking.class_group << sorted(groups))
             for groups, services in by_service.items()]
    return reduce(or_, found) if found else NEVER


def allowed(pairs: Collection[Pair], user) -> set[Pair]:
    """Those of the pairs that are offered, in classes where the person may decide periods."""
    query = Offer.select(Offer.service, Offer.class_group).where(Offer.within(user, PERIODS))
    return set(pairs) & set(query.tuples())


def confirm(period: CalendarPeriod, pairs: Collection[Pair], user) -> BulkAct | None:
    """Save a period with what it closes or opens, and delete the bookings that it closes, in one transaction.

    Returns the act that can be undone for a day, None when no booking was met. Pairs that are left out are opened
    again: their bookings come back by undoing, not by this.
    """
    check(period, user)
    with write_transaction():
        wanted = allowed(pairs, user)
        if wanted != set(pairs):
            raise Refused(_("Une prestation cochée n’est pas ou n’est plus proposée à cette classe."),
                          _("Rechargez la page : rien n’a été enregistré."))
        save(period, user)
        added = link(period, wanted, user)
        if period.kind != "closure" or not wanted:
            return None
        return close(period, wanted, added, user)


def check(period: CalendarPeriod, user) -> None:
    """Raise Refused or Forbidden unless a period may be saved by this person."""
    if not user.can(PERIODS, period):
        raise Forbidden(_("Vous n’avez pas le droit de créer des périodes ici."))
    if not period.label.strip():
        raise Refused(_("Le libellé de la période manque."), _("Écrivez-le, par exemple « Pont de l’Ascension »."))
    if not period.starts_on <= period.ends_on or (period.ends_on - period.starts_on).days > LONGEST:
        raise Refused(_("Une période finit le jour de son début ou après, dans les 400 jours."),
                      _("Corrigez ses dates."))


def save(period: CalendarPeriod, user) -> None:
    """Save a new or changed period, and write it in the journal."""
    before = CalendarPeriod.get_by_id(period.id).as_dict() if period.id else None
    period.save()
    journal.saved(user, "activities.period.changed" if before else "activities.period.created", period, before)


def link(period: CalendarPeriod, wanted: set[Pair], user) -> list[int]:
    """Let a period hold for these pairs and no other; the numbers of the targets that are new."""
    query = PeriodTarget.select(PeriodTarget.id, PeriodTarget.service, PeriodTarget.class_group).where(
        PeriodTarget.period == period)
    there = {(service, group): number for number, service, group in query.tuples()}
    gone = [number for pair, number in there.items() if pair not in wanted]
    if gone:
        PeriodTarget.delete().where(PeriodTarget.id << gone).execute()
    new = sorted(wanted - there.keys())
    if new:
        PeriodTarget.insert_many([{"period": period, "service": service, "class_group": group}
                                  for service, group in new]).execute()
    if new or gone:
        journal.write(user, "activities.period.linked", period, before={"targets": len(there)},
                      after={"targets": len(wanted)})
    return [number for number, service, group in query.tuples() if (service, group) in set(new)]


def close(period: CalendarPeriod, pairs: Collection[Pair], added: Collection[int], user) -> BulkAct | None:
    """Delete the bookings that a period closes, in the caller's transaction."""
    found = preview_within("closure", period.starts_on, period.ends_on, among(pairs))
    if not found.hits:
        return None
    label = _("Période « %(label)s », du %(first)s au %(last)s", label=period.label, first=short_date(period.starts_on),
              last=short_date(period.ends_on))
    act = acts.begin(period.organisation, "period", label, {"period": period.id}, user)
    steps = [step(each) for each in found.hits]
    acts.move(steps)
    acts.trace(act, moved=[(each.id, each.source, each.target, each.version) for each in steps], targets=added)
    acts.tell(user, "activities.bulk.closed", act, cells(steps))
    acts.tell_plugins("booking_removed", [each.id for each in steps], user)
    acts.add_up(act, removed=len(steps), skipped=len(found.invoiced) + len(found.marked))
    return fire(act, "finish", SYSTEM)


def step(hit: Hit) -> Step:
    """A booking on its way to being closed."""
    return Step(hit.id, hit.participant, hit.service, hit.class_group, hit.day, hit.state, "closed", hit.version + 1)


def cells(steps: Iterable[Step]) -> Iterable[tuple[int, int, int, Any]]:
    """Whose, what, where and when, as the journal tells it."""
    return ((each.participant, each.service, each.class_group, each.day) for each in steps)


def remove(period: CalendarPeriod, user) -> None:
    """Delete a period; what it closed stays deleted, and its days can be booked again."""
    check(period, user)
    with write_transaction():
        journal.write(user, "activities.period.removed", period, before=period.as_dict(), note=str(period))
        CalendarPeriod.delete().where(CalendarPeriod.id == period.id).execute()


def without_services(organisation: Organisation) -> list[CalendarPeriod]:
    """« Périodes sans prestations »: those of a town that have no effect yet."""
    linked = PeriodTarget.select(PeriodTarget.period)
    return list(CalendarPeriod.select().where(CalendarPeriod.organisation == organisation,
                                              CalendarPeriod.id.not_in(linked)).order_by(CalendarPeriod.starts_on))
