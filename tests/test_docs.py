"""Docs that cannot lie: the generated pages are current, and every hook is documented and tried."""

import re
from pathlib import Path

import pytest

from core import hookspecs, reference
from core.cli import cli
from plugins.activities.plugin import Activities
from plugins.agreements.plugin import Agreements
from plugins.billing.plugin import Billing
from plugins.families.plugin import Families
from plugins.icsge.plugin import Icsge
from plugins.mes.plugin import Mes
from plugins.messages.plugin import Messages

ROOT = Path(__file__).parents[1]
PAGES = [*ROOT.glob("*.md"), *(path for path in (ROOT / "docs").rglob("*.md") if path.parent.name != "reference"),
         *(ROOT / "deploy").glob("*.md"),
         ROOT / "core/templates/ui/README.md"]
TOP = ("core", "plugins", "tests", "docs", "script", "deploy", "examples", "bench")
OURS = re.compile(rf"(?:{'|'.join(TOP)})/[^\s*…]+"
                  r"|[\w.-]+\.(?:py|html|css|js|md|toml|cfg|csv|json|lock|svg)|core(?:\.[a-z_]+)+")
"""What names a file, a folder or a module of ours."""
MADE = {"secrets.toml", "demo-accounts.json", "bench/.data", "bench/.venv-django"}
"""What an installation or a run of the benchmarks makes."""
HOOKS = [name for name, thing in vars(hookspecs).items() if hasattr(thing, "marelle_spec")]


@pytest.fixture
def plugins():
    return [Families, Activities, Agreements, Billing, Icsge, Mes, Messages]


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


def named_files(text: str) -> set[str]:
    """The files, folders and modules of ours that a page names between back quotes, outside its blocks of code."""
    quoted = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.S))
    return {each.rstrip("/") for each in quoted if OURS.fullmatch(each)}


def is_there(name: str, beside: Path) -> bool:
    """Whether there is such a file, from the root or beside the page; any of that name; or such a module and name."""
    if name.startswith("core."):
        return module_is_there(name.replace(".", "/"))
    if "/" in name:
        return any((folder / name).exists() for folder in (ROOT, beside, ROOT / "examples/marelle-toys"))
    return (ROOT / name).exists() or any(next((ROOT / top).rglob(name), None) for top in TOP)


def module_is_there(path: str) -> bool:
    """Whether there is a module or a package at this path, or a module above it that holds its last name."""
    parent, _slash, last = path.rpartition("/")
    above = ROOT / f"{parent}.py"
    return (ROOT / f"{path}.py").exists() or (ROOT / path).is_dir() or (
        above.exists() and re.search(rf"\b{last}\b", above.read_text()) is not None)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_names_no_file_that_does_not_exist(page):
    text = page.read_text()
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)\)", text)
    missing = [name for name in sorted(named_files(text) - MADE) if not is_there(name, page.parent)]
    assert [target for target in links if not (page.parent / target).exists()] + missing == []


def test_a_file_that_is_gone_is_noticed():
    assert named_files("`core/admin/gone.py` and `gone.py`, `core.gone`, `script/test`, `marelle check`") == {
        "core/admin/gone.py", "gone.py", "core.gone", "script/test"}
    assert not any(is_there(name, ROOT) for name in ("core/admin/gone.py", "gone.py", "core.gone", "core.api.gone"))
    assert all(is_there(name, ROOT) for name in ("core/api.py", "api.py", "core.api", "core.records.utcnow"))

