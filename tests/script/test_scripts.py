"""The scripts: each can be called from anywhere, parses, and says in one line what it is for."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FOUND = [*(ROOT / "script").iterdir(), ROOT / ".ci/run"]
SCRIPTS = sorted(path for path in FOUND if path.is_file() and not path.suffix)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_ready_to_be_typed(script):
    lines = script.read_text().splitlines()
    assert os.access(script, os.X_OK)
    assert lines[0] == "#!/usr/bin/env bash"
    assert 'cd "$(dirname "$0")/.."' in lines
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0


def test_the_usual_scripts_are_there():
    assert {"bootstrap", "server", "test", "check", "docs"} <= {path.name for path in SCRIPTS}
