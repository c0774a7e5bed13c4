"""The demonstration served by a process of its own, and its session table, where a test may let time pass."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError

ROOT = Path(__file__).parents[2]
MARELLE = (sys.executable, "-c", "from core.cli import main; main()")
READY_WITHIN = 60
SEATS = "seats.json"
OF_THIS_YEAR = """
SELECT {} FROM mes_request WHERE number LIKE ? AND reference_year = (
    SELECT max(reference_year) FROM mes_request WHERE state = 'draft')"""


@dataclass(frozen=True)
class Site:
    """Where the demonstration answers, its data folder, and what the server says."""

    address: str
    folder: Path
    log: Path
    seats: dict[str, list] = field(default_factory=dict)
    """The cookies of who signed in before."""

    @property
    def password(self) -> str:
        """The password of every account of the demonstration."""
        return json.loads((self.folder / "demo-accounts.json").read_text())[0]["password"]

    def id_of(self, ending: str) -> int:
        """The identifier of the request of the present reference year whose number ends like this."""
        return self.ask(OF_THIS_YEAR.format("id"), f"%{ending}")[0]

    def number_of(self, ending: str) -> str:
        """Its whole number."""
        return self.ask(OF_THIS_YEAR.format("number"), f"%{ending}")[0]

    def ask(self, sql: str, *values) -> tuple:
        """The first row of the answer."""
        with closing(sqlite3.connect(self.folder / "marelle.db", timeout=10)) as found:
            return found.execute(sql, values).fetchone()

    def do(self, sql: str, *values) -> None:
        """Change the database from outside, as time passing would."""
        with closing(sqlite3.connect(self.folder / "marelle.db", timeout=10)) as changed, changed:
            changed.execute(sql, values)

    def let_passwords_grow_old(self) -> None:
        """Every session gave its password an hour ago: the next grave act asks for it again."""
        self.do("UPDATE core_session SET data = json_set(data, '$.fs_paa', ?)", time.time() - 3600)

    def let_sessions_expire(self) -> None:
        """Nobody touched a page for too long."""
        self.seats.clear()
        self.do("UPDATE core_session SET expires_at = '2020-01-01 00:00:00'")


def environment(folder: Path) -> dict[str, str]:
    """The settings of the demonstration; those of who runs the tests do not reach it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MARELLE_")}
    return kept | {"MARELLE_DATA": str(folder), "MARELLE_DEMO": "1", "PYTHONPATH": str(ROOT)}


def run(*command: str, folder: Path) -> None:
    """Run a command on a data folder; fails with what it said."""
    made = subprocess.run([sys.executable, *command], env=environment(folder), cwd=ROOT, capture_output=True, text=True)
    assert made.returncode == 0, f"{command}: {made.stderr[-3000:]}"


def make_demo(folder: Path) -> Path:
    """A data folder filled with the demonstration, and the cookies of its people, who signed in."""
    folder.mkdir(mode=0o700)
    run(*MARELLE[1:], "demo", folder=folder)
    shown = [each["email"] for each in json.loads((folder / "demo-accounts.json").read_text())]
    run("-m", "tests.browser.seating", str(folder / SEATS), *shown, folder=folder)
    for each in folder.glob("*.db"):
        with closing(sqlite3.connect(each)) as found:
            found.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


def made_once(folder: Path) -> Path:
    """The demonstration of a run, made in this folder by the first of its workers that asks for it."""
    with (folder / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "demonstration").exists():
            make_demo(folder / "making").rename(folder / "demonstration")
    return folder / "demonstration"


class Servers:
    """One data folder, and a server built for it: each module gets the demonstration anew, and a server of its own."""

    def __init__(self, demo: Path, folder: Path):
        self.demo, self.folder = demo, folder
        renew(demo, folder)
        with (folder.parent / "copies.log").open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.browser.copies"], env=environment(folder), cwd=ROOT, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
        self.say()

    def say(self, line: str = "") -> str:
        """What is answered to a line; fails with what went wrong."""
        if line:
            print(line, file=self.process.stdin, flush=True)
        said = self.process.stdout.readline().strip()
        assert said, (self.folder.parent / "copies.log").read_text()
        return said

    def close(self) -> None:
        """Nothing is served any more."""
        self.process.communicate(timeout=30)

    @contextmanager
    def served(self) -> Iterator[Site]:
        """The demonstration as it was made, served on a free port until the end of the block."""
        renew(self.demo, self.folder)
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        site = Site(f"http://127.0.0.1:{port}", self.folder, self.folder / "serve.log",
                    json.loads((self.folder / SEATS).read_text()))
        number = int(self.say(str(port)))
        try:
            wait_for(site, number)
            yield site
        finally:
            stop(number)


def renew(demo: Path, folder: Path) -> None:
    """The folder holds what the demonstration holds: its databases copied, its very files, which nobody changes."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(demo, folder, copy_function=lambda old, new: (
        shutil.copy2 if Path(old).suffix == ".db" else os.link)(old, new))


def runs(number: int) -> bool:
    """Whether the process of this number has not ended."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def stop(number: int) -> None:
    """Ask a server to stop, and wait until it did."""
    end = time.monotonic() + READY_WITHIN
    with suppress(ProcessLookupError):
        os.kill(number, signal.SIGTERM)
    while runs(number):
        assert time.monotonic() < end, "The server does not stop."
        time.sleep(0.02)


def wait_for(site: Site, number: int) -> None:
    """Until the pages can be opened; fails with what the server said."""
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end and runs(number):
        try:
            urllib.request.urlopen(f"{site.address}/healthz", timeout=5).close()
        except URLError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"The server did not start:\n{site.log.read_text()}")
