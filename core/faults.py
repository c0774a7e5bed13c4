"""What plugins did wrong: how often each failed and which are set aside, known to all workers of one data folder."""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

log = logging.getLogger("marelle.plugins")
FILE = "plugins.json"
LOOK_EVERY = 1.0
"""Seconds between two looks at the file: what another worker wrote counts that much later at most."""


class Faults:
    """The counts by plugin, and the reasons of those set aside. Without a folder, of this process only.

    Not in the database: a fault is counted while the transaction that it breaks is rolled back.
    """

    def __init__(self, folder: Path | None = None):
        self.path = folder / FILE if folder else None
        self.failures: dict[str, int] = {}
        self.aside: dict[str, str] = {}
        self._stamp: tuple[int, ...] = ()
        self._look_at = 0.0

    def look(self, *, now: bool = False) -> None:
        """Read what the others wrote, if they did: one `stat` a second."""
        if self.path is None or not (now or time.monotonic() >= self._look_at):
            return
        self._look_at = time.monotonic() + LOOK_EVERY
        stamp = self._stamp_of_file()
        if stamp != self._stamp:
            self._stamp = stamp
            self._read()

    def count(self, name: str, what: str, allowed: int) -> bool:
        """Count a failure; whether the plugin is set aside by it."""

        def one_more() -> None:
            self.failures[name] = self.failures.get(name, 0) + 1
            if self.failures[name] >= allowed:
                self.aside.setdefault(name, what)

        before = name in self.aside
        self._change(one_more)
        return name in self.aside and not before

    def forget(self, name: str) -> None:
        """Give a plugin another chance, in every worker."""

        def forgiven() -> None:
            self.failures.pop(name, None)
            self.aside.pop(name, None)

        self._change(forgiven)

    def _change(self, change: Callable[[], None]) -> None:
        if self.path is None:
            change()
            return
        with self._alone():
            self.look(now=True)
            change()
            self._write()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One worker at a time; a folder that cannot be written harms no page."""
        with ExitStack() as held:
            with suppress(OSError):
                fcntl.flock(held.enter_context(open(self.path.with_suffix(".lock"), "w")), fcntl.LOCK_EX)
            yield

    def _read(self) -> None:
        self.failures, self.aside = {}, {}
        with suppress(OSError, ValueError, TypeError, AttributeError):  # what somebody spoilt says nothing
            found = json.loads(self.path.read_text())
            self.failures = {name: int(count) for name, count in found.get("failures", {}).items()}
            self.aside = {name: str(what) for name, what in found.get("aside", {}).items()}

    def _write(self) -> None:
        written = self.path.with_suffix(".part")
        try:
            written.write_text(json.dumps({"failures": self.failures, "aside": self.aside}, ensure_ascii=False))
            os.replace(written, self.path)
        except OSError as fault:
            log.error("%s cannot be written: %s", self.path, os.strerror(fault.errno or 0))
        self._stamp = self._stamp_of_file()

    def _stamp_of_file(self) -> tuple[int, ...]:
        try:
            found = self.path.stat()
        except OSError:
            return ()
        return found.st_ino, found.st_mtime_ns, found.st_size


def told(hook: str, fault: BaseException) -> str:
    """A fault without its words, which may be somebody's data (SEC-21): hook, class, place, and a fingerprint.

    The fingerprint is the same for the same way through the source: two faults can be told apart by it.
    """
    frames = traceback.extract_tb(fault.__traceback__)
    way = [f"{Path(each.filename).name}:{each.lineno}" for each in frames]
    print_of = hashlib.sha256("\n".join([type(fault).__name__, *way]).encode()).hexdigest()[:8]
    return f"{hook}: {type(fault).__name__}, {way[-1] if way else '?'} [{print_of}]"
