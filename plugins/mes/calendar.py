"""The calendar of the reference years: their days, the opening of the next one, the calls, and what else is noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.api import EVERYONE, CharField, DateField, IntegerField, Record, _, running, today
from plugins.mes.models import YearTerms
from plugins.mes.years import ReferenceYear

OPENING = "mes.next_year_opens_on"
CALLS = (
    ("first_opens_on", _("Premier appel de demandes : ouverture")),
    ("first_closes_on", _("Premier appel de demandes : fermeture")),
    ("second_opens_on", _("Second appel de demandes : ouverture")),
    ("second_closes_on", _("Second appel de demandes : fermeture")),
)


class Event(Record):
    """A day that the Ministry notes in a reference year."""

    year = IntegerField(index=True)
    day = DateField()
    label = CharField(max_length=160)

    belongs_to = EVERYONE

    class Meta:
        table_name = "mes_event"

    def __str__(self):
        return self.label


@dataclass(frozen=True)
class Day:
    """One line of the calendar; `event` is its identifier when the Ministry typed it, `source` says where it is set."""

    day: date
    label: object
    past: bool
    event: int = 0
    source: str = ""


@dataclass(frozen=True)
class Year:
    """A reference year with its days in order."""

    year: ReferenceYear
    current: bool
    days: list[Day]


def years_around(day: date) -> list[ReferenceYear]:
    """The year before, the present one and the next."""
    here = ReferenceYear.of(day).start
    return [ReferenceYear(start) for start in (here - 1, here, here + 1)]


def calendar() -> list[Year]:
    """The three years about today: three queries, whatever they hold."""
    now, wanted = today(), years_around(today())
    starts = [each.start for each in wanted]
    terms = {each.reference_year: each for each in YearTerms.select().where(YearTerms.reference_year << starts)}
    events = list(Event.select().where(Event.year << starts))
    opening = running().settings[OPENING]
    return [Year(year, year == ReferenceYear.of(now), sorted(
        [*fixed(year, opening), *calls(terms.get(year.start)),
         *(Day(each.day, each.label, each.day < now, each.id) for each in events if each.year == year.start)],
        key=lambda each: each.day)) for year in wanted]


def fixed(year: ReferenceYear, opening: date | None) -> list[Day]:
    """What the rules say: the first day, the last, the end of the compliant requests, the opening of the next year."""
    now = today()
    found = [(year.first_day, _("Début de l’année de référence"), ""),
             (year.last_day, _("Fin de l’année de référence"), ""),
             (year.last_day + timedelta(days=1), _("Les demandes conformes de l’année deviennent terminées"), "")]
    if opening and ReferenceYear.of(opening) == year:
        found.append((opening, _("Ouverture des demandes de l’année %(year)s", year=ReferenceYear(year.start + 1)),
                      "opening"))
    return [Day(day, label, day < now, source=source) for day, label, source in found]


def calls(terms: YearTerms | None) -> list[Day]:
    """The calls for requests of a year, those whose days are known."""
    now = today()
    return [Day(day, label, day < now, source="terms") for name, label in CALLS
            if terms is not None and (day := getattr(terms, name))]
