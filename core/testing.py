"""Fixtures for plugin authors and ourselves: an application on a throw-away database, and people with rights.

In a plugin's conftest.py: `pytest_plugins = ["core.testing"]`, and a fixture `plugins` giving the classes to load.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.datastructures import Headers

from core import database
from core.accounts.forgery import UNSAFE
from core.accounts.models import Membership, Role, User
from core.accounts.security import cheap_passwords
from core.app import create_app, sources_of
from core.database import db
from core.organisations import Organisation
from core.plugin import Plugin
from core.quality import findings
from core.settings import Config

KEY = "a key for tests only, of thirty-two characters or more"
_ready: dict[tuple, Path] = {}
MIGRATED: set[str] = set()
"""The addresses of databases that are copies of a migrated one: there is nothing to look for in them."""


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
    app.test_client_class = Browser
    app.jinja_env.bytecode_cache = Remembered()
    cheap_passwords(app)
    target = Path(config.database.removeprefix("sqlite:///"))
    key = tuple(plugin.__name__ for plugin in plugins)
    if database.is_sqlite() and key in _ready:
        shutil.copy(_ready[key], target)
        return app
    if config.database not in MIGRATED:
        database.migrate(sources_of(app))
    if database.is_sqlite():
        kept = Path(tempfile.mkdtemp(prefix="marelle-test-")) / "migrated.db"
        with database.connection():
            db.execute_sql("VACUUM INTO ?", (str(kept),))
        _ready[key] = kept
    close()
    return app


class Remembered(BytecodeCache):
    """The compiled templates of all applications of a run: half of a test's time went in compiling them again."""

    codes: ClassVar[dict[tuple[str, str], CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give Jinja the code of this very source."""
        bucket.code = self.codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember it."""
        self.codes[bucket.key, bucket.checksum] = bucket.code


class Browser(FlaskClient):
    """A client that sends the token of its session with every unsafe request, as our forms do.

    `sends_token = False` makes it forget to. Each request has an application context of its own, as in service.
    """

    sends_token = True

    def open(self, *args, **kwargs):
        if self.sends_token and kwargs.get("method", "GET") in UNSAFE:
            kwargs["headers"] = Headers(kwargs.get("headers") or {})
            kwargs["headers"].setdefault("X-CSRFToken", self.token(base_url=kwargs.get("base_url")))
        with self.application.app_context():
            return super().open(*args, **kwargs)

    def token(self, **where) -> str:
        """A token of this browser's session."""
        with self.application.app_context(), self.session_transaction(**where) as session:
            raw = session.get("csrf_token")
            if raw is None:
                raw = session["csrf_token"] = "0" * 40
        return URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token").dumps(raw)


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


def signed_in(app: Flask, user: User, *, fresh: bool = True) -> Browser:
    """A client in which `user` is signed in, by a session row like any other.

    `fresh`: whether her password was given just now, so that grave acts do not ask for it again.
    """
    client = app.test_client()
    with app.app_context(), client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = user.fs_uniquifier, True
        session["fs_paa"] = time.time() if fresh else 0
    return client


@pytest.fixture
def sign_in(app):
    """A factory of signed-in clients."""
    return lambda user: signed_in(app, user)




def check_plugin(plugin: type[Plugin], *required: type[Plugin]) -> None:
    """Assert that a plugin keeps every promise; `required` are the plugins it requires.

    Names, scopes, imports, workflows, templates, translations, migrations equal to the models.
    """
    with tempfile.TemporaryDirectory() as folder:
        config = Config(data=Path(folder), secret_key=KEY, journal_key=KEY, durable=False)
        app = make_app(config, [*required, plugin])
        with app.app_context():
            db.connect(reuse_if_open=True)
            said = [str(finding) for finding in findings(app, plugin)]
            close()
    if said:
        raise AssertionError("\n".join(said))
