"""The box around programs that read other people's content: no network, no files, no time, no memory without end."""

import os
import sys
import time
from pathlib import Path

import pytest

from core.sandbox import Limits, boxed, run

LIMITS = Limits(10, 512)


def running_with(word: str) -> list[str]:
    """The processes of this machine whose command holds the word."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        if word in command:
            found.append(command)
    return found


def gone(word: str) -> bool:
    """Whether, within two seconds, no process holds the word."""
    for _wait in range(40):
        if not running_with(word):
            return True
        time.sleep(0.05)
    return False


def test_a_program_reads_its_content_and_answers():
    outcome = run(["cat"], "é".encode() * 100_000, LIMITS, {})

    assert outcome.good and outcome.out.decode() == "é" * 100_000


def test_a_program_in_the_box_sees_no_files_but_those_given(tmp_path):
    shown, hidden = tmp_path / "shown", tmp_path / "hidden"
    shown.write_text("oui")
    hidden.write_text("non")

    outcome = run(boxed(["/bin/cat", str(shown), str(hidden), "/etc/passwd"], [shown], {}), b"", LIMITS, {})

    assert outcome.out == b"oui" and outcome.err.count("No such file") == 2


def test_a_program_in_the_box_has_no_network_and_no_environment(monkeypatch):
    monkeypatch.setenv("MARELLE_SECRET_KEY", "secret")
    script = "cat /proc/net/dev /proc/self/environ; ls /home /root /var/lib"

    outcome = run(boxed(["/bin/sh", "-c", script], [], {"LANG": "C.UTF-8"}), b"", LIMITS, {})

    interfaces = [line.split(":")[0].strip() for line in outcome.out.decode("latin1").splitlines() if ":" in line]
    assert [name for name in interfaces if name.isalnum() and name not in ("lo",)] == []
    assert b"secret" not in outcome.out and outcome.err.count("cannot access") == 3


def test_a_program_in_the_box_cannot_write_where_it_could_read(tmp_path):
    command = boxed(["/bin/sh", "-c", f"echo x > {tmp_path}/new; echo x > /usr/new"], [tmp_path], {})

    assert not run(command, b"", LIMITS, {}).good
    assert os.listdir(tmp_path) == []


def test_memory_has_an_end():
    outcome = run([sys.executable, "-c", "bytearray(900 * 2 ** 20)"], b"", Limits(10, 128), {})

    assert not outcome.good and "MemoryError" in outcome.err


@pytest.mark.parametrize("inside", [True, False], ids=["boxed", "bare"])
def test_what_a_late_program_started_dies_with_it(inside):
    word = f"7{time.time_ns() % 10**9:09d}"
    command = ["/bin/sh", "-c", f"sleep {word} & sleep {word} & sleep {word}"]

    outcome = run(boxed(command, [], {}) if inside else command, b"", Limits(0.3, 512), {})

    assert outcome.late and not outcome.good
    assert gone(word)


def test_what_a_program_leaves_running_dies_when_it_ends():
    word = f"8{time.time_ns() % 10**9:09d}"

    assert run(["/bin/sh", "-c", f"sleep {word} >/dev/null 2>&1 & echo fini"], b"", LIMITS, {}).out == b"fini\n"
    assert gone(word)
