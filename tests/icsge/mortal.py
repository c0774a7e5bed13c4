"""A worker that kills itself at one exact step: `mortal.py DATA DATABASE`, then a number a line on its input.

Each line gives birth to a worker that dies at its so manieth step (0: never): before or after any statement, commit or
request. It answers the number of the worker, then how that one ended: its signal, or 0, and how many steps it took.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from core import jobs
from core.app import create_app
from core.database import connection, db
from core.leases import LEASE
from core.progress import Progress
from core.settings import Config
from core.testing import KEY, close
from core.worker import run
from plugins.agreements.plugin import Agreements
from plugins.families.plugin import Families
from plugins.icsge.exchange.client import HttpTransport
from plugins.icsge.plugin import Icsge


class Steps:
    """Counts the steps of this process and kills it at the one that was named."""

    def __init__(self, last: int):
        self.last, self.taken = last, 0

    def take(self) -> None:
        """One more step; the last one is never finished."""
        self.taken += 1
        if self.taken == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, owner, name: str) -> None:
        """Count a step before and one after each call of a method."""
        method = getattr(owner, name)

        def counted(*args, **kwargs):
            self.take()
            result = method(*args, **kwargs)
            self.take()
            return result

        setattr(owner, name, counted)


def live(app, last: int, told: Path) -> None:
    """Do all the work there is, or die; how many steps that took is written down."""
    steps = Steps(last)
    for owner, name in ((db.obj, "execute_sql"), (db.obj, "commit"), (HttpTransport, "send"),
                        (HttpTransport, "look_up")):
        steps.around(owner, name)
    with app.app_context(), connection():
        while row := jobs.claim_job(str(os.getpid()), LEASE):
            run(row, Progress(row))
    told.write_text(str(steps.taken))


def main() -> None:
    """Wait for numbers, and give birth."""
    config = Config(data=Path(sys.argv[1]), database_url=sys.argv[2], secret_key=KEY, journal_key=KEY, durable=False)
    app, told = create_app(config, [Families, Agreements, Icsge]), config.data / "steps"
    close()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            live(app, json.loads(line), told)
            os._exit(0)
        print(child, flush=True)
        _pid, status = os.waitpid(child, 0)
        print(f"{os.waitstatus_to_exitcode(status)} {told.read_text() if told.exists() else 0}", flush=True)
        told.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
