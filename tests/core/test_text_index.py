"""The text indexes: merged rarely, those made today and those made before."""

from __future__ import annotations

from importlib import import_module

from core.database import db, is_sqlite
from core.organisations import Organisation
from core.records import matching

BEFORE = "INSERT INTO core_organisation_fts(core_organisation_fts, rank) VALUES ('automerge', 4)"


def gathered():
    """How many segments the index of organisations gathers; PostgreSQL's has no such setting."""
    if not is_sqlite():
        return 16
    return db.execute_sql("SELECT v FROM core_organisation_fts_config WHERE k = 'automerge'").fetchone()[0]


def test_a_new_index_merges_rarely(app):
    assert gathered() == 16


def test_an_old_index_merges_rarely_once_migrated(app, place):
    if is_sqlite():
        db.execute_sql(BEFORE)

    import_module("core.migrations.0006_text_indexes").up(None, db)

    assert gathered() == 16
    assert list(Organisation.select().where(matching(Organisation, place.name))) == [place]
