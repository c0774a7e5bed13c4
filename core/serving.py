"""`marelle serve`: waitress with the worker beside it in one process; stops without cutting anything off."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
from pathlib import Path

import click
from flask import Flask
from waitress import create_server

from core import logs
from core.errors import MarelleError
from core.running import NAME
from core.worker import PATIENCE, Worker

STOPS = (signal.SIGTERM, signal.SIGINT)
PRIVATE = ("marelle.db", "queue.db", "secrets.toml")


def serve(app: Flask, *, host: str = "127.0.0.1", port: int = 5000, threads: int = 8) -> None:
    """Serve until SIGTERM or SIGINT; what is being answered or done then is finished first."""
    logs.configure()
    refuse_unsafe(app)
    server = listen(app, host=host, port=port, threads=threads)
    worker = Worker(app)
    for name in STOPS:
        signal.signal(name, stop)
    worker.start()
    click.echo(welcome(app, f"http://{host}:{server.effective_port}"))
    try:
        server.run()
    finally:
        server.task_dispatcher.shutdown(cancel_pending=False, timeout=PATIENCE)
        worker.stop()
        server.close()


def work(app: Flask, *, threads: int = 2) -> None:
    """`marelle worker`: the worker alone, until SIGTERM or SIGINT."""
    logs.configure()
    refuse_unsafe(app)
    worker = Worker(app, threads=threads)
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    worker.start()
    click.echo("The worker is at work.")
    signal.sigwait(STOPS)
    worker.stop()


def stop(*_signal) -> None:
    """Leave the loop of the server."""
    raise SystemExit(0)


def listen(app: Flask, *, host: str, port: int, threads: int):
    """A waitress server on this address; MarelleError when somebody else has it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        bound = socket.create_server((host, port), family=family)
    except OSError as fault:
        raise MarelleError(f"{host}:{port} cannot be used: {os.strerror(fault.errno) if fault.errno else fault}.",
                           "Give another one with --port or PORT.") from None
    return create_server(app, sockets=[bound], threads=threads, ident="", clear_untrusted_proxy_headers=True)


def refuse_unsafe(app: Flask) -> None:
    """Refuse debug mode, and files of the data folder that others can read (SEC-18)."""
    if app.debug:
        raise MarelleError("Marelle does not serve in debug mode.", "Unset FLASK_DEBUG.")
    folder = app.extensions[NAME].config.data
    if not readable_by_others(folder):
        return
    for name in PRIVATE:
        if (folder / name).exists() and readable_by_others(folder / name):
            raise MarelleError(f"{folder / name} can be read by every user of this machine.",
                               f"Type: chmod go-rwx {folder}")


def readable_by_others(path: Path) -> bool:
    """Whether any user may read the file, or enter the folder."""
    mode = path.stat().st_mode
    return bool(mode & (stat.S_IXOTH if path.is_dir() else stat.S_IROTH))


def welcome(app: Flask, address: str) -> str:
    """What is printed once the pages can be opened: the address, and the accounts of the demonstration."""
    config = app.extensions[NAME].config
    lines = [f"Marelle answers at {config.public_url or address}"]
    accounts = config.data / "demo-accounts.json"
    if config.demo and accounts.exists():
        rows = [(each["email"], each["password"], each["role"], each.get("place", ""))
                for each in json.loads(accounts.read_text(encoding="utf-8"))]
        lines += ["", *table([("E-mail", "Password", "Role", "Place"), *rows])]
    return "\n".join(lines)


def table(rows: list[tuple[str, ...]]) -> list[str]:
    """The rows as lines, their columns one under the other."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
