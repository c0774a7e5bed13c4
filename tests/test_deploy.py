"""The files of deploy/: gunicorn takes them, and the visitor's own address reaches the application."""

from __future__ import annotations

import configparser
import http.client
import os
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.postgres import free_port

DEPLOY = Path(__file__).parent.parent / "deploy"
PAGE = """
from core.policy import ANYONE, needs
from flask import request
from wsgi import app

@app.get("/who")
@needs(ANYONE)
def who():
    return f"{request.remote_addr} {request.scheme}"
"""


@contextmanager
def gunicorn(folder, module):
    port = free_port()
    command = [Path(sys.executable).with_name("gunicorn"), "--config", DEPLOY / "gunicorn.conf.py", "--workers=1",
               f"--bind=127.0.0.1:{port}", f"--chdir={folder}", module]
    environment = {**os.environ, "MARELLE_DATA": str(folder / "data")}
    with (folder / "out").open("w") as out:
        server = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    try:
        yield server, port
    finally:
        server.kill()
        server.wait()


def answer(port, headers):
    for _attempt in range(100):
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
                connection.request("GET", "/who", headers=headers)
                return connection.getresponse().read().decode()
        except ConnectionRefusedError:
            time.sleep(0.1)
    pytest.fail("the server did not start")


def test_the_address_the_front_server_passes_on_is_the_visitor_s(tmp_path):
    (tmp_path / "seen_by_test.py").write_text(PAGE)
    with gunicorn(tmp_path, "seen_by_test:app") as (server, port):
        seen = answer(port, {"X-Forwarded-For": "6.6.6.6, 203.0.113.9", "X-Forwarded-Proto": "https"})
        server.terminate()
        status = server.wait(timeout=20)

    assert seen == "203.0.113.9 https"
    assert status == 0


def test_units_stop_the_way_each_process_ends_its_work():
    signals = {}
    for name in ("web", "worker"):
        unit = configparser.ConfigParser(strict=False)
        unit.optionxform = str
        unit.read(DEPLOY / f"marelle-{name}.service")
        signals[name] = unit["Service"]["KillSignal"]
    assert signals == {"web": "SIGTERM", "worker": "SIGINT"}
