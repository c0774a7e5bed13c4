"""A process for the tests of serving: `served.py DATA DATABASE serve|worker PORT`, with a job and two slow pages."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from core.app import create_app
from core.i18n import _
from core.jobs import enqueue, job
from core.plugin import Plugin
from core.policy import ANYONE, Policy, declare
from core.serving import serve, work
from core.settings import Config
from core.testing import KEY


@job("tiny.work", title=_("Travail"))
def tiny_work(progress):
    """Take a moment."""
    time.sleep(0.02)


class Tiny(Plugin):
    """The job of this process."""

    name = "tiny"
    jobs = (tiny_work,)


def slow():
    """Answer after a while."""
    time.sleep(1.5)
    return "answered"


def put():
    """Put a job down."""
    return str(enqueue("tiny.work").id)


def main(data: str, url: str, what: str, port: str) -> None:
    """Serve, or work, until a signal."""
    app = create_app(Config(data=Path(data), database_url=url, secret_key=KEY, journal_key=KEY, durable=False), [Tiny])
    for name, view in (("slow", slow), ("put", put)):
        app.add_url_rule(f"/{name}", name, view)
        declare(app, name, Policy(ANYONE))
    work(app) if what == "worker" else serve(app, port=int(port))


if __name__ == "__main__":
    main(*sys.argv[1:])
