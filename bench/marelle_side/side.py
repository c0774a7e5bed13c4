"""What the worker asks of Marelle: each act gives a function to time and one that says what came of it."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench import dataset
from bench.marelle_side.plugin import GRANTED, Bench, Request, RequestFlow
from bench.worker import DEEP, PAGE, Act, listed, searched
from core.accounts.models import Membership, Role, User
from core.app import create_app, sources_of
from core.database import connection, db, migrate, write_transaction
from core.i18n import fold
from core.journal import Entry
from core.organisations import Organisation
from core.records import text_index
from core.settings import Config
from core.workflow import bulk
from core.workflow.engine import fire

LIST = "/demandes/"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
KEY = "a key for measuring only, of thirty-two characters or more"
MOMENT = dataset.START.isoformat(" ")
CHILDREN = ("insert into bench_child (id, nirec, first_name, last_name, birth_date, installation_id, folded, version, "
            "created_at, updated_at) values (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)")
REQUESTS = ("insert into bench_request (id, reference, child_id, installation_id, state, type, hours, days, reason, "
            "state_since, created_at, updated_at, folded, version) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)")


def application():
    """The real application, with the plugin of the comparison."""
    database = Path(os.environ["BENCH_DATABASE"])
    config = Config(data=database.parent, database_url=f"sqlite:///{database}", secret_key=KEY, journal_key=KEY,
                    durable=os.environ["BENCH_SYNCHRONOUS"] == "full")
    return create_app(config, [Bench])


def seed(rows: int) -> None:
    """Make the tables and fill them; one officer whose role may do everything here."""
    app = application()
    migrate(sources_of(app))
    with app.app_context(), connection():
        db.create_tables(Bench.models)
        root = Organisation(kind="ministry", name="Ministère", currency="CAD", time_zone="America/Toronto")
        root.save()
        role = Role(name="officer", label="Agent", permissions=list(GRANTED))
        officer = User(email="officer@exemple.test", first_name="Odile", last_name="Agente")
        for each in (role, officer):
            each.save()
        Membership(user=officer, role=role, organisation=root).save()
        for place in dataset.installations():
            Organisation(kind="installation", code=place.code, name=place.name, parent=root).save()
        with write_transaction():
            fill(rows, root)
            for model in Bench.models:
                text_index(db, model._meta.table_name)


def fill(rows: int, root: Organisation) -> None:
    """The children and requests of the data set; its installations are the organisations after the root."""
    names = {child.id: f"{child.first_name} {child.last_name}" for child in dataset.children(rows)}
    raw = db.connection()
    raw.executemany(CHILDREN, (
        (*child[:4], child.birth_date.isoformat(), child.installation + root.id,
         fold(f"{names[child.id]} {child.nirec}"), MOMENT, MOMENT) for child in dataset.children(rows)))
    raw.executemany(REQUESTS, (
        (*each[:3], each.installation + root.id, *each[4:9], *[each.since.isoformat(" ")] * 3,
         fold(f"{each.reference} {names[each.child]}")) for each in dataset.requests(rows)))
    raw.execute("insert into core_state_count (workflow, place, state, count) "
                "select 'bench.request', path, state, count(*) from bench_request "
                "join core_organisation on core_organisation.id = installation_id group by path, state")


class Side:
    """A signed-in officer in front of the application."""

    def __init__(self, session: str = ""):
        self.app = application()
        self.client = self.app.test_client()
        if session:
            self.client.set_cookie("marelle", session)
        else:
            self.sign_in()
        self.session = self.client.get_cookie("marelle").value

    def sign_in(self) -> None:
        """A session row like any other."""
        with self.app.app_context(), self.client.session_transaction() as session:
            officer = User.get(User.email == "officer@exemple.test")
            session["_user_id"], session["_fresh"], session["fs_paa"] = officer.fs_uniquifier, True, time.time()

    def prepare(self, rows: int) -> None:
        """Find the rows that each act will use, and a token."""
        self.rows, self.token = rows, TOKEN.search(self.get(f"{LIST}nouveau").text).group(1)
        with self.app.app_context(), connection():
            self.officer = User.get(User.email == "officer@exemple.test")
            self.officer.can("bench.request.read")
            self.edited, self.pressed, self.fired = ids("draft"), ids("submitted", 1), ids("submitted", 0)
            many = Request.select(Request.id).where(Request.state == "compliant").order_by(Request.id)
            self.many = [row.id for row in many.limit(dataset.BULK)]

    def get(self, address: str):
        return self.client.get(address)

    def post(self, address: str, fields: dict):
        return self.client.post(address, data={"csrf_token": self.token} | fields)

    def done(self, answer) -> bool:
        """Whether a form was accepted; reads, untimed, a page that says so, as a browser would."""
        return answer.status_code == 303 and "data-toast" in self.get("/").text

    def asked(self, question: Callable) -> Any:
        """The answer to a question to the database, outside of what is timed."""
        with self.app.app_context(), connection():
            return question()

    def page(self, number: int) -> Act:
        """The first page of the list."""
        return lambda: self.get(LIST), listed

    def deep(self, number: int) -> Act:
        """A page far down: its link names the row before it."""
        page, last = int(self.rows * DEEP) // PAGE + number, self.asked(lambda: Request.select().count())
        before = last + 1 - (page - 1) * PAGE
        return lambda: self.get(f"{LIST}?after={before}&rank={(page - 1) * PAGE + 1}"), listed

    def search(self, number: int) -> Act:
        """A family name among the requests in one state."""
        return lambda: self.get(f"{LIST}?state=submitted&q={searched(number)}"), listed

    def form(self, number: int) -> Act:
        """The form of a request."""
        address = f"{LIST}{next(self.edited)}/modifier"
        return lambda: self.get(address), lambda answer: (answer.status_code, b'name="reason"' in answer.data)

    def create(self, number: int) -> Act:
        """Send the form of a new request."""
        fields = {"reference": f"2027-01-{number:06d}", "child": 1 + number % 1000, "installation": 2 + number % 40,
                  "type": "new", "hours": 4, "days": 100, "reason": "Un essai de saisie."}
        return lambda: self.post(f"{LIST}nouveau", fields), lambda answer: (
            self.done(answer), self.counted(Request.reference == fields["reference"]))

    def edit(self, number: int) -> Act:
        """Send the form of a request with another reason."""
        pk = next(self.edited)
        row = self.asked(lambda: Request.get_by_id(pk))
        fields = self.fields(row) | {"reason": f"Motif revu {number}.", "days": row.days + 1}
        return lambda: self.post(f"{LIST}{pk}/modifier", fields), lambda answer: (
            self.done(answer), self.counted((Request.id == pk) & (Request.reason == fields["reason"])))

    def fields(self, row: Request) -> dict:
        """What the form of a request sends."""
        return {"reference": row.reference, "child": row.child_id, "installation": row.installation_id,
                "type": row.type, "hours": "" if row.hours is None else row.hours, "days": row.days,
                "reason": row.reason, "version": row.version}

    def counted(self, condition) -> int:
        return self.asked(lambda: Request.select().where(condition).count())

    def press(self, number: int) -> Act:
        """Press the button of a transition on the record's page."""
        pk = next(self.pressed)
        return lambda: self.post(f"{LIST}{pk}/transition/comply", {"version": 1}), lambda answer: (
            self.done(answer), *self.asked(lambda: moved(pk)))

    def fire(self, number: int) -> Act:
        """Read a request, check, move it and write the journal row, in one transaction."""
        pk = next(self.fired)
        return self.inside(lambda: fire(Request.get_by_id(pk), "comply", self.officer), lambda _done: moved(pk))

    def bulk(self, number: int) -> Act:
        """Move ten thousand requests, each with its journal row, and say of each other why not."""
        name = "reopen" if number % 2 else "close"
        return self.inside(lambda: bulk.run(RequestFlow, name, self.many, self.officer), lambda outcomes: (
            sum(not each.possible for each in outcomes), in_state("compliant", self.many)))

    def inside(self, do: Callable, look: Callable) -> Act:
        """An act without a request, in a context and with a connection that were there before."""
        context = self.app.app_context()
        context.push()
        db.connect(reuse_if_open=True)

        def looked(result) -> Any:
            try:
                return look(result)
            finally:
                context.pop()

        return do, looked


def moved(pk: int) -> tuple:
    """Where a request stands, and how many journal rows tell of it."""
    told = Entry.select().where(Entry.kind == "bench.request", Entry.record == pk)
    return Request.get_by_id(pk).state, told.count()


def in_state(state: str, among: list[int]) -> int:
    """How many of these requests are in a state."""
    return Request.select().where(Request.id << among, Request.state == state).count()


def ids(state: str, part: int | None = None) -> Iterator[int]:
    """Requests in a state that no guard refuses, from the oldest; every second one when a part is asked for."""
    found = Request.select(Request.id).where(Request.state == state, Request.hours.is_null(False)).order_by(Request.id)
    kept = [row.id for row in found.limit(10_000)]
    return iter(kept if part is None else kept[part::2])


def start(session: str) -> list[str]:
    """The first page in a new process."""
    do, look = Side(session).page(0)
    return look(do())
