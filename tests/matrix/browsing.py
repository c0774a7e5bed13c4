"""People at their browsers: each call is a request like any other, and is undone once it was looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from peewee import Model

from core.accounts.models import Attempt, KeptForm, SessionRow, User
from core.app import models_of
from core.database import db, write_transaction
from core.jobs import Job
from core.journal import Entry
from core.notify import Notice
from core.organisations import Organisation
from core.outbox import Delivery
from core.seals import Seal
from core.testing import Browser, signed_in
from tests.matrix.tokens import SIDES, Side

BOOKKEEPING = (Entry, Seal, SessionRow, Attempt, KeptForm, Job, Delivery, Notice)
"""What may change without anybody's business having changed: who read what, who is signed in."""
REFUSAL = "Votre rôle ne comprend pas"
"""How the policy of a route refuses."""


class Undone(Exception):
    """Ends a block of which nothing stays."""


@dataclass
class Reply:
    """An answer, read to its end; `changed` names the tables that it wrote to."""

    status: int
    text: str
    data: bytes
    headers: Any
    location: str = ""
    changed: list[str] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether the policy of the route said no."""
        return self.status == 401 or (self.status == 403 and REFUSAL in self.text)

    @property
    def to_sign_in(self) -> bool:
        """Whether it sends to the sign-in page."""
        return self.status == 302 and urlsplit(self.location).path == "/login"


class Somebody:
    """One person, signed in once; or, without cookie, a visitor."""

    def __init__(self, app: Flask, user: User | None = None, key: str = ""):
        self.app, self.user, self.key = app, user, key
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
        with undone():
            before = contents(self.app) if watch else {}
            reply = self.ask(self.browser(), path, method, **request)
            if watch:
                after = contents(self.app)
                reply.changed = [name for name in before if before[name] != after[name]]
        return reply

    def ask(self, client: Browser, path: str, method: str = "GET", *, token: bool = True, **request) -> Reply:
        """One request as it is; nothing undone."""
        headers = dict(request.pop("headers", {}))
        if method != "GET" and token:
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


def tables(app: Flask) -> list[type[Model]]:
    """The tables of business."""
    return [model for model in models_of(app) if model not in BOOKKEEPING]


def contents(app: Flask) -> dict[str, list[tuple]]:
    """Every row of every table of business."""
    return {model._meta.table_name: list(model.select().order_by(model._meta.primary_key).tuples().execute())
            for model in tables(app)}


class World:
    """The planted application: its people by name, its rows by side."""

    def __init__(self, app: Flask):
        self.app = app
        self.users = {user.email.partition("@")[0]: user for user in User.select()}
        self.people = {key: Somebody(app, user, key) for key, user in self.users.items()}
        self.visitor = Somebody(app)

    def __getitem__(self, key: str) -> Somebody:
        return self.people[key]

    def place(self, name: str) -> Organisation:
        """The organisation `A.service`, or `ministry` above all."""
        letter, dot, kind = name.partition(".")
        if not dot:
            return Organisation.get(Organisation.kind == name)
        return Organisation.get(Organisation.name == SIDES[letter == "B"].word("lieu", kind))

