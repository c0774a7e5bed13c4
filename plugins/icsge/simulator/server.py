"""A small HTTP server for one application: threads, connections kept open, TLS, and a line that can be cut."""

from __future__ import annotations

import io
import ssl
import sys
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote_to_bytes

LINE = "csg.line"
"""Where an application finds the connection of a request, in its environment."""
LARGEST_REQUEST = 1024 * 1024
IDLE = 120
"""Seconds after which a connection on which nothing comes is closed."""
App = Callable[[dict[str, Any], Callable], Iterable[bytes]]


class Handler(BaseHTTPRequestHandler):
    """One connection: request after request, each read whole before it is answered in one piece."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = IDLE
    server: Server

    def do_GET(self) -> None:
        """Ask the application."""
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > LARGEST_REQUEST or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            self.write("413 Content Too Large", [("Content-Length", "0"), ("Connection", "close")], b"")
            return
        started: list[Any] = []
        answer = self.server.app(self.environ(self.rfile.read(int(length))), lambda *said: started.extend(said))
        try:
            content = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        self.close_connection |= any(name == "Connection" and value == "close" for name, value in started[1])
        self.write(started[0], started[1], b"" if self.command == "HEAD" else content)

    do_POST = do_HEAD = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = do_GET

    def environ(self, body: bytes) -> dict[str, Any]:
        """The request, as WSGI says it."""
        path, _mark, query = self.path.partition("?")
        host, port = self.server.server_address[:2]
        found = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in self.headers.items()}
        return found | {
            "REQUEST_METHOD": self.command, "SCRIPT_NAME": "", "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query, "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)), "SERVER_NAME": str(host), "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": self.request_version, "REMOTE_ADDR": self.client_address[0],
            "wsgi.version": (1, 0), "wsgi.url_scheme": self.server.scheme, "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr, "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False,
            LINE: self.connection}

    def write(self, status: str, headers: list[tuple[str, str]], content: bytes) -> None:
        """Send an answer in one piece."""
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers), "", ""]
        self.wfile.write("\r\n".join(lines).encode("latin-1") + content)

    def log_message(self, *_said: object) -> None:
        """Nothing: what was received is told by a page."""


class Server(ThreadingHTTPServer):
    """Serves an application on an address; port 0 is any that is free."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, app: App, host: str, port: int, context: ssl.SSLContext | None = None):
        self.app, self.scheme, self.context = app, "https" if context else "http", context
        super().__init__((host, port), Handler)

    def finish_request(self, request, client_address) -> None:
        """Greet by TLS in the connection's own thread, so that who says nothing keeps nobody waiting."""
        if self.context is None:
            super().finish_request(request, client_address)
            return
        request.settimeout(IDLE)
        with self.context.wrap_socket(request, server_side=True) as line:
            super().finish_request(line, client_address)

    def handle_error(self, request, client_address) -> None:
        """A line that broke is no news here."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)
