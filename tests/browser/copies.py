"""A server that is built once and copied for each module: `python -m tests.browser.copies`, a port on each line read.

Each copy is a process of its own, which knows nothing of what the others were asked: it serves as `marelle serve` does.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from contextlib import suppress

from flask import Flask

from core.app import check_schema, create_app
from core.database import db
from core.running import NAME
from core.serving import serve

FORK = multiprocessing.get_context("fork")


def main() -> None:
    """Build, then copy at each line, and say the number of the copy; the last one ends with this process."""
    app = create_app()
    warm(app)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a copy: it leaves nothing when it ends
    print("ready", flush=True)
    last = 0
    for line in sys.stdin:
        last = copy(app, int(line))
        print(last, flush=True)
    with suppress(ProcessLookupError):
        os.kill(last or os.getpid(), signal.SIGTERM)


def warm(app: Flask) -> None:
    """Have done what a first page alone costs; no connection may be open when the process is copied."""
    app.test_client().get("/login")
    db.obj.close_all()


def copy(app: Flask, port: int) -> int:
    """A copy of this process that serves on this port; its number."""
    copied = FORK.Process(target=answer, args=(app, port))
    copied.start()
    return copied.pid


def answer(app: Flask, port: int) -> None:
    """What a copy does: it serves until it is told to stop."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    speak(app)
    with app.app_context():
        check_schema(app)
    serve(app, port=port)


def speak(app: Flask) -> None:
    """What is said goes to a file of the data folder; the lines of the one who asks are not for this copy."""
    log = os.open(app.extensions[NAME].config.data / "serve.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    silence = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((silence, 0), (log, 1), (log, 2)):
        os.dup2(source, target)


if __name__ == "__main__":
    main()
