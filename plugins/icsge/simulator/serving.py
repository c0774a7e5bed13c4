"""The simulator as a process of its own."""

from __future__ import annotations

import signal
import ssl
import threading
import time
from pathlib import Path

import click
from flask import Flask

from core.api import MarelleError, running
from plugins.icsge.exchange.settings import ADDRESS, FOLDER
from plugins.icsge.simulator.app import create_simulator
from plugins.icsge.simulator.server import Server

LOOKS_EVERY = 0.5
"""Seconds between two looks at the process that it runs beside."""


def listen(app: Flask, host: str, port: int, context: ssl.SSLContext | None = None) -> Server:
    """A server on this address; raises MarelleError when somebody else has it."""
    try:
        return Server(app, host, port, context)
    except OSError as fault:
        raise MarelleError(f"{host}:{port} cannot be used: {fault.strerror}.",
                           "Give another one with --port.") from None


def simulate(*, host: str, port: int, data: Path | None, tls: tuple[str | None, str | None], process: int) -> None:
    """Serve until SIGTERM or SIGINT, or as long as another process runs.

    Where it answers is written in the data folder, for the demonstration that runs beside.
    """
    beside = Path(running().config.data) / FOLDER
    server = listen(create_simulator(data or beside), host, port, context_of(*tls))
    address = f"{server.scheme}://{host}:{server.server_port}"
    beside.mkdir(mode=0o700, parents=True, exist_ok=True)
    (beside / ADDRESS).write_text(address)
    signal.signal(signal.SIGTERM, stop)
    if process:
        threading.Thread(target=outlive, args=(process, server), daemon=True).start()
    click.echo(f"The simulator of CSG answers at {address}/simulateur/")
    try:
        server.serve_forever()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.server_close()
        (beside / ADDRESS).unlink(missing_ok=True)


def context_of(certificate: str | None, key: str | None) -> ssl.SSLContext | None:
    """What TLS is served with."""
    if certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def outlive(process: int, server: Server) -> None:
    """Shut the server once a process has ended."""
    while Path(f"/proc/{process}").exists():
        time.sleep(LOOKS_EVERY)
    server.shutdown()


def stop(*_signal: object) -> None:
    """Leave the loop of the server."""
    raise SystemExit(0)
