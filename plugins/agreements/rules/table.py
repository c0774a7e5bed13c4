"""The table of the rules of an agreement: one for the form, the prevalidation, the simulator and the help."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from plugins.agreements.facts import Facts

ERROR, WARNING = "E", "A"
Check = Callable[[Facts], Iterator[object]]


@dataclass(frozen=True)
class Rule:
    """A rule: its name in the specification, the number of its message, the field that mends it, and what it asks.

    `broken` yields a sentence for each way in which the facts break it. `severity` is E, which blocks, or A, which
    warns, or a function of the facts.
    """

    name: str
    number: int
    severity: str | Callable[[Facts], str]
    field: str
    asks: object
    broken: Check

    def grade(self, facts: Facts) -> str:
        """E or A for these facts."""
        return self.severity if isinstance(self.severity, str) else self.severity(facts)


@dataclass(frozen=True)
class Broken:
    """A rule that is not kept: its severity here, and its sentence."""

    rule: Rule
    severity: str
    text: object

    @property
    def code(self) -> str:
        """« CSG062E »."""
        return f"CSG{self.rule.number:03d}{self.severity}"


RULES: list[Rule] = []


def rule(name: str, number: int, severity: str | Callable[[Facts], str], *, field: str,
         asks: object) -> Callable[[Check], Check]:
    """Add a check to the table."""
    def add(broken: Check) -> Check:
        RULES.append(Rule(name, number, severity, field, asks, broken))
        return broken
    return add


def judge(facts: Facts) -> list[Broken]:
    """Every rule that is not kept: errors first, then in the order of the table (ICSGE-R87)."""
    found = [Broken(each, each.grade(facts), text) for each in RULES for text in each.broken(facts)]
    return sorted(found, key=lambda each: each.severity != ERROR)
