"""Meals by day, establishment and diet, for the kitchen and its supplier (ACT-R22)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from core.api import (
    SYSTEM,
    Organisation,
    Refused,
    _,
    enqueue,
    fn,
    in_french,
    job,
    journal,
    long_day,
    send_later,
    write_transaction,
)
from plugins.activities.deadlines import closing, wall_clock
from plugins.activities.models import Booking, ClassGroup, Participant, Service
from plugins.families import DIETS, Child, Guardian

COUNTED = ("booked", "present")
"""The states of those who eat: neither the absent nor those who wait."""
LONGEST = 400
AHEAD = 15
"""So many days more than the deadline a day is looked for whose closing time has come: for working days."""
RANKS = {name: rank for rank, (name, _label) in enumerate(DIETS)}


@dataclass(frozen=True)
class Row:
    """What one establishment needs of one diet: how many meals each day."""

    establishment: str
    diet: str
    counts: Counter[date]

    @property
    def label(self) -> object:
        """The diet in words."""
        return dict(DIETS).get(self.diet, self.diet)

    @property
    def total(self) -> int:
        return self.counts.total()


@dataclass
class Forecast:
    """Meals from a day to another: the days that have some, a row for each establishment and diet, sums."""

    days: list[date] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    totals: Counter[date] = field(default_factory=Counter)
    diets: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """All meals."""
        return self.totals.total()

    def by_diet(self) -> list[tuple[object, int]]:
        """The diets that occur, with how many meals."""
        return [(label, self.diets[name]) for name, label in DIETS if self.diets[name]]


def forecast(user, organisation: Organisation, first: date, last: date,
             services: Iterable[Service] | None = None) -> Forecast:
    """The meals of an organisation and what is below it; of all its services that are meals, or of some."""
    if not first <= last or (last - first).days > LONGEST:
        raise Refused(_("Les dates doivent se suivre, de 400 jours au plus."), _("Corrigez-les."))
    meals = Service.visible_to(user).where(Service.kind == "meal")
    wanted = sorted(each.id for each in (meals if services is None else services))
    here = Organisation.select(Organisation.id).where(Organisation.path.startswith(organisation.path))
    classes = ClassGroup.visible_to(user).where(ClassGroup.establishment << here)
    return counted(wanted, dict(classes.select(ClassGroup.id, ClassGroup.establishment).tuples()), first, last)


def counted(services: list[int], classes: dict[int, int], first: date, last: date) -> Forecast:
    """Count the bookings of services in classes (each with its establishment), in a query, and lay them out."""
    names = dict(Organisation.select(Organisation.id, Organisation.name).where(
        Organisation.id << sorted(set(classes.values()))).tuples()) if classes else {}
    counts: dict[tuple[str, str], Counter[date]] = {}
    found = Forecast()
    for text, class_group, diet, number in grouped(services, list(classes), first, last) if classes else ():
        day = date.fromisoformat(text)
        counts.setdefault((names[classes[class_group]], diet), Counter())[day] += number
        found.totals[day] += number
        found.diets[diet] += number
    found.days = sorted(found.totals)
    found.rows = [Row(*key, counts[key]) for key in sorted(counts, key=lambda key: (key[0], RANKS.get(key[1], 99)))]
    return found


def grouped(services: list[int], classes: list[int], first: date, last: date) -> Iterator[tuple[str, int, str, int]]:
    """Day, class, diet, and how many eat."""
    diet = fn.COALESCE(Child.diet, Guardian.diet)
    query = (Booking.select(Booking.day.cast("text"), Booking.class_group, diet, fn.COUNT(Booking.id))
             .join(Participant).left_outer_join(Child).switch(Participant).left_outer_join(Guardian)
             .where(Booking.service << services, Booking.day.between(first, last), Booking.class_group << classes,
                    Booking.state << COUNTED)
             .group_by(Booking.day, Booking.class_group, diet))
    return iter(query.tuples())


def due() -> Iterator[tuple[Service, date]]:
    """The meals of a supplier whose closing time has come, for today or later, by the clocks of each town."""
    for service in Service.select().where(Service.kind == "meal", Service.supplier_email != "",
                                          Service.archived_at.is_null()):
        now = wall_clock(service)
        for step in range((service.booking_days or 0) + AHEAD):
            day = now.date() + timedelta(days=step)
            if now > (closing(service, day) or datetime.combine(day, time())):
                yield service, day


@job("activities.forecasts", title=_("Commandes de repas à envoyer"), every=timedelta(minutes=15))
def FORECASTS(progress) -> None:
    """Have the supplier told of each day whose closing time has come: once, whatever happens."""
    for service, day in list(due()):
        enqueue(ORDER.name, {"service": service.id, "day": day.isoformat()}, key=f"meals:{service.id}:{day}")


@job("activities.order_meals", title=_("Commande de repas"))
def ORDER(progress, service: int, day: str) -> dict[str, int]:
    """Mail one day's meals to the supplier of a service; nothing on a day without meals."""
    found, wanted = Service.get_by_id(service), date.fromisoformat(day)
    classes = ClassGroup.select(ClassGroup.id, ClassGroup.establishment).join(Organisation).where(
        Organisation.path.startswith(found.organisation.path))
    meals = counted([found.id], dict(classes.tuples()), wanted, wanted)
    if meals.total and found.supplier_email:
        with write_transaction(), in_french():
            send_later(found.supplier_email, subject(found, wanted, meals), key=f"meals:{found.id}:{day}",
                       lines=lines(meals))
            journal.write(SYSTEM, "activities.service.ordered", found, after={"day": day, "meals": meals.total})
    return {"meals": meals.total}


def subject(service: Service, day: date, meals: Forecast) -> object:
    """« Mardi 15 septembre 2026, Cantine : 84 repas »."""
    return _("%(day)s, %(service)s : %(count)s repas", service=service.label, day=long_day(day), count=meals.total)


def lines(meals: Forecast) -> tuple:
    """A sentence for each establishment: how many, and of which diets."""
    found = []
    for name in dict.fromkeys(row.establishment for row in meals.rows):
        rows = [row for row in meals.rows if row.establishment == name]
        parts = ", ".join(f"{row.total} {str(row.label).lower()}" for row in rows)
        found.append(_("%(place)s : %(count)s repas (%(diets)s).", place=name,
                       count=sum(row.total for row in rows), diets=parts))
    return tuple(found)
