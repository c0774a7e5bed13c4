"""What is installed is what was locked: within the declared ranges, by content, from no address of our own."""

from __future__ import annotations

import json
import re
from configparser import ConfigParser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCKS = ["requirements.lock", "deploy/requirements.lock"]
EXTRAS = {"requirements.lock": ["postgres", "server", "dev"], "deploy/requirements.lock": ["postgres", "server"]}
PIN = re.compile(r"^([a-z0-9.-]+)==(\S+)(?: ; [^\\]+)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M)


def pins(lock):
    return {canonicalize_name(name): version for name, version, _hashes in PIN.findall((ROOT / lock).read_text())}


def declared(extras):
    config = ConfigParser()
    config.read(ROOT / "setup.cfg")
    lines = config["options"]["install_requires"].split("\n")
    lines += [line for extra in extras for line in config["options.extras_require"][extra].split("\n")]
    return [Requirement(line) for line in lines if line]


@pytest.mark.parametrize("lock", LOCKS)
def test_each_line_is_a_pin_with_hashes(lock):
    assert PIN.sub("", (ROOT / lock).read_text()) == ""


@pytest.mark.parametrize("lock", LOCKS)
def test_each_requirement_is_pinned_within_its_range(lock):
    locked = pins(lock)
    outside = [str(each) for each in declared(EXTRAS[lock])
               if not each.specifier.contains(locked.get(canonicalize_name(each.name), "0.dev0"))]
    assert outside == []


def test_servers_run_the_versions_that_were_tested():
    assert pins("deploy/requirements.lock").items() <= pins("requirements.lock").items()


def test_browser_packages_are_exact_and_locked_by_content():
    wanted = json.loads((ROOT / "package.json").read_text())
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert locked[f"node_modules/{name}"]["version"] == version
    packages = [package for path, package in locked.items() if path]
    assert all(package["integrity"].startswith("sha512-") for package in packages)
    assert not any("resolved" in package for package in packages)
