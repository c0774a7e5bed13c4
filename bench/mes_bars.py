"""The speed bars of MES: its pages, its printouts, its lists beside the rival's, and what they cost as it fills up."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Callable, Sequence
from statistics import fmean, median
from typing import NamedTuple

from bench import table
from bench.comparison import Comparison, Measured
from bench.sides import Worker, seeded

REQUESTS = 100_000
SIZES = (1_000, 10_000, REQUESTS)


class Barred(NamedTuple):
    """What is measured: its words, the most seconds wanted, by which time, how often in one round, what must come.

    A round counts as the mean of its times, or as `of` says.
    """

    words: str
    bar: float | None
    by: str
    times: int
    seen: object
    of: Callable[[Sequence[float]], float] = fmean


PAGE = [200, True]
LISTS = {
    "page": Measured("list to examine, page 1", 0.3, 3),
    "deep": Measured("list to examine, a page at 80 % of its depth", 0.05, 3),
    "search": Measured("list to examine, filter + search", 0.5, 3),
}
ACTS = {
    "save": Barred("autosave of a field, in one transaction", 0.015, "processor", 12, [200, 1, True]),
    "identity": Barred("step 1, a child found", 0.06, "processor", 3, PAGE),
    "type": Barred("step 2, installation and type", 0.06, "processor", 3, PAGE),
    "form": Barred("step 3, the slowest of the seven pages", 0.06, "processor", 7, PAGE, max),
    "papers": Barred("step 4, documents", 0.06, "processor", 3, PAGE),
    "check": Barred("step 5, verification", 0.06, "processor", 3, PAGE),
    "diff": Barred("diff of two versions", 0.02, "processor", 5, True),
    "review": Barred("page of the review that shows it", None, "processor", 3, PAGE),
    "board": Barred("board of a direction", 0.15, "processor", 3, PAGE),
    "whole_board": Barred("board of the Ministry", 0.15, "processor", 3, PAGE),
    "print": Barred("« Formulaire complet »", 1.5, "clock", 2, [200, "%PDF-"]),
    "batch": Barred("« Formulaire complet » of 100 requests", 4, "clock", 1, [100, True]),
}
GROWING = {"page": "list to examine, page 1, a direction of seven regions",
           "steady": "the same, a region that never grows", "board": "board of the direction",
           "steady_board": "board of the region that never grows"}


class Alone:
    """MES at work on a copy of a data set, each act against its bar."""

    def __init__(self, worker: Worker):
        self.worker = worker
        self.numbers: Counter[str] = Counter()

    def once(self, act: str, by: str) -> tuple[float, object]:
        """The seconds of an act, and what it came to."""
        answer = self.worker.do(act, self.numbers[act])
        self.numbers[act] += 1
        return answer[by], answer["seen"]

    def round(self, act: str, wanted: Barred) -> float:
        """One round; each act must come to what is wanted."""
        spent = []
        for _time in range(wanted.times):
            seconds, seen = self.once(act, wanted.by)
            if seen != wanted.seen:
                raise SystemExit(f"{act} came to {str(seen)[:300]} instead of {wanted.seen}.")
            spent.append(seconds)
        return wanted.of(spent)

    def rounds(self, acts: Sequence[str], count: int) -> dict[str, list[float]]:
        """A round to warm up, then those that count, all acts in turn."""
        found: dict[str, list[float]] = {act: [] for act in acts}
        for number in range(count + 1):
            for act in acts:
                spent = self.round(act, ACTS[act])
                if number:
                    found[act].append(spent)
        return found


def growth(rounds: int) -> dict[str, list[float]]:
    """The median processor time of what depends on the number of requests, at each size."""
    found: dict[str, list[float]] = {act: [] for act in GROWING}
    for rows in SIZES:
        alone = Alone(Worker("mes", seeded("mes", rows), rows, durable=False))
        for act, medians in found.items():
            alone.once(act, "processor")
            medians.append(median(alone.once(act, "processor")[0] for _round in range(rounds)))
        alone.worker.stop()
    return found


def main() -> None:
    """Measure, then print the three tables."""
    parser = argparse.ArgumentParser(prog="bench/mes", description=__doc__)
    parser.add_argument("--rows", type=int, default=REQUESTS, help="requests in the data set (%(default)s)")
    parser.add_argument("--rounds", type=int, default=9, help="rounds that count (%(default)s)")
    parser.add_argument("--only", nargs="+", choices=[*LISTS, *ACTS, "growth"], help="measure these only")
    parser.add_argument("--crowded", action="store_true", help="all requests of the direction wait at once")
    asked = parser.parse_args()
    if asked.crowded:
        os.environ["BENCH_CROWDED"] = "1"
    chosen = asked.only or [*LISTS, *ACTS, "growth"]
    ours = Worker("mes", seeded("mes", asked.rows), asked.rows, durable=False)
    if acts := [each for each in ACTS if each in chosen]:
        found = Alone(ours).rounds(acts, asked.rounds)
        print(table.barred([table.Bar(ACTS[act].words, ACTS[act].by, found[act], ACTS[act].bar) for act in acts]))
    if lists := [each for each in LISTS if each in chosen]:
        rival = Worker("work", seeded("work", asked.rows), asked.rows, durable=False)
        comparison = Comparison({"django": rival, "marelle": ours}, LISTS, "processor")
        comparison.run(lists, asked.rounds)
        rival.stop()
        print("\n" + table.drawn(comparison.rows()))
    ours.stop()
    if "growth" in chosen:
        print("\n" + table.grown(SIZES, {GROWING[act]: times for act, times in growth(asked.rounds).items()}))
    print(f"\nLoad of the machine over the last five minutes: {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores.")


if __name__ == "__main__":
    main()
