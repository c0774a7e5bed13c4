"""The worker: woken by huey, it claims jobs and deliveries one after the other until nothing is ready."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask, g
from huey.consumer import Consumer
from peewee import InterfaceError, OperationalError

from core import jobs, outbox
from core.database import connection, write_transaction
from core.errors import Forbidden, MarelleError, NotFound, PluginError, Refused, SettingError
from core.i18n import _
from core.jobs import ATTEMPTS, Job
from core.leases import LEASE, after
from core.notify import everywhere, notify
from core.outbox import Delivery
from core.periodic import enqueue_due
from core.presence import Presence, gone
from core.progress import Interrupted, LeaseLost, Progress
from core.records import utcnow
from core.running import NAME, running
from core.sentences import pack

log = logging.getLogger("marelle.worker")
HOPELESS = (Refused, Forbidden, NotFound, SettingError, PluginError)
"""What another attempt would not change."""
SWEEP = timedelta(minutes=1)
WATCH = timedelta(seconds=10)
"""How often one looks whether another died, while any has a job in hand."""
PATIENCE = 10
"""Seconds that a stopping worker leaves to what it is doing."""


class InProcess(Consumer):
    """huey's consumer as threads of any process: it leaves the signals alone."""

    def _set_signal_handlers(self):
        pass


class Worker:
    """Threads that do the background work of one application. `lease` and `watch` are shorter in tests only."""

    def __init__(self, app: Flask, *, threads: int = 2, lease: timedelta = LEASE, watch: timedelta = WATCH):
        self.app, self.threads, self.lease, self.watch = app, threads, lease, watch
        self.queue = app.extensions[NAME].queue
        self.folder = app.extensions[NAME].config.data / "workers"
        self.presence = Presence(self.folder)
        self._stopping, self._alarm, self._lock = threading.Event(), None, threading.Lock()
        self._consumer: Consumer | None = None

    def start(self) -> None:
        """Start the threads; what is waiting is done first, whether the bell rang for it or not."""
        self.queue.on_wake, self.queue.on_minute = self._woken, self._minute
        self._consumer = InProcess(self.queue.huey, workers=self.threads, worker_type="thread", initial_delay=0.05,
                                   max_delay=0.5, shutdown_timeout=PATIENCE)
        self._consumer.start()
        self.queue.wake()

    def stop(self) -> None:
        """Finish what is being done, if it takes less than PATIENCE; a job that tells its progress stops there."""
        self._stopping.set()
        if self._consumer:
            self._consumer.stop(graceful=True)

    def drain(self) -> int:
        """Do all that is ready; returns how many jobs and deliveries there were."""
        count = 0
        while not self._stopping.is_set():
            did = [self._one(self.run_next), self._one(lambda: deliver_next(self.lease))]
            if not any(did):
                break
            count += sum(did)
        return count

    def run_next(self) -> bool:
        """Claim one job and run it; says whether there was one."""
        row = jobs.claim_job(self.presence.claimant(), self.lease)
        if row is None:
            return False
        self._ring_at(utcnow() + self.watch)
        g.language = row.created_by.language if row.created_by_id else "fr"
        if row.attempts > ATTEMPTS:
            _put_back(row, "failed", _("Le travail a été interrompu %(count)s fois.", count=ATTEMPTS))
        else:
            run(row, Progress(row, self.lease, stopping=self._stopping.is_set))
        return True

    def _one(self, work: Callable[[], bool]) -> bool:
        with self.app.app_context(), connection():
            return work()

    def _woken(self) -> None:
        self._safely(self._look)

    def _minute(self) -> None:
        self._safely(self._sweep)
        self._safely(self._look)

    def _sweep(self) -> None:
        with self.app.app_context(), connection():
            enqueue_due()

    def _look(self) -> None:
        with self.app.app_context(), connection():
            for path in gone(self.folder):
                jobs.take_back(path.name)
                path.unlink(missing_ok=True)
        self.drain()

    def _safely(self, work: Callable[[], object]) -> None:
        """Leave the work for the next minute when the database is away; then ring again when something is due."""
        try:
            work()
            self._set_alarm()
        except (OperationalError, InterfaceError) as fault:
            log.error("the database is away: %s", type(fault).__name__)

    def _set_alarm(self) -> None:
        with self.app.app_context(), connection():
            watch = utcnow() + self.watch if jobs.some_are_running() else None
            moments = [moment for moment in (jobs.next_moment(), outbox.next_moment(), watch) if moment]
        if moments:
            self._ring_at(max(min(moments), utcnow() + timedelta(seconds=1)))

    def _ring_at(self, soon: datetime) -> None:
        """Ring then, whoever hears it, unless this one rings before, or the sweep comes before."""
        now = utcnow()
        with self._lock:
            if soon < now + SWEEP and not (self._alarm and now < self._alarm <= soon):
                self._alarm = soon
                self.queue.wake(soon)


def run(row: Job, progress: Progress) -> None:
    """Run a claimed job: its end and its last effects are one transaction; a fault puts it back or ends it."""
    kind = running().jobs[row.name]
    try:
        result = kind(progress, **row.arguments)
        if not progress.finished:
            with progress.finish(result):
                pass
    except LeaseLost:
        log.warning("job %s was taken over by another worker", row.id)
    except Interrupted:
        _put_back(row, "queued", "", attempts=row.attempts - 1, run_at=utcnow())
    except HOPELESS as fault:
        _put_back(row, "failed", fault)
    except Exception as fault:  # the job boundary: a fault is recorded, and the job tried again later
        log.error("job %s (%s) failed", row.id, row.name, exc_info=fault)
        _put_back(row, "failed" if row.attempts >= ATTEMPTS else "queued", fault)


def _put_back(row: Job, status: str, error: object, **changes) -> None:
    """Write how an attempt ended, if the job is still ours; administrators hear of the last one."""
    over = status == "failed"
    changes = {"status": status, "error": _words(error), "lease_until": None, "finished_at": utcnow() if over else None,
               "run_at": utcnow() + after(row.attempts)} | changes
    with write_transaction():
        mine = Job.update(changes).where(Job.id == row.id, Job.owner == row.owner, Job.status == "running").execute()
        if mine and over:
            notify(everywhere("core.job.read"), _("La tâche « %(title)s » n’a pas abouti (n° %(id)s).",
                   title=running().jobs[row.name].title, id=row.id), link=f"/taches/{row.id}", kind="fault")


def _words(error: object) -> str:
    """What may be shown and kept of a fault: our own sentences, and of any other only its type and place."""
    if isinstance(error, MarelleError):
        return pack(error.message)
    if not isinstance(error, BaseException):
        return pack(error)
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return pack(f"{type(error).__name__}" + (f", {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
                                             if trace else ""))


def deliver_next(lease: timedelta) -> bool:
    """Deliver one thing of the outbox; administrators hear of what cannot be delivered."""
    row: Delivery | None = outbox.deliver_next(lease)
    if row and row.state in ("refused", "blocked") and row.kind != "core.mail":
        notify(everywhere("core.job.read"), _("Un envoi n’a pas abouti : %(kind)s, n° %(id)s.", kind=row.kind,
               id=row.id), link="/taches", kind="fault")
    return row is not None
