"""One side in a process of its own: reads acts from its input, answers how long each took and what came of it."""

from __future__ import annotations

import gc
import importlib
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from bench import dataset

Act = tuple[Callable[[], Any], Callable[[Any], Any]]
"""What is timed, and what then reads its result: both sides must give the same."""

PAGE, DEEP = 100, 0.8
SIDES = {"django": "bench.django_side.side", "marelle": "bench.marelle_side.side",
         "work": "bench.django_work.side", "mes": "bench.mes_side.side"}
REFERENCE = re.compile(r">(20\d\d-\d\d-\d{3,6})<")


def searched(number: int) -> str:
    """The family name that is searched this time."""
    return dataset.last_name(number * 11 + 5)


def listed(answer) -> list[str]:
    """The references on a list page, in order."""
    return REFERENCE.findall(answer.get_data(as_text=True) if hasattr(answer, "get_data") else answer.content.decode())


def memory() -> int:
    """The resident memory of this process, in octets."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


def timed(act: Act) -> dict[str, Any]:
    """Do one act."""
    do, look = act
    gc.collect()
    clock, processor = perf_counter(), process_time()
    result = do()
    spent = {"clock": perf_counter() - clock, "processor": process_time() - processor}
    return spent | {"seen": look(result)}


def serve(module, rows: int) -> None:
    """Answer one act a line, until the input ends."""
    side = module.Side()
    side.prepare(rows)
    say({"session": side.session, "memory": memory()})
    for line in sys.stdin:
        asked = json.loads(line)
        say(timed(getattr(side, asked["act"])(asked["number"])) | {"memory": memory()})


def say(answer: dict[str, Any]) -> None:
    """One line of answer."""
    print(json.dumps(answer, default=str), flush=True)


def main(side: str, task: str, given: str) -> None:
    """`seed ROWS`, `serve ROWS`, or `start SESSION`: the first page, then the end."""
    module = importlib.import_module(SIDES[side])
    if task == "seed":
        module.seed(int(given))
    elif task == "serve":
        serve(module, int(given))
    else:
        say({"seen": module.start(given), "memory": memory()})


if __name__ == "__main__":
    main(*sys.argv[1:])
