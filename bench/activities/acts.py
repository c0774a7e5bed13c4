"""What is measured on one database: `python -m bench.activities.acts DATABASE BOOKINGS`; prints figures as JSON."""

from __future__ import annotations

import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bench.activities.data import BOOKED, FIRST, FOUR_DAYS, LAST, TAKEN, fill, opened
from bench.activities.week import compared
from core.accounts.models import User
from core.database import connection, db, is_sqlite
from core.jobs import claim_job
from core.organisations import Organisation
from core.progress import Progress
from core.records import at
from core.testing import signed_in
from core.worker import run as run_job
from core.workflow.engine import fire
from plugins.activities import mass, periods
from plugins.activities.forecast import forecast
from plugins.activities.mass import Week
from plugins.activities.models import Booking, BulkAct, CalendarPeriod, ClassGroup, Offer, Participant, Service
from tests.mes.counting import statements
from tests.postgres import running_postgres

NOW = datetime(2026, 9, 1, 6, 30, tzinfo=UTC)
WEEKS = date(2026, 10, 26), LAST
"""Thirty-six weeks."""
ROUNDS = 15


class Watch:
    """Seconds by the clock and of processor since it was made."""

    def __init__(self):
        self.clock, self.processor = time.perf_counter(), time.process_time()

    def read(self) -> dict[str, float]:
        return {"clock": time.perf_counter() - self.clock, "processor": time.process_time() - self.processor}


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'bench.db'}"
        return
    with running_postgres() as cluster:
        yield cluster.create_database()


def page(client, address: str) -> dict:
    """A page as the browser gets it: the median of several, its statements, how many cells came."""
    spent = []
    for _round in range(ROUNDS):
        watch = Watch()
        answer = client.get(address)
        spent.append(watch.read())
    with statements() as sent:
        client.get(address)
    assert answer.status_code == 200, answer.status
    own = [text for text in sent if "activities_" in text or "families_" in text]
    return {name: statistics.median(each[name] for each in spent) for name in ("clock", "processor")} | {
        "queries": len(own), "cells": len(re.findall(r"data-cell=|m-event|fc-", answer.text))}


def measured(act: Callable[[], object]) -> dict:
    """An act that changes much: once."""
    watch = Watch()
    result = act()
    return watch.read() | {"result": result}


class Town:
    """The first town, and what is done there."""

    def __init__(self, app, clerk: User):
        self.app, self.clerk = app, clerk
        self.place = Organisation.get(Organisation.code == "T0")
        services = Service.select().where(Service.organisation == self.place)
        self.services = list(services.order_by(Service.id).limit(TAKEN))
        self.classes = [each.id for each in ClassGroup.select().join(Organisation).where(
            Organisation.parent == self.place)]
        self.people = [each.id for each in Participant.select(Participant.id).where(Participant.id <= 600)]
        self.window = signed_in(app, clerk)

    def grid(self) -> dict:
        """The grid of a class for a week."""
        return page(self.window, f"/presences/semaine/?classe={self.classes[3]}&semaine=2026-09-14")

    def beside(self) -> dict:
        """The same beside the rival's, on SQLite."""
        asked = f"classe={self.classes[3]}&semaine=2026-09-14"
        return compared(self.window, Path(db.obj.database), asked) if is_sqlite() else {}

    def month(self) -> dict:
        """The month of a family of two children."""
        return page(self.window, "/reservations/calendrier/famille/7?mois=2026-09")

    def lists(self) -> dict:
        """The lists of the town: bookings first, last, sorted, narrowed; children searched; the slowest page."""
        asked = ("/reservations/", "/reservations/?last=1", "/reservations/?sort=service.label",
                 f"/reservations/?service={self.services[1].id}&state=booked", "/familles/enfants/",
                 "/familles/enfants/?q=enfant59")
        found = {address: page(self.window, address) for address in asked}
        slowest = max(found.values(), key=lambda each: each["clock"])
        return slowest | {"result": {address: round(each["clock"], 3) for address, each in found.items()}}

    def book(self) -> dict:
        """600 children, 36 weeks, 4 days, 3 services, by the job that the page starts."""
        watch = Watch()
        act = mass.book(self.people, [each.id for each in self.services], Week(*WEEKS, FOUR_DAYS), self.clerk)
        job = claim_job("bench")
        run_job(job, Progress(job))
        self.act = BulkAct.get_by_id(act.id)
        return watch.read() | {"result": self.act.added}

    def year(self) -> dict:
        """The meals of the whole year."""
        return measured(lambda: forecast(self.clerk, self.place, FIRST, LAST).total)

    def undo(self) -> dict:
        """Undoing the mass booking."""
        return measured(lambda: fire(self.act, "undo", self.clerk).state)

    def look(self) -> dict:
        """What a closing of seven weeks would delete."""
        return measured(lambda: periods.preview("closure", BOOKED[0], BOOKED[-1], self.pairs(), self.clerk).count)

    def close(self) -> dict:
        """The closing itself."""
        period = CalendarPeriod(organisation=self.place, label="Travaux", starts_on=BOOKED[0], ends_on=BOOKED[-1])
        return measured(lambda: periods.confirm(period, self.pairs(), self.clerk).removed)

    def pairs(self) -> set[tuple[int, int]]:
        """All services of all classes of the town."""
        return set(Offer.select(Offer.service, Offer.class_group).where(Offer.class_group << self.classes).tuples())


ACTS = ("grid", "beside", "month", "lists", "look", "book", "year", "undo", "close")


def main(kind: str, bookings: str, *only: str) -> None:
    """Fill a database, do each act, print a line for each."""
    with (tempfile.TemporaryDirectory(dir="/dev/shm") as folder, database(kind, Path(folder)) as url,
          pytest.MonkeyPatch.context(), at(NOW)):
        app = opened(Path(folder), url)
        with app.app_context(), connection():
            watch = Watch()
            clerk = fill(app, int(bookings))
            count = Booking.select().count()
            print(json.dumps({"act": "fill", "rows": count, **watch.read()}), flush=True)
            town = Town(app, clerk)
            for act in only or ACTS:
                print(json.dumps({"act": act, "rows": count, "database": kind, **getattr(town, act)()}), flush=True)
            db.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
