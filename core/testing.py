"""Fixtures for plugin authors and ourselves: an application on a throw-away database, and people with rights.

In a plugin's conftest.py: `pytest_plugins = ["core.testing"]`, and a fixture `plugins` giving the classes to load.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from core import database
from core.accounts.models import Membership, Role, User
from core.app import create_app, sources_of
from core.database import db
from core.organisations import Organisation
from core.plugin import Plugin
from core.settings import Config

KEY = "a key for tests only, of thirty-two characters or more"
_ready: dict[tuple, Path] = {}


@pytest.fixture
def plugins() -> list[type[Plugin]]:
    """The plugin classes of the test's application; override it."""
    return []


@pytest.fixture
def database_url(tmp_path) -> str:
    """Where the test's application keeps its rows: a new SQLite file; override it for another database."""
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def config(tmp_path, database_url) -> Config:
    """The deployment of the test's application."""
    return Config(data=tmp_path, database_url=database_url, secret_key=KEY, journal_key=KEY, durable=False,
                  pdf_sandbox="auto")


@pytest.fixture
def app(config, plugins) -> Iterator[Flask]:
    """An application with an empty migrated database, inside its context."""
    app = make_app(config, plugins)
    with app.app_context():
        db.connect(reuse_if_open=True)
        yield app
        close()


def make_app(config: Config, plugins: list[type[Plugin]]) -> Flask:
    """A migrated application; a SQLite database is copied from one migrated before for the same plugins."""
    app = create_app(config, plugins)
    app.config.update(TESTING=True, KEEP_CONNECTION=True)
    target = Path(config.database.removeprefix("sqlite:///"))
    key = tuple(plugin.__name__ for plugin in plugins)
    if database.is_sqlite() and key in _ready:
        shutil.copy(_ready[key], target)
        return app
    database.migrate(sources_of(app))
    if database.is_sqlite():
        kept = Path(tempfile.mkdtemp(prefix="marelle-test-")) / "migrated.db"
        with database.connection():
            db.execute_sql("VACUUM INTO ?", (str(kept),))
        _ready[key] = kept
    close()
    return app


def close() -> None:
    """Close the connection and the pool, so that the next test opens its own database."""
    if not db.is_closed():
        db.close()
    db.obj.close_all() if hasattr(db.obj, "close_all") else None


@pytest.fixture
def client(app):
    """A browser without JavaScript, signed out."""
    return app.test_client()


@pytest.fixture
def place(app) -> Organisation:
    """The root organisation of the test."""
    root = Organisation(kind="ministry", name="Ministère", code="QC", currency="CAD", time_zone="America/Toronto",
                        locale="fr_CA", country="CA")
    root.save()
    return root


@pytest.fixture
def user_with(app, place):
    """A factory: `user_with("mes.request.read", at=division)` is a person holding these permissions there."""

    def make(*permissions: str, at: Organisation | None = None, name: str = "Personne", staff: bool = True) -> User:
        number = User.select().count() + 1
        user = User(email=f"personne{number}@exemple.test", first_name=name, last_name=f"Numéro {number}",
                    is_staff=staff)
        user.save()
        role = Role(name=f"role{number}", label=f"Rôle {number}", permissions=list(permissions))
        role.save()
        Membership(user=user, role=role, organisation=at or place).save()
        return User.get_by_id(user.id)

    return make


def signed_in(app: Flask, user: User):
    """A client in which `user` is signed in, by a session row like any other."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = user.fs_uniquifier, True
    return client


@pytest.fixture
def sign_in(app):
    """A factory of signed-in clients."""
    return lambda user: signed_in(app, user)


