"""MES on both databases: one planted application for the whole run, and each test rolled back after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from core.accounts.roles import sync_roles
from core.database import db, write_transaction
from core.settings import Config
from core.testing import KEY, close, make_app
from plugins.families.plugin import Families
from plugins.mes.plugin import Mes
from tests.mes.world import gather, plant


@pytest.fixture
def plugins():
    return [Families, Mes]


class Undone(Exception):
    """Raised at the end of each test: nothing of it stays."""


@pytest.fixture(scope="session")
def planted(request, database_kind, tmp_path_factory):
    """An application with the tree, the roles and the people of `world`, and how to come back to its database."""
    folder = tmp_path_factory.mktemp("mes")
    cluster = request.getfixturevalue("postgres") if database_kind == "postgres" else None
    url = cluster.create_database() if cluster else f"sqlite:///{folder / 'mes.db'}"
    app = make_app(Config(data=folder, database_url=url, secret_key=KEY, journal_key=KEY, durable=False),
                   [Families, Mes])
    opened = db.obj
    with app.app_context():
        sync_roles(app)
        plant()
    close()
    yield app, opened
    db.initialize(opened)
    close()
    if cluster:
        cluster.drop_database(url)


@contextmanager
def undone(app, opened) -> Iterator:
    """The world, in a transaction that is rolled back at the end of the block."""
    db.initialize(opened)
    with app.app_context():
        db.connect(reuse_if_open=True)
        with suppress(Undone), write_transaction():
            yield gather()
            raise Undone
        db.close()


@pytest.fixture
def world(planted):
    """The tree, the people and their requests; whatever the test does is undone after it."""
    with undone(*planted) as found:
        yield found
