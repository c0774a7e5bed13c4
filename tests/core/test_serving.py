"""Serving: what is printed, what is refused before, and that stopping cuts nothing off; health and logs."""

from __future__ import annotations

import io
import json
import logging
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from peewee import OperationalError

from core import health, logs
from core.database import db
from core.errors import MarelleError
from core.jobs import Job
from core.running import NAME
from core.serving import listen, refuse_unsafe, table, welcome
from core.settings import read_config
from tests.postgres import free_port

pytestmark = pytest.mark.words
SERVER = Path(__file__).with_name("served.py")


@contextmanager
def started(config, what="serve"):
    """A process that serves (or works) on the test's database: the process and its address."""
    port = free_port()
    command = [sys.executable, str(SERVER), str(config.data), config.database, what, str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        first = process.stdout.readline()
        assert first, process.stderr.read()
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.communicate()


def get(url):
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read().decode()


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def test_a_request_in_flight_is_answered_when_the_server_is_stopped(app, config):
    answers = []
    with started(config) as (process, address):
        asking = threading.Thread(target=lambda: answers.append(get(address + "/slow")))
        asking.start()
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        asking.join()
        assert process.wait(15) == 0
    assert answers == ["answered"]


def test_the_worker_inside_the_server_does_the_jobs(app, config):
    with started(config) as (process, address):
        for _number in range(10):
            get(address + "/put")
        wait_for(lambda: Job.select().where(Job.name == "tiny.work", Job.status == "done").count() == 10)
        process.send_signal(signal.SIGINT)
        assert process.wait(15) == 0


def test_jobs_left_by_a_killed_server_are_done_by_the_next_worker(app, config):
    with started(config) as (process, address):
        for _number in range(30):
            get(address + "/put")
        process.kill()
        process.wait()
    Job.update(lease_until=Job.created_at).where(Job.status == "running").execute()
    with started(config, "worker") as (process, _address):
        wait_for(lambda: Job.select().where(Job.name == "tiny.work", Job.status == "done").count() == 30)
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0


def test_an_address_that_is_taken_is_told_in_a_sentence(app):
    with closing(socket.create_server(("127.0.0.1", 0))) as taken, pytest.raises(MarelleError, match="--port"):
        listen(app, host="127.0.0.1", port=taken.getsockname()[1], threads=1)


def test_debug_mode_is_refused(app):
    app.debug = True
    with pytest.raises(MarelleError, match="debug"):
        refuse_unsafe(app)


def test_data_that_others_can_read_are_refused(app, config):
    (config.data / "queue.db").touch(0o644)
    config.data.chmod(0o755)
    with pytest.raises(MarelleError, match="chmod"):
        refuse_unsafe(app)
    config.data.chmod(0o700)
    refuse_unsafe(app)
    config.data.chmod(0o755)
    for path in config.data.glob("*.db"):
        path.chmod(0o600)
    refuse_unsafe(app)


def test_the_accounts_of_the_demonstration_are_printed_in_demonstration_mode_only(app, config):
    (config.data / "demo-accounts.json").write_text(json.dumps(
        [{"email": "rosalie@exemple.test", "password": "palet", "role": "Direction", "place": "Division 12"}]))
    assert welcome(app, "http://127.0.0.1:5000") == "Marelle answers at http://127.0.0.1:5000"
    app.extensions[NAME].config = replace(config, demo=True)
    printed = welcome(app, "http://127.0.0.1:5000").splitlines()
    assert printed[0] == "Marelle answers at http://127.0.0.1:5000"
    assert printed[-1] == "rosalie@exemple.test  palet     Direction  Division 12"


def test_the_columns_of_a_table_are_aligned():
    assert table([("a", "b"), ("ccc", "d")]) == ["a    b", "ccc  d"]


def test_health_says_what_a_supervisor_asks(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (
        200, {"status": "ok", "database": "ok", "disk": "ok", "worker": "silent"})


def test_a_full_disk_or_a_database_that_is_away_is_not_healthy(client, monkeypatch):
    monkeypatch.setattr(health, "SPACE", 10**18)
    assert (client.get("/healthz").status_code, client.get("/healthz").json["disk"]) == (503, "full")
    monkeypatch.undo()

    def away(*_anything):
        raise OperationalError

    monkeypatch.setattr(db.obj, "execute_sql", away)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json["database"], answer.json["worker"]) == (503, "away", "silent")


@pytest.fixture
def lines(app):
    """What would be logged, as objects."""
    out, root = io.StringIO(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure(out)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root.handlers[:] = handlers
    root.setLevel(level)


def test_each_request_is_one_line_without_what_was_typed(client, lines):
    client.get("/taches?before=Ma%C3%ABlle", headers={"User-Agent": "Maëlle"})
    (line,) = lines()
    assert set(line) == {"time", "level", "logger", "message", "reference", "method", "route", "status",
                         "milliseconds"}
    assert (line["method"], line["route"], line["status"]) == ("GET", "/taches", 302)


def test_a_fault_has_one_reference_in_the_page_and_in_the_log(app, client, lines, monkeypatch):
    def burn(*_anything):
        raise ValueError("Maëlle Cyr\nde Laval")

    monkeypatch.setitem(app.view_functions, "health.healthz", burn)
    burn.policy = health.healthz.policy
    page = client.get("/healthz")
    error, answered = lines()
    assert page.status_code == 500
    assert error["reference"] == answered["reference"]
    assert error["reference"] in page.text
    assert error["fault"][0] == "ValueError"
    assert "test_serving.py" in error["fault"][1]
    assert "Maëlle" not in json.dumps(lines(), ensure_ascii=False) + page.text


def test_a_line_break_stays_inside_its_line(app, lines):
    logging.getLogger("marelle.test").warning("one\ntwo")
    assert [line["message"] for line in lines()] == ["one\ntwo"]


def test_references_differ_and_can_be_read_aloud():
    found = {logs.new_reference() for _ in range(200)}
    assert len(found) == 200
    assert not set("".join(found)) & set("AEIOUY01")


def test_a_database_that_goes_away_is_told_and_the_session_survives_it(app, user_with, sign_in, monkeypatch):
    def away(*_anything, **_more):
        raise OperationalError("the server closed the connection")

    client = sign_in(user_with("core.job.read"))
    with monkeypatch.context() as patch:
        patch.setattr(db.obj, "execute_sql", away)
        page, told = client.get("/taches"), client.get("/avis", headers={"Accept": "application/json"})
        assert (page.status_code, told.status_code) == (503, 503)
        assert "Rien n’est perdu" in page.text
        assert told.json["error"] == "La base de données ne répond pas."
    assert client.get("/taches").status_code == 200


def test_the_folder_of_the_data_is_made_for_its_owner(tmp_path):
    read_config({"MARELLE_DATA": str(tmp_path / "fresh")})
    assert (tmp_path / "fresh").stat().st_mode & 0o077 == 0
