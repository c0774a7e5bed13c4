"""A school year of bookings by typical weeks, attendance until today, and some who wait for a place."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from core.api import SYSTEM, Organisation, User, fire, masses, write_transaction
from plugins.activities import acts, mass
from plugins.activities.demo import town as planned
from plugins.activities.demo.people import EXAMPLE, SEED
from plugins.activities.models import Booking, CalendarPeriod, Enrolment, Entitlement, Offer, Participant, Service
from plugins.activities.weeks import ALL, WeekCriterion
from plugins.families import Child, Household

HABITS = {
    # service: how many have it among those to whom it is offered, and on which days, with how many chances
    planned.MEAL: (0.84, ((0b0011011, 6), (0b0001011, 2), (0b0011000, 1))),
    planned.MORNING: (0.34, ((0b0011011, 3), (0b0000011, 1))),
    planned.EVENING: (0.42, ((0b0011011, 3), (0b0011000, 1))),
    planned.STUDY: (0.18, ((0b0001010, 1),)),
    planned.LEISURE: (0.24, ((planned.WEDNESDAY, 1),)),
    planned.THEATRE: (0.16, ((planned.TUESDAY, 1),)),
    planned.ADULT_MEAL: (0.8, ((0b0011011, 1), (0b0001010, 2))),
}
OF_THE_EXAMPLE = (planned.MORNING, planned.MEAL, planned.EVENING)
MARKS = (("present", 0.935), ("absent_excused", 0.035), ("absent", 0.03))
CANCELLED = 0.01
WAIT = 6
"""So many of those who find no place wait for one, on each of the Tuesdays to come."""
Group = tuple[str, int, WeekCriterion]


class Diary:
    """The bookings of a town, made as the office makes them."""

    def __init__(self, demo, town: Organisation, clerk: User):
        self.demo, self.town, self.clerk, self.chance = demo, town, clerk, Random(SEED + 1)  # noqa: S311
        self.first, self.last = planned.year_dates(planned.first_year(demo.today))
        self.services = {each.label: each for each in Service.select().where(Service.organisation == town)}
        self.groups: dict[Group, list[int]] = defaultdict(list)

    def plan(self) -> None:
        """Give each person her habits, and the rights that go with them."""
        offered = defaultdict(list)
        for label, group in Offer.select(Service.label, Offer.class_group).join(Service).tuples():
            offered[group].append(label)
        query = (Enrolment.select(Enrolment.participant, Enrolment.class_group, Child.household, Child.last_name)
                 .join(Participant).left_outer_join(Child).order_by(Enrolment.id).tuples())
        apart = {each for (each,) in Household.select(Household.id).where(Household.id.in_(shared())).tuples()}
        rights = []
        for who, group, home, last in query:
            wanted = set(OF_THE_EXAMPLE) if last == EXAMPLE[0] else self.habits(offered[group])
            weeks = WeekCriterion(self.chance.choice(("even", "odd"))) if home in apart else ALL
            for label in offered[group]:
                if label in wanted:
                    days = planned.FOUR_DAYS if last == EXAMPLE[0] else self.days(label)
                    self.groups[label, days, weeks if label == planned.EVENING else ALL].append(who)
                if label in wanted or label in (planned.MEAL, planned.ADULT_MEAL):
                    rights.append({"participant": who, "service": self.services[label], "starts_on": self.first})
        Entitlement.insert_many(rights).execute()

    def habits(self, offered: list[str]) -> set[str]:
        """Which of the services that are offered somebody uses."""
        return {label for label in offered if label in HABITS and self.chance.random() < HABITS[label][0]}

    def days(self, label: str) -> int:
        """On which days of the week."""
        patterns = HABITS[label][1]
        return self.chance.choices([days for days, _weight in patterns], [weight for _days, weight in patterns])[0]

    def book(self) -> None:
        """Book the whole year in the summer before, one typical week after the other."""
        for rank, ((label, days, weeks), who) in enumerate(sorted(self.groups.items(), key=str)):
            with self.demo.at(self.demo.morning(self.first - timedelta(days=40 - rank))):
                self.act(label, mass.Week(self.first, self.last, days, weeks), who)

    def act(self, label: str, week: mass.Week, who: list[int]) -> None:
        """One act of the office."""
        with write_transaction():
            act = mass.begin(who, [self.services[label]], week, self.clerk)
            mass.write(act, who, self.clerk)
            fire(act, "finish", SYSTEM)

    def holidays(self) -> None:
        """Weeks of holidays at the leisure centre: those to come are booked today, and can still be undone."""
        openings = CalendarPeriod.select().where(CalendarPeriod.organisation == self.town,
                                                 CalendarPeriod.kind == "opening").order_by(CalendarPeriod.starts_on)
        children = sorted({who for (label, *_days), group in self.groups.items() if label == planned.LEISURE
                           for who in group})
        Entitlement.insert_many([{"participant": who, "service": self.services[planned.HOLIDAYS],
                                  "starts_on": self.first} for who in children]).execute()
        for period in openings:
            past = period.starts_on <= self.demo.today + timedelta(days=8)
            moment = self.demo.morning(min(period.starts_on - timedelta(days=12), self.demo.today))
            with self.demo.at(moment):
                self.act(planned.HOLIDAYS, mass.Week(period.starts_on, period.ends_on, planned.ALL_WEEK),
                         self.chance.sample(children, len(children) // 2))
            if not past:
                return

    def attend(self, staff: User) -> None:
        """Mark each day that is past: most were there."""
        day = self.first
        while day < self.demo.today:
            with self.demo.at(datetime.combine(day, time(10, 30), UTC)):
                self.mark(day, staff)
            day += timedelta(days=1)

    def mark(self, day: date, staff: User) -> None:
        """Mark one day, and cancel a few bookings of it."""
        rows = list(Booking.select(Booking.id, Booking.class_group).where(
            Booking.service << list(self.services.values()), Booking.day == day, Booking.state == "booked").tuples())
        states, moves = defaultdict(list), Counter()
        for number, group in rows:
            state = self.fate()
            states[state].append(number)
            moves[group, "booked", state] += 1
        for state, ids in sorted(states.items()):
            masses.moved(Booking, ids, "booked", state)
        acts.count(moves.elements())
        marked = [name for name, _share in MARKS]
        Booking.update(marked_at=self.demo.morning(day), marked_by=staff).where(
            Booking.service << list(self.services.values()), Booking.day == day, Booking.state << marked).execute()

    def fate(self) -> str:
        """What becomes of a booking."""
        drawn = self.chance.random()
        if drawn < CANCELLED:
            return "cancelled"
        return self.chance.choices([name for name, _share in MARKS], [share for _name, share in MARKS])[0]

    def wait(self) -> None:
        """Some of those who found no place at the theatre wait for one."""
        service = self.services[planned.THEATRE]
        wanted = [who for (label, *_days), group in self.groups.items() if label == planned.THEATRE for who in group]
        tuesday = self.demo.today + timedelta(days=(1 - self.demo.today.weekday()) % 7 or 7)
        rooms = dict(Enrolment.select(Enrolment.participant, Enrolment.class_group).where(
            Enrolment.participant << wanted).tuples())
        for day in (tuesday, tuesday + timedelta(days=7)):
            there = {who for (who,) in Booking.select(Booking.participant).where(
                Booking.service == service, Booking.day == day, Booking.is_live()).tuples()}
            rows = [(who, rooms[who], day) for who in wanted if who not in there][:WAIT] if there else []
            with self.demo.at(self.demo.morning(self.demo.today - timedelta(days=3))):
                masses.born(Booking, {"state": "waiting", "service": service.id, "origin": "office", "late": False,
                                      "arrived_at": "", "left_at": ""}, ("participant", "class_group", "day"), rows)
            acts.count((group, None, "waiting") for _who, group, _day in rows)


def shared() -> list[int]:
    """The homes of children whose parents live apart."""
    found = Child.raw("""SELECT DISTINCT c.household_id AS household_id FROM families_child c
        JOIN families_guardianship s ON s.child_id = c.id JOIN families_guardian g ON g.id = s.guardian_id
        WHERE g.household_id <> c.household_id""").tuples()
    return [home for (home,) in found]


def year(demo, town: Organisation, clerk: User, staff: User) -> int:
    """Everything about the school year; how many bookings there are."""
    diary = Diary(demo, town, clerk)
    diary.plan()
    diary.book()
    diary.holidays()
    diary.attend(staff)
    diary.wait()
    return Booking.select().count()
