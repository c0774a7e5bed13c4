"""Workers killed at random moments, over and over; what must be true when the last one is done."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path

from core.database import db, is_sqlite, write_transaction
from core.jobs import Job, enqueue
from core.outbox import Delivery
from tests.core.killed import PARTS, Effect

OPEN = ("queued", "running")


@contextmanager
def nursery(config):
    """A function that gives birth to a worker and returns its number."""
    command = [sys.executable, str(Path(__file__).with_name("killed.py")), str(config.data), config.database]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    children = []

    def born() -> int:
        process.stdin.write("\n")
        process.stdin.flush()
        children.append(int(process.stdout.readline()))
        return children[-1]

    try:
        yield born
    finally:
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        process.communicate()


def put_down(jobs: int) -> None:
    """So many jobs, of both kinds."""
    with write_transaction():
        for number in range(jobs):
            enqueue("killed.parts" if number % 2 else "killed.once")


def kill_over_and_over(config, *, kills: int, chance: random.Random, patience: int) -> dict:
    """Kill a worker so many times while it works, then let one finish; returns figures of the run."""
    began = time.monotonic()
    with nursery(config) as born:
        working = 0
        for _kill in range(kills):
            worker = born()
            time.sleep(chance.uniform(0.02, 0.2))
            working += Job.select().where(Job.status << OPEN).exists()
            os.kill(worker, signal.SIGKILL)
        interrupted = Job.select().where(Job.status == "running").count()
        worker = born()
        end = time.monotonic() + patience
        while open_work():
            assert time.monotonic() < end, f"{open_work()} left"
            time.sleep(0.1)
        os.kill(worker, signal.SIGKILL)
    jobs = Job.select().where(Job.name.startswith("killed."))
    return {"kills": kills, "kills at work": working, "jobs": jobs.count(),
            "interrupted": sum(job.attempts - 1 for job in jobs), "running at the last kill": interrupted,
            "most attempts": max(job.attempts for job in jobs), "seconds": round(time.monotonic() - began)}


def open_work() -> int:
    """How many jobs and deliveries are not done yet."""
    return (Job.select().where(Job.name.startswith("killed."), Job.status << OPEN).count()
            + Delivery.select().where(Delivery.state != "done").count())


def check(config) -> dict:
    """Nothing lost, each effect once, numbers without gaps, everything delivered; returns the counts."""
    jobs = {job.id: job for job in Job.select().where(Job.name.startswith("killed."))}
    assert {job.status for job in jobs.values()} == {"done"}
    expected = Counter()
    for job in jobs.values():
        what = ["whole"] if job.name == "killed.once" else [f"part {part}" for part in range(1, PARTS + 1)]
        expected.update((job.id, each) for each in what)
    effects = list(Effect.select())
    assert Counter((effect.job, effect.what) for effect in effects) == expected
    assert sorted(effect.number for effect in effects) == list(range(1, len(effects) + 1))
    arrived = Counter((config.data / "arrived.txt").read_text().split())
    assert set(arrived) == {f"job:{job.id}" for job in jobs.values() if job.name == "killed.once"}
    if is_sqlite():
        assert db.execute_sql("PRAGMA integrity_check").fetchone() == ("ok",)
    return {"lost": 0, "effects": len(effects), "double effects": 0,
            "sent twice with one key": sum(arrived.values()) - len(arrived)}
