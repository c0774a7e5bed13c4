"""Who is at work: each worker holds a lock on a file of its own, and its death, however sudden, lets the lock go."""

from __future__ import annotations

import fcntl
import logging
import os
import uuid
import weakref
from pathlib import Path
from socket import gethostname

log = logging.getLogger("marelle.worker")


class Presence:
    """The lock of one worker on a file under its name; it is held until the worker or its process ends."""

    def __init__(self, folder: Path):
        self.name = uuid.uuid4().hex
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            opened = os.open(folder / self.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            weakref.finalize(self, os.close, opened)
            fcntl.flock(opened, fcntl.LOCK_EX)
            os.write(opened, gethostname().encode())  # last: a file that says its host was locked
        except OSError as fault:  # a disk that is full or knows no locks: what this one leaves waits for its lease
            log.warning("the lock of a worker cannot be held: %s", type(fault).__name__)

    def claimant(self) -> str:
        """A name for one claim: the worker's, and one that no other claim has."""
        return f"{self.name}.{uuid.uuid4().hex}"


def gone(folder: Path) -> list[Path]:
    """The files of the dead of this host, named for them; whoever has freed what one left deletes its file.

    Those of another host are never judged: not every disk that is shared tells which locks are held elsewhere.
    """
    return [path for path in sorted(folder.glob("*")) if is_dead(path)]


def is_dead(path: Path) -> bool:
    """Whether it is of this host, and nobody holds it any more."""
    try:
        with path.open() as found:
            fcntl.flock(found, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return found.read() == gethostname()
    except OSError:
        return False
