"""The Ministry in a process of its own, quick: `python -m bench.icsge.server`; its address is printed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    """Accepts everything, and gives each file a number."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    numbers = 0

    def log_message(self, *args):
        """Nobody reads a log."""

    def do_GET(self):
        self.answer({"ouvert": True, "message": "", "guide": "2026-1", "heure": datetime.now(UTC).isoformat()})

    def do_POST(self):
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        said = {"cle": self.headers["Idempotency-Key"], "operation": content["operation"], "resultat": "accepte",
                "messages": []}
        if content["operation"] == "DossierParentEnfantAjouts":
            Handler.numbers += 1
            said["numeroDossier"] = f"P{Handler.numbers:08d}"
        self.answer(said)

    def answer(self, said: dict) -> None:
        text = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)
        self.wfile.flush()


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
