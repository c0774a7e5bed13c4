"""Commands of who runs an installation: worker, journal verify, backup, restore."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from core.app import check_schema
from core.backup import back_up, restore as restore_backup
from core.database import connection
from core.serving import work
from core.verify import verify as verify_journal


@click.command()
@click.option("--threads", default=2, show_default=True, help="how many jobs are done at once")
@with_appcontext
def worker(threads: int) -> None:
    """Do the background work: jobs, mails, what falls due by itself."""
    check_schema(current_app)
    work(current_app._get_current_object(), threads=threads)


@click.group()
def journal() -> None:
    """The journal of acts."""


@journal.command()
@with_appcontext
def verify() -> None:
    """Read the whole journal and its seals, and tell what is not as it was written."""
    with connection():
        verdict = verify_journal()
    for problem in verdict.problems:
        click.echo(f"{problem.where} {problem.what}")
    click.echo(f"{verdict.rows} rows, {verdict.seals} seals, {verdict.unsealed} rows not sealed yet, "
               f"{verdict.found} problems.")
    sys.exit(1 if verdict.found else 0)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Write the database, the files and the anchors to FILE (.tar.gz). The keys (secrets.toml) are not in it."""
    made = back_up(file.resolve())
    click.echo(f"{file}: {len(made['digests'])} contents. Keep secrets.toml apart: without it nobody can sign in, "
               "and the journal cannot be verified.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", "folder", required=True, type=click.Path(file_okay=False, path_type=Path),
              help="a new data folder")
@click.option("--database", "url", default="", metavar="URL", help="an empty PostgreSQL database")
def restore(file: Path, folder: Path, url: str) -> None:
    """Restore a backup into a new data folder; refuse it whole when anything in it is not as it was written."""
    made = restore_backup(file, folder.resolve(), url)
    click.echo(f"{folder}: the state of {made['made_at']}. Put secrets.toml there, then start Marelle with "
               f"MARELLE_DATA={folder}{' and MARELLE_DATABASE_URL' if url else ''}.")


OPERATIONS = (worker, journal, backup, restore)
