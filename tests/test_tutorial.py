"""The tutorial and the example plugin are one: each file that the tutorial shows is the file of the example."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "marelle-toys"
SHOWN = re.compile(r"^`([\w./-]+)`\n\n```[\w+]+\n(.*?)\n```$", re.DOTALL | re.MULTILINE)


def test_each_file_of_the_tutorial_is_the_example_s():
    shown = dict(SHOWN.findall((ROOT / "docs/tutorial/README.md").read_text()))
    assert len(shown) >= 10
    for name, text in shown.items():
        assert (EXAMPLE / name).read_text().rstrip() == text, name


def test_the_example_has_no_file_that_the_tutorial_leaves_out():
    shown = {name for name, _text in SHOWN.findall((ROOT / "docs/tutorial/README.md").read_text())}
    made = {path.relative_to(EXAMPLE).as_posix() for path in EXAMPLE.rglob("*")
            if path.suffix in (".py", ".cfg", ".toml", ".html") and "build" not in path.parts}
    assert {name for name in made if "migrations" not in name} == shown
