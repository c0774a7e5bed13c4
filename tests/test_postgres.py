"""The throw-away PostgreSQL: each database is new, copies hold what the template holds, nothing is left behind."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from core.database import connect_to, db
from tests.postgres import binaries, run, running_postgres


def answer(url, statement):
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(statement).fetchone()[0]


def test_each_database_is_new(postgres):
    first, second = postgres.create_database(), postgres.create_database()
    with psycopg.connect(first) as connection:
        connection.execute("create table child (name text)")

    assert first != second
    assert answer(second, "select count(*) from pg_tables where tablename = 'child'") == 0


def test_a_template_is_filled_once_and_copied_with_its_content(postgres):
    filled = []

    def fill(url):
        filled.append(url)
        with psycopg.connect(url) as connection:
            connection.execute("create table child as select 'Maëlle' as name")

    urls = [postgres.create_database(postgres.template("children", fill)) for _ in range(2)]

    assert [answer(url, "select name from child") for url in urls] == ["Maëlle", "Maëlle"]
    assert len(filled) == 1


def test_a_template_is_copied_although_somebody_is_still_connected_to_it(postgres):
    name = postgres.template("busy", lambda url: None)
    with psycopg.connect(postgres.url(name)) as left_open:
        url = postgres.create_database(name)
        assert answer(url, "select 1") == 1
        with pytest.raises(psycopg.OperationalError):
            left_open.execute("select 1")


def test_a_dropped_database_is_gone_although_somebody_is_connected(postgres):
    url = postgres.create_database()
    with psycopg.connect(url):
        postgres.drop_database(url)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


def test_the_application_takes_the_address(postgres):
    database = connect_to(postgres.create_database())
    try:
        assert database.execute_sql("select current_setting('server_encoding')").fetchone() == ("UTF8",)
    finally:
        database.close_all()


def test_nothing_is_left_behind(postgres):
    with running_postgres() as other:
        port = urlsplit(other.address).port
        folder = Path(answer(other.url("postgres"), "show data_directory")).parent
        assert port != urlsplit(postgres.address).port

    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(other.url("postgres"))


def test_a_failure_says_what_the_program_said(postgres, tmp_path):
    with pytest.raises(RuntimeError, match=r"(?s)initdb failed:.*unrecognized option"):
        run(tmp_path, "initdb", "--nonsense")


def test_binaries_are_found_off_the_path():
    assert (binaries() / "initdb").is_file()


def test_database_url_is_an_empty_database_of_the_kind_asked(database_url, database_kind):
    connect_to(database_url)
    try:
        assert db.get_tables() == []
        assert urlsplit(database_url).scheme.startswith(database_kind)
    finally:
        db.close_all()
