"""Background work: a row written with the business is the truth; whoever claims it has it while its lease lasts."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, JSONField, TextField

from core.accounts.models import User
from core.database import on_commit, write_transaction
from core.errors import Refused
from core.i18n import _
from core.leases import LEASE, after, claim
from core.records import ALWAYS, MomentField, Record, utcnow
from core.running import running
from core.schedule import Crontab, Interval, schedule
from core.waking import wake

ATTEMPTS = 8
"""How often a job is tried before somebody must look at it."""


class Job(Record):
    """One piece of background work. `key` says what it is for: a second one of the same key is the same job.

    `message` and `error` are sentences (core.sentences). Never put personal data in `arguments`: give ids.
    """

    name = CharField(max_length=80, index=True)
    arguments = JSONField(default=dict)
    key = CharField(max_length=160, null=True, unique=True)
    status = CharField(max_length=10, default="queued")
    owner = CharField(max_length=80, default="")
    lease_until = MomentField(null=True)
    attempts = IntegerField(default=0)
    run_at = MomentField(default=utcnow)
    done = IntegerField(default=0)
    total = IntegerField(default=0)
    message = TextField(default="")
    error = TextField(default="")
    result = JSONField(null=True)
    cancel_asked = BooleanField(default=False)
    created_by = ForeignKeyField(User, null=True, on_delete="SET NULL", backref="jobs")
    started_at = MomentField(null=True)
    finished_at = MomentField(null=True)

    class Meta:
        table_name = "core_job"
        indexes = ((("status", "run_at"), False),)

    @classmethod
    def within(cls, user, permission: str = ""):
        """Those a person asked for, and all of them for who may see the jobs."""
        return ALWAYS if user.can(permission or cls.permission()) else cls.created_by == user.id

    @property
    def over(self) -> bool:
        """Whether it will not run any more."""
        return self.status in ("done", "failed", "cancelled")


@dataclass(frozen=True)
class JobKind:
    """A declared kind of work; `title` is what people read, `every` when it falls due by itself."""

    name: str
    run: Callable[..., dict[str, Any] | None]
    title: object
    every: Crontab | Interval | None = None

    def __call__(self, progress, **arguments) -> dict[str, Any] | None:
        return self.run(progress, **arguments)


def job(name: str, *, title: object, every: str | timedelta | None = None) -> Callable[[Callable], JobKind]:
    """Declare a function as a kind of work; list it in the plugin's `jobs`.

    The function takes a `core.progress.Progress`, then the arguments by name, and returns a small dict or nothing.
    It may be run again after a crash: write with `part()` or `finish()` of the progress, or so that again is harmless.
    """

    def declare(function: Callable) -> JobKind:
        return JobKind(name, function, title, schedule(every) if every else None)

    return declare


def enqueue(name: str, arguments: dict[str, Any] | None = None, *, key: str = "", run_at: datetime | None = None,
            user=None) -> Job:
    """Put work down in the caller's transaction; workers are woken when it commits.

    A key that exists already gives the job that has it; with other arguments it is refused.
    """
    if name not in running().jobs:
        raise LookupError(f"no plugin declares the job {name!r}")
    plain = json.loads(json.dumps(arguments or {}))
    new = {"name": name, "arguments": plain, "key": key or None, "run_at": run_at or utcnow(),
           "created_by": user.id if user else None}
    with write_transaction():
        query = Job.insert(new)
        inserted = query.on_conflict_ignore().execute() if key else query.execute()
        found = Job.get_or_none(Job.key == key) if key else Job.get_by_id(inserted)
        if (found.name, found.arguments) != (name, plain):
            raise Refused(_("Une autre tâche porte déjà la clé « %(key)s ».", key=key))
        on_commit(wake)
    return found


def ready(names) -> Any:
    """The condition on jobs that may be run now: waiting and due, or left behind by a worker that is gone."""
    now = utcnow()
    return Job.name.in_(list(names)) & (
        ((Job.status == "queued") & (Job.run_at <= now)) | ((Job.status == "running") & (Job.lease_until < now)))


def claim_job(owner: str, lease: timedelta = LEASE) -> Job | None:
    """Take the oldest ready job of the kinds this application knows."""
    return claim(Job, ready(running().jobs), {"status": "running", "owner": owner, "started_at": utcnow()}, lease)


def take_back(worker: str) -> None:
    """Put what a dead worker had in hand back in the queue: at once, or after a while if it outlived several."""
    for left in Job.select().where(Job.status == "running", Job.owner.startswith(f"{worker}.")):
        wait = after(left.attempts - 1, LEASE) if left.attempts > 1 else timedelta()
        with write_transaction():
            Job.update(status="queued", lease_until=None, run_at=utcnow() + wait).where(
                Job.id == left.id, Job.owner == left.owner, Job.status == "running").execute()


def some_are_running() -> bool:
    """Whether any worker has a job in hand."""
    return Job.select().where(Job.status == "running").exists()


def next_moment() -> datetime | None:
    """When the next job will be ready that is not yet: a delayed one, or one whose worker may be gone."""
    ours = Job.name << list(running().jobs)
    moments = [Job.select(Job.run_at).where(ours, Job.status == "queued").order_by(Job.run_at),
               Job.select(Job.lease_until).where(ours, Job.status == "running").order_by(Job.lease_until)]
    found = [moment for query in moments for moment in [query.limit(1).scalar()] if moment]
    return min(found, default=None)


def cancel(wanted: Job) -> None:
    """Take a waiting job away; ask a running one to stop at its next step."""
    with write_transaction():
        stopped = Job.update(status="cancelled", finished_at=utcnow()).where(
            Job.id == wanted.id, Job.status == "queued").execute()
        if not stopped:
            Job.update(cancel_asked=True).where(Job.id == wanted.id, Job.status == "running").execute()


def hasten(number: int | None) -> None:
    """Let a job that waits for its time run now, in the caller's transaction."""
    with write_transaction():
        Job.update(run_at=utcnow()).where(Job.id == number, Job.status == "queued", Job.run_at > utcnow()).execute()
        on_commit(wake)


def retry(wanted: Job) -> None:
    """Put a failed job back in the queue, with all its attempts before it."""
    with write_transaction():
        Job.update(status="queued", attempts=0, run_at=utcnow(), finished_at=None, error="").where(
            Job.id == wanted.id, Job.status == "failed").execute()
        on_commit(wake)
