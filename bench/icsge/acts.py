"""What is measured, each in a process of its own: `python -m bench.icsge.acts ACT NUMBER`; prints figures as JSON."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import urllib3

from bench.icsge.data import fill, opened, seen_before
from core import jobs
from core.accounts.models import SYSTEM
from core.database import connection, write_transaction
from core.jobs import Job
from core.progress import Progress
from core.records import utcnow
from core.running import running
from core.worker import run as run_job
from plugins.families import Child
from plugins.icsge.components import Component
from plugins.icsge.exchange.client import VERSION, headers_of
from plugins.icsge.exchange.envelope import wrapped
from plugins.icsge.exchange.settings import SERVER
from plugins.icsge.sync.models import Result, Run
from plugins.icsge.sync.prechecking import precheck
from plugins.icsge.sync.running import identity_of, launch
from plugins.icsge.sync.selecting import counts, selected
from plugins.icsge.sync.sending import kept

CHANGED = 200


@contextmanager
def at_work(children: int) -> Iterator[tuple]:
    """An application with so many children, and its component."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:  # noqa: S108 (the disk is not what is measured)
        app = opened(Path(folder))
        with app.app_context(), connection():
            yield app, fill(app, children)


class Watch:
    """Seconds by the clock and of processor since it was made."""

    def __init__(self):
        self.clock, self.processor = time.perf_counter(), time.process_time()

    def read(self) -> dict[str, float]:
        return {"clock": time.perf_counter() - self.clock, "processor": time.process_time() - self.processor}


def prevalidation(children: int) -> dict:
    """So many agreements judged, whose files are accepted."""
    with at_work(children) as (_app, component):
        seen_before(component, "file", accepted=True)
        seen_before(component, "agreement", accepted=False)
        watch = Watch()
        found = precheck(component)
        return {"judged": sum(found.values()), "errors": found["invalid_local"], **watch.read(),
                "MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def selection(children: int) -> dict:
    """What changed among so many files, and as many agreements, that are all up to date."""
    with at_work(children) as (_app, component):
        for kind in ("file", "agreement"):
            seen_before(component, kind, accepted=True)
        best = {}
        for turn in range(3):
            first = turn * CHANGED
            Child.update(first_name=f"Océane{turn}", version=Child.version + 1).where(
                Child.id > first, Child.id <= first + CHANGED).execute()
            watch = Watch()
            rows, figures = selected(component), counts(component)
            spent = watch.read()
            best = min(best or spent, spent, key=lambda each: each["clock"])
            assert len(rows) == 100 and figures.to_send == (turn + 1) * CHANGED, figures
        watch = Watch()
        selected(component)
        return {**best, "nothing new": watch.read()}


@contextmanager
def ministry() -> Iterator[str]:
    """The server, in a process of its own."""
    process = subprocess.Popen([sys.executable, "-m", "bench.icsge.server"], stdout=subprocess.PIPE, text=True,
                               stdin=subprocess.DEVNULL)
    try:
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


def synchronisation(dossiers: int) -> dict:
    """A run of so many dossiers, half of them files, then the same bodies posted by a plain script."""
    with at_work(dossiers // 2) as (app, component), ministry() as address:
        with write_transaction():
            running().settings.change(SERVER.name, address)
        run = launch(component, SYSTEM)
        seen: list[float] = []
        watcher = threading.Thread(target=first_progress, args=(app, run.job, time.perf_counter(), seen))
        watcher.start()
        row = jobs.claim_job("bench")
        watch = Watch()
        run_job(row, Progress(row))
        whole = watch.read()
        watcher.join()
        sent = Result.select().where(Result.run == run.id, Result.key != "")
        begins, ends = (getattr(sent.order_by(order).first(), name) for order, name in (
            (Result.position, "sent_at"), (Result.position.desc(), "answered_at")))
        count = sent.count()
        figures = {"state": Run.get_by_id(run.id).state, "sent": count, "first progress": seen[0], **whole,
                   "sending alone, ms a record": (ends - begins).total_seconds() * 1000 / count}
        return figures | {"again": again(component), "plain": plain(component, address, list(sent))}


def first_progress(app, job: int, began: float, seen: list[float]) -> None:
    """When somebody who looks at the page sees the first progress."""
    with app.app_context(), connection():
        while not Job.get_by_id(job).total:
            time.sleep(0.02)
        seen.append(time.perf_counter() - began)


def again(component: Component) -> dict:
    """The same records, all changed: what a record costs when its dossier is there and judged, in ms."""
    Child.update(first_name="Océane", version=Child.version + 1).execute()
    precheck(component)
    run = launch(component, SYSTEM)
    row = jobs.claim_job("bench")
    Cost.install()
    run_job(row, Progress(row))
    count = Result.select().where(Result.run == run.id, Result.key != "").count()
    return {"sent": count, **{name: round(value * 1000 / count, 3) for name, value in Cost.read().items()}}


class Cost:
    """What the sending of records costs, without what comes before it."""

    spent: dict[str, float] = {}  # noqa: RUF012 (one measure a process)

    @classmethod
    def install(cls) -> None:
        """Measure from the first record in hand to the last answer written."""
        from plugins.icsge.sync.running import Course  # noqa: PLC0415

        send_all = Course.send_all

        def measured(self):
            watch = Watch()
            send_all(self)
            cls.spent = watch.read()

        Course.send_all = measured

    @classmethod
    def read(cls) -> dict[str, float]:
        return cls.spent


def plain(component: Component, address: str, results: list[Result]) -> dict:
    """The same bodies to the same server, one after the other, by a script that keeps nothing: ms a record."""
    identity = identity_of(component)
    requests = [kept(each) for each in results]
    pool = urllib3.PoolManager(maxsize=1, retries=False)
    watch = Watch()
    for sent in requests:
        text = json.dumps(wrapped(identity, sent, utcnow(), version=VERSION), ensure_ascii=False).encode()
        answer = pool.request("POST", f"{address}/csg/v1/{sent.operation}", body=text, redirect=False,
                              headers=headers_of(identity, utcnow(), sent.key, True))
        assert answer.json()["resultat"] == "accepte"
    return {name: round(value * 1000 / len(requests), 3) for name, value in watch.read().items()}


ACTS = {"prevalidation": prevalidation, "selection": selection, "synchronisation": synchronisation}

if __name__ == "__main__":
    print(json.dumps(ACTS[sys.argv[1]](int(sys.argv[2]))))
