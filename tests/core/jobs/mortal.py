"""A worker for the tests that kill it: `mortal.py DATA DATABASE`, with a job that hangs the first time."""

from __future__ import annotations

import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

from core.app import create_app
from core.i18n import _
from core.jobs import job
from core.plugin import Plugin
from core.settings import Config
from core.testing import KEY
from core.worker import Worker


@job("mortal.hang", title=_("Pendre"))
def hang(progress):
    """Take long, unless somebody began before."""
    if progress.done:
        return
    with progress.part(1, 2):
        pass
    time.sleep(60)


class Mortal(Plugin):
    name = "mortal"
    jobs = (hang,)


def main(data: str, url: str) -> None:
    """Work until killed; the lease is longer than any test."""
    app = create_app(Config(data=Path(data), database_url=url, secret_key=KEY, journal_key=KEY, durable=False),
                     [Mortal])
    Worker(app, threads=1, watch=timedelta(seconds=1)).start()
    print("at work", flush=True)
    signal.pause()


if __name__ == "__main__":
    main(*sys.argv[1:])
