"""The comparison: the same acts on both sides in turn, and the median of the ratios of the rounds."""

from __future__ import annotations

import argparse
from collections import Counter
from statistics import median
from typing import NamedTuple

from bench import dataset, table
from bench.sides import NAMES, Worker, first_page, seeded


class Measured(NamedTuple):
    """What is measured: the words of the table, the highest ratio wanted, and how often in one round."""

    words: str
    bar: float | None
    times: int


MEASURED = {
    "page": Measured("list, page 1", 0.3, 3),
    "deep": Measured("list, a page at 80 % of its depth", 0.05, 3),
    "search": Measured("list, filter + search", 0.5, 3),
    "form": Measured("edit form", None, 5),
    "create": Measured("create", 0.5, 15),
    "edit": Measured("edit", 0.6, 15),
    "fire": Measured("one transition with its journal row", 0.75, 25),
    "press": Measured("the same by its button, whole request", None, 15),
    "bulk": Measured("bulk of 10,000 with a reason for each refusal", 0.1, 1),
    "start": Measured("process start to first page", 1.0, 1),
}
MEMORY_BAR = 90
"""MiB in use once the first page has been answered."""


class Comparison:
    """Both sides, the rival's first, at work on their own copies of the data set."""

    def __init__(self, workers: dict[str, Worker], measured: dict[str, Measured], by: str):
        self.workers, self.measured, self.by = workers, measured, by
        self.names = tuple(workers)
        self.numbers: Counter[str] = Counter()
        self.times: dict[str, list[dict[str, float]]] = {}
        self.memory: dict[str, list[int]] = {name: [] for name in self.names}

    def round(self, act: str, times: int) -> dict[str, float]:
        """One act, so many times, the sides in turn; each must see the same."""
        spent = dict.fromkeys(self.names, 0.0)
        for _time in range(times):
            number = self.numbers[act]
            order = self.names if number % 2 else self.names[::-1]
            answers = {name: self.do(name, act, number) for name in order}
            self.numbers[act] += 1
            if len({str(answer["seen"]) for answer in answers.values()}) > 1:
                raise SystemExit(f"The sides differ after {act} {number}: " + " / ".join(
                    f"{name} {str(answers[name]['seen'])[:300]}" for name in self.names))
            for name in self.names:
                spent[name] += answers[name][self.by] / times
        return spent

    def do(self, name: str, act: str, number: int) -> dict:
        """One act on one side."""
        if act != "start":
            return self.workers[name].do(act, number)
        answer = first_page(self.workers[name])
        self.memory[name].append(answer["memory"])
        return answer

    def run(self, acts: list[str], rounds: int) -> None:
        """A round to warm up, then the rounds that count."""
        for number in range(rounds + 1):
            for act in acts:
                spent = self.round(act, self.measured[act].times if number else min(2, self.measured[act].times))
                if number:
                    self.times.setdefault(act, []).append(spent)

    def rows(self) -> list[table.Row]:
        """The lines of the table."""
        django, marelle = self.names
        lines = []
        for act, rounds in self.times.items():
            ratios = [each[marelle] / each[django] for each in rounds]
            lines.append(table.Row(self.measured[act].words,
                                   *(median(each[name] for each in rounds) for name in self.names),
                                   ratios, self.measured[act].bar))
        return lines

    def memories(self) -> dict[str, float]:
        """MiB in use after the first page, the median of the starts."""
        return {name: median(found) / 2**20 for name, found in self.memory.items() if found}


def main() -> None:
    """Measure, then print."""
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__)
    parser.add_argument("--rows", type=int, default=dataset.REQUESTS, help="requests in the data set (%(default)s)")
    parser.add_argument("--rounds", type=int, default=9, help="rounds that count (%(default)s)")
    parser.add_argument("--only", nargs="+", choices=MEASURED, default=list(MEASURED), help="measure these only")
    parser.add_argument("--durable", action="store_true", help="synchronous=full on both sides: disks count too")
    parser.add_argument("--processor", action="store_true",
                        help="processor time instead of the clock: for a machine that others use too")
    asked = parser.parse_args()
    workers = {name: Worker(name, seeded(name, asked.rows), asked.rows, asked.durable) for name in NAMES}
    comparison = Comparison(workers, MEASURED, "processor" if asked.processor else "clock")
    comparison.run(asked.only, asked.rounds)
    print(table.drawn(comparison.rows()))
    if memory := comparison.memories():
        print(table.memory(memory, MEMORY_BAR))


if __name__ == "__main__":
    main()
