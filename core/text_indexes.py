"""The triggers that keep a text index of SQLite in step with its table, and how lost ones come back.

SQLite changes a column by making the table anew, and forgets its triggers: the index would then find nothing new.
"""

from __future__ import annotations

from collections.abc import Sequence

from peewee import Database


def triggers(table: str) -> Sequence[str]:
    """The statements that make the three triggers of a table's index."""
    fts = f"{table}_fts"
    row = f"INSERT INTO {fts}({fts}, rowid, folded) VALUES ('delete', old.id, old.folded);"  # noqa: S608 (a table of ours)
    new = f"INSERT INTO {fts}(rowid, folded) VALUES (new.id, new.folded);"  # noqa: S608 (the same)
    return (
        f"CREATE TRIGGER {fts}_insert AFTER INSERT ON {table} BEGIN {new} END",
        f"CREATE TRIGGER {fts}_delete AFTER DELETE ON {table} BEGIN {row} END",
        f"CREATE TRIGGER {fts}_update AFTER UPDATE OF folded ON {table} WHEN old.folded IS NOT new.folded "
        f"BEGIN {row} {new} END")


def rebuilding(table: str) -> str:
    """The statement that reads the whole table into its index."""
    return f"INSERT INTO {table}_fts({table}_fts) VALUES ('rebuild')"  # noqa: S608 (a table of ours)


def mend(database: Database) -> list[str]:
    """Give their triggers back to the indexes that lost them, and read their tables anew; returns those tables."""
    names = {kind: {name for (name,) in database.execute_sql("SELECT name FROM sqlite_master WHERE type = ?", (kind,))}
             for kind in ("table", "trigger")}
    lost = sorted(table for table in names["table"]
                  if f"{table}_fts" in names["table"] and f"{table}_fts_insert" not in names["trigger"])
    with database.atomic():
        for table in lost:
            for statement in (*triggers(table), rebuilding(table)):
                database.execute_sql(statement)
    return lost
