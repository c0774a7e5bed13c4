"""Attendance: the sheet of some classes, and marks that may come late, twice, or after somebody else's (ACT-R06)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from peewee import IntegrityError

from core.api import MarelleError, Obstacle, Refused, User, _, fire, fold, journal
from plugins.activities.booking import born, live
from plugins.activities.conditions import TO_WALK_IN, why_not
from plugins.activities.facts import Cell, Facts, Held, enrolled_in
from plugins.activities.models import GONE, Booking, ClassGroup, Participant, Service

MARKS = ("present", "absent_excused", "absent")
UNMARKED = ("", "booked")
BEGUN = ("begun",)
UNKNOWN = _("Cette personne n’existe pas, ou vous n’avez pas le droit de la voir.")
LONGEST = 31
"""Days on one sheet at most."""


class Mark(NamedTuple):
    """What somebody marked: `wanted` is present, absent_excused, absent, or "" to take a mark back.

    `seen`: the version of the booking that was on the screen, None for an empty cell. `made_at`: when, by the clock of
    the tablet. `mine`: the moment of the mark that this one corrects, if the same tablet sent it before.
    """

    participant: int
    service: int
    day: date
    wanted: str
    seen: int | None = None
    made_at: datetime | None = None
    mine: datetime | None = None

    @property
    def cell(self) -> Cell:
        return Cell(self.participant, self.service, self.day)


@dataclass(frozen=True)
class Answer:
    """What became of a mark: done, same (it already was so), conflict or refused, and what the cell is now.

    A conflict names the other mark, who made it and when; send the mark again with `seen` = `version` to insist.
    """

    mark: Mark
    outcome: str
    state: str = ""
    version: int | None = None
    text: object = ""
    who: str = ""
    when: datetime | None = None


@dataclass(frozen=True)
class Square:
    """A cell of the sheet. `state` "" is empty; `why` says what stands against marking it, None when it may be."""

    cell: Cell
    held: Held | None
    why: Obstacle | None

    @property
    def state(self) -> str:
        return self.held.state if self.held else ""


@dataclass(frozen=True)
class Row:
    """A participant of the sheet, with the class of the first day; `listed` is « Martin, Léa »."""

    participant: int
    name: str
    listed: str
    establishment: str
    class_name: str
    squares: tuple[Square, ...]


@dataclass(frozen=True)
class Sheet:
    """Days and rows, in the order of establishments, classes and names; `facts` is what they were made of."""

    days: tuple[date, ...]
    rows: tuple[Row, ...]
    facts: Facts


ORDERS = {"class": lambda row: (fold(row.establishment), fold(row.class_name), fold(row.listed)),
          "establishment": lambda row: (fold(row.establishment), fold(row.listed))}
"""How the rows of a sheet are sorted."""


def sheet(classes: Iterable[ClassGroup], service: Service, first: date, days: int, *,
          by: str = "class") -> Sheet:
    """The attendance of some classes from a day on; sorted `by` class, or by name within the establishment."""
    shown = tuple(first + timedelta(days=step) for step in range(min(days, LONGEST)))
    facts = Facts.load(enrolled_in(classes, shown[0], shown[-1]), [service], shown[0], shown[-1])
    wanted = {getattr(each, "id", each) for each in classes}
    rows = [_row(facts, number, service.id, shown) for number, stays in facts.stays.items()
            if any(stay.class_group in wanted for stay in stays)]
    rows = [row for row in rows if not facts.people[row.participant].archived or any(
        square.held for square in row.squares)]
    return Sheet(shown, tuple(sorted(rows, key=ORDERS[by])), facts)


def _row(facts: Facts, number: int, service: int, days: tuple[date, ...]) -> Row:
    stay = facts.stays[number][0]
    squares = tuple(_square(facts, Cell(number, service, day)) for day in days)
    who = facts.people[number]
    return Row(number, who.name, who.listed, stay.place_name, stay.class_name, squares)


def _square(facts: Facts, cell: Cell) -> Square:
    held = facts.bookings.get(cell)
    return Square(cell, held, why_not_mark(facts, cell, held))


def why_not_mark(facts: Facts, cell: Cell, held: Held | None) -> Obstacle | None:
    """What stands against marking a cell: the day is to come, the service has not begun, it is invoiced (ACT-R05)."""
    if cell.day > facts.today:
        return Obstacle(_("Ce jour est à venir."), _("Pointez ce jour-là."))
    if held is not None and held.invoice_line is not None:
        return Obstacle(_("Elle est facturée."), _("Corrigez la facture d’abord."))
    return next(iter(why_not(facts, cell, None, BEGUN if held else TO_WALK_IN)), None)


def mark(marks: Iterable[Mark], user) -> list[Answer]:
    """Write marks, each by itself, and answer each in order; to send them again is harmless."""
    wishes = list(marks)
    seen = {number for (number,) in Participant.visible_to(user).select(Participant.id).where(
        Participant.id << {each.participant for each in wishes}).tuples()}
    return [_mark(each, user) if each.participant in seen else Answer(each, "refused", text=UNKNOWN)
            for each in wishes]


def _mark(wish: Mark, user) -> Answer:
    try:
        return _try(wish, user)
    except (MarelleError, IntegrityError) as problem:
        found = live(wish.cell)
        if found is not None and found.state in MARKS and found.state != wish.wanted and found.version != wish.seen:
            return conflict(wish, found)  # somebody was faster by an instant
        return now(wish, "same", found) if already(wish, found) else now(wish, "refused", found, said(problem))


def _try(wish: Mark, user) -> Answer:
    found = live(wish.cell)
    if already(wish, found):
        return now(wish, "same", found)
    if found is None and wish.seen is not None:
        return gone(wish)
    if found is not None and unseen(found, wish):
        return conflict(wish, found)
    return _write(wish, found, user)


def already(wish: Mark, found: Booking | None) -> bool:
    """Whether the cell is as it was wanted."""
    if wish.wanted in UNMARKED:
        return found is None or found.state not in MARKS
    return found is not None and found.state == wish.wanted


def now(wish: Mark, outcome: str, found: Booking | None, text: object = "") -> Answer:
    """What became of a mark, with what the cell is now."""
    return Answer(wish, outcome, found.state, found.version, text) if found else Answer(wish, outcome, text=text)


def said(problem: Exception) -> object:
    """A refusal in words; two tablets that mark an empty cell in one instant are told so."""
    if isinstance(problem, IntegrityError):
        return _("Quelqu’un d’autre pointe cette case au même instant : recommencez.")
    return str(problem)


def unseen(found: Booking, wish: Mark) -> bool:
    """Whether the cell has a mark that the sender had not seen."""
    if found.state not in MARKS or found.version == wish.seen:
        return False
    return wish.mine is None or found.marked_at != wish.mine


def _write(wish: Mark, found: Booking | None, user) -> Answer:
    if found is None and wish.wanted != "present":
        raise Refused(_("Rien n’était réservé : il n’y a pas d’absence à noter."), _("Laissez la case vide."))
    if found is None:
        made = born(wish.cell, "walk_in", user, "attendance", made_at=wish.made_at)
        return now(wish, "done", made)
    if wish.wanted in UNMARKED and found.origin == "attendance":
        fire(found, "erase", user)
        return Answer(wish, "done")
    transition = "unmark" if wish.wanted in UNMARKED else f"mark_{wish.wanted}"
    if wish.wanted == "present" and found.state in ("cart", "waiting"):
        transition = "come"
    fire(found, transition, user, made_at=wish.made_at)
    return now(wish, "done", found)


def gone(wish: Mark) -> Answer:
    """What was on the screen was cancelled since: by whom, and when."""
    last = Booking.select().where(
        Booking.participant == wish.participant, Booking.service == wish.service, Booking.day == wish.day,
        Booking.state << GONE).order_by(Booking.updated_at.desc()).first()
    if last is None:
        return Answer(wish, "conflict", text=_("Cette réservation n’existe plus."))
    entry = next(iter(journal.history(last, 1)), None)
    return Answer(wish, "conflict", text=_("Cette réservation est maintenant « %(state)s ».", state=last.current.label),
                  who=entry.actor_name if entry else "", when=last.updated_at)


def conflict(wish: Mark, found: Booking) -> Answer:
    """Somebody else's mark, that the sender had not seen."""
    who = User.get_or_none(User.id == found.marked_by_id) if found.marked_by_id else None
    return Answer(wish, "conflict", found.state, found.version,
                  _("Quelqu’un d’autre a pointé « %(state)s ».", state=found.current.label),
                  who.name if who else "", found.marked_at)
