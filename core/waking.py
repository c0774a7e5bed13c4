"""The bell of the workers: huey, on a SQLite file of its own, wakes them. It never holds the work itself."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path

from core.running import running

log = logging.getLogger("marelle.jobs")


class Queue:
    """Wakes whoever listens on the same file; `on_wake` and `on_minute` are set by the one that listens."""

    def __init__(self, path: Path):
        self.path = path
        self.on_wake: Callable[[], object] = int
        self.on_minute: Callable[[], object] = int

    @cached_property
    def huey(self):
        from core import bell  # noqa: PLC0415 (huey: not before somebody rings or listens)

        built = bell.hung(self.path)
        self._wake = built.task(name="wake")(lambda: self.on_wake())
        built.periodic_task(bell.EVERY_MINUTE, name="minute")(lambda: self.on_minute())
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
