"""The contracts of setup.cfg follow the plugins, and each of them bites."""

from __future__ import annotations

import ast
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def sections():
    config = ConfigParser()
    config.read(ROOT / "setup.cfg")
    return config


def required_by(plugin):
    """The names in `requires = (…)` of a plugin's class, read without importing it."""
    for node in ast.walk(ast.parse((plugin / "plugin.py").read_text())):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "requires":
            return ast.literal_eval(node.value)
    return ()


def test_a_plugin_may_import_exactly_the_plugins_it_requires():
    allowed = sections()["importlinter:contract:plugins-apart"]["ignore_imports"].split("\n")
    plugins = [path.parent for path in ROOT.glob("plugins/*/plugin.py")]
    wanted = {f"plugins.{each.name}.** -> plugins.{other}" for each in plugins for other in required_by(each)}
    assert {line for line in allowed if line} == wanted


def test_each_plugin_has_its_entry_point():
    listed = [line.split(" = ") for line in sections()["options.entry_points"]["marelle.plugins"].split("\n") if line]
    assert {name: place.split(":")[0] for name, place in listed} == {
        path.parent.name: f"plugins.{path.parent.name}.plugin" for path in ROOT.glob("plugins/*/plugin.py")}


FAULTS = {
    "core-layers": ("core/records.py", "import core.app", "core.records -> core.app"),
    "plugins-use-api": ("plugins/families/models.py", "import core.records", "plugins.families.models -> core.records"),
    "plugins-apart": ("plugins/families/models.py", "import plugins.mes", "plugins.families.models -> plugins.mes"),
}


@pytest.mark.parametrize("contract", FAULTS)
def test_a_contract_names_the_import_that_breaks_it(tmp_path, contract):
    for name in ("core", "core/records", "core/app", "core/api", "plugins", "plugins/families",
                 "plugins/families/models", "plugins/mes"):
        package = (ROOT / name).is_dir()
        path = tmp_path / name / "__init__.py" if package else tmp_path / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "plugins/families/models.py").write_text("import core.api\n")
    (tmp_path / "setup.cfg").write_text((ROOT / "setup.cfg").read_text())
    assert lint(tmp_path, contract).returncode == 0

    path, line, named = FAULTS[contract]
    (tmp_path / path).write_text(line)
    ended = lint(tmp_path, contract)

    assert ended.returncode == 1
    assert named in ended.stdout


def lint(folder, contract):
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo", "--contract", contract]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
