"""Which database the tests run on: `--database sqlite` (quick, the default), `postgres`, or `all` (script/test)."""

from __future__ import annotations

import hashlib
import os

import pytest

from core.settings import Config
from tests.postgres import running_postgres

pytest_plugins = ["core.testing"]
KINDS = {"sqlite": ["sqlite"], "postgres": ["postgres"], "all": ["sqlite", "postgres"]}


def pytest_addoption(parser):
    parser.addoption("--database", choices=KINDS, default="sqlite", help="run the tests on this database, or on all")


def pytest_generate_tests(metafunc):
    """Each test on each database asked for; those marked `words` on the first alone, unless SLOW=1.

    They try what is said, shown, escaped or refused before any query that the two databases could answer otherwise, or
    pages and rules whose queries and writes other tests ask of both: lists, scope, the engine, lives of a request.
    """
    if "database_kind" in metafunc.fixturenames:
        kinds = KINDS[metafunc.config.getoption("database")]
        alike = metafunc.definition.get_closest_marker("words") and not os.environ.get("SLOW")
        metafunc.parametrize("database_kind", kinds[:1] if alike else kinds, scope="session")


TOGETHER = {f"tests/matrix/test_{name}.py": "tests/matrix/forms" for name in (
    "csrf", "foreign", "injection", "mass_assignment")}
"""Files that one worker runs: they begin with the same walk, which finds the forms of a person."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Each file to one worker, and some files to the same."""
    from xdist.scheduler import LoadFileScheduling  # noqa: PLC0415 (only where the tests run beside each other)

    class Files(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return TOGETHER.get(file, file)

    return Files(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def postgres():
    """The PostgreSQL of this run, started by the first test that asks for it."""
    with running_postgres() as cluster:
        yield cluster


@pytest.fixture
def database_url(request, database_kind, tmp_path):
    """The address of a new database of the kind under test, deleted afterwards: migrated if an app is asked for."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'marelle.db'}"
        return
    from core.testing import MIGRATED  # noqa: PLC0415 (pytest rewrites its assertions first)

    cluster = request.getfixturevalue("postgres")
    wants_app = "app" in request.fixturenames
    url = cluster.create_database(template_of(request, cluster) if wants_app else "template1")
    if wants_app:
        MIGRATED.add(url)
    yield url
    MIGRATED.discard(url)
    cluster.drop_database(url)


def template_of(request, cluster) -> str:
    """A database migrated for the plugins of this test, made at the first test that has them."""
    from core.testing import KEY, make_app  # noqa: PLC0415 (pytest rewrites its assertions first)

    plugins = request.getfixturevalue("plugins")
    name = hashlib.sha256(repr(plugins).encode()).hexdigest()[:16]
    return cluster.template(f"migrated_{name}", lambda url: make_app(
        Config(data=request.getfixturevalue("tmp_path") / "template", database_url=url, secret_key=KEY,
               journal_key=KEY, durable=False), plugins))
