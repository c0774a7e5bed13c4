"""Plugins: what one is, how they are found, ordered, called one by one, and set aside when broken."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import pluggy

from core import hookspecs
from core.database import db
from core.errors import PluginError
from core.faults import Faults, told

log = logging.getLogger("marelle.plugins")
GROUP = "marelle.plugins"
FAILURES_ALLOWED = 5


class Plugin:
    """What a plugin adds, as attributes; what it reacts to, as `@hookimpl` methods named in core.hookspecs."""

    name: ClassVar[str] = ""
    title: ClassVar[object] = ""
    icon: ClassVar[str] = "puzzle"
    version: ClassVar[str] = ""
    requires: ClassVar[Sequence[str]] = ()
    models: ClassVar[Sequence[type]] = ()
    workflows: ClassVar[Sequence[type]] = ()
    views: ClassVar[Sequence[type]] = ()
    settings: ClassVar[Sequence[Any]] = ()
    permissions: ClassVar[Sequence[Any]] = ()
    roles: ClassVar[Sequence[Any]] = ()
    jobs: ClassVar[Sequence[Any]] = ()
    deliverers: ClassVar[Sequence[Any]] = ()
    documents: ClassVar[Sequence[Any]] = ()
    menu: ClassVar[Sequence[Any]] = ()
    filters: ClassVar[Mapping[str, Sequence[Any]]] = {}
    bulk_pages: ClassVar[Mapping[str, Sequence[Any]]] = {}
    commands: ClassVar[Sequence[Any]] = ()
    hookspecs: ClassVar[ModuleType | None] = None
    follows: ClassVar[Sequence[str]] = ()
    """The workflows that `transition_obstacle` and `transition_done` concern, by name; empty: all of them."""
    demo: ClassVar[str] = ""

    @property
    def folder(self) -> Path:
        """Where the plugin's templates, static files, migrations and translations lie."""
        return Path(sys.modules[type(self).__module__].__file__).parent


def find(disabled: Iterable[str] = ()) -> tuple[list[type[Plugin]], dict[str, str]]:
    """The plugin classes of the installed entry points, and why others could not be loaded, by name."""
    found, broken = [], {}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        if entry.name in disabled:
            continue
        try:
            found.append(_load(entry))
        except Exception as fault:  # a stranger's import may raise anything: it must not stop the others
            owner = entry.dist.name if entry.dist else "?"
            broken[entry.name] = f"{type(fault).__name__}: {fault} ({owner}, {entry.value})"
            log.error("plugin %s cannot be loaded: %s", entry.name, broken[entry.name])
    return found, broken


def _load(entry: EntryPoint) -> type[Plugin]:
    loaded = entry.load()
    if not (isinstance(loaded, type) and issubclass(loaded, Plugin)):
        raise PluginError(f"{entry.value} is not a subclass of core.api.Plugin.")
    if loaded.name != entry.name:
        raise PluginError(f"its class says name = {loaded.name!r}, its entry point {entry.name!r}.",
                          "Give both the same name.")
    return loaded


def ordered(classes: Iterable[type[Plugin]]) -> tuple[list[type[Plugin]], dict[str, str]]:
    """The classes so that each comes after what it requires, else by name; and those that cannot be used, why."""
    by_name = {cls.name: cls for cls in sorted(classes, key=lambda cls: cls.name)}
    done: dict[str, type[Plugin]] = {}
    broken: dict[str, str] = {}

    def visit(name: str, trail: tuple[str, ...]) -> bool:
        if name in done:
            return True
        if name in broken:
            return False
        if name in trail:
            broken[name] = "it requires itself: " + " → ".join((*trail[trail.index(name):], name))
            return False
        missing = [need for need in sorted(by_name[name].requires)
                   if need not in by_name or not visit(need, (*trail, name))]
        if missing:
            broken.setdefault(name, f"it requires {', '.join(missing)}, which is not available.")
            return False
        done[name] = by_name[name]
        return True

    for name in by_name:
        visit(name, ())
    return list(done.values()), broken


class PluginHost:
    """The plugins of one application, in order, and the way to call their hooks."""

    def __init__(self, classes: Iterable[type[Plugin]], broken: dict[str, str] | None = None, *,
                 folder: Path | None = None):
        usable, unusable = ordered(classes)
        self.broken = dict(broken or {}) | unusable
        self.plugins: dict[str, Plugin] = {}
        self.faults = Faults(folder)
        self.faults.look(now=True)
        self.manager = pluggy.PluginManager("marelle")
        self.manager.add_hookspecs(hookspecs)
        for cls in usable:
            self._register(cls())

    def _register(self, plugin: Plugin) -> None:
        try:
            if plugin.hookspecs:
                self.manager.add_hookspecs(plugin.hookspecs)
            self.manager.register(plugin, plugin.name)
            self.manager.check_pending()
        except pluggy.PluginValidationError as fault:
            if self.manager.is_registered(plugin):
                self.manager.unregister(plugin)
            self.broken[plugin.name] = str(fault)
            log.error("plugin %s is not usable: %s", plugin.name, fault)
        else:
            self.plugins[plugin.name] = plugin

    failures = property(lambda self: self.faults.failures)
    aside = property(lambda self: self.faults.aside)

    def __iter__(self):
        return iter(self.plugins.values())

    def __contains__(self, name: str) -> bool:
        return name in self.plugins and name not in self.aside

    def implementations(self, hook: str, about: str = "") -> list:
        """The hook's implementations in plugin order, without those set aside or that do not follow this workflow."""
        self.faults.look()
        order = list(self.plugins)
        found = [impl for impl in getattr(self.manager.hook, hook).get_hookimpls()
                 if impl.plugin_name in self and self._concerned(impl.plugin_name, about)]
        return sorted(found, key=lambda impl: order.index(impl.plugin_name))

    def _concerned(self, name: str, about: str) -> bool:
        """Whether a plugin follows a workflow; "" is what concerns all."""
        follows = getattr(self.plugins[name], "follows", ())
        return not about or not follows or about in follows

    def call(self, hook: str, *, about: str = "", **arguments) -> list[tuple[str, Any]]:
        """Call each implementation alone; returns (plugin name, result) of those that answered something.

        `about`: the workflow of a transition, for plugins that follow some only.

        One that raises loses its own writes only, is logged with its plugin's name, and counts as a failure.
        """
        answers = []
        for impl in self.implementations(hook, about):
            try:
                given = {name: arguments[name] for name in impl.argnames}
                result = self._isolated(impl.function, given)
            except Exception as fault:  # the boundary: what a plugin raises must harm nobody else
                self.failed(impl.plugin_name, told(hook, fault))
            else:
                if result is not None:
                    answers.append((impl.plugin_name, result))
        return answers

    def _isolated(self, function, arguments: dict[str, Any]):
        if db.obj is None or not db.in_transaction():
            return function(**arguments)
        with db.atomic():
            return function(**arguments)

    def failed(self, name: str, what: str) -> None:
        """Count a failure; at the fifth the plugin is set aside everywhere until an administrator lets it back."""
        log.error("plugin %s failed: %s", name, what)
        if self.faults.count(name, what, FAILURES_ALLOWED):
            log.error("plugin %s is set aside after %d failures", name, FAILURES_ALLOWED)

    def let_back(self, name: str) -> None:
        """Give a plugin that was set aside another chance."""
        self.faults.forget(name)
