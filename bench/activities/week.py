"""The grid of a class for a week beside the rival's: the same rows, the same process loads, in turn."""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench.sides import HERE, THEIRS, environment

CELL = re.compile(r'class="m-cell is-(\w+)" data-cell="([\d.-]+)"')
ROUNDS = 21


class Rival:
    """The rival's process on the database that is measured."""

    def __init__(self, database: Path):
        self.process = subprocess.Popen([THEIRS, "-m", "bench.django_week.side"], cwd=HERE.parent,
                                        env=environment(database, durable=False) | {"PYTHONPATH": str(HERE.parent)},
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sys.stderr, text=True)

    def get(self, address: str) -> dict:
        """A page."""
        self.process.stdin.write(f"{address}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stop(self) -> None:
        """End it."""
        self.process.stdin.close()
        self.process.wait()


def compared(client, database: Path, asked: str) -> dict:
    """The median processor time of both, and of the ratios; both must show the same cells."""
    rival, ours, theirs = Rival(database), [], []
    try:
        for number in range(ROUNDS + 1):
            answer = rival.get(f"/semaine/?{asked}")
            start = time.process_time()
            page = client.get(f"/presences/semaine/?{asked}")
            spent = time.process_time() - start
            seen = sorted(map(list, CELL.findall(page.text)))
            if seen != answer["seen"]:
                raise SystemExit(f"The sides differ: {seen[:3]} / {answer['seen'][:3]}")
            if number:
                ours.append(spent)
                theirs.append(answer["processor"])
    finally:
        rival.stop()
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return {"django": statistics.median(theirs), "marelle": statistics.median(ours), "cells": len(seen),
            "ratio": statistics.median(ratios), "range": [min(ratios), max(ratios)], "load": os.getloadavg()[0]}
