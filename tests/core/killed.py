"""A nursery of workers for the tests that kill them: each line read gives birth to one, whose number is printed.

`killed.py DATA DATABASE`; forked from a process that has everything imported, a worker is at work in no time.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

from peewee import CharField, IntegerField, Model

from core.app import create_app
from core.database import db
from core.i18n import _
from core.jobs import job
from core.numbering import next_number
from core.outbox import deliverer, put
from core.plugin import Plugin
from core.settings import Config
from core.testing import KEY
from core.worker import Worker

PARTS = 3
LEASE = timedelta(seconds=2)


class Effect(Model):
    """What a job did in the database: nothing forbids a second one, so that a double would be seen."""

    what = CharField()
    job = IntegerField()
    number = IntegerField()

    class Meta:
        database = db
        table_name = "killed_effect"


def leave(what: str, job: int) -> None:
    """One effect, with a number of the one series."""
    Effect.insert(what=what, job=job, number=next_number("killed")).execute()


@job("killed.parts", title=_("En parties"))
def in_parts(progress):
    """Three effects, each with the progress that says it is done."""
    for part in range(progress.done + 1, PARTS + 1):
        with progress.part(part, PARTS):
            leave(f"part {part}", progress.id)
        time.sleep(0.002)


@job("killed.once", title=_("En une fois"))
def at_once(progress):
    """One effect with the end of the job, and something outside."""
    time.sleep(0.005)
    with progress.finish({"kept": True}):
        leave("whole", progress.id)
        put("killed.send", {"job": progress.id}, key=f"job:{progress.id}")
        time.sleep(0.002)


@deliverer("killed.send", repeatable=True)
def SEND(payload, key):
    """Append the key to a file, as a recipient would keep it."""
    with open(ARRIVED, "a") as out:
        out.write(key + "\n")


class Killed(Plugin):
    """The jobs of these workers."""

    name = "killed"
    models = (Effect,)
    jobs = (in_parts, at_once)
    deliverers = (SEND,)


ARRIVED = ""


def main(data: str, url: str) -> None:
    """Fork a worker for each line; the workers run until they are killed."""
    global ARRIVED  # noqa: PLW0603 (where the recipient keeps what arrives)
    ARRIVED = str(Path(data) / "arrived.txt")
    config = Config(data=Path(data), database_url=url, secret_key=KEY, journal_key=KEY, durable=False)
    app = create_app(config, [Killed])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _line in sys.stdin:
        born = os.fork()
        if not born:
            os.close(sys.stdout.fileno())
            Worker(app, lease=LEASE).start()
            signal.pause()
        print(born, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
