"""Work that comes by the clock: put down once when due, made up for after a night without a worker."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from core.database import connection
from core.errors import PluginError
from core.jobs import Job, job
from core.periodic import enqueue_due
from core.records import utcnow


def at(text):
    """Midnight-to-midnight wall clock of Montréal in November: UTC - 5."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC) + timedelta(hours=5)


def nightly_runs():
    return Job.select().where(Job.name == "tiny.nightly").count()


def test_what_was_due_before_the_installation_is_not_made_up_for(app):
    enqueue_due(at("2026-11-22 12:00"))
    assert nightly_runs() == 0


def test_periodic_work_is_put_down_once_when_due(app):
    enqueue_due(at("2026-11-22 12:00"))
    enqueue_due(at("2026-11-23 02:29"))
    assert nightly_runs() == 0
    for minute in ("02:30", "02:30", "02:31", "09:00"):
        enqueue_due(at(f"2026-11-23 {minute}"))
    assert nightly_runs() == 1


def test_a_night_without_worker_is_made_up_for_once(worker):
    enqueue_due(at("2026-11-22 12:00"))
    enqueue_due(at("2026-11-29 09:00"))
    assert nightly_runs() == 1
    worker.drain()
    enqueue_due(at("2026-11-29 09:01"))
    assert nightly_runs() == 1


def test_periodic_work_is_not_put_down_while_it_runs(app):
    enqueue_due(at("2026-11-22 12:00"))
    enqueue_due(at("2026-11-23 03:00"))
    enqueue_due(at("2026-11-24 03:00"))
    assert nightly_runs() == 1


def test_eight_threads_that_sweep_at_once_put_one_job_down(app):
    enqueue_due(at("2026-11-22 12:00"))

    def sweep(_):
        with app.app_context(), connection():
            enqueue_due(at("2026-11-23 03:00"))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(sweep, range(8)))
    assert nightly_runs() == 1


def test_minute_work_leaves_no_long_list(worker):
    now = utcnow()
    for minutes in range(4):
        enqueue_due(now + timedelta(minutes=minutes))
        worker.drain()
    Job.update(finished_at=now - timedelta(hours=2)).where(Job.name == "core.seal").execute()
    enqueue_due(now + timedelta(minutes=5))
    assert Job.select().where(Job.name == "core.seal").count() == 1


@pytest.mark.parametrize("every", [" ", "* * * *", "60 * * * *", "* * * 13 *", "*/0 * * * *",
                                   "x * * * *", "5-2 * * * *"])
def test_a_schedule_that_cannot_be_is_refused_where_it_is_declared(every):
    with pytest.raises(PluginError):
        job("tiny.bad", title="", every=every)(lambda progress: None)
