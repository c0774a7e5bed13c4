"""The proofs at load: what is wrong with a workflow before anybody uses it, where, and the remedy."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from core.workflow.declare import TONES, State, Workflow


@dataclass(frozen=True)
class Finding:
    """Something that `marelle check` must say: the file and line, what is wrong, what to do."""

    where: str
    what: str
    remedy: str

    def __str__(self):
        return f"{self.where}: {self.what} {self.remedy}"


def prove(workflow: type[Workflow], granted: Iterable[str] = (), icons: Iterable[str] = ()) -> list[Finding]:
    """Everything wrong with one workflow. `granted` are the permissions that some role holds, `icons` those we have.

    Both may be empty: the proofs that need them are then left out.
    """
    return [finding for each in (_twice, _unreachable, _dead_ends, _looks, _docstrings)
            for finding in each(workflow)] + list(_nobody(workflow, set(granted))) + list(_icons(workflow, set(icons)))


def _twice(workflow: type[Workflow]) -> Iterator[Finding]:
    """Two lines of the table that give one name: Python keeps the last in silence."""
    source = textwrap.dedent(inspect.getsource(workflow))
    seen: set[str] = set()
    for line in ast.parse(source).body[0].body:
        for target in line.targets if isinstance(line, ast.Assign) else ():
            if isinstance(target, ast.Name) and target.id in seen:
                yield Finding(place(workflow, line.lineno - 1), f"{workflow.__name__}.{target.id} is declared twice.",
                              "Rename one.")
            seen |= {target.id} if isinstance(target, ast.Name) else set()


def reached(workflow: type[Workflow]) -> set[State]:
    """The states that a record can come to, from birth on."""
    births = {t.target for t in workflow.transitions.values() if t.creates} or {workflow.initial()}
    return _closure(births, workflow, forward=True)


def _closure(start: set[State], workflow: type[Workflow], *, forward: bool) -> set[State]:
    found, grown = set(start), True
    arrows = [(a, b) if forward else (b, a) for a, b, _transition in workflow.moves()]
    while grown:
        new = {b for a, b in arrows if a in found} - found
        found, grown = found | new, bool(new)
    return found


def _unreachable(workflow: type[Workflow]) -> Iterator[Finding]:
    for state in workflow.states.values():
        if state not in reached(workflow):
            yield Finding(place(workflow), f"no transition leads to the state {state.name}.",
                          "Add one, or remove the state.")


def _dead_ends(workflow: type[Workflow]) -> Iterator[Finding]:
    finals = {state for state in workflow.states.values() if state.final}
    if not finals:
        yield Finding(place(workflow), f"{workflow.__name__} has no final state.", "Give one State final=True.")
        return
    ending = _closure(finals, workflow, forward=False)
    for state in workflow.states.values():
        if state not in ending:
            yield Finding(place(workflow), f"no way leads from the state {state.name} to a final one.",
                          "Add a transition, or make it final.")


def _looks(workflow: type[Workflow]) -> Iterator[Finding]:
    icons: dict[str, str] = {}
    for state in workflow.states.values():
        if state.tone not in TONES or not state.icon:
            yield Finding(place(workflow), f"the state {state.name} has tone {state.tone!r} and icon {state.icon!r}.",
                          f"Give it an icon and a tone among {', '.join(TONES)}.")
        elif state.icon in icons:
            yield Finding(place(workflow), f"the states {icons[state.icon]} and {state.name} share the icon "
                          f"{state.icon}.", "Give each its own: a state is told by icon and word.")
        icons[state.icon] = state.name


def _icons(workflow: type[Workflow], icons: set[str]) -> Iterator[Finding]:
    used = {state.icon for state in workflow.states.values()} | {t.icon for t in workflow.transitions.values()}
    for icon in sorted(used - icons - {""}) if icons else ():
        yield Finding(place(workflow), f"there is no icon named {icon}.", "Choose one of core/static/icons.svg.")


def _docstrings(workflow: type[Workflow]) -> Iterator[Finding]:
    if not (workflow.__doc__ or "").strip():
        yield Finding(place(workflow), f"{workflow.__name__} has no docstring.", "Say in a line what it is for.")
    for transition in workflow.transitions.values():
        for role, functions in (("guard", transition.guards), ("effect", transition.effects)):
            for function in functions:
                if not (function.__doc__ or "").strip():
                    yield Finding(place(function), f"the {role} {function.__name__} of {transition.full_name} has no "
                                  "docstring.", "Say in a line what it asks or does: it is the guide's text.")


def _nobody(workflow: type[Workflow], granted: set[str]) -> Iterator[Finding]:
    for transition in workflow.transitions.values() if granted else ():
        if not transition.system and transition.permission not in granted:
            yield Finding(place(workflow), f"nobody may fire {transition.full_name}: no role holds "
                          f"{transition.permission}.", "Add it to a RoleTemplate, or tick it in a role.")


def place(thing: type | Callable, line: int = 0) -> str:
    """The file and line where something is declared."""
    thing = inspect.unwrap(thing)
    try:
        path, first = inspect.getsourcefile(thing), inspect.getsourcelines(thing)[1]
    except (OSError, TypeError):
        return getattr(thing, "__name__", str(thing))
    path = Path(path)
    return f"{'/'.join(path.parts[-3:])}:{first + line}"
