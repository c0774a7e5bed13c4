"""The speed bars of activities: `python -m bench.activities [--rows N…] [--on sqlite postgres] [--only ACT…]`."""

from __future__ import annotations

import argparse
import subprocess
import sys

from bench.activities.acts import ACTS

SIZES = (50_000, 500_000, 5_000_000)


def main() -> None:
    """Measure each database at each size, in a process of its own, and print a line for each act."""
    parser = argparse.ArgumentParser(prog="bench.activities", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=SIZES[:1], help="bookings in the table, to 5,000,000")
    parser.add_argument("--on", nargs="*", choices=("sqlite", "postgres"), default=("sqlite", "postgres"))
    parser.add_argument("--only", nargs="*", choices=ACTS, default=ACTS)
    asked = parser.parse_args()
    for kind in asked.on:
        for rows in asked.rows:
            subprocess.run([sys.executable, "-m", "bench.activities.acts", kind, str(rows), *asked.only], check=True)


if __name__ == "__main__":
    main()
