"""The text indexes made before they merged rarely, those of the plugins too."""
from core.database import is_sqlite
from core.records import merge_rarely

INDEXES = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%USING fts5(folded,%'"


def up(migrator, db):
    if is_sqlite():
        for (name,) in db.execute_sql(INDEXES).fetchall():
            merge_rarely(db, name)


def down(migrator, db):
    """How often an index merges is no part of the schema."""
