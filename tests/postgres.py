"""A throw-away PostgreSQL for one test run: ready in a second, stopped and deleted at the end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

OWNER = "marelle"
FOR_SPEED = ("-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c autovacuum=off "
             "-c jit=off -c wal_level=minimal -c max_wal_senders=0")


@dataclass
class Cluster:
    """A running server; every database it gives is a new one."""

    address: str
    _numbers: count = field(default_factory=lambda: count(1))
    _templates: set[str] = field(default_factory=set)
    _desk: psycopg.Connection | None = None

    def url(self, name: str) -> str:
        """The address of one database, as MARELLE_DATABASE_URL takes it."""
        return f"{self.address}/{name}"

    def create_database(self, template: str = "template1") -> str:
        """Makes a copy of `template` and returns its address: some 15 ms in memory, 50 on a disk.

        Its files are copied, which costs a third of writing it through the log, PostgreSQL's own way.
        """
        name = f"test_{next(self._numbers)}"
        self._run("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [template])
        self._run(SQL("create database {} template {} strategy file_copy").format(Identifier(name),
                                                                                  Identifier(template)))
        return self.url(name)

    def template(self, name: str, fill: Callable[[str], object]) -> str:
        """The name of a template that `fill(url)` filled the first time it was asked for."""
        if name not in self._templates:
            self._run(SQL("create database {}").format(Identifier(name)))
            fill(self.url(name))
            self._templates.add(name)
        return name

    def drop_database(self, url: str) -> None:
        """Deletes a database, and ends the connections that are left to it."""
        self._run(SQL("drop database {} with (force)").format(Identifier(url.rsplit("/", 1)[1])))

    def close(self) -> None:
        """Ends the connection that makes and deletes databases."""
        if self._desk is not None:
            self._desk.close()

    def _run(self, statement: SQL | str, values: list | None = None) -> None:
        if self._desk is None:
            self._desk = psycopg.connect(self.url("postgres"), autocommit=True)
        self._desk.execute(statement, values)


@contextmanager
def running_postgres() -> Iterator[Cluster]:
    """Starts a cluster of its own in a temporary folder, and takes both away at the end."""
    folder = Path(tempfile.mkdtemp(prefix="marelle-postgres-"))
    data, port = folder / "data", free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    try:
        run(folder, "initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {FOR_SPEED}"
        run(folder, "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            with closing(Cluster(f"postgresql://{OWNER}@127.0.0.1:{port}")) as cluster:
                yield cluster
        finally:
            run(folder, "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def run(folder: Path, program: str, *arguments: object) -> None:
    """Runs one of PostgreSQL's programs, as its own user when we are root: it refuses to be root."""
    as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    command = [*as_owner, str(binaries() / program), *map(str, arguments)]
    # pg_ctl leaves a server behind that keeps the output open: a file, never a pipe, or we wait for ever.
    with (folder / f"{program}.out").open("w+") as output:
        ended = subprocess.run(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, check=False)
        output.seek(0)
        if ended.returncode:
            raise RuntimeError(f"{program} failed:\n{output.read()}")


def binaries() -> Path:
    """The folder of the newest PostgreSQL of the machine; Debian keeps it off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if found:
        return found[-1]
    beside = shutil.which("initdb")
    if not beside:
        raise RuntimeError("PostgreSQL is not installed. Run script/bootstrap --test.")
    return Path(beside).resolve().parent


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
