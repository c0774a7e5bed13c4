"""`marelle csg-simulator` as a process: by TLS, beside another process, and where the port is taken."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
import time
from contextlib import closing

import pytest

from plugins.icsge.exchange.address import read_address
from plugins.icsge.exchange.client import HttpTransport
from plugins.icsge.exchange.envelope import Identity
from plugins.icsge.exchange.settings import ADDRESS, FOLDER
from plugins.icsge.exchange.transport import RefusedAccess
from tests.icsge.certificates import authority

pytestmark = pytest.mark.slow
MARELLE = (sys.executable, "-c", "from core.cli import main; main()", "csg-simulator")
PATIENCE = 30


def start(folder, *options: str) -> subprocess.Popen:
    """The command, with a data folder of its own."""
    return subprocess.Popen([*MARELLE, *options], env=os.environ | {"MARELLE_DATA": str(folder)},
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def awaited(fits) -> None:
    """Wait until something is so."""
    until = time.monotonic() + PATIENCE
    while not fits() and time.monotonic() < until:
        time.sleep(0.05)
    assert fits()


def test_it_answers_by_tls_says_where_and_ends_with_the_process_beside(tmp_path):
    trusted, (certificate, key) = authority(tmp_path, "localhost")
    data, beside = tmp_path / "data", subprocess.Popen(["sleep", "60"])
    said = data / FOLDER / ADDRESS
    started = start(data, "--port", "0", "--tls-cert", certificate, "--tls-key", key, "--while", str(beside.pid))
    try:
        awaited(said.exists)
        address = said.read_text().replace("127.0.0.1", "localhost")
        assert address.startswith("https://localhost:")
        with closing(HttpTransport(read_address(address, ""), context=trusted)) as transport, \
                pytest.raises(RefusedAccess):
            transport.state(Identity("00000000", "00000000", "x"))
        assert (data / FOLDER / "csg.db").exists() and not (data / "marelle.db").exists()
        with pytest.raises(ssl.SSLCertVerificationError), socket.create_connection(
                ("localhost", int(address.rsplit(":", 1)[1]))) as line:
            ssl.create_default_context().wrap_socket(line, server_hostname="localhost")
    finally:
        beside.kill()
        beside.wait()
        output, errors = started.communicate(timeout=PATIENCE)
    assert started.returncode == 0 and not said.exists()
    assert "The simulator of CSG answers at https://127.0.0.1:" in output and "Traceback" not in errors


def test_a_port_that_is_taken_is_told_in_a_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        started = start(tmp_path, "--port", str(taken.getsockname()[1]))
        _output, errors = started.communicate(timeout=PATIENCE)
    assert started.returncode == 1
    assert "cannot be used" in errors and "Traceback" not in errors
