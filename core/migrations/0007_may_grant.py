"""Roles that may give other roles; in one statement, since SQLite would otherwise rebuild a table that others need."""
from core.database import is_sqlite


def up(migrator, db):
    kind = "JSON" if is_sqlite() else "JSONB"
    db.execute_sql(f"ALTER TABLE core_role ADD COLUMN may_grant {kind} NOT NULL DEFAULT '[]'")


def down(migrator, db):
    db.execute_sql("ALTER TABLE core_role DROP COLUMN may_grant")
