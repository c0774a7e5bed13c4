"""Which database the tests run on: `--database sqlite` (quick, the default), `postgres`, or `all` (script/test)."""

from __future__ import annotations

import pytest

from tests.postgres import running_postgres

pytest_plugins = ["core.testing"]
KINDS = {"sqlite": ["sqlite"], "postgres": ["postgres"], "all": ["sqlite", "postgres"]}


def pytest_addoption(parser):
    parser.addoption("--database", choices=KINDS, default="sqlite", help="run the tests on this database, or on all")


def pytest_generate_tests(metafunc):
    if "database_kind" in metafunc.fixturenames:
        metafunc.parametrize("database_kind", KINDS[metafunc.config.getoption("database")], scope="session")


@pytest.fixture(scope="session")
def postgres():
    """The PostgreSQL of this run, started by the first test that asks for it."""
    with running_postgres() as cluster:
        yield cluster


@pytest.fixture
def database_url(request, database_kind, tmp_path):
    """The address of a new, empty database of the kind under test, deleted afterwards."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'marelle.db'}"
        return
    cluster = request.getfixturevalue("postgres")
    url = cluster.create_database()
    yield url
    cluster.drop_database(url)
