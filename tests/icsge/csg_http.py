"""A real HTTP server of the Ministry in a few lines: it applies by key, and cuts, fails and kills on demand."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Applied:
    """What was applied under one key: the operation, the body, and the answer that goes with the key for ever."""

    operation: str
    body: dict[str, Any]
    answer: dict[str, Any]


@dataclass
class Ministry:
    """What was applied, in order; how the next sendings end, one word each; whom to kill.

    The words: drop, 500 (nothing applied), cut, half, lost500 (applied, but no whole answer), and those that kill the
    worker: before anything is applied, after it, or in the middle of the answer.
    """

    applied: dict[str, Applied] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    worker: int = 0
    requests: Counter = field(default_factory=Counter)
    conflicts: list[str] = field(default_factory=list)
    numbers: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def apply(self, operation: str, key: str, body: dict[str, Any]) -> dict[str, Any]:
        """Apply a record once; another body under the same key is a conflict."""
        with self.lock:
            if key in self.applied:
                if self.applied[key].body != body:
                    self.conflicts.append(key)
                return self.applied[key].answer
            answer = {"cle": key, "operation": operation, "resultat": "accepte", "messages": []}
            if operation == "DossierParentEnfantAjouts":
                self.numbers += 1
                answer["numeroDossier"] = f"P{self.numbers:07d}"
                if body["enfant"]["neHorsProvince"] and body["enfant"]["necsg"] == "0":
                    answer["necsg"] = str(900_000_000 + self.numbers)
            self.applied[key] = Applied(operation, body, answer)
            return answer

    def kill(self) -> None:
        """Kill the worker, now."""
        with suppress(ProcessLookupError):
            os.kill(self.worker, signal.SIGKILL)


@contextmanager
def listening():
    """A Ministry on a free port of this machine, and its address."""
    ministry = Ministry()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *args):
            """Nobody reads a log."""

        def do_GET(self):
            ministry.requests["look_up" if "resultats" in self.path else "state"] += 1
            if self.path == "/csg/v1/etat":
                self.answer(200, {"ouvert": True, "message": "", "guide": "2026-1",
                                  "heure": datetime.now(UTC).isoformat()})
                return
            found = ministry.applied.get(self.path.rpartition("/")[2])
            self.answer(*((200, found.answer) if found else (404, {"erreur": "inconnu"})))

        def do_POST(self):
            ministry.requests["send"] += 1
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fault = ministry.faults.pop(0) if ministry.faults else ""
            if fault == "before":
                ministry.kill()
            if fault in ("before", "drop"):
                self.hang_up()
                return
            if fault == "500":
                self.answer(500, {"erreur": "interne"})
                return
            body = {name: value for name, value in content["enregistrement"].items() if name != "ageEnvoi"}
            said = ministry.apply(content["operation"], self.headers["Idempotency-Key"], body)
            if fault == "after":
                ministry.kill()
            if fault in ("after", "cut"):
                self.hang_up()
            elif fault == "lost500":
                self.answer(500, {"erreur": "interne"})
            else:
                self.answer(200, said, half=fault if fault in ("half", "middle") else "")

        def answer(self, status: int, said: dict, *, half: str = "") -> None:
            text = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text[:len(text) // 2] if half else text)
            if half:
                self.wfile.flush()
                if half == "middle":
                    ministry.kill()
                self.hang_up()

        def hang_up(self) -> None:
            self.close_connection = True

        def handle(self):
            with suppress(OSError):
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield ministry, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
