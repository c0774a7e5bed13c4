"""What comes before every other import, so that a process starts quickly and stays small.

Libraries import at their top what Marelle does not use of them, where it happens to be installed. `LEFT_OUT` says, for
such a module, which of its optional imports it does not find; everybody else finds them as ever.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType

LEFT_OUT = {
    "peewee": ("psycopg2", "psycopg"),
    "playhouse.postgres_ext": ("psycopg2", "psycopg"),
    "huey.storage": ("psycopg", "redis"),
    "flask_admin.form.upload": ("PIL",),
    "flask_admin.model.base": ("tablib",),
}
"""PostgreSQL's driver (core.drivers gives it back to peewee), images, another library's exports."""
AT_FIRST_USE = {"email_validator"}
"""Flask-Security imports it for questions that core.accounts.addresses answers."""
BUILDING, SERVING = (200_000, 10, 10), (20_000, 5, 5)
"""How many new objects between two collections of garbage, and how many of these until older objects are looked at too.
Python's own 700 makes it look again and again at what a start builds for good; 20,000 make a page a tenth faster."""


class Sparing:
    """A finder of those modules: it finds them where Python does, and gives them a sparing loader."""

    def find_spec(self, name: str, path=None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Python asks each finder in turn."""
        if name not in LEFT_OUT and name not in AT_FIRST_USE:
            return None
        found = PathFinder.find_spec(name, path, target)
        if found and found.loader:
            found.loader = Without(found.loader) if name in LEFT_OUT else LazyLoader(found.loader)
        return found


class Without:
    """A module's own loader, at a moment when its optional imports are not found."""

    def __init__(self, loader):
        self.own = loader

    def __getattr__(self, name: str):
        return getattr(self.own, name)

    def exec_module(self, module: ModuleType) -> None:
        """Load the module."""
        with not_found(LEFT_OUT[module.__name__]):
            self.own.exec_module(module)


@contextmanager
def not_found(names: tuple[str, ...]) -> Iterator[None]:
    """Whatever of these is not imported yet cannot be meanwhile."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules |= dict.fromkeys(hidden)
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def spare() -> None:
    """Until `settle`: collect no garbage, and from now on leave out what no page needs."""
    gc.set_threshold(*BUILDING)
    if not any(isinstance(each, Sparing) for each in sys.meta_path):
        sys.meta_path.insert(0, Sparing())


def settle() -> None:
    """The application is built: what is there now stays, so the collector need not look at it any more."""
    gc.set_threshold(*SERVING)
    freeze()


@cache
def freeze() -> None:
    """Once for a process: Python counts what is frozen by walking through it, so it is not asked."""
    gc.freeze()
