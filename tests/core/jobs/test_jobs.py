"""Jobs: put down with the business, run once by whoever claims them, tried again, given up, cancelled."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from datetime import timedelta

import pytest

from core.accounts.models import SYSTEM, User
from core.app import create_app
from core.database import write_transaction
from core.errors import PluginError, Refused
from core.jobs import ATTEMPTS, Job, JobKind, cancel, claim_job, enqueue, next_moment
from core.notify import Notice
from core.numbering import next_number
from core.periodic import Period
from core.plugin import Plugin
from core.progress import LeaseLost, Progress
from core.records import utcnow
from core.running import NAME, running
from core.worker import Worker, run
from tests.core.jobs.kinds import count, due_now, fresh, nightly, seen, value


def test_a_job_is_done_and_says_what_it_did(worker):
    put = enqueue("tiny.count", {"upto": 4})
    assert worker.drain() == 1
    done = fresh(put)
    assert (done.status, done.done, done.total, done.result) == ("done", 4, 4, {"upto": 4})
    assert done.finished_at
    assert value("tiny") == 4


def test_a_job_exists_only_if_the_business_transaction_commits(worker):
    with pytest.raises(ZeroDivisionError), write_transaction():
        enqueue("tiny.count")
        raise ZeroDivisionError
    assert Job.select().count() == 0


def test_workers_are_woken_once_a_transaction(app, monkeypatch):
    rung = []
    monkeypatch.setattr(running().queue, "wake", lambda: rung.append(1))
    with write_transaction():
        for _number in range(3):
            enqueue("tiny.count")
        assert rung == []
    assert rung == [1]


def test_the_same_key_is_the_same_job(app):
    first = enqueue("tiny.count", {"upto": 2}, key="year-2026")
    assert enqueue("tiny.count", {"upto": 2}, key="year-2026").id == first.id
    assert Job.select().count() == 1


def test_the_same_key_with_other_arguments_is_refused(app):
    enqueue("tiny.count", {"upto": 2}, key="year-2026")
    with pytest.raises(Refused, match="year-2026"):
        enqueue("tiny.count", {"upto": 3}, key="year-2026")


def test_a_kind_that_nobody_declares_is_a_mistake_of_the_caller(app):
    with pytest.raises(LookupError, match=r"tiny\.unknown"):
        enqueue("tiny.unknown")


def test_two_jobs_of_one_name_stop_the_start(config):
    class Twice(Plugin):
        name = "twice"
        jobs = (count, count)

    with pytest.raises(PluginError, match=r"tiny\.count"):
        create_app(config, [Twice])


def test_a_job_is_not_run_before_its_time(worker):
    later = enqueue("tiny.count", run_at=utcnow() + timedelta(hours=1))
    assert worker.drain() == 0
    assert next_moment() == fresh(later).run_at
    due_now(later)
    assert worker.drain() == 1


def test_a_fault_takes_its_writes_back_and_the_job_is_tried_again_later(worker):
    put = enqueue("tiny.burn")
    worker.drain()
    tried = fresh(put)
    assert (tried.status, tried.attempts, value("burnt")) == ("queued", 1, 0)
    assert tried.run_at > utcnow() + timedelta(seconds=3)
    assert "ValueError, kinds.py" in tried.error
    assert "Maëlle" not in tried.error


def test_after_eight_attempts_it_failed_and_administrators_hear_of_it(worker, user_with):
    administrator, other = user_with("core.job.read"), user_with("core.user.read")
    put = enqueue("tiny.burn")
    for _attempt in range(ATTEMPTS):
        assert fresh(put).status == "queued"
        due_now(put)
        worker.drain()
    assert fresh(put).status == "failed"
    told = Notice.select().where(Notice.user == administrator)
    assert [notice.sentence for notice in told] == [f"La tâche « Brûler » n’a pas abouti (n° {put.id})."]
    assert Notice.select().where(Notice.user == other).count() == 0


def test_what_a_rule_refuses_is_not_tried_again(worker):
    put = enqueue("tiny.refuse")
    worker.drain()
    assert (fresh(put).status, fresh(put).attempts) == ("failed", 1)
    assert "Le dossier %(number)s est fermé." in fresh(put).error


def test_a_job_whose_worker_died_eight_times_is_given_up(worker):
    put = enqueue("tiny.count")
    Job.update(status="running", owner="dead", attempts=ATTEMPTS, lease_until=utcnow() - timedelta(1)).execute()
    worker.drain()
    assert (fresh(put).status, value("tiny")) == ("failed", 0)


def test_an_abandoned_job_goes_on_where_it_was(worker):
    put = enqueue("tiny.count", {"upto": 5})
    abandoned = Progress(claim_job("dead", timedelta(seconds=-1)), timedelta(seconds=-1))
    with abandoned.part(1, 5):
        next_number("tiny")
    with abandoned.part(2, 5):
        next_number("tiny")
    worker.drain()
    assert seen == [2]
    assert (fresh(put).status, value("tiny"), fresh(put).attempts) == ("done", 5, 2)


def test_who_lost_the_lease_writes_nothing(worker):
    put = enqueue("tiny.count", {"upto": 2})
    late = Progress(claim_job("slow", timedelta(seconds=-1)))
    worker.drain()
    assert (fresh(put).status, value("tiny")) == ("done", 2)
    with pytest.raises(LeaseLost), late.part(1, 2):
        next_number("tiny")
    with pytest.raises(LeaseLost), late.finish({"upto": 2}):
        next_number("tiny")
    assert value("tiny") == 2


def test_a_live_lease_is_respected(worker):
    enqueue("tiny.count")
    claim_job("somebody else")
    assert worker.drain() == 0


def test_progress_is_written_at_most_every_half_second(app, monkeypatch):
    put = enqueue("tiny.count")
    progress = Progress(claim_job("me"))
    progress.step(1, 10, "un")
    assert fresh(put).done == 0
    later = time.monotonic() + 0.6
    monkeypatch.setattr("core.progress.time.monotonic", lambda: later)
    progress.step(2, 10, "deux")
    progress.step(3, 10, "trois")
    assert (fresh(put).done, fresh(put).total, fresh(put).message) == (2, 10, '"deux"')


def test_telling_the_progress_keeps_the_lease(app, monkeypatch):
    put = enqueue("tiny.count")
    progress = Progress(claim_job("me", timedelta(seconds=1)), timedelta(hours=1))
    monkeypatch.setattr("core.progress.PACE", 0)
    progress.step(1, 2)
    assert fresh(put).lease_until > utcnow() + timedelta(minutes=59)


def test_a_waiting_job_is_cancelled_at_once(worker):
    put = enqueue("tiny.count")
    cancel(put)
    assert (worker.drain(), fresh(put).status) == (0, "cancelled")


def test_a_running_job_sees_that_it_is_cancelled(app, monkeypatch):
    put = enqueue("tiny.count")
    progress = Progress(claim_job("me"))
    monkeypatch.setattr("core.progress.PACE", 0)
    assert not progress.cancelled
    cancel(put)
    assert fresh(put).status == "running"
    assert progress.cancelled
    with progress.finish():
        pass
    assert fresh(put).status == "cancelled"


def test_a_stopping_worker_puts_the_job_back_without_counting_the_attempt(app):
    put = enqueue("tiny.count")
    row = claim_job("me")
    run(row, Progress(row, stopping=lambda: True))
    assert (fresh(put).status, fresh(put).attempts, value("tiny")) == ("queued", 0, 0)


def test_a_job_acts_as_the_system_and_knows_who_asked(app, user_with):
    someone = user_with()
    enqueue("tiny.count", user=someone)
    progress = Progress(claim_job("me"))
    assert progress.user is SYSTEM
    assert progress.created_by == someone


def test_jobs_of_a_plugin_that_is_away_wait_for_it(worker):
    enqueue("tiny.count")
    Job.update(name="gone.count").execute()
    assert worker.drain() == 0
    assert next_moment() is None


def test_a_declared_job_is_still_a_function():
    assert isinstance(nightly, JobKind)
    assert nightly(None) is None


def test_the_worker_of_a_process_does_what_others_put_down(app):
    app.config["KEEP_CONNECTION"] = False
    worker = Worker(app)
    before = enqueue("tiny.count", {"upto": 1})
    worker.start()
    try:
        after = enqueue("tiny.count", {"upto": 2})
        wait_for(lambda: fresh(before).over and fresh(after).over)
    finally:
        worker.stop()
    assert (fresh(before).status, fresh(after).status) == ("done", "done")
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("Worker-", "Scheduler"))]


def test_a_delayed_job_rings_by_itself(app):
    app.config["KEEP_CONNECTION"] = False
    worker = Worker(app)
    worker.start()
    try:
        later = enqueue("tiny.count", run_at=utcnow() + timedelta(seconds=1))
        wait_for(lambda: fresh(later).over)
    finally:
        worker.stop()


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def test_the_bell_that_cannot_ring_loses_nothing(app, worker, tmp_path):
    running().queue.path = tmp_path / "missing" / "queue.db"
    enqueue("tiny.count")
    assert worker.drain() == 1


def test_the_queue_holds_no_pickle(app):
    enqueue("tiny.count")
    rows = sqlite3.connect(running().queue.path).execute("select data from task").fetchall()
    assert rows
    assert all(row[0].startswith(b'["') for row in rows)


def test_old_work_is_tidied_away_and_failures_stay(app, worker):
    old = utcnow() - timedelta(days=500)
    done, failed = enqueue("tiny.count"), enqueue("tiny.refuse")
    worker.drain()
    Job.update(finished_at=old).execute()
    broken = app.extensions[NAME].config.data / "files/incoming/marelle-x.part"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"%PDF")
    os.utime(broken, (old.timestamp(),) * 2)
    tidied = enqueue("core.tidy")
    worker.drain()
    assert fresh(tidied).result["uploads"] == 1 and not broken.exists()
    assert Job.get_or_none(Job.id == done.id) is None
    assert fresh(failed).status == "failed"


def test_what_plugins_declare_is_known(app):
    assert {"core.seal", "core.tidy", "tiny.count"} <= set(app.extensions[NAME].jobs)
    assert User.select().count() == 0
    assert Period.select().count() == 0
