"""The table of ICSGE's speed bars: `python -m bench.icsge [--rows N] [--records N] [--only ACT…]`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys

from bench.icsge.acts import ACTS


def measured(act: str, number: int) -> dict:
    """The figures of an act, in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "bench.icsge.acts", act, str(number)], capture_output=True, text=True,
                          check=True)
    return json.loads(done.stdout)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="agreements judged, and files looked through")
    parser.add_argument("--records", type=int, default=10_000, help="dossiers of the run")
    parser.add_argument("--only", nargs="*", choices=ACTS, default=list(ACTS))
    options = parser.parse_args()
    sizes = {"prevalidation": (options.rows // 10, options.rows // 2, options.rows), "selection": (options.rows,),
             "synchronisation": (options.records,)}
    for act in options.only:
        for number in sizes[act]:
            print(f"{act}, {number}: {json.dumps(measured(act, number))}", flush=True)


if __name__ == "__main__":
    main()
