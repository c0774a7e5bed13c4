"""Work that falls due by itself: once per due moment, made up for when no worker ran, whoever sweeps first."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from peewee import CharField, DateTimeField, Model

from core.database import db, write_transaction
from core.i18n import choose_zone
from core.jobs import Job, JobKind, enqueue
from core.records import utcnow
from core.running import running
from core.schedule import Interval, last_due

KEPT = timedelta(hours=1)
"""How long the finished jobs of an interval stay in the list; there is one a minute."""


class Period(Model):
    """The last due moment of a kind of work for which a job was put down; without zone (core.schedule)."""

    kind = CharField(primary_key=True, max_length=80)
    last = DateTimeField()

    class Meta:
        database = db
        table_name = "core_period"


def enqueue_due(now: datetime | None = None) -> list[Job]:
    """Put down a job for each kind that fell due since the last one; nothing when it is still at work.

    A kind seen for the first time waits for its next moment: what was due before the installation is not made up for.
    """
    now = now or utcnow()
    found = [_enqueue(kind, now) for kind in running().jobs.values() if kind.every]
    return [job for job in found if job]


def _enqueue(kind: JobKind, now: datetime) -> Job | None:
    due = last_due(kind.every, now, ZoneInfo(choose_zone()))
    seen = Period.get_or_none(Period.kind == kind.name)
    if due is None or (seen and seen.last >= due):
        return None
    with write_transaction():
        if not seen:
            Period.insert(kind=kind.name, last=due).on_conflict_ignore().execute()
            return None
        if Job.select().where(Job.name == kind.name, Job.status << ("queued", "running")).exists():
            return None
        if Period.update(last=due).where(Period.kind == kind.name, Period.last < due).execute() != 1:
            return None
        if isinstance(kind.every, Interval):
            Job.delete().where(Job.name == kind.name, Job.status == "done", Job.finished_at < now - KEPT).execute()
        return enqueue(kind.name, key=f"{kind.name}@{due.isoformat()}")
