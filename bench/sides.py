"""The two sides as processes: their Pythons, their databases, their workers."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter
from typing import Any

HERE = Path(__file__).parent
DATA = HERE / ".data"
NAMES = ("django", "marelle")
OURS, THEIRS = HERE.parent / ".venv/bin/python", HERE / ".venv-django/bin/python"
PYTHONS = {"django": THEIRS, "marelle": OURS, "work": THEIRS, "mes": OURS}
COPIED = ["mes_side/seed.py", "../core/migrations/*.py", "../plugins/*/migrations/*.py", "../plugins/*/demo/*.py"]
SHAPES = {"django": ["django_side/models.py", "django_side/side.py"],
          "marelle": ["marelle_side/*.py", "../core/migrations/*.py", "../core/records.py"],
          "mes": COPIED, "work": ["django_work/models.py", "django_work/side.py", *COPIED]}
"""What the tables are made by: when one of these changes, the data set is made anew."""


def environment(database: Path, durable: bool) -> dict[str, str]:
    """What a side is told. Python keeps the bytecode of both, as it does where they are installed."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"BENCH_DATABASE": str(database), "BENCH_SYNCHRONOUS": "full" if durable else "off"}


def command(name: str, task: str, given: str) -> list[str]:
    """The command of a side's process."""
    return [str(PYTHONS[name]), "-m", "bench.worker", name, task, given]


def seeded(name: str, rows: int) -> Path:
    """The data set of a side, made once and kept."""
    files = [path for pattern in [*SHAPES[name], "dataset.py"] for path in sorted(HERE.glob(pattern))]
    print_ = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
    kept = DATA / f"{name}-{rows}-{print_}.db"
    if not kept.exists():
        DATA.mkdir(exist_ok=True)
        for old in DATA.glob(f"{name}-{rows}-*"):
            old.unlink()
        making = DATA / f"{name}-making.db"
        remove(making)
        subprocess.run(command(name, "seed", str(rows)), env=environment(making, durable=False), cwd=HERE.parent,
                       check=True)
        making.rename(kept)
        remove(making)
    return kept


def remove(database: Path) -> None:
    """Delete a SQLite database with what lies beside it."""
    for end in ("", "-wal", "-shm"):
        Path(f"{database}{end}").unlink(missing_ok=True)


class Worker:
    """A side's process, kept alive, on a copy of the data set."""

    def __init__(self, name: str, database: Path, rows: int, durable: bool):
        self.name, copy = name, DATA / name / "bench.db"
        copy.parent.mkdir(exist_ok=True)
        remove(copy)
        shutil.copy(database, copy)
        self.environment = environment(copy, durable)
        self.process = subprocess.Popen(command(name, "serve", str(rows)), env=self.environment, cwd=HERE.parent,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.session = self.answer()["session"]

    def answer(self) -> dict[str, Any]:
        """Its next line."""
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"The side {self.name} ended with {self.process.wait()}.")
        return json.loads(line)

    def do(self, act: str, number: int) -> dict[str, Any]:
        """Have it do an act."""
        self.process.stdin.write(json.dumps({"act": act, "number": number}) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def stop(self) -> None:
        """End it, and forget its copy."""
        self.process.stdin.close()
        self.process.wait()
        remove(DATA / self.name / "bench.db")


def first_page(worker: Worker) -> dict[str, Any]:
    """A new process of the same side, from its start to the end of its first page."""
    clock, processor = perf_counter(), spent_by_ended()
    ended = subprocess.run(command(worker.name, "start", worker.session), env=worker.environment, cwd=HERE.parent,
                           capture_output=True, text=True, check=True)
    return json.loads(ended.stdout) | {"clock": perf_counter() - clock, "processor": spent_by_ended() - processor}


def spent_by_ended() -> float:
    """The processor time of the processes that ended."""
    usage = getrusage(RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
