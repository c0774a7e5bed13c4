"""Which test proves which rule: reads the tests, writes docs/reference/*-rules.md (`python -m tests.rules`).

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
NOTE = "<!-- Written by `python -m tests.rules` from the tests: change them, then run it again. -->\n"
KINDS = {"B": "bloque", "A": "avertit", "I": "interface"}


@dataclass
class Rule:
    """One rule of the requirements in our words, and the tests that name it, as `file::function`."""

    number: str
    kind: str
    sentence: str
    tests: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Book:
    """The rules of one plugin: their prefix, the folder of its tests, where `rules.csv` lies, and its page's title."""

    prefix: str
    folder: str
    title: str

    @property
    def page(self) -> Path:
        """The generated page."""
        return ROOT / "docs" / "reference" / f"{self.folder}-rules.md"

    def rules(self) -> dict[str, Rule]:
        """The rules by number, without tests."""
        with (Path(__file__).parent / self.folder / "rules.csv").open(newline="") as file:
            return {row["rule"]: Rule(row["rule"], row["kind"], row["sentence"]) for row in csv.DictReader(file)}

    def in_words(self, text: str) -> set[str]:
        """The rules that a sentence cites: one by one, in a list, or as a range."""
        number = rf"(?:{self.prefix}-)?R(\d\d)\b"
        cited = re.compile(rf"\b{self.prefix}-R\d\d\b(?:\s*(?:,|;|et|and|to|à|–|-|…)\s*{number})*")
        ranges = re.compile(rf"R(\d\d)\s*(?:to|à|–|-|…)\s*(?:{self.prefix}-)?R(\d\d)\b")
        found = set()
        for each in cited.finditer(text):
            for first, last in ranges.findall(each.group()):
                found |= {f"{self.prefix}-R{number:02}" for number in range(int(first), int(last) + 1)}
            found |= {f"{self.prefix}-R{rank}" for rank in re.findall(number, each.group())}
        return found

    def in_name(self, name: str) -> set[str]:
        """The rules that the name of a test cites."""
        named = re.findall(rf"_{self.prefix.lower()}((?:_r\d\d)+)(?=_|$)", name)
        return {f"{self.prefix}-R{number}" for part in named for number in re.findall(r"r(\d\d)", part)}

    def tests_of(self, source: str) -> Iterator[tuple[str, set[str]]]:
        """Each test function of a module, and the rules it cites."""
        comments = {token.start[0]: token.string for token in tokenize.generate_tokens(io.StringIO(source).readline)
                    if token.type == tokenize.COMMENT}
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
                while first - 1 in comments:
                    first -= 1
                said = [text for line, text in comments.items() if first <= line <= (node.end_lineno or first)]
                told = self.in_words("\n".join([ast.get_docstring(node) or "", *said]))
                yield node.name, self.in_name(node.name) | told

    def proved(self, folder: Path = ROOT / "tests") -> dict[str, Rule]:
        """The rules with their tests."""
        found = self.rules()
        for path in sorted(folder.rglob("test_*.py")):
            for name, cited in self.tests_of(path.read_text()):
                for number in cited:
                    found[number].tests.append(f"{path.relative_to(folder.parent)}::{name}")
        return found

    def text(self, found: dict[str, Rule]) -> str:
        """The generated page: one line a rule."""
        lines = [NOTE, f"# {self.title}\n",
                 "Chaque règle en une phrase, ce qu’elle fait quand elle n’est pas remplie, et les tests qui la "
                 "nomment.\n",
                 "| Règle | Genre | Énoncé | Tests |", "| --- | --- | --- | --- |"]
        for rule in found.values():
            tests = "<br>".join(f"`{each}`" for each in rule.tests)
            lines.append(f"| {rule.number} | {KINDS[rule.kind]} | {rule.sentence} | {tests} |")
        return "\n".join(lines) + "\n"


MES = Book("MES", "mes", "Règles de la mesure de soutien, et ce qui les prouve")
ICSGE = Book("ICSGE", "icsge", "Règles de la synchronisation ICSGE, et ce qui les prouve")
FAMILIES = Book("FAM", "families", "Règles des familles, et ce qui les prouve")
ACTIVITIES = Book("ACT", "activities", "Règles des activités, et ce qui les prouve")
BOOKS = (MES, ICSGE, FAMILIES, ACTIVITIES)

if __name__ == "__main__":
    for book in BOOKS:
        book.page.write_text(book.text(book.proved()))
