"""The bell of the workers: huey, on a SQLite file of its own, wakes them. It never holds the work itself."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path

from huey import SqliteHuey, crontab
from huey.registry import Message
from huey.serializer import Serializer

from core.running import running

log = logging.getLogger("marelle.jobs")


class JsonSerializer(Serializer):
    """Messages as JSON: whoever writes to the file can ring, never run code of his own."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps(data, default=datetime.isoformat).encode()

    def _deserialize(self, data: bytes) -> Message:
        message = Message(*json.loads(data))
        return message._replace(eta=datetime.fromisoformat(message.eta) if message.eta else None)


class Queue:
    """Wakes whoever listens on the same file; `on_wake` and `on_minute` are set by the one that listens."""

    def __init__(self, path: Path):
        self.path = path
        self.on_wake: Callable[[], object] = int
        self.on_minute: Callable[[], object] = int

    @cached_property
    def huey(self) -> SqliteHuey:
        built = SqliteHuey("marelle", filename=str(self.path), results=False, serializer=JsonSerializer(), cache_mb=0)
        self._wake = built.task(name="wake")(lambda: self.on_wake())
        built.periodic_task(crontab(minute="*"), name="minute")(lambda: self.on_minute())
        return built

    def wake(self, at: datetime | None = None) -> None:
        """Ring now, or at a moment. A bell that cannot ring is no loss: the sweep of each minute finds the work."""
        try:
            huey = self.huey
            self._wake.schedule(eta=at) if at else huey.enqueue(self._wake.s())
        except (OSError, sqlite3.Error) as fault:
            log.warning("the bell of the workers does not ring: %s", type(fault).__name__)


def wake() -> None:
    """Ring for the workers of the running application."""
    running().queue.wake()
