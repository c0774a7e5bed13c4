"""What is found in uploaded PDF files, within limits of time and memory."""

import subprocess
import sys
import time

import pytest

from core import inspection
from core.inspection import PROBLEMS, Report, inspect
from tests.core.pdf_samples import ACCEPTED, GOOD, REFUSED, bomb


@pytest.mark.parametrize("case", ACCEPTED)
def test_good_files_are_accepted(case):
    content, pages = ACCEPTED[case]

    assert inspect(content) == Report(pages)


@pytest.mark.parametrize("case", REFUSED)
def test_bad_files_are_refused(case):
    content, problem = REFUSED[case]

    assert inspect(content).problem == problem


MEASURED = """import resource, sys
from pathlib import Path
from core.inspection import inspect
print(inspect(Path(sys.argv[1])).problem, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"""
"""In a process of its own: the largest child of this one may be any other test's, a browser for instance."""


def test_a_bomb_costs_little_time_and_memory(tmp_path):
    path, started = tmp_path / "bomb.pdf", time.monotonic()
    path.write_bytes(bomb(1000, 2))

    said = subprocess.run([sys.executable, "-c", MEASURED, path], capture_output=True, text=True, check=True).stdout

    problem, kilobytes = said.split()
    assert problem == "bomb" and time.monotonic() - started < 10
    assert int(kilobytes) < 256 * 1024


def test_a_path_is_inspected_like_its_content(tmp_path):
    path = tmp_path / "-dossier é.pdf"
    path.write_bytes(GOOD)

    assert inspect(path) == inspect(str(path)) == Report(1)


@pytest.mark.parametrize(("code", "out", "err", "problem"), [
    (0, b"not json", b"", "broken"),
    (0, b"[]", b"", "broken"),
    (0, b'{"ok": true, "pages": 0, "reason": ""}', b"", "broken"),
    (0, b'{"ok": 1, "pages": 3, "reason": ""}', b"", "broken"),
    (0, b'{"ok": false, "pages": 0, "reason": "unheard"}', b"", "broken"),
    (1, b'{"ok": true, "pages": 3, "reason": ""}', b"Traceback", "broken"),
    (1, b"", b"MemoryError", "bomb"),
    (-24, b"", b"", "bomb"),
])
def test_a_child_that_does_not_end_well_means_refusal(monkeypatch, code, out, err, problem):
    monkeypatch.setattr(inspection.subprocess, "run",
                        lambda *_, **__: subprocess.CompletedProcess([], code, out, err))

    assert inspect(GOOD).problem == problem


def test_a_child_that_does_not_end_is_killed(monkeypatch, tmp_path):
    (tmp_path / "slow.py").write_text("import time; time.sleep(60)")
    monkeypatch.setattr(inspection, "CHILD", tmp_path / "slow.py")
    monkeypatch.setattr(inspection, "SECONDS", 0.5)
    started = time.monotonic()

    assert inspect(GOOD).problem == "bomb"
    assert time.monotonic() - started < 5


def test_each_problem_has_its_own_sentence():
    sentences = [str(fact) for fact, _remedy in PROBLEMS.values()]

    assert len(set(sentences)) == len(sentences)
    assert all(str(remedy).endswith(".") for _fact, remedy in PROBLEMS.values())
