"""Docs that cannot lie: the generated pages are current, and every hook is documented and tried."""

import re
from pathlib import Path

import pytest

from core import hookspecs, reference
from core.cli import cli
from plugins.families.plugin import Families
from plugins.mes.plugin import Mes

ROOT = Path(__file__).parents[1]
HOOKS = [name for name, thing in vars(hookspecs).items() if hasattr(thing, "marelle_spec")]


@pytest.fixture
def plugins():
    return [Families, Mes]


def test_the_generated_pages_are_current(app):
    assert reference.differing(reference.pages(app, cli), ROOT / "docs") == [], "run: script/docs"


@pytest.mark.parametrize("name", HOOKS)
def test_each_hook_has_a_docstring_and_a_test(name):
    assert (getattr(hookspecs, name).__doc__ or "").strip()
    tests = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    assert re.search(rf"def {name}\(", tests), f"no test implements the hook {name}"


def test_each_public_name_says_what_it_is(app):
    page = reference.pages(app, cli)["reference/api.md"]
    silent = [line.split("`")[1] for line in page.splitlines() if line.endswith("|  |")]
    assert silent == []
