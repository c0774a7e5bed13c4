"""One file with everything but the keys: database, files, anchors. A restore takes all of it or nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from core import anchors
from core.alphabet import sort_key
from core.archive import damaged, unpack, writing
from core.database import SORT_KEY, connection, db, is_sqlite
from core.errors import MarelleError
from core.filestore import flush
from core.records import utcnow
from core.running import running

COPIES = {"sqlite": "database.sqlite", "postgresql": "database.dump"}


def back_up(target: Path) -> dict[str, Any]:
    """Write a backup of the running application to `target` and return its manifest.

    Anchors come first, for the journal may only be ahead of them; the files last, for each that a row names was
    there before the row.
    """
    kind = "sqlite" if is_sqlite() else "postgresql"
    heads = {path.name: path.read_bytes() for path in sorted(anchors.folder().glob("*.json"))}
    with writing(target, {"made_at": utcnow().isoformat(), "database": kind}) as archive, \
            tempfile.TemporaryDirectory(dir=target.parent) as folder:
        copy = Path(folder) / COPIES[kind]
        copy_sqlite(copy) if kind == "sqlite" else dump_postgres(copy)
        for name, content in heads.items():
            archive.add(f"anchors/{name}", BytesIO(content))
        with open(copy, "rb") as stream:
            archive.add(COPIES[kind], stream)
        for name in sorted(running().store):
            with closing(running().store.open(name)) as stream:
                archive.add(f"files/{name[:2]}/{name}", stream)
    return archive.manifest


def restore(source: Path, folder: Path, database_url: str = "") -> dict[str, Any]:
    """Restore a backup into a new data folder, and into an empty PostgreSQL if it was made of one.

    Everything is read and compared before anything gets its name; MarelleError on any difference.
    """
    if folder.exists() and any(folder.iterdir()):
        raise MarelleError(f"{folder} is not empty.", "Restore into a new folder, then start Marelle with it.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", suffix=".part", dir=folder.parent))
    try:
        manifest = unpack(source, part)
        copy = part / COPIES.get(manifest.get("database", ""), "none")
        if not copy.exists():
            raise damaged(source, "it has no database")
        if manifest["database"] == "sqlite":
            check_sqlite(copy)
            os.rename(copy, part / "marelle.db")
        else:
            load_postgres(copy, database_url)
            copy.unlink()
        if folder.exists():
            folder.rmdir()
        os.rename(part, folder)
        flush(folder.parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return manifest


def copy_sqlite(target: Path) -> None:
    """A consistent copy while others write: copying the file would not be one."""
    with connection():
        db.execute_sql("VACUUM INTO ?", (str(target),))


def check_sqlite(path: Path) -> None:
    """Refuse a database that is not sound in itself."""
    try:
        with closing(sqlite3.connect(path)) as opened:
            opened.create_function(SORT_KEY, 1, sort_key, deterministic=True)
            found = [*opened.execute("PRAGMA integrity_check"), *opened.execute("PRAGMA foreign_key_check")]
    except sqlite3.DatabaseError as fault:
        found = [str(fault)]
    if found != [("ok",)]:
        raise MarelleError(f"The database of the backup is damaged: {found[-1]}.", "Take another backup.")


def dump_postgres(target: Path) -> None:
    """A consistent dump, in PostgreSQL's own format."""
    run(["pg_dump", "--format=custom", "--no-owner", f"--file={target}"], running().config.database)


def load_postgres(path: Path, url: str) -> None:
    """Load a dump into an empty database, in one transaction."""
    if not url:
        raise MarelleError("This is a backup of PostgreSQL.", "Name an empty database with --database postgresql://…")
    run(["pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", str(path)], url)


def run(command: list[str], url: str) -> None:
    """Run one of PostgreSQL's programs on a database; the password goes by the environment, where nobody sees it."""
    parts = urlsplit(url)
    place = {"PGHOST": parts.hostname or "", "PGPORT": str(parts.port or 5432), "PGUSER": unquote(parts.username or ""),
             "PGPASSWORD": unquote(parts.password or "")}
    try:
        ended = subprocess.run([*command, f"--dbname={parts.path[1:]}"], env=os.environ | place, capture_output=True,
                               text=True, check=False)
    except FileNotFoundError:
        raise MarelleError(f"{command[0]} is not installed.", "Install PostgreSQL's client programs.") from None
    if ended.returncode:
        raise MarelleError(f"{command[0]} failed: {ended.stderr.strip()}", "Is the database there, and empty?")
