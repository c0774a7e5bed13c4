"""Towns of six hundred children with seven weeks of bookings: the first is measured, the others fill the table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

from core.accounts.models import SYSTEM, Membership, Role, User
from core.accounts.roles import sync_roles
from core.database import db, is_sqlite, write_transaction
from core.organisations import Organisation
from core.records import Record, utcnow
from core.settings import Config
from core.starting import settle
from core.statements import mark
from core.testing import KEY, make_app
from core.workflow.engine import create, fire
from plugins.activities.models import ClassGroup, Enrolment, Entitlement, Level, Offer, Participant, SchoolYear, Service
from plugins.activities.plugin import Activities
from plugins.families import Child, Guardian, Guardianship, Household
from plugins.families.plugin import Families

FIRST, LAST = date(2026, 9, 1), date(2027, 7, 2)
CHILDREN, PER_CLASS, SCHOOLS = 600, 25, 3
FOUR_DAYS = 0b0011011
BOOKED = tuple(FIRST + timedelta(days=6 + step) for step in range(7 * 7) if FOUR_DAYS >> step % 7 & 1)
"""The days of seven weeks on which everybody has three services: 28, so 50,400 bookings a town."""
SERVICES = (("Garderie du matin", "care", "07:30", "08:30", FOUR_DAYS),
            ("Cantine", "meal", "11:30", "13:05", FOUR_DAYS),
            ("Garderie du soir", "care", "16:10", "18:15", FOUR_DAYS), ("Étude", "study", "16:30", "17:30", FOUR_DAYS),
            ("Mercredi", "leisure", "08:00", "18:00", 0b100), ("Théâtre", "other", "17:30", "18:30", 0b10))
"""Those of a class of the demonstration; everybody is entitled to all, and booked in the first three."""
TAKEN = 3
A_TOWN = CHILDREN * len(BOOKED) * TAKEN
PAGE = 2_000
FILL = """INSERT INTO activities_booking (version, created_at, updated_at, state, state_since, participant_id,
    service_id, class_group_id, day, origin, late, arrived_at, left_at)
    SELECT 1, {0}, {0}, 'booked', {0}, e.participant_id, s.id, e.class_group_id, d.day, 'office', {0}, '', ''
    FROM activities_enrolment e JOIN activities_class c ON c.id = e.class_group_id
    JOIN core_organisation o ON o.id = c.establishment_id
    JOIN activities_service s ON s.organisation_id = o.parent_id AND s.kind IN ('care', 'meal')
    CROSS JOIN bench_day d"""

COUNT = """INSERT INTO core_state_count (workflow, place, state, count)
    SELECT 'activities.booking', o.path, 'booked', count(*) FROM activities_booking b
    JOIN activities_class c ON c.id = b.class_group_id JOIN core_organisation o ON o.id = c.establishment_id
    GROUP BY o.path"""


def opened(folder, url: str, *, durable: bool = False):
    """The application of a database, migrated."""
    app = make_app(Config(data=folder, database_url=url, secret_key=KEY, journal_key=KEY, durable=durable,
                          time_zone="Europe/Paris"), [Families, Activities])
    settle()
    return app


def fill(app, bookings: int) -> User:
    """As many towns as it takes; the clerk of the first."""
    sync_roles(app)
    with write_transaction():
        for number in range(max(1, round(bookings / A_TOWN))):
            write_town(number)
        db.execute_sql("CREATE TABLE bench_day (day date)")
        for day in BOOKED:
            db.execute_sql(f"INSERT INTO bench_day VALUES ({mark()})", (day.isoformat(),))
        moment = str(utcnow().replace(tzinfo=None)) if is_sqlite() else utcnow().replace(tzinfo=None)
        db.execute_sql(FILL.format(mark()), (moment, moment, moment, False))
        db.execute_sql(COUNT)
        clerk = User.create(email="clerk@bench.test", first_name="Clerk", last_name="Bench")
        Membership(user=clerk, role=Role.get(Role.name == "town_clerk"),
                   organisation=Organisation.get(Organisation.code == "T0")).save()
    db.execute_sql("ANALYZE")
    return clerk


def write_town(number: int) -> None:
    """A town with its schools, classes, services and children."""
    town = Organisation(kind="town", name=f"Commune {number}", code=f"T{number}", country="FR",
                        time_zone="Europe/Paris")
    town.save()
    year = create(SchoolYear(organisation=town, label="2026-2027", starts_on=FIRST, ends_on=LAST), "create", SYSTEM)
    fire(year, "start", SYSTEM)
    level = Level(organisation=town, label="CP")
    level.save()
    schools = [Organisation(kind="establishment", name=f"École {number}-{rank}", parent=town)
               for rank in range(SCHOOLS)]
    for each in schools:
        each.save()
    classes = [ClassGroup(establishment=schools[rank % SCHOOLS], name=f"CP {rank:02}", level=level)
               for rank in range(CHILDREN // PER_CLASS)]
    for each in classes:
        each.save()
    services = []
    for label, kind, starts_at, ends_at, weekdays in SERVICES:
        services.append(Service(organisation=town, label=label, kind=kind, starts_at=starts_at, ends_at=ends_at,
                                weekdays=weekdays, begins_on=FIRST))
        services[-1].save()
    insert(Offer, ({"service": service.id, "class_group": group.id} for service in services for group in classes))
    write_children(town, year, classes, services, number * CHILDREN)


def write_children(town: Organisation, year: SchoolYear, classes: list, services: list, before: int) -> None:  # noqa: PLR0917
    """The children of a town: two of each household, with their mother, their class and their rights."""
    numbers, homes = range(before + 1, before + CHILDREN + 1), range(before // 2 + 1, (before + CHILDREN) // 2 + 1)
    insert(Household, ({"id": n, "organisation": town.id, "name": f"Famille {n}", "folded": f" famille {n} "}
                       for n in homes))
    insert(Guardian, ({"id": n, "household": n, "first_name": "Claire", "last_name": f"Nom{n}", "folded": f" nom{n} "}
                      for n in homes))
    insert(Child, ({"id": n, "household": (n + 1) // 2, "first_name": f"Enfant{n}", "last_name": f"Nom{(n + 1) // 2}",
                    "birth_date": date(2020, 1 + n % 12, 1 + n % 28), "folded": f" enfant{n} ",
                    "diet": ("standard", "no_meat")[n % 10 == 0]} for n in numbers))
    insert(Guardianship, ({"child": n, "guardian": (n + 1) // 2, "starts_on": FIRST} for n in numbers))
    insert(Participant, ({"id": n, "child": n} for n in numbers))
    insert(Enrolment, ({"participant": n, "year": year.id, "class_group": classes[(n - 1) % CHILDREN // PER_CLASS].id,
                        "level": classes[0].level_id, "starts_on": FIRST, "ends_on": LAST} for n in numbers))
    insert(Entitlement, ({"participant": n, "service": each.id, "starts_on": FIRST} for n in numbers
                         for each in services))


def insert(model: type[Record], rows: Iterable[dict[str, Any]]) -> None:
    """Write rows, some hundreds at a time."""
    for some in pages(rows):
        model.insert_many(some).execute()


def pages(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Some hundreds at a time."""
    left = iter(rows)
    while some := list(islice(left, PAGE)):
        yield some
