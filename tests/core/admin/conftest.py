"""A workshop that repairs things: owners, repairs and their parts, in organisations that must not see each other."""

from __future__ import annotations

import re
from contextlib import contextmanager

import pytest

from core.accounts.models import SYSTEM
from core.database import db
from core.organisations import Organisation
from core.records import text_index
from core.workflow.engine import create
from tests.core.admin.workshop import ALL, MODELS, Owner, Repair, Workshop


@pytest.fixture
def plugins():
    return [Workshop]


@pytest.fixture
def app(app):
    db.create_tables(MODELS)
    for model in (Owner, Repair):
        text_index(db, model._meta.table_name)
    return app


@pytest.fixture
def north(place):
    return organisation("Atelier Nord", place)


@pytest.fixture
def south(place):
    return organisation("Atelier Sud", place)


def organisation(name, parent):
    found = Organisation(kind="installation", name=name, parent=parent, code=name[-3:])
    found.save()
    return found


@pytest.fixture
def repairer(user_with, north):
    return user_with(*ALL, at=north, name="Odile")


@pytest.fixture
def make_repair():
    """A factory of repairs, asked by their owner."""
    numbers = iter(range(1, 10_000))

    def make(workshop, title="Bouilloire", owner=None, **values):
        number = next(numbers)
        owner = owner or make_owner(workshop, f"Cliente{number}")
        record = Repair(number=f"R-{number:04d}", title=title, owner=owner, workshop=workshop, **values)
        return create(record, "ask", SYSTEM)

    return make


def make_owner(workshop, last_name, first_name="Zoé"):
    owner = Owner(first_name=first_name, last_name=last_name, workshop=workshop)
    owner.save()
    return owner


@pytest.fixture
def queries(monkeypatch):
    """A block that lists the statements sent to the database meanwhile."""

    @contextmanager
    def counting():
        sent = []
        execute = type(db.obj).execute_sql

        def noting(self, sql, params=None, *args, **kwargs):
            sent.append(sql)
            return execute(self, sql, params, *args, **kwargs)

        with monkeypatch.context() as patch:
            patch.setattr(type(db.obj), "execute_sql", noting)
            yield sent

    return counting


def cells(answer):
    """The texts of a list's rows, without markup."""
    body = answer.text.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S) for row in body.split("</tr>") if "<t" in row]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in rows]
