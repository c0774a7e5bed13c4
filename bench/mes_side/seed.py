"""The data set of MES: the demonstration, copied until there are so many requests, over all regions and five years."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from core import demo
from core.accounts.models import Membership, Role, User
from core.app import create_app
from core.database import connection, db, write_transaction
from core.organisations import Organisation
from core.records import text_index
from core.settings import Config
from plugins.families.plugin import Families
from plugins.mes.plugin import Mes

KEY = "a key for measuring only, of thirty-two characters or more"
STRIDE = 1000
"""How far apart the keys of a row and of its next copy are."""
DIVISIONS = 40
"""Childcare services in each region."""
STEADY, FIRST = "10", 6
"""The region of the first so many copies only: it holds the same requests whatever the size of the table."""
WEIGHTS = {"06": 25, "16": 15, "13": 8, "15": 8, "03": 8, "14": 6, "12": 6, "07": 5, "05": 4, "02": 4,
           STEADY: 20}
"""How likely a request is to fall in a region; in the others, 2."""
YEARS = 5
PLACED = ("region", "division_id", "installation_id", "reference_year", "number", "folded")
MOVED = ("state_since", "submitted_at", "compliant_at", "closed_at")

BASE = "select child_id from mes_request where id <= 150"
KIN = (
    # table, the columns that name copied rows, which rows are copied
    ("families_household", ("id",), f"id in (select household_id from families_child where id in ({BASE}))"),
    ("families_guardian", ("id", "household_id"),
     f"household_id in (select household_id from families_child where id in ({BASE}))"),
    ("families_child", ("id", "household_id"), f"id in ({BASE})"),
    ("families_guardianship", ("id", "child_id", "guardian_id"), f"child_id in ({BASE})"),
    ("families_placement", ("id", "child_id"), f"child_id in ({BASE})"),
)
PAPERS = (("mes_version", ("id", "request_id"), "request_id <= 150"),
          ("mes_comment", ("id", "request_id", "reopens_id"), "request_id <= 150"),
          ("mes_document", ("id", "request_id"), "request_id <= 150"))
FOLLOW_CHILD = (f"update families_placement set installation_id = (select installation_id from mes_request where "
                f"child_id = families_placement.child_id) where id > {STRIDE}")
FOLLOW_HOME = (f"update families_household set organisation_id = (select division_id from mes_request join "
               f"families_child on families_child.id = child_id where household_id = families_household.id) "
               f"where id > {STRIDE}")
OWN = ("id", "child_id", "guardian_id", "other_guardian_id", "previous_id")


class Place(NamedTuple):
    """Where a request is made."""

    region: str
    division_id: int
    installation_id: int


def application():
    """The real application with the real plugins; it keeps its files beside the database."""
    database = Path(os.environ["BENCH_DATABASE"])
    (folder := database.with_suffix("")).mkdir(mode=0o700, exist_ok=True)
    config = Config(data=folder, database_url=f"sqlite:///{database}", secret_key=KEY, journal_key=KEY,
                    durable=os.environ["BENCH_SYNCHRONOUS"] == "full", demo=True)
    return create_app(config, [Families, Mes])


def seed(rows: int) -> None:
    """Play the demonstration, add services to every region, copy."""
    app = application()
    with app.app_context():
        demo.fill(lambda _said: None, if_empty=False)
        with connection(), write_transaction():
            places = dict(services())
            north = User(email="nord@famille.example", first_name="Noémie", last_name="Ducharme")
            north.save()
            Membership(user=north, role=Role.get(Role.name == "min_director"),
                       organisation=Organisation.get(Organisation.code == STEADY)).save()
            copy(rows, places)
            index_anew("mes_request")
        with connection():
            db.connection().execute("pragma wal_checkpoint(truncate)")


def index_anew(table: str) -> None:
    """Make the text index when all rows are there: what a table lost of it when a migration rebuilt it is whole too."""
    for event in ("insert", "delete", "update"):
        db.execute_sql(f"drop trigger if exists {table}_fts_{event}")
    db.execute_sql(f"drop table if exists {table}_fts")
    text_index(db, table)


def services() -> Iterator[tuple[str, list[Place]]]:
    """Forty services of one installation in each region."""
    for region in list(Organisation.select().where(Organisation.kind == "region").order_by(Organisation.code)):
        found = []
        for number in range(1, DIVISIONS + 1):
            code = int(f"4{region.code}{number:03d}00")
            division = Organisation(parent=region, kind="division", nature="cpe", code=f"{code}",
                                    name=f"CPE {region.name} {number}")
            division.save()
            installation = Organisation(parent=division, kind="installation", nature="cpe", code=f"{code + 1}",
                                        name=f"Pavillon {number}")
            installation.save()
            found.append(Place(region.code, division.id, installation.id))
        yield region.code, found


def copy(rows: int, places: dict[str, list[Place]]) -> None:
    """Copy families, then requests, then what hangs on them; count the states anew."""
    raw = db.connection()
    patterns = raw.execute("select * from mes_request where id <= 150 order by id").fetchall()
    copies = [(number * STRIDE,) for number in range(1, rows // len(patterns) + 1)]
    for table, moved, which in KIN:
        raw.executemany(copying(table, moved, which), copies)
    columns = names_of("mes_request")
    marks = ", ".join("?" * len(columns))
    raw.executemany(f"insert into mes_request ({', '.join(columns)}) values ({marks})",
                    requests([dict(zip(columns, row, strict=True)) for row in patterns], len(copies), places))
    for table, moved, which in PAPERS:
        raw.executemany(copying(table, moved, which), copies)
    raw.execute(FOLLOW_CHILD)
    raw.execute(FOLLOW_HOME)
    raw.execute("delete from core_state_count where workflow = 'mes.request'")
    raw.execute("insert into core_state_count (workflow, place, state, count) select 'mes.request', path, state, "
                "count(*) from mes_request join core_organisation on core_organisation.id = division_id "
                "group by path, state")


def names_of(table: str) -> list[str]:
    """The columns of a table."""
    return [row[1] for row in db.connection().execute(f"pragma table_info({table})")]


def copying(table: str, moved: Sequence[str], which: str) -> str:
    """The statement that copies the rows of the demonstration, their keys moved by its only parameter."""
    own = {"nirec": "nirec || '-' || ?1", "necsg": "necsg || '-' || ?1",
           "birth_date": f"date(birth_date, '-' || (?1 / {STRIDE} % 500) || ' days')"}
    columns = names_of(table)
    values = [f"{name} + ?1" if name in moved else own.get(name, name) for name in columns]
    return (f"insert into {table} ({', '.join(columns)}) select {', '.join(values)} from {table} "
            f"where id < {STRIDE} and {which}")


def requests(patterns: Sequence[dict[str, Any]], copies: int, places: dict[str, list[Place]]) -> Iterator[list]:
    """The copies of the requests: each somewhere, in one of the years, at its moment."""
    chance, ranks = Random(3), Counter()
    newest = max(row["reference_year"] for row in patterns) - 1
    everywhere = list(places)
    elsewhere = [code for code in everywhere if code != STEADY]
    for number in range(1, copies + 1):
        codes = everywhere if number <= FIRST else elsewhere
        weights = [WEIGHTS.get(code, 2) for code in codes]
        for pattern in patterns:
            place = chance.choice(places[chance.choices(codes, weights)[0]])
            year = newest - chance.randrange(YEARS)
            ranks[year, place.region] += 1
            known_as = f"{year}-{place.region}-{100_000 + ranks[year, place.region]}"
            name = pattern["folded"].partition(" ")[2]
            row = pattern | dict(zip(PLACED, (*place, year, known_as, f"{known_as} {name}"), strict=True))
            back = timedelta(days=365 * (newest - year), seconds=chance.randrange(9_000_000))
            row |= {column: moved(pattern[column], back) for column in MOVED}
            row |= {column: pattern[column] and pattern[column] + number * STRIDE for column in OWN}
            yield list(row.values())


def moved(moment: str | None, back: timedelta) -> str | None:
    """The moment so much earlier, as SQLite keeps it."""
    return moment and str(datetime.fromisoformat(moment) - back)
