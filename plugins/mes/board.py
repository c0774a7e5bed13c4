"""The regional board: requests, hours and delays by region and reference year; and its card on the dashboard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.api import NEVER, Card, Figure, Organisation, _, count_if, fn, in_days, today, utcnow
from plugins.mes.models import Request
from plugins.mes.week import KINDS, moves
from plugins.mes.workflow import RequestFlow
from plugins.mes.years import ReferenceYear

RIGHT = "mes.request.review"
SHOWN = ("submitted", "returned", "compliant", "closed")
QUARTER = Decimal("0.01")


@dataclass(frozen=True)
class Asked:
    """What the address asks: a reference year, and one direction or all."""

    year: ReferenceYear
    direction: int = 0


@dataclass
class Row:
    """The figures of one region, or their total. `hours` are those of a day, of the compliant requests."""

    code: str
    name: str
    direction: str = ""
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SHOWN, 0))
    late: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SHOWN, 0))
    oldest: dict[str, datetime] = field(default_factory=dict)
    hours: Decimal = Decimal(0)
    asked: Decimal = Decimal(0)
    again: int = 0
    proposed: int = 0
    answers: dict[int, int] = field(default_factory=dict)
    week: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))

    @property
    def total(self) -> int:
        """All its requests but the drafts."""
        return sum(self.counts.values())

    @property
    def median(self) -> int | None:
        """The median number of days that the Ministry took until compliance."""
        return median(self.answers)

    def add(self, other: Row) -> None:
        """Count another region in."""
        for mine, theirs in ((self.counts, other.counts), (self.late, other.late), (self.week, other.week),
                             (self.answers, other.answers)):
            for name, count in theirs.items():
                mine[name] = mine.get(name, 0) + count
        for state, since in other.oldest.items():
            self.oldest[state] = min(since, self.oldest.get(state, since))
        self.hours, self.asked = self.hours + other.hours, self.asked + other.asked
        self.again, self.proposed = self.again + other.again, self.proposed + other.proposed


@dataclass(frozen=True)
class Board:
    """The regions of a person in the order of their codes, and their total."""

    asked: Asked
    rows: list[Row]
    total: Row
    directions: list[tuple[int, str]]
    years: list[ReferenceYear]

    @property
    def title(self) -> str:
        """« Année de référence 2026-2027 · régions 01, 02 et 03 »."""
        codes = ", ".join(row.code for row in self.rows)
        return str(_("Année de référence %(year)s · régions %(codes)s", year=self.asked.year, codes=codes))


def median(found: dict[int, int]) -> int | None:
    """The median of days counted by value, the lower one of two."""
    half, seen = (sum(found.values()) + 1) // 2, 0
    for value in sorted(found):
        seen += found[value]
        if seen >= half:
            return value
    return None


def board(user, asked: Asked) -> Board:
    """The whole board of a person: three queries, whatever the number of requests and regions."""
    places = regions(user)
    rows = {code: Row(code, name, direction) for code, name, direction, key in places
            if asked.direction in (0, key)}
    for code, *figures in counted(user, asked.year, list(rows)):
        fill(rows[code], *figures)
    for code, moved in moves(Request.within(user, RIGHT), asked.year).items():
        if code in rows:
            rows[code].week |= moved
    total = Row("", str(_("Ensemble")))
    for row in rows.values():
        total.add(row)
    directions = sorted({(key, name) for _code, _name, name, key in places}, key=lambda each: each[1])
    return Board(asked, list(rows.values()), total, directions, years())


def years() -> list[ReferenceYear]:
    """The years offered: next one first, five in all."""
    here = ReferenceYear.of(today()).start
    return [ReferenceYear(start) for start in range(here + 1, here - 4, -1)]


def regions(user) -> list[tuple[str, str, str, int]]:
    """Code, name, direction and its key, of each region where a person examines requests."""
    direction = Organisation.alias()
    return list(Organisation.select(Organisation.code, Organisation.name, direction.name, direction.id)
                .join(direction, on=(Organisation.parent == direction.id))
                .where(Organisation.kind == "region", Organisation.within(user, RIGHT))
                .order_by(Organisation.code).tuples())


def counted(user, year: ReferenceYear, codes: Sequence[str]) -> Iterable[tuple]:
    """By region, state and days of answer: count, late, oldest, hours a day, transmitted again, proposed, compliant.

    The regions are named although the scope holds them: by year, region and state the index finds these rows alone.
    """
    scope, now = Request.within(user, RIGHT), utcnow()
    if scope is NEVER:
        return ()
    late = NEVER
    for name in ("submitted", "returned"):
        late |= (Request.state == name) & (Request.state_since < now - RequestFlow.states[name].deadline)
    return (Request.select(
        Request.region, Request.state, Request.answer_days, fn.COUNT(Request.id), count_if(late),
        fn.MIN(Request.state_since), fn.SUM(Request.hours_per_day), count_if(Request.round > 0),
        count_if(Request.proposed_at.is_null(False)), count_if(Request.compliant_at.is_null(False)))
        .where(scope, Request.reference_year == year.start, Request.region << codes, Request.state << SHOWN)
        .group_by(Request.region, Request.state, Request.answer_days).tuples())


def fill(row: Row, state: str, days: int | None, *figures: Any) -> None:
    """Count one line of the grouped query into its region."""
    count, late, oldest, hours, again, proposed, compliant = figures
    since, amount = Request.state_since.python_value(oldest), Decimal(str(hours or 0)).quantize(QUARTER)
    row.counts[state] += int(count)
    row.late[state] += int(late)
    row.oldest[state] = min(since, row.oldest.get(state, since))
    if compliant and days is not None:
        row.answers[int(days)] = row.answers.get(int(days), 0) + int(compliant)
    if state == "compliant":
        row.hours += amount
    elif state == "submitted":
        row.asked, row.again, row.proposed = row.asked + amount, row.again + int(again), row.proposed + int(proposed)


def figures(total: Row) -> dict[str, Figure]:
    """What the squares of the diagram say; drafts are not the Ministry’s to see."""
    now, found = utcnow(), {}
    for state in SHOWN:
        oldest = total.oldest.get(state) if RequestFlow.states[state].deadline else None
        line = str(_("%(hours)s h par jour", hours=plain(total.hours))) if state == "compliant" else ""
        found[state] = Figure(total.counts[state], line=line, overdue=total.late[state] if oldest else 0,
                              oldest=in_days(now - oldest) if oldest else "",
                              yours=state == "submitted" and bool(total.counts[state]))
    return found


def plain(amount: Decimal) -> str:
    """« 511 », « 4,25 »."""
    return f"{amount.normalize():f}".replace(".", ",")


HEADS = (_("Code"), _("Région"), _("Direction"), _("Transmises"), _("dont en retard"), _("dont retransmises"),
         _("dont conformité proposée"), _("En attente du service"), _("dont en retard"), _("Conformes"),
         _("Terminées"), _("Heures par jour demandées"), _("Heures par jour conformes"), _("Délai médian, en jours"))


def lines(found: Board) -> list[list]:
    """The board as a table, its total last."""
    return [[row.code, row.name, row.direction, row.counts["submitted"], row.late["submitted"], row.again,
             row.proposed, row.counts["returned"], row.late["returned"], row.counts["compliant"],
             row.counts["closed"], row.asked, row.hours, row.median] for row in (*found.rows, found.total)]


def cards(user) -> list[Card]:
    """The regional card, for those who examine requests."""
    if not user.places_with(RIGHT):
        return []
    return [Card(_("À examiner par région"), "mes/card_regions.html", {"rows": by_region(user)}, order=40,
                 name="mes.regions")]


def by_region(user) -> list[dict]:
    """The transmitted requests of each region that `user` examines, and how many are late: two queries."""
    late = Request.state_since < utcnow() - RequestFlow.submitted.deadline
    query = (Request.select(Request.region, count_if(Request.id.is_null(False)), count_if(late))
             .where(Request.within(user, RIGHT), Request.state == "submitted")
             .group_by(Request.region).tuples())
    counts = {region: (int(total), int(overdue)) for region, total, overdue in query}
    found = Organisation.select(Organisation.code, Organisation.name).where(
        Organisation.kind == "region", Organisation.within(user, RIGHT)).order_by(Organisation.code)
    return [{"code": each.code, "name": each.name, "count": counts.get(each.code, (0, 0))[0],
             "late": counts.get(each.code, (0, 0))[1]} for each in found]
