"""The reference that cannot lie: hooks, settings, permissions, workflows, commands and public names, from the code."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path

import click
from flask import Flask

from core import api, hookspecs
from core.accounts.permissions import CORE_ROLES
from core.running import NAME
from core.settings import PREFIX, Config
from core.workflow.declare import Workflow
from core.workflow.diagram import mermaid
from core.workflow.obstacles import first_line

NOTE = "<!-- Written by `marelle docs` from the code: change the code, then run it again. -->\n"


def pages(app: Flask, commands: click.Group) -> dict[str, str]:
    """The text of each generated page, by its path below docs/."""
    with app.test_request_context():
        made = {
            "reference/api.md": "\n".join(_api()),
            "reference/commands.md": "\n".join(_commands(app, commands)),
            "reference/hooks.md": "\n".join(_hooks()),
            "reference/permissions.md": "\n".join(_permissions(app)),
            "reference/settings.md": "\n".join(_settings(app)),
            "reference/workflows.md": "\n".join(_workflows(app)),
        }
    return {path: NOTE + text.rstrip() + "\n" for path, text in made.items()}


def differing(made: dict[str, str], folder: Path) -> list[str]:
    """The pages whose file is missing or says something else."""
    return [path for path, text in made.items()
            if not (folder / path).is_file() or (folder / path).read_text() != text]


def write(made: dict[str, str], folder: Path) -> list[str]:
    """Write the pages that differ; returns their paths."""
    changed = differing(made, folder)
    for path in changed:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(made[path])
    return changed


def table(heads: Iterable[str], rows: Iterable[Iterable]) -> Iterator[str]:
    """A Markdown table."""
    heads = list(heads)
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |"


def _api() -> Iterator[str]:
    yield "# core.api\n\nThe names a plugin may import. Everything else may change without notice.\n"
    rows = []
    for name in sorted(each for each in vars(api) if not each.startswith("__")):
        thing = getattr(api, name)
        rows.append((f"`{name}`", described(thing)))
    yield from table(("Name", "What it is"), rows)


def described(thing) -> str:
    """What a public name is: its docstring's first line, or its value."""
    if getattr(thing, "__module__", "") == "peewee":
        return "peewee's field of that name"
    if callable(thing) or inspect.ismodule(thing):
        return first_line(thing)
    if isinstance(thing, str):
        return f"the value `{thing!r}`"
    return f"a {type(thing).__name__}: {first_line(type(thing))}"


def _hooks() -> Iterator[str]:
    yield "# Hooks\n\nWrite a method of the same name on your plugin, decorated with `@hookimpl`.\n"
    for name, function in sorted(vars(hookspecs).items()):
        if inspect.isfunction(function) and hasattr(function, "marelle_spec"):
            yield f"## `{name}{str(inspect.signature(function)).replace(chr(39), '')}`\n"
            yield f"{inspect.getdoc(function)}\n"


def _settings(app: Flask) -> Iterator[str]:
    yield "# Settings\n\n## Of a deployment: environment variables, or the TOML file that `MARELLE_CONFIG` names\n"
    yield from table(("Variable", "Default"), (
        (f"`{PREFIX}{each.name.upper()}`", f"`{each.default!r}`" if each.repr and str(each.default) else "")
        for each in fields(Config)))
    yield "\n## Of the business: edited in the administration, journalled\n"
    yield from table(("Name", "Label", "Kind", "Default", "Help"), (
        (f"`{each.name}`", each.label, each.kind, f"`{each.default!r}`", each.help)
        for each in app.extensions[NAME].settings.declared.values()))


def _permissions(app: Flask) -> Iterator[str]:
    yield "# Permissions and roles\n\n## Permissions and the roles that hold them at the start\n"
    yield "“Everywhere”: what it opens belongs to no place, so it counts only when held at the head of every tree.\n"
    roles = [*CORE_ROLES, *(role for plugin in app.extensions[NAME].host for role in plugin.roles)]
    holders = {name: [role.name for role in roles if name in role.permissions]
               for name in app.extensions[NAME].permissions}
    yield from table(("Permission", "Label", "Category", "Everywhere", "Roles"), (
        (f"`{each.name}`", each.label, each.category, "yes" if each.everywhere else "", quoted(holders[each.name]))
        for each in sorted(app.extensions[NAME].permissions.values(), key=lambda each: each.name)))
    yield "\n## Roles at the start\n\n“May give”: the roles that its holders give to others without these rights "\
          "of their own.\n"
    yield from table(("Role", "Label", "Description", "Second factor", "May give"), (
        (f"`{each.name}`", each.label, each.description, "yes" if each.staff else "", quoted(each.may_grant))
        for each in roles))


def quoted(names: Iterable[str]) -> str:
    """Names as code, with commas."""
    return ", ".join(f"`{name}`" for name in names)


def _workflows(app: Flask) -> Iterator[str]:
    yield "# Workflows\n"
    for flow in app.extensions[NAME].workflows.values():
        yield from _workflow(flow)


def _workflow(flow: type[Workflow]) -> Iterator[str]:
    yield f"## `{flow.name}`: {flow.title}\n\n{inspect.getdoc(flow)}\n"
    yield from table(("", "State", "Label", "May change", "Deadline"), (
        (state.number, f"`{name}`", state.label, "yes" if state.editable else "",
         f"{state.deadline.days} d" if state.deadline else "") for name, state in flow.states.items()))
    yield ""
    yield from table(("From", "To", "Transition", "Who", "Only if", "Then"), (
        (", ".join(str(s.label) for s in each.sources) or "—", _target(each), f"{each.label} `{each.name}`",
         "Marelle" if each.system else f"`{each.permission}`",
         "<br>".join(first_line(guard) for guard in each.guards),
         "<br>".join(first_line(effect) for effect in each.effects)) for each in flow.transitions.values()))
    yield f"\n```mermaid\n{str(mermaid(flow)).rstrip()}\n```\n"


def _target(transition) -> str:
    if transition.deletes:
        return "(deleted)"
    return "(stays)" if transition.stays else str(transition.target.label)


def _commands(app: Flask, commands: click.Group) -> Iterator[str]:
    yield "# Commands\n\n`marelle COMMAND --help` says the same.\n"
    every = click.Group(commands=commands.commands | app.cli.commands)
    for path, command in _walk(every, "marelle"):
        yield f"## `{path}`\n\n{(command.help or '').strip()}\n"
        options = [(", ".join(f"`{name}`" for name in param.opts), getattr(param, "help", "") or "")
                   for param in command.params if param.opts]
        if options:
            yield from table(("Option", "What it does"), options)
            yield ""


def _walk(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from _walk(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command
