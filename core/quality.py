"""The plugin checklist as code: what `check_plugin` proves about a plugin, ours or a stranger's."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.pofile import read_po
from flask import Flask
from jinja2 import TemplateError

from core.checks import check
from core.plugin import Plugin
from core.running import NAME
from core.workflow.proof import Finding


def findings(app: Flask, plugin: type[Plugin]) -> list[Finding]:
    """Everything that the checklist has to say about one plugin of a migrated application."""
    kept = app.extensions[NAME].host.plugins.get(plugin.name)
    if kept is None:
        reason = app.extensions[NAME].host.broken.get(plugin.name, "it is not loaded")
        return [Finding(f"plugin {plugin.name}", reason, "Mend that first.")]
    whole = [each for each in check(app) if each.where != "printing"]
    return [*whole, *_names(app, kept), *_imports(kept), *_templates(app, kept), *_translations(kept)]


def _names(app: Flask, plugin: Plugin) -> Iterator[Finding]:
    """Tables, permissions, views, settings and jobs begin with the plugin's name."""
    named = {
        "table": [(model._meta.table_name, f"{plugin.name}_") for model in plugin.models],
        "permission": [(each.name, f"{plugin.name}.") for each in plugin.permissions],
        "view": [(view.name, f"{plugin.name}.") for view in plugin.views],
        "setting": [(each.name, f"{plugin.name}.") for each in plugin.settings],
        "job": [(each.name, f"{plugin.name}.") for each in plugin.jobs],
    }
    for what, pairs in named.items():
        for name, prefix in pairs:
            if not name.startswith(prefix):
                yield Finding(f"plugin {plugin.name}", f"the {what} {name} could be another plugin's.",
                              f"Begin its name with {prefix}")


def _imports(plugin: Plugin) -> Iterator[Finding]:
    """Of the core only core.api (core.testing in tests); of another plugin only its package, if it is required."""
    allowed = {"core.api", "core.testing"}
    for path, line, module in _imported(plugin.folder):
        top, _dot, rest = module.partition(".")
        if top == "core" and module not in allowed:
            yield Finding(f"{path}:{line}", f"imports {module}.", "Import the name from core.api.")
        elif top == "plugins" and rest.count(".") and not rest.startswith(f"{plugin.name}."):
            yield Finding(f"{path}:{line}", f"imports {module}.", "Import it from the plugin's package.")
        elif top == "plugins" and rest and rest.split(".")[0] not in (plugin.name, *plugin.requires):
            yield Finding(f"{path}:{line}", f"imports {module}, which the plugin does not require.",
                          "Name it in `requires`.")


def _imported(folder: Path) -> Iterator[tuple[str, int, str]]:
    for path in sorted(folder.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            for module in _modules(node):
                yield "/".join(path.parts[-2:]), node.lineno, module


def _modules(node: ast.AST) -> Iterable[str]:
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [f"core.{name.name}" for name in node.names] if node.module == "core" else [node.module]
    return [name.name for name in node.names] if isinstance(node, ast.Import) else []


def _templates(app: Flask, plugin: Plugin) -> Iterator[Finding]:
    """Every template can be read, and writes no unescaped output."""
    for path in sorted((plugin.folder / "templates").rglob("*.html")):
        name = f"{plugin.name}/{path.relative_to(plugin.folder / 'templates').as_posix()}"
        try:
            app.jinja_env.get_template(name)
        except TemplateError as fault:
            yield Finding(name, f"{type(fault).__name__}: {fault}.", "Mend the template.")
        if "|safe" in path.read_text().replace(" ", ""):
            yield Finding(name, "writes unescaped output with |safe.", "Take it away: Jinja escapes data.")


def _translations(plugin: Plugin) -> Iterator[Finding]:
    """A catalogue that exists is complete."""
    for path in sorted((plugin.folder / "translations").rglob("*.po")):
        with path.open("rb") as source:
            empty = [message.id for message in read_po(source) if message.id and not all(message.string or [""])]
        if empty:
            yield Finding("/".join(path.parts[-4:]), f"{len(empty)} texts are not translated, first {empty[0]!r}.",
                          "Translate them.")
