"""What `marelle check` proves of the background work: declared well, able to write, mail and back up, nothing stuck."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

from flask import Flask

from core import anchors
from core.database import connection, db, is_sqlite
from core.errors import MarelleError
from core.jobs import Job
from core.outbox import Delivery
from core.running import NAME
from core.serving import refuse_unsafe
from core.workflow.proof import Finding, place


def background(app: Flask, stored: bool) -> Iterator[Finding]:
    """Every finding; `stored=False` leaves the database and the machine out (a plugin's own test)."""
    parts = app.extensions[NAME]
    for kind in parts.jobs.values():
        if not kind.run.__doc__:
            yield Finding(place(kind.run), f"the job {kind.name} has no docstring.", "Say in a sentence what it does.")
    if stored:
        with app.app_context():
            yield from _machine(app)
            yield from _stuck()


def _machine(app: Flask) -> Iterator[Finding]:
    config = app.extensions[NAME].config
    try:
        refuse_unsafe(app)
    except MarelleError as fault:
        yield Finding("data folder", str(fault.message), str(fault.remedy))
    folder = anchors.folder()
    if folder.exists() and not os.access(folder, os.W_OK):
        yield Finding(f"anchor folder {folder}", "cannot be written: the journal is not sealed.",
                      "Give it to the user who runs Marelle.")
    if config.public_url and not config.mail_url and not config.demo:
        yield Finding("MARELLE_MAIL_URL", "names no mail server: mails are only kept as files.",
                      "Give it as smtp+tls://user:password@host.")
    if not is_sqlite() and not shutil.which("pg_dump"):
        yield Finding("pg_dump", "is not installed: marelle backup cannot work.",
                      "Install PostgreSQL's client programs.")


def _stuck() -> Iterator[Finding]:
    with connection():
        if not db.table_exists(Job._meta.table_name):
            return
        failed = Job.select().where(Job.status == "failed").count()
        stuck = Delivery.select().where(Delivery.state << ("refused", "blocked")).count()
    if failed:
        yield Finding("jobs", f"{failed} failed.", "See the page Tâches, mend the cause, and retry them.")
    if stuck:
        yield Finding("outbox", f"{stuck} could not be delivered.", "See the page Tâches.")
