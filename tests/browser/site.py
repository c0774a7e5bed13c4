"""The demonstration served by a process of its own, and its session table, where a test may let time pass."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError

ROOT = Path(__file__).parents[2]
MARELLE = (sys.executable, "-c", "from core.cli import main; main()")
READY_WITHIN = 60
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
    """The cookies of who signed in before: giving the password each time took a tenth of all browser tests."""

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
        self.do("UPDATE core_session SET expires_at = '2020-01-01 00:00:00'")


def environment(folder: Path) -> dict[str, str]:
    """The settings of the demonstration; those of who runs the tests do not reach it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MARELLE_")}
    return kept | {"MARELLE_DATA": str(folder), "MARELLE_DEMO": "1", "PYTHONPATH": str(ROOT)}


def make_demo(folder: Path) -> Path:
    """A data folder filled with the demonstration."""
    for command in ("migrate", "demo"):
        made = subprocess.run([*MARELLE, command], env=environment(folder), cwd=ROOT, capture_output=True, text=True)
        assert made.returncode == 0, f"marelle {command}: {made.stderr[-3000:]}"
    return folder


@contextmanager
def served(demo: Path, folder: Path) -> Iterator[Site]:
    """The demonstration, copied and served on a free port until the end of the block.

    The templates that it compiled go back to the demonstration: the next server need not compile them again.
    """
    shutil.copytree(demo, folder)
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = Site(f"http://127.0.0.1:{port}", folder, folder / "serve.log")
    with site.log.open("w") as log:
        process = subprocess.Popen([*MARELLE, "serve", "--port", str(port)], env=environment(folder), cwd=ROOT,
                                   stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for(site, process)
        yield site
    finally:
        process.terminate()
        process.wait(30)
        shutil.copytree(folder / "compiled", demo / "compiled", dirs_exist_ok=True)


def wait_for(site: Site, process: subprocess.Popen) -> None:
    """Until the pages can be opened; fails with what the server said."""
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"{site.address}/healthz", timeout=5).close()
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The server did not start:\n{site.log.read_text()}")
