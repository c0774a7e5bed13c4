"""Logs as JSON lines: what happened and where, never to whom; a request is told apart by its reference."""

from __future__ import annotations

import json
import logging
import secrets
import sys
import time
import traceback
from datetime import UTC, datetime
from typing import Any

from flask import Flask, g, has_request_context, request

FIELDS = ("reference", "method", "route", "status", "milliseconds")
"""What a log line may hold besides time, level, logger, message and fault: nothing that a person typed."""
SIGNS = "23456789BCDFGHJKMNPQRSTVWXZ"
"""Of a reference: no vowels and nothing that is misread over the telephone."""
DEPTH = 12

log = logging.getLogger("marelle.requests")


class JsonLines(logging.Formatter):
    """One JSON object a line. Of a fault: its type and its places in the source, not its words, which may be data."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(), "logger": record.name, "message": record.getMessage()}
        if has_request_context() and "reference" in g:
            line["reference"] = g.reference
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            line["fault"] = fault(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def fault(error: BaseException) -> list[str]:
    """The type of the error, then the places it went through, the innermost first."""
    frames = traceback.extract_tb(error.__traceback__)[-DEPTH:]
    return [type(error).__name__, *(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))]


def configure(stream=None, level: int = logging.INFO) -> None:
    """Send the logs of Marelle, and the warnings of everything else, to `stream` (the standard error)."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("marelle").setLevel(level)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def new_reference() -> str:
    """A name for one request, short enough to be read to somebody: « K7QM-2XWD »."""
    signs = "".join(secrets.choice(SIGNS) for _place in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def init_logs(app: Flask) -> None:
    """Give each request its reference, before anything else, and one line when it has been answered."""
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    app.after_request(_end)


def _begin() -> None:
    g.reference, g.began = new_reference(), time.perf_counter()


def _end(response):
    if request.endpoint != "static":
        spent = (time.perf_counter() - g.began) * 1000 if "began" in g else 0
        rule = request.url_rule.rule if request.url_rule else ""
        log.info("answered", extra={"method": request.method, "route": rule, "status": response.status_code,
                                    "milliseconds": round(spent)})
    return response
