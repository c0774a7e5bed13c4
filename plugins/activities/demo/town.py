"""Belle-Marelle, an invented town: three schools, twelve classes, eight services, its year and its holidays."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from core.api import SYSTEM, Organisation, create, fire
from plugins.activities import school_calendar
from plugins.activities.models import CalendarPeriod, ClassGroup, Level, Offer, PeriodTarget, SchoolYear, Service

ZONE, COUNTRY = "A", "FR"
LEVELS = ("PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2", "Adultes")
SCHOOLS = (
    # name, its classes with their level
    ("École maternelle des Lucioles", (("Petite section", "PS"), ("Moyenne section", "MS"), ("Grande section", "GS"))),
    ("École des Tilleuls", (("CP", "CP"), ("CE1", "CE1"), ("CE2", "CE2"), ("CM1", "CM1"), ("CM2", "CM2"))),
    ("École du Moulin", (("Maternelle", "MS"), ("CP-CE1", "CP"), ("CE2-CM1", "CE2"), ("CM2 du Moulin", "CM2"))),
    ("Restaurant des adultes", (("Adultes", "Adultes"),)),
)
FOUR_DAYS, WEDNESDAY, TUESDAY, ALL_WEEK = 0b0011011, 0b100, 0b10, 0b0011111
BRIDGE = "Pont"
"""The one official period that nobody has linked yet: the demonstration shows what that does."""


@dataclass(frozen=True)
class Planned:
    """A service: its hours, days, and whom it is offered to (from a level on)."""

    label: str
    kind: str
    hours: tuple[str, str]
    weekdays: int = FOUR_DAYS
    since: str = "PS"
    adults: bool = False
    values: dict = field(default_factory=dict)


EVENING_BEFORE = {"booking_days": 1, "booking_time": "10:00", "cancel_days": 1, "cancel_time": "10:00",
                  "working_days": True}
SERVICES = (
    Planned("Garderie du matin", "care", ("07:30", "08:30"), values={"mode": "attendance"}),
    Planned("Restaurant scolaire", "meal", ("11:30", "13:05"),
            values=EVENING_BEFORE | {"supplier_email": "commandes@cuisine-du-vallon.example"}),
    Planned("Garderie du soir", "care", ("16:10", "18:15"), values={"cancel_days": 1, "cancel_time": "18:00"}),
    Planned("Étude surveillée", "study", ("16:30", "17:30"), since="CP", values={"mode": "flat"}),
    Planned("Accueil de loisirs du mercredi", "leisure", ("08:00", "18:00"), WEDNESDAY,
            values={"places": 60, "booking_days": 2, "booking_time": "12:00", "working_days": True}),
    Planned("Accueil de loisirs des vacances", "leisure", ("08:00", "18:00"), ALL_WEEK,
            values={"places": 48, "opens_by_default": False, "booking_days": 7, "booking_time": "12:00"}),
    Planned("Atelier théâtre", "other", ("17:30", "18:30"), TUESDAY, since="CE1", values={"places": 8}),
    Planned("Repas adulte", "meal", ("11:30", "13:05"), adults=True, values=EVENING_BEFORE),
)
HOLIDAYS, MORNING, MEAL, EVENING, STUDY, LEISURE, THEATRE, ADULT_MEAL = (
    SERVICES[rank].label for rank in (5, 0, 1, 2, 3, 4, 6, 7))


def first_year(today: date) -> int:
    """In which September the present school year began."""
    return today.year if today.month >= 8 else today.year - 1


def year_dates(start: int) -> tuple[date, date]:
    """The first and the last day of class of a year, as the official calendar has them."""
    summers = [each for each in school_calendar.official(ZONE, date(start, 8, 1), date(start + 1, 7, 31))
               if each.ends_on.month == 8 or each.starts_on.month == 7]
    ends = {each.ends_on.year: each for each in summers}
    first = ends[start].ends_on + timedelta(days=1) if start in ends else date(start, 9, 1)
    last = ends[start + 1].starts_on - timedelta(days=1) if start + 1 in ends else date(start + 1, 7, 3)
    return first, last


def build(demo) -> Organisation:
    """The town with its schools, its services and its years."""
    first = year_dates(first_year(demo.today))[0]
    with demo.at(demo.morning(first - timedelta(days=100))):
        town = Organisation(kind="town", name="Belle-Marelle", code="BELLE-MARELLE", currency="EUR", country=COUNTRY,
                            time_zone="Europe/Paris", locale="fr_FR", phone="04 65 71 00 12", postal_code="38999",
                            address="1, place de la Halle, Belle-Marelle", email="enfance@belle-marelle.example")
        town.save()
        classes = schools(town)
        services(town, classes, first)
        years(town, first_year(demo.today))
    with demo.at(demo.morning(first - timedelta(days=90))):
        periods(town, year_dates(first_year(demo.today)))
    return town


def schools(town: Organisation) -> list[ClassGroup]:
    """The establishments, the levels and the classes."""
    levels = {}
    for rank, label in enumerate(LEVELS):
        levels[label] = Level(organisation=town, label=label, rank=rank)
        levels[label].save()
    found = []
    for name, classes in SCHOOLS:
        place = Organisation(parent=town, kind="establishment", name=name, phone=town.phone, address=town.address)
        place.save()
        for label, level in classes:
            found.append(ClassGroup(establishment=place, name=label, level=levels[level]))
            found[-1].save()
    return found


def services(town: Organisation, classes: list[ClassGroup], first: date) -> None:
    """The services, and the classes that each is offered to."""
    for planned in SERVICES:
        service = Service(organisation=town, label=planned.label, kind=planned.kind, starts_at=planned.hours[0],
                          ends_at=planned.hours[1], weekdays=planned.weekdays, begins_on=first,
                          for_adults=planned.adults, **planned.values)
        service.save()
        for each in classes:
            adults = each.level.label == "Adultes"
            if adults == planned.adults and (adults or each.level.rank >= LEVELS.index(planned.since)):
                Offer(service=service, class_group=each).save()


def years(town: Organisation, start: int) -> None:
    """The present year, and the next one in preparation."""
    for begun in (start, start + 1):
        first, last = year_dates(begun)
        year = create(SchoolYear(organisation=town, label=f"{begun}-{begun + 1}", starts_on=first, ends_on=last),
                      "create", SYSTEM)
        if begun == start:
            fire(year, "start", SYSTEM)


def periods(town: Organisation, dates: tuple[date, date]) -> None:
    """The official calendar: holidays close everything but what is made for them, which they open."""
    pairs = list(Offer.select(Offer.service, Offer.class_group, Service.label).join(Service).where(
        Service.organisation == town).tuples())
    made = school_calendar.create(town, ZONE, school_calendar.official(ZONE, *dates), SYSTEM)
    weekdays = [each for each in school_calendar.official(COUNTRY, *dates) if each.starts_on.weekday() < 5]
    made += school_calendar.create(town, COUNTRY, weekdays, SYSTEM)
    for period in made:
        if not period.label.startswith(BRIDGE):
            short = period.starts_on == period.ends_on
            link(period, [pair for *pair, label in pairs if short or label != HOLIDAYS])
        if period.zone == ZONE and (period.ends_on - period.starts_on).days in range(10, 20):
            opening(town, period, [pair for *pair, label in pairs if label == HOLIDAYS])


def opening(town: Organisation, holidays: CalendarPeriod, pairs: list[list[int]]) -> None:
    """The first week of holidays, when the leisure centre is open."""
    monday = holidays.starts_on + timedelta(days=-holidays.starts_on.weekday() % 7)
    period = CalendarPeriod(organisation=town, label=f"Centre ouvert : {holidays.label}", starts_on=monday,
                            ends_on=monday + timedelta(days=4), kind="opening", colour="#2f6b4f")
    period.save()
    link(period, pairs)


def link(period: CalendarPeriod, pairs: list[list[int]]) -> None:
    """Let a period hold for these services and classes."""
    PeriodTarget.insert_many([{"period": period, "service": service, "class_group": group}
                              for service, group in pairs]).execute()
