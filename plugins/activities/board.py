"""What stands on the dashboard of a town: what is booked on the next day that has something, and what waits."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from flask import url_for

from core.api import Card, _, count_if, fn, today
from plugins.activities.cells import day_words
from plugins.activities.models import Booking, ClassGroup, Service

READ = "activities.read"
MARKS = ("present", "absent_excused", "absent")
AHEAD, BEHIND = timedelta(days=21), timedelta(days=30)
"""How far a day with bookings is looked for, and how long ago what was never marked is still counted."""


def cards(user) -> list[Card]:
    """The cards of those who see activities somewhere."""
    if not user.places_with(READ):
        return []
    return [Card(_("Prestations du jour"), "activities/card_day.html", {"day": day_words, **next_day(user)}, order=20,
                 name="activities.day"),
            Card(_("À suivre"), "activities/card_left.html", {"rows": left(user)}, order=25, name="activities.left")]


def next_day(user) -> dict:
    """The next day on which something is booked, today first, and each service of it: booked and marked, of how many.

    Two queries.
    """
    here, now = Booking.class_group << classes(user), today()
    live = Booking.state << ("booked", *MARKS)
    day = Booking.select(fn.MIN(Booking.day)).where(
        here, live, Booking.is_live(), Booking.day.between(now, now + AHEAD)).scalar()
    if day is None:
        return {"when": None, "rows": []}
    counts: dict[int, Counter[str]] = {}
    rows = Booking.select(Booking.service, Booking.state, fn.COUNT(Booking.id)).where(
        here, live, Booking.is_live(), Booking.day == day).group_by(Booking.service, Booking.state).tuples()
    for service, state, number in rows:
        counts.setdefault(service, Counter())[state] += number
    named = Service.select().where(Service.id << list(counts)).order_by(Service.starts_at, Service.label)
    return {"when": day, "rows": [
        (each, counts[each.id].total(), sum(counts[each.id][state] for state in MARKS),
         url_for("activities_attendance.index", prestation=each.id, depuis=day.isoformat())) for each in named]}


def left(user) -> list[tuple]:
    """What waits for a place, and what is past and was never marked: one query."""
    now = today()
    row = Booking.select(count_if((Booking.state == "waiting") & (Booking.day >= now)),
                         count_if((Booking.state == "booked") & (Booking.day < now))).where(
        Booking.class_group << classes(user), Booking.day.between(now - BEHIND, now + timedelta(days=400)),
        Booking.state << ("waiting", "booked"), Booking.is_live()).tuples().first()
    waiting, unmarked = (int(each or 0) for each in row)
    found = [(_("Réservations en liste d’attente"), waiting, url_for("activities_waiting.index")),
             (_("Réservations passées sans pointage, depuis 30 jours"), unmarked, past(now))]
    return [each for each in found if each[1]]


def past(now: date) -> str:
    """The list of what is past and was never marked."""
    return url_for("activities_booking.index", **{
        "state": "booked", "day-from": (now - BEHIND).isoformat(), "day-to": (now - timedelta(days=1)).isoformat()})


def classes(user) -> list[int]:
    """The classes that the person sees, by their numbers."""
    return [number for (number,) in ClassGroup.visible_to(user).select(ClassGroup.id).tuples()]
