"""The month of a child or of a family: bookings on a calendar, with hours and names, and as a list (ACT-R19)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from types import SimpleNamespace

from flask import request as http, url_for

from core.api import Page, _, expose, needs, person, today
from plugins.activities import links
from plugins.activities.cells import LOOKS, day_words
from plugins.activities.facts import Facts
from plugins.activities.models import Booking, Participant, Service
from plugins.activities.views.common import READ
from plugins.families import Child, Guardian, Household


class CalendarPage(Page):
    """A month of bookings."""

    name, url, label = "activities.calendar", "/reservations/calendrier", _("Calendrier du mois")
    permission, scope = READ, "Participant visible_to"
    in_menu = False

    @expose("/<int:id>")
    def person(self, id: int):
        """One person's month."""
        who = Participant.find_for(person(), id)
        facts = Facts.load([id], [], today(), today())
        return self.shown(str(who), links.sheet(facts.people[id]), Participant.id == id, ("person", id))

    @expose("/famille/<int:id>")
    @needs(READ, "Household visible_to")
    def household(self, id: int):
        """The month of everybody in a household."""
        family = Household.find_for(person(), id, "families.read")
        children = Child.select(Child.id).where(Child.household == id)
        adults = Guardian.select(Guardian.id).where(Guardian.household == id)
        return self.shown(str(family), url_for("families_household.record", id=id),
                          (Participant.child << children) | (Participant.guardian << adults), ("household", id))

    def shown(self, whom: str, back: str, condition, where: tuple[str, int]):
        """The page of a month."""
        first, last = month_asked()
        events = bookings(condition, first, last)
        turn = {name: url_for(f"activities_calendar.{where[0]}", id=where[1], mois=f"{day:%Y-%m}")
                for name, day in (("before", first - timedelta(days=1)), ("after", last + timedelta(days=1)))}
        return self.render("activities/calendar.html", whom=whom, back=back, first=first, last=last, events=events,
                           drawings={each.drawing for each in events if each.drawing}, turn=turn,
                           until=last + timedelta(days=1))


def month_asked() -> tuple[date, date]:
    """The first and the last day of the month that the address asks for (« 2026-11 »)."""
    here = today()
    try:
        first = date.fromisoformat(f"{http.args.get('mois', '')}-01")
    except ValueError:
        first = here.replace(day=1)
    first = first if abs(first.year - here.year) < 20 else here.replace(day=1)
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def bookings(condition, first: date, last: date) -> list[SimpleNamespace]:
    """The live bookings of some people in a month, by day and hour: two queries, whatever the table holds."""
    people = Participant.visible_to(person()).select(Participant, Child, Guardian).left_outer_join(Child).switch(
        Participant).left_outer_join(Guardian).where(condition).limit(60)
    names = {each.id: each.person.first_name for each in people}
    query = (Booking.select(Booking.id, Booking.participant, Booking.day, Booking.state, Booking.origin, Service.label,
                            Service.starts_at, Service.ends_at).join(Service)
             .where(Booking.participant << list(names), Booking.is_live(), Booking.day >= first, Booking.day <= last)
             .order_by(Booking.day, Service.starts_at, Service.label, Booking.participant))
    return [event(names[row[1]], row) for row in query.tuples()] if names else []


def event(name: str, row: tuple) -> SimpleNamespace:
    """A booking as the calendar tells it."""
    number, _who, day, state, origin, label, starts_at, ends_at = row
    look = "walk_in" if state == "present" and origin == "attendance" else state
    drawing, words = LOOKS[look]
    return SimpleNamespace(id=number, day=day, day_words=day_words(day), title=f"{label} · {name}", drawing=drawing,
                           words=words, hours=f"{starts_at}–{ends_at}" if starts_at else "",
                           starts_at=starts_at, ends_at=ends_at)
