"""Which test proves which rule: reads the tests, writes docs/reference/mes-rules.md (`python -m tests.rules`).

A test names a rule in its name (`test_mes_r61_r63_…`), its docstring or a comment inside or right above it, alone or
as a range (« MES-R29 to R33 », « R29, R30 »). A rule in a module's docstring tells what the module is about: it
proves nothing.
"""

from __future__ import annotations

import ast
import csv
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
RULES, PAGE = Path(__file__).parent / "mes" / "rules.csv", ROOT / "docs" / "reference" / "mes-rules.md"
NOTE = "<!-- Written by `python -m tests.rules` from the tests: change them, then run it again. -->\n"
KINDS = {"B": "bloque", "A": "avertit", "I": "interface"}
NUMBER = r"(?:MES-)?R(\d\d)\b"
CITED = re.compile(rf"\bMES-R\d\d\b(?:\s*(?:,|;|et|and|to|à|–|-|…)\s*{NUMBER})*")
RANGE = re.compile(r"R(\d\d)\s*(?:to|à|–|-|…)\s*(?:MES-)?R(\d\d)\b")
NAMED = re.compile(r"_mes((?:_r\d\d)+)(?=_|$)")


@dataclass
class Rule:
    """One rule of the requirements in our words, and the tests that name it, as `file::function`."""

    number: str
    kind: str
    sentence: str
    tests: list[str] = field(default_factory=list)


def rules() -> dict[str, Rule]:
    """The rules by number, without tests."""
    with RULES.open(newline="") as file:
        return {row["rule"]: Rule(row["rule"], row["kind"], row["sentence"]) for row in csv.DictReader(file)}


def in_words(text: str) -> set[str]:
    """The rules that a sentence cites: one by one, in a list, or as a range."""
    found = set()
    for cited in CITED.finditer(text):
        for first, last in RANGE.findall(cited.group()):
            found |= {f"MES-R{number:02}" for number in range(int(first), int(last) + 1)}
        found |= {f"MES-R{number}" for number in re.findall(NUMBER, cited.group())}
    return found


def in_name(name: str) -> set[str]:
    """The rules that the name of a test cites."""
    return {f"MES-R{number}" for part in NAMED.findall(name) for number in re.findall(r"r(\d\d)", part)}


def tests_of(source: str) -> Iterator[tuple[str, set[str]]]:
    """Each test function of a module, and the rules it cites."""
    comments = {token.start[0]: token.string for token in tokenize.generate_tokens(io.StringIO(source).readline)
                if token.type == tokenize.COMMENT}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            while first - 1 in comments:
                first -= 1
            said = [text for line, text in comments.items() if first <= line <= (node.end_lineno or first)]
            yield node.name, in_name(node.name) | in_words("\n".join([ast.get_docstring(node) or "", *said]))


def proved(folder: Path = ROOT / "tests") -> dict[str, Rule]:
    """The rules with their tests."""
    found = rules()
    for path in sorted(folder.rglob("test_*.py")):
        for name, cited in tests_of(path.read_text()):
            for number in cited:
                found[number].tests.append(f"{path.relative_to(folder.parent)}::{name}")
    return found


def page(found: dict[str, Rule]) -> str:
    """The generated page: one line a rule."""
    lines = [NOTE, "# Règles de la mesure de soutien, et ce qui les prouve\n",
             "Chaque règle en une phrase, ce qu’elle fait quand elle n’est pas remplie, et les tests qui la nomment.\n",
             "| Règle | Genre | Énoncé | Tests |", "| --- | --- | --- | --- |"]
    for rule in found.values():
        tests = "<br>".join(f"`{each}`" for each in rule.tests)
        lines.append(f"| {rule.number} | {KINDS[rule.kind]} | {rule.sentence} | {tests} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(proved()))
