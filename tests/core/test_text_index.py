"""The text indexes: merged rarely, those made today and those made before."""

from __future__ import annotations

from importlib import import_module

from core.app import sources_of
from core.database import db, is_sqlite, migrate
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


def triggers_of(table: str) -> int:
    """How many triggers keep an index in step; PostgreSQL needs none."""
    return db.execute_sql("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?",
                          (table,)).fetchone()[0] if is_sqlite() else 3


def test_an_index_that_lost_its_triggers_finds_again_once_migrated(app, place):
    if is_sqlite():
        for name in ("insert", "delete", "update"):
            db.execute_sql(f"DROP TRIGGER core_organisation_fts_{name}")
    place.name = "Pavillon du Barachois"
    place.save()
    assert not is_sqlite() or list(Organisation.select().where(matching(Organisation, "barachois"))) == []

    migrate(sources_of(app))

    assert triggers_of("core_organisation") == 3
    assert list(Organisation.select().where(matching(Organisation, "barachois"))) == [place]
    migrate(sources_of(app))
    assert triggers_of("core_organisation") == 3
