"""The planned attendance of an agreement: one or two weeks of seven days, six slots a day, and hours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.api import Refused, _, pgettext

SLOTS: Mapping[str, object] = {
    "am": pgettext("plage", "AM"), "pm": pgettext("plage", "PM"), "eve1": _("Soir 1"), "eve2": _("Soir 2"),
    "night1": _("Nuit 1"), "night2": _("Nuit 2")}
DAYTIME, EVENING, NIGHT = ("am", "pm"), ("eve1", "eve2"), ("night1", "night2")
DAYS = (_("lundi"), _("mardi"), _("mercredi"), _("jeudi"), _("vendredi"), _("samedi"), _("dimanche"))
"""A week of the cycle begins on Monday, as `date.weekday` counts."""
QUARTER = 15
MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class Day:
    """What is planned on one day of the cycle.

    `half`: a half day of which nobody has said yet whether it is AM or PM (ICSGE-R44). `begins` and `ends` are minutes
    after midnight, by quarters, or None while they are not known; a night ends after 24 hours.
    """

    slots: frozenset[str] = frozenset()
    half: bool = False
    begins: int | None = None
    ends: int | None = None

    @property
    def attends(self) -> bool:
        """Whether the child comes at all."""
        return bool(self.slots) or self.half

    @property
    def hours(self) -> Decimal | None:
        """How long, in hours; None while both times are not known."""
        if self.begins is None or self.ends is None:
            return None
        return Decimal(self.ends - self.begins) / 60

    @property
    def places(self) -> Decimal:
        """How much of one place is taken in the daytime: a half for AM, PM or an unnamed half, one for both."""
        return Decimal(min(2, len(self.slots & {*DAYTIME}) + self.half)) / 2


Week = tuple[Day, ...]


@dataclass(frozen=True)
class Schedule:
    """One week that comes again, or two in turn; the first one is that of the agreement's first day (ICSGE-R50)."""

    weeks: tuple[Week, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is planned (ICSGE-R42)."""
        return not any(day.attends for week in self.weeks for day in week)

    @property
    def repeats(self) -> bool:
        """Whether two weeks say the same (ICSGE-R43)."""
        return len(self.weeks) == 2 and self.weeks[0] == self.weeks[1]

    def collapsed(self) -> Schedule:
        """The same attendance in one week where two say the same."""
        return Schedule(self.weeks[:1]) if self.repeats else self

    def on(self, day: date, start: date) -> Day:
        """What is planned on a day, when the cycle begins in the week of `start`."""
        weeks = (monday(day) - monday(start)).days // 7
        return self.weeks[weeks % len(self.weeks)][day.weekday()]

    def days(self) -> Iterator[tuple[int, int, Day]]:
        """Each day with the number of its week and of its day, counted from 0."""
        for number, week in enumerate(self.weeks):
            for weekday, day in enumerate(week):
                yield number, weekday, day

    def name_of(self, week: int, weekday: int) -> object:
        """« mardi », or « mardi de la semaine 2 » of two."""
        if len(self.weeks) == 1:
            return DAYS[weekday]
        return _("%(day)s de la semaine %(week)s", day=DAYS[weekday], week=week + 1)

    def slots_used(self) -> frozenset[str]:
        """Every slot that some day of the cycle takes."""
        return frozenset().union(*(day.slots for _week, _weekday, day in self.days()))

    def days_in_four_weeks(self) -> Decimal:
        """The days of attendance in four weeks; a half day counts for a half."""
        return sum((day.places or Decimal(day.attends) for _week, _weekday, day in self.days()),
                   Decimal()) * 4 / len(self.weeks)


def beside(mine: Schedule, theirs: Schedule) -> Iterator[tuple[int, int, Day, Day]]:
    """Each day of the cycle as both plan it, with its week and its rank; one week beside two comes twice."""
    for week in range(max(len(mine.weeks), len(theirs.weeks))):
        pairs = zip(mine.weeks[week % len(mine.weeks)], theirs.weeks[week % len(theirs.weeks)], strict=True)
        for weekday, (my_day, their_day) in enumerate(pairs):
            yield week, weekday, my_day, their_day


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def empty(weeks: int = 1) -> Schedule:
    """A schedule with nothing in it."""
    return Schedule(((Day(),) * 7,) * weeks)


def as_data(schedule: Schedule) -> list:
    """The schedule as it is stored: a list of weeks of seven days, each `{"slots": […], "half", "begins", "ends"}`."""
    return [[{"slots": [slot for slot in SLOTS if slot in day.slots]} | ({"half": True} if day.half else {})
             | {name: value for name in ("begins", "ends") if (value := getattr(day, name)) is not None}
             for day in week] for week in schedule.weeks]


def read(data: object) -> Schedule:
    """The schedule that was stored or sent. Raises Refused when it is not one."""
    if not isinstance(data, Sequence) or isinstance(data, str) or len(data) not in (1, 2):
        raise Refused(_("Un horaire a une ou deux semaines."))
    return Schedule(tuple(_week(week) for week in data))


def _week(data: object) -> Week:
    if not isinstance(data, Sequence) or isinstance(data, str) or len(data) != 7:
        raise Refused(_("Une semaine de l’horaire a sept jours."))
    return tuple(_day(day) for day in data)


def _day(data: object) -> Day:
    if not isinstance(data, Mapping):
        raise Refused(_("Un jour de l’horaire ne se lit pas."))
    slots = data.get("slots", [])
    if not isinstance(slots, Sequence) or not set(slots) <= set(SLOTS):
        raise Refused(_("Une plage de l’horaire n’existe pas."))
    begins, ends = (_minutes(data.get(name)) for name in ("begins", "ends"))
    if begins is not None and ends is not None and not begins < ends <= begins + MINUTES_A_DAY:
        raise Refused(_("L’heure de départ suit l’heure d’arrivée."), _("Corrigez l’une des deux heures."))
    return Day(frozenset(slots), bool(data.get("half")), begins, ends)


def _minutes(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or not 0 <= value <= 2 * MINUTES_A_DAY or value % QUARTER:
        raise Refused(_("Une heure de l’horaire se donne au quart d’heure."))
    return value
