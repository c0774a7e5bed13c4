"""What the client costs beside a plain script that posts the same records to the same simulator, in the same run.

    python -m bench.icsge.client [--records 300] [--rounds 5]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from plugins.icsge.exchange.address import read_address
from plugins.icsge.exchange.bodies import key_of
from plugins.icsge.exchange.client import HttpTransport
from plugins.icsge.exchange.envelope import ADD_FILE, GUIDE, Identity, Sent
from plugins.icsge.exchange.settings import SEED
from tests.icsge.sound import file_said

BAR = 5.0
"""Milliseconds of processor that a record may cost the client."""
ME = Identity("53236600", "30054568", "b" * 36)
SERVE = """
import sys
from pathlib import Path
from plugins.icsge.simulator.app import create_simulator
from plugins.icsge.simulator.serving import listen
server = listen(create_simulator(Path(sys.argv[1])), "127.0.0.1", 0)
print(server.server_port, flush=True)
server.serve_forever()
"""
Send = Callable[[dict], None]


@contextmanager
def simulator() -> Iterator[str]:
    """The address of a simulator in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        component = {"division": ME.division, "installation": ME.installation, "name": "Biscuit", "nature": "cpe",
                     "code": ME.access_code}
        (Path(folder) / SEED).write_text(json.dumps({"components": [component], "register": []}))
        process = subprocess.Popen([sys.executable, "-c", SERVE, folder], stdout=subprocess.PIPE, text=True)
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()
            process.wait()


def ours(address: str) -> Send:
    """Marelle's client: keys, envelope, kept connection, every check of the answer."""
    transport = HttpTransport(read_address(address, ""))

    def send(body: dict) -> None:
        assert transport.send(ME, Sent(ADD_FILE, key_of("file", body["enfant"]["reference"], body), body)).accepted

    return send


def plain(address: str) -> Send:
    """A script of a dozen lines: urllib, a connection for each record, the answer read as JSON."""
    def send(body: dict) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        text = json.dumps({"composante": {"division": ME.division, "installation": ME.installation}, "envoyeLe": now,
                           "client": {"nom": "script", "version": "1"}, "guide": GUIDE, "operation": ADD_FILE,
                           "enregistrement": body}).encode()
        headers = {"Content-Type": "application/json", "X-Csg-Division": ME.division, "X-Csg-Heure": now,
                   "X-Csg-Installation": ME.installation, "X-Csg-Code-Acces": ME.access_code,
                   "Idempotency-Key": f"script-{body['enfant']['reference']}"}
        with urllib.request.urlopen(urllib.request.Request(f"{address}/csg/v1/{ADD_FILE}", text, headers)) as answer:
            assert json.load(answer)["resultat"] != "refuse"

    return send


def measured(send: Send, first: int, count: int) -> tuple[float, float]:
    """Milliseconds of processor and of clock that a record costs."""
    bodies = [file_said(child={"reference": str(first + rank), "nirec": "", "neHorsProvince": True})
              for rank in range(count)]
    cpu, clock = time.process_time(), time.perf_counter()
    for body in bodies:
        send(body)
    return (time.process_time() - cpu) * 1000 / count, (time.perf_counter() - clock) * 1000 / count


def main() -> None:
    """Rounds of both in turn, then a table; ends with 1 over the bar."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    found: dict[str, list[tuple[float, float]]] = {"Marelle": [], "plain script": []}
    with simulator() as address:
        sides = {"Marelle": ours(address), "plain script": plain(address)}
        for number in range(asked.rounds):
            for rank, (name, send) in enumerate(sides.items()):
                found[name].append(measured(send, (number * 2 + rank) * asked.records, asked.records))
    print(f"{asked.records} files, {asked.rounds} rounds, median (best) in ms per record")
    for name, rows in found.items():
        cpu, clock = zip(*rows, strict=True)
        print(f"{name:14} processor {median(cpu):5.2f} ({min(cpu):.2f})"
              f"   clock {median(clock):6.2f} ({min(clock):.2f})")
    sys.exit(median(each[0] for each in found["Marelle"]) > BAR)


if __name__ == "__main__":
    main()
