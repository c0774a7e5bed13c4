"""An application that a whole run shares: filled once, and each test rolled back after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from core.accounts.roles import sync_roles
from core.database import db, write_transaction
from core.settings import Config
from core.testing import KEY, close, make_app


class Undone(Exception):
    """Raised at the end of each test: nothing of it stays."""


@contextmanager
def planted_app(request, folder, plugins: list, plant: Callable[[], None]) -> Iterator[tuple]:
    """An application on the database under test, with its roles and what `plant` makes; and its open database."""
    cluster = request.getfixturevalue("postgres") if request.getfixturevalue("database_kind") == "postgres" else None
    url = cluster.create_database() if cluster else f"sqlite:///{folder / 'planted.db'}"
    app = make_app(Config(data=folder, database_url=url, secret_key=KEY, journal_key=KEY, durable=False), plugins)
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


def planted(name: str, plugins: list, plant: Callable[[], None]):
    """The fixture `planted_<name>` of a folder of tests: such an application with its open database, one for a run."""

    @pytest.fixture(scope="session", name=f"planted_{name}")
    def fixture(request, database_kind, tmp_path_factory):
        with planted_app(request, tmp_path_factory.mktemp(name), plugins, plant) as found:
            yield found

    return fixture


@contextmanager
def undone(app, opened) -> Iterator[None]:
    """A transaction on the planted database that is rolled back at the end of the block."""
    db.initialize(opened)
    with app.app_context():
        db.connect(reuse_if_open=True)
        try:
            with suppress(Undone), write_transaction():
                yield
                raise Undone
        finally:
            close()
