"""A table of rules: one for the local check, the simulator and the help (ICSGE-R01 to R25, R58 to R71)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from plugins.agreements import ERROR, WARNING, Broken, Rule

__all__ = ["ERROR", "WARNING", "Broken", "Rule", "Table", "errors_first"]

Check = Callable[[Any], Iterator[object]]


class Table(list[Rule]):
    """Rules on one kind of facts. A rule's `field` is what mends it, as « child.nirec » or « household.street »."""

    def rule(self, name: str, number: int, severity: str, *, field: str, asks: object) -> Callable[[Check], Check]:
        """Add a check, which yields a sentence for each way in which the facts break the rule."""
        def add(broken: Check) -> Check:
            self.append(Rule(name, number, severity, field, asks, broken))
            return broken
        return add

    def judge(self, facts: Any) -> list[Broken]:
        """Every rule that is not kept, errors first, then in the order of the table (ICSGE-R87)."""
        return errors_first(Broken(each, each.grade(facts), text) for each in self for text in each.broken(facts))


def errors_first(found: Iterable[Broken]) -> list[Broken]:
    """E before A, else as they came (ICSGE-R87)."""
    return sorted(found, key=lambda each: each.severity != ERROR)
