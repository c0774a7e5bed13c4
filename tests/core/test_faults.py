"""Plugins that fail: what is kept of it is no one's data, and every worker of a data folder knows who is set aside."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from core import faults as faults_module
from core.faults import FILE, Faults, told
from core.hookspecs import hookimpl
from core.plugin import FAILURES_ALLOWED, Plugin, PluginHost

CANARY = "Maëlle Cyr-Poirier, épilepsie"
OTHER = """
import sys
from pathlib import Path
from core.plugin import PluginHost
from tests.core.test_faults import Angry
host = PluginHost([Angry], folder=Path(sys.argv[1]))
for line in sys.stdin:
    if line == "fail\\n":
        host.call("dashboard_cards", user="somebody")
    elif line == "back\\n":
        host.let_back("angry")
    host.implementations("dashboard_cards")
    print("in" if "angry" in host else "aside", flush=True)
"""
"""Another worker: it does what it is told, and says whether the plugin is at work for it."""


class Angry(Plugin):
    name = "angry"

    @hookimpl
    def dashboard_cards(self, user):
        child = CANARY
        raise RuntimeError(f"no card for {child} asked by {user}")


@pytest.fixture
def host(tmp_path):
    return PluginHost([Angry], folder=tmp_path)


@pytest.fixture
def other(tmp_path):
    """A second process over the same data folder."""
    with subprocess.Popen([sys.executable, "-c", OTHER, str(tmp_path)], stdin=subprocess.PIPE,  # noqa: S603
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        yield process
        process.stdin.close()
        process.wait(10)


def tell(process, word: str) -> str:
    process.stdin.write(f"{word}\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def at_work(host) -> bool:
    return bool(host.implementations("dashboard_cards"))


def within_two_seconds(question) -> bool:
    until = time.monotonic() + 2
    while time.monotonic() < until:
        if question():
            return True
        time.sleep(0.05)
    return False


def test_two_workers_count_together_set_aside_together_and_let_back_together(host, other):
    assert tell(other, "fail") == "in"
    for _time in range(FAILURES_ALLOWED - 2):
        host.call("dashboard_cards", user="somebody")
    assert at_work(host)
    assert tell(other, "fail") == "aside"
    assert within_two_seconds(lambda: not at_work(host))
    assert host.failures == {"angry": FAILURES_ALLOWED}

    host.let_back("angry")
    assert at_work(host)
    assert within_two_seconds(lambda: tell(other, "look") == "in")
    assert tell(other, "fail") == "in"


def test_a_plugin_stays_aside_over_a_restart_until_it_is_let_back(host, tmp_path):
    for _time in range(FAILURES_ALLOWED):
        host.call("dashboard_cards", user="somebody")
    again = PluginHost([Angry], folder=tmp_path)
    assert "angry" not in again and not at_work(again)
    again.let_back("angry")
    assert "angry" in PluginHost([Angry], folder=tmp_path)


def test_nothing_is_read_between_two_looks_nor_when_nothing_was_written(host, tmp_path, monkeypatch):
    looked, read = [], []
    monkeypatch.setattr(Faults, "_stamp_of_file", lambda self: looked.append(1) or ())
    monkeypatch.setattr(Faults, "_read", lambda self: read.append(1))
    clock = [time.monotonic() + 10]
    monkeypatch.setattr(faults_module.time, "monotonic", lambda: clock[0])
    for _time in range(100):
        at_work(host)
    assert len(looked) == 1 and not read
    clock[0] += 1
    at_work(host)
    assert len(looked) == 2 and not read


@pytest.mark.parametrize("text", ["", "{", "[]", '{"aside": 3}', '{"failures": {"angry": "x"}}', "null"])
def test_a_spoilt_file_is_an_empty_one(tmp_path, text):
    (tmp_path / FILE).write_text(text)
    host = PluginHost([Angry], folder=tmp_path)
    assert host.aside == host.failures == {}
    host.call("dashboard_cards", user="somebody")
    assert json.loads((tmp_path / FILE).read_text())["failures"] == {"angry": 1}


def test_a_folder_that_cannot_be_written_harms_no_page(tmp_path, caplog):
    host = PluginHost([Angry], folder=tmp_path / "absent")
    for _time in range(FAILURES_ALLOWED):
        assert host.call("dashboard_cards", user="somebody") == []
    assert "angry" in host.aside and "cannot be written" in caplog.text


def test_neither_the_words_nor_the_values_of_a_fault_are_kept(host, tmp_path, caplog):
    for _time in range(FAILURES_ALLOWED):
        host.call("dashboard_cards", user="somebody@exemple.test")
    kept = caplog.text + (tmp_path / FILE).read_text() + host.aside["angry"]
    assert "Maëlle" not in kept and "épilepsie" not in kept and "somebody" not in kept and "no card" not in kept
    assert "dashboard_cards: RuntimeError, test_faults.py:" in host.aside["angry"]
    assert host.aside["angry"] in caplog.text


def test_the_fingerprint_tells_two_faults_apart_and_knows_one_again():
    def fault(kind, words):
        try:
            raise kind(words)
        except kind as raised:
            return told("hook", raised)

    def elsewhere(words):
        try:
            raise ValueError(words)
        except ValueError as raised:
            return told("hook", raised)

    assert fault(ValueError, "Odile") == fault(ValueError, "Mireille")
    assert len({fault(ValueError, "x"), fault(KeyError, "x"), elsewhere("x")}) == 3
    assert told("hook", ValueError("x")).startswith("hook: ValueError, ? [")
