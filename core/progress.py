"""What a running job holds: its lease, the progress it tells, and the two ways to write exactly once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from core.accounts.models import SYSTEM
from core.database import in_write_transaction, write_transaction
from core.jobs import Job
from core.leases import LEASE
from core.records import utcnow
from core.sentences import pack

PACE = 0.5
"""Seconds between two writings of the progress."""


class LeaseLost(Exception):
    """Somebody else has the job now: stop, write nothing."""


class Interrupted(Exception):
    """The worker is asked to stop: the job goes back to the queue."""


class Progress:
    """Given to the function of a job. `done` is where an interrupted run had come to, if it used `part()`."""

    user = SYSTEM

    def __init__(self, row: Job, lease: timedelta = LEASE, *, stopping: Callable[[], bool] = lambda: False):
        self.row, self.lease, self.stopping = row, lease, stopping
        self.id, self.arguments = row.id, row.arguments
        self.finished = False
        self._told, self._cancelled = time.monotonic(), row.cancel_asked

    @property
    def created_by(self):
        """The person who asked for it, or None."""
        return self.row.created_by

    @property
    def done(self) -> int:
        return self.row.done

    @property
    def total(self) -> int:
        return self.row.total

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop; a job that sees it should return soon."""
        if self._due():
            self._renew()
        return self._cancelled

    def step(self, done: int, total: int = 0, message: object = "") -> None:
        """Tell how far it is, in a transaction of its own, at most every half second; keeps the lease.

        Inside a `write_transaction` it is told afterwards.
        """
        self._say(done, total, message)
        if self._due() and not in_write_transaction():
            if self.stopping():
                raise Interrupted
            self._renew()

    @contextmanager
    def part(self, done: int, total: int = 0, message: object = "") -> Iterator[None]:
        """One transaction for the block and for having come to `done`: after a crash the job starts there again."""
        if self.stopping():
            raise Interrupted
        with write_transaction():
            self._say(done, total, message)
            self._renew()
            yield

    @contextmanager
    def finish(self, result: dict[str, Any] | None = None) -> Iterator[None]:
        """One transaction for the block and for the end of the job: both are written, once, or none."""
        with write_transaction():
            self._write(status="cancelled" if self._cancelled else "done", result=result, finished_at=utcnow(),
                        lease_until=None, error="", **self._position())
            yield
        self.finished = True

    def _say(self, done: int, total: int, message: object) -> None:
        self.row.done, self.row.total = done, total or self.row.total
        self.row.message = pack(message) or self.row.message

    def _due(self) -> bool:
        return time.monotonic() - self._told >= PACE

    def _position(self) -> dict[str, Any]:
        return {"done": self.row.done, "total": self.row.total, "message": self.row.message}

    def _renew(self) -> None:
        self._write(lease_until=utcnow() + self.lease, **self._position())
        self._told = time.monotonic()
        self._cancelled = Job.select(Job.cancel_asked).where(Job.id == self.id).scalar()

    def _write(self, **changes) -> None:
        with write_transaction():
            mine = Job.update(changes).where(Job.id == self.id, Job.owner == self.row.owner, Job.status == "running")
            if mine.execute() != 1:
                raise LeaseLost
