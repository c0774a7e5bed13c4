"""What is packed: a wheel made from the sdist holds all that runs, with its translations compiled, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = ["setup.cfg", "setup.py", "pyproject.toml", "MANIFEST.in", "LICENSE", "README.md", "CHANGELOG.md"]
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Élève"\nmsgstr "Pupil"\n'
TREE = shutil.ignore_patterns("__pycache__", "*.mo")


def python(folder, code):
    return subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A copy of what git holds and of the built assets, with one catalogue of its own."""
    folder = tmp_path_factory.mktemp("source")
    for name in FILES:
        shutil.copy(ROOT / name, folder)
    for name in ("core", "plugins"):
        shutil.copytree(ROOT / name, folder / name, ignore=TREE)
    catalogue = folder / "core/translations/de/LC_MESSAGES/messages.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(PO)
    return folder


@pytest.fixture(scope="module")
def packed(source, tmp_path_factory):
    """The names in the wheel built from the sdist."""
    out = tmp_path_factory.mktemp("out")
    made = python(source, f"from setuptools.build_meta import build_sdist; build_sdist({str(out)!r})")
    assert made.returncode == 0, made.stderr
    shutil.unpack_archive(next(out.glob("*.tar.gz")), out, filter="data")
    unpacked = next(path for path in out.iterdir() if path.is_dir())
    made = python(unpacked, f"from setuptools.build_meta import build_wheel; build_wheel({str(out)!r})")
    assert made.returncode == 0, made.stderr
    return set(zipfile.ZipFile(next(out.glob("*.whl"))).namelist())


def test_all_that_runs_is_packed(packed):
    wanted = [path for top in ("core", "plugins") for pattern in ("**/*.py", "**/templates/**/*", "**/static/**/*")
              for path in (ROOT / top).glob(pattern) if path.is_file() and "__pycache__" not in path.parts]
    missing = {str(path.relative_to(ROOT)) for path in wanted} - packed
    assert not missing
    assert any(name.startswith("core/static/dist/fonts/") for name in packed)


def test_translations_are_packed_compiled(packed):
    assert "core/translations/de/LC_MESSAGES/messages.mo" in packed
    assert not [name for name in packed if name.endswith((".po", ".pot"))]


def test_nothing_else_is_packed(packed):
    assert {name.split("/")[0].split("-")[0] for name in packed} == {"core", "plugins", "marelle"}


def test_a_tree_without_browser_files_is_not_packed(source, tmp_path):
    bare = shutil.copytree(source, tmp_path / "bare", ignore=shutil.ignore_patterns("dist"))
    made = python(bare, "from setuptools.build_meta import build_wheel; build_wheel('out')")
    assert made.returncode != 0
    assert "Run script/bootstrap" in made.stderr
