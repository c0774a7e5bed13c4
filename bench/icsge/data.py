"""A component with a great many children, each with a file and an agreement, written in bulk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import islice
from pathlib import Path

from core.accounts.models import SYSTEM
from core.accounts.roles import sync_roles
from core.database import write_transaction
from core.organisations import Organisation
from core.records import Record, utcnow
from core.settings import Config
from core.testing import KEY, make_app
from plugins.agreements import Day, Schedule, ServiceAgreement, as_data
from plugins.agreements.plugin import Agreements
from plugins.families import Child, Guardian, Guardianship, Household, ParentChildFile
from plugins.families.plugin import Families
from plugins.icsge.components import Component, open_component, set_code
from plugins.icsge.plugin import Icsge
from plugins.icsge.sync import versions
from plugins.icsge.sync.asking import rows
from plugins.icsge.sync.models import Dossier

BORN, STARTS, ENDS = date(2024, 3, 15), date(2026, 9, 7), date(2027, 8, 27)
WEEK = (Day(frozenset({"am", "pm"}), begins=450, ends=990),) * 5 + (Day(),) * 2
CODE = "k3L9-xP0q@7Zt5vB2nM8wR4yC6hJ1sD0f"
PAGE = 1_000


def opened(folder: Path, *, durable: bool = False):
    """The application of a folder, migrated."""
    config = Config(data=folder, database_url=f"sqlite:///{folder / 'bench.db'}", secret_key=KEY, journal_key=KEY,
                    durable=durable)
    return make_app(config, [Families, Agreements, Icsge])


def fill(app, children: int) -> Component:
    """A component with so many children; every twentieth breaks a rule."""
    sync_roles(app)
    with write_transaction():
        root = Organisation(kind="ministry", name="Ministère")
        root.save()
        division = Organisation(kind="division", name="Les Galets", code="30002000", parent=root)
        division.save()
        house = Organisation(kind="installation", name="Les Galets", nature="cpe", code="30003000", parent=division)
        house.save()
        component = open_component(house, SYSTEM)
        set_code(component, CODE, SYSTEM)
        for first in range(1, children + 1, PAGE):
            write_children(house, division, range(first, min(first + PAGE, children + 1)))
    return component


def write_children(house: Organisation, division: Organisation, numbers: range) -> None:
    """Some hundreds of children with all that belongs to them."""
    schedule = as_data(Schedule((WEEK,)))
    insert(Household, ({"id": n, "organisation": division.id, "name": f"Famille {n}", "city": "Carleton-sur-Mer",
                        "street": "C.P. 12" if n % 20 == 0 else f"{n} rue des Capelans", "postal_code": "G0C 1J0"}
                       for n in numbers))
    insert(Child, ({"id": n, "household": n, "first_name": f"Maëlle{n}", "last_name": "Cyr", "birth_date": BORN,
                    "sex": "F", "nirec": f"12024{n:08d}"} for n in numbers))
    insert(Guardian, ({"id": n, "household": n, "first_name": f"Josiane{n}", "last_name": "Cyr"} for n in numbers))
    insert(Guardianship, ({"child": n, "guardian": n, "kind": "mother", "rank": "A", "starts_on": BORN}
                          for n in numbers))
    insert(ParentChildFile, ({"id": n, "child": n, "installation": house.id, "guardian_a": n, "starts_on": STARTS}
                             for n in numbers))
    insert(ServiceAgreement, ({"id": n, "file": n, "number": f"{n % 10**8:08d}", "starts_on": STARTS, "ends_on": ENDS,
                               "state": "active", "state_since": utcnow(), "signed_on": STARTS, "signed_by": n,
                               "schedule": schedule, "varies": n % 20 == 0} for n in numbers))


def seen_before(component: Component, kind: str, *, accepted: bool) -> None:
    """The dossiers of all files, or agreements, as they are once looked at: accepted as they are, or all to be sent."""
    text, _alias = versions.TEXTS[kind]
    now, content = utcnow(), "0" * 64
    found = ({"component": component.id, "record_kind": kind, "record": each, "file": each, "uid": f"{kind[0]}{each}",
              "agreement": each if kind == "agreement" else None, "seen": seen, "now_hash": content, "state_since": now,
              "last_hash": content if accepted else "", "ends_on": ENDS, "state": "in_sync" if accepted else "pending"}
             for each, seen in rows(text, ()))
    with write_transaction():
        insert(Dossier, found)


def insert(model: type[Record], given: Iterable[dict]) -> None:
    """Insert rows in a few statements."""
    now, found = utcnow(), iter(given)
    while page := list(islice(found, 500)):
        model.insert_many([row | {"created_at": now, "updated_at": now} for row in page]).execute()
