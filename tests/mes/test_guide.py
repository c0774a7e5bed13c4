"""docs/how-to/guide-mes.md: each address it names is a page of ours, and each step of the Ministry's guide is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.words

GUIDE = (Path(__file__).parents[2] / "docs" / "how-to" / "guide-mes.md").read_text()
STEPS = {"A": 3, "B": 5, "C": 5, "D": 5, "E": 5, "F": 3, "G": 2, "H": 3, "I": 4}
"""The parts of the Ministry’s guide, and how many steps each numbers (B: the five steps of the wizard)."""


def addresses() -> list[str]:
    """The addresses that the page names, in code."""
    return sorted(set(re.findall(r"`(/[^`\s?#]*)[^`]*`", GUIDE)))


def test_each_address_of_the_guide_is_a_page(planted):
    rules = {re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", "<>", str(rule)) for rule in planted[0].url_map.iter_rules()}
    lists = {f"/mes/demandes/liste/{each}" for each in ("en-cours", "brouillons", "conformes", "terminees")}
    wrong = [each for each in addresses() if each not in lists and re.sub(r"<\w+>", "<>", each) not in rules]
    assert addresses() and wrong == []


@pytest.mark.parametrize("part", STEPS)
def test_each_step_is_one_line_with_its_page_its_difference_and_why(part):
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in GUIDE.splitlines()
            if re.match(rf"\| {part}\d ", line)]
    assert [row[0] for row in rows] == [f"{part}{number}" for number in range(1, STEPS[part] + 1)]
    assert all(len(row) == 5 and all(row) for row in rows)
