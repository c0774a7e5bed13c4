"""What a killed worker had in hand is taken up again at once on its host, and at the end of the lease elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from core import presence
from core.jobs import Job, claim_job, enqueue, take_back
from core.presence import Presence, gone
from core.records import utcnow
from core.worker import Worker
from tests.core.jobs.kinds import fresh
from tests.core.jobs.mortal import Mortal


@pytest.fixture
def plugins():
    return [Mortal]


@contextmanager
def at_work(config):
    """A worker in a process of its own."""
    command = [sys.executable, str(Path(__file__).with_name("mortal.py")), str(config.data), config.database]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True,
                               env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])})
    try:
        assert process.stdout.readline() == "at work\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def test_rel_01_a_survivor_takes_up_what_a_killed_worker_had_in_hand(app, config):
    put = enqueue("mortal.hang")
    with at_work(config) as first:
        wait_for(lambda: fresh(put).done == 1)
        with at_work(config):
            first.kill()
            first.wait()
            killed, lease = utcnow(), fresh(put).lease_until
            wait_for(lambda: fresh(put).over)
    taken = fresh(put)
    assert (taken.status, taken.attempts) == ("done", 2)
    assert taken.started_at - killed < timedelta(seconds=10) < lease - killed


def test_rel_01_the_next_worker_of_the_host_begins_with_it(app, config):
    put, next_one = enqueue("mortal.hang"), Worker(app)
    with at_work(config) as first:
        wait_for(lambda: fresh(put).done == 1)
        next_one._look()
        assert fresh(put).status == "running", "it lives"
        first.kill()
        first.wait()
    next_one._look()
    assert (fresh(put).status, fresh(put).attempts) == ("done", 2)
    assert gone(config.data / "workers") == []


@pytest.fixture
def left(app, config):
    """A job in the hand of a worker that is dead."""
    put = enqueue("mortal.hang")
    (config.data / "workers").mkdir(exist_ok=True)
    (config.data / "workers" / "dead").write_text(presence.gethostname())
    claim_job("dead.1")
    return put


@pytest.mark.words
def test_the_lease_of_another_host_runs_to_its_end(app, config, left, monkeypatch):
    monkeypatch.setattr(presence, "gethostname", lambda: "elsewhere")
    Worker(app)._look()
    assert fresh(left).status == "running"


@pytest.mark.words
def test_work_that_outlived_several_workers_waits_so_that_the_server_can_answer(app, left):
    Job.update(attempts=3).execute()
    take_back("dead")
    again = fresh(left)
    assert (again.status, again.attempts) == ("queued", 3)
    assert timedelta(seconds=15) < again.run_at - utcnow() < timedelta(seconds=20)


@pytest.mark.words
def test_a_lock_that_cannot_be_held_leaves_the_lease(app, config, monkeypatch, caplog):
    def away(*_anything):
        raise OSError

    monkeypatch.setattr(presence.fcntl, "flock", away)
    enqueue("mortal.hang")
    claim_job(Presence(config.data / "workers").claimant())
    assert "the lock of a worker cannot be held" in caplog.text
    assert gone(config.data / "workers") == []
    assert os.listdir(config.data / "workers")
