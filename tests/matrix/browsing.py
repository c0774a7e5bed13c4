"""People at their browsers: each call is a request like any other, and is undone once it was looked at."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from peewee import Model

from core.accounts.models import Attempt, KeptForm, SessionRow, User
from core.app import models_of
from core.database import db, is_sqlite, write_transaction
from core.jobs import Job
from core.journal import Entry
from core.notify import Notice
from core.organisations import Organisation
from core.outbox import Delivery
from core.seals import Seal
from core.testing import Browser, signed_in
from tests.matrix.tokens import SIDES, Side
from tests.planted import Undone

BOOKKEEPING = (Entry, Seal, SessionRow, Attempt, KeptForm, Job, Delivery, Notice)
"""What may change without anybody's business having changed: who read what, who is signed in."""
REFUSALS = ("Votre rôle ne comprend pas", *(f"Rien ne se {verb} dans cette liste." for verb in (
    "crée", "modifie", "supprime")))
"""How the policy of a route refuses."""
WRITES = re.compile(r'^(?:INSERT|REPLACE)[\w ]* INTO "?(\w+)|^UPDATE "?(\w+)')


@dataclass
class Reply:
    """An answer, read to its end; `rows` are those of business that it wrote, when somebody watched."""

    status: int
    text: str
    data: bytes
    headers: Any
    location: str = ""
    rows: list[tuple] = field(default_factory=list)

    @property
    def changed(self) -> str:
        """The rows that it wrote, in words."""
        return ", ".join(f"{model.__name__} {key}" for model, key, _values in self.rows)

    @property
    def refused(self) -> bool:
        """Whether the policy of the route said no."""
        said = (each for words in REFUSALS for each in (words, json.dumps(words).strip('"')))
        return self.status == 401 or (self.status == 403 and any(words in self.text for words in said))

    @property
    def to_sign_in(self) -> bool:
        """Whether it sends to the sign-in page."""
        return self.status == 302 and urlsplit(self.location).path == "/login"


class Somebody:
    """One person, signed in once; or, without cookie, a visitor."""

    def __init__(self, world: World, user: User | None = None, key: str = ""):
        self.world, self.app, self.user, self.key = world, world.app, user, key
        app = world.app
        self.kept: dict = {}
        agent = Side.word(SIDES[key in ("stranger", "elsewhere")], "agent", key)
        client = signed_in(app, user) if user else app.test_client()
        client.get("/comptes/moi", headers={"User-Agent": agent}) if user else None
        self.token, cookie = client.token(), client.get_cookie("marelle")
        self.cookie = cookie.value if cookie else ""

    def browser(self) -> Browser:
        """A browser with her session as it was at the beginning."""
        client = self.app.test_client()
        client.sends_token = False
        client.set_cookie("marelle", self.cookie)
        return client

    def open(self, path: str, method: str = "GET", *, watch: bool = False, **request) -> Reply:
        """One request, undone afterwards. `watch`: find out which tables it wrote to."""
        with undone(), written() as names:
            reply = self.ask(self.browser(), path, method, **request)
            if watch:
                reply.rows = touched(self.world.planted, contents(self.app, names))
        return reply

    def ask(self, client: Browser, path: str, method: str = "GET", *, token: bool = True, **request) -> Reply:
        """One request as it is; nothing undone."""
        headers = dict(request.pop("headers", {}))
        if method not in ("GET", "HEAD") and token:
            headers["X-CSRFToken"] = self.token
        answer = client.open(path, method=method, headers=headers, **request)
        data = answer.get_data()
        answer.close()
        return Reply(answer.status_code, data.decode("utf-8", "replace"), data, answer.headers,
                     urljoin("http://localhost/", answer.headers.get("Location", "")))

    def get(self, path: str, **request) -> Reply:
        """One reading."""
        return self.open(path, **request)

    def post(self, path: str, data: Any = None, **request) -> Reply:
        """One form."""
        return self.open(path, "POST", data=data, **request)


@contextmanager
def undone() -> Iterator[None]:
    """A transaction that is rolled back; what waits for its commit never happens."""
    with suppress(Undone), write_transaction():
        yield
        raise Undone


def writes_to(name: str, statement: str) -> bool:
    """Whether a statement changes this table."""
    found = WRITES.match(statement)
    return bool(found) and name in found.groups()


@contextmanager
def written() -> Iterator[Callable[[str], bool]]:
    """Whether the block wrote to a table, by its name; a deletion may reach any of them, and so may PostgreSQL."""
    said: list[str] = []
    if not is_sqlite():
        yield lambda _name: True
        return
    db.connection().set_trace_callback(said.append)
    try:
        yield lambda name: any(each.startswith("DELETE") or writes_to(name, each) for each in said)
    finally:
        db.connection().set_trace_callback(None)


def tables(app: Flask) -> list[type[Model]]:
    """The tables of business."""
    return [model for model in models_of(app) if model not in BOOKKEEPING]


Contents = dict[type[Model], dict[Any, tuple]]


def contents(app: Flask, among: Callable[[str], bool] = lambda _name: True) -> Contents:
    """Every row of every table of business, by its key; raw, because it is read after each call."""
    found: Contents = {}
    for model in tables(app):
        if not among(model._meta.table_name):
            continue
        key = model._meta.primary_key.column_name
        columns = ", ".join(f'"{field.column_name}"' for field in model._meta.sorted_fields)
        rows = db.execute_sql(f'SELECT "{key}", {columns} FROM "{model._meta.table_name}"')  # noqa: S608
        found[model] = {row[0]: row[1:] for row in rows.fetchall()}
    return found


def touched(before: Contents, after: Contents) -> list[tuple[type[Model], Any, dict[str, Any]]]:
    """The rows that were added, changed or taken away, with what stands in them now (or stood)."""
    found = []
    for model, new in after.items():
        old, names = before[model], [field.name for field in model._meta.sorted_fields]
        found += [(model, key, dict(zip(names, new.get(key) or old[key], strict=True)))
                  for key in new.keys() | old.keys() if new.get(key) != old.get(key)]
    return found


class World:
    """The planted application: its people by name, its rows by side."""

    def __init__(self, app: Flask):
        self.app = app
        self.users = {user.email.partition("@")[0]: user for user in User.select()}
        self.places = {row.name: row for row in Organisation.select()}
        self.people = {key: Somebody(self, user, key) for key, user in self.users.items()}
        self.visitor = Somebody(self)
        self.kept: dict[Any, Any] = {}
        self.planted = contents(app)

    def __getitem__(self, key: str) -> Somebody:
        return self.people[key]

    def place(self, name: str) -> Organisation:
        """The organisation `A.service`, or `ministry` above all."""
        letter, dot, kind = name.partition(".")
        return self.places[SIDES[letter == "B"].word("lieu", kind) if dot else "Ministère"]

