"""A workflow's table as text: Mermaid for documents, rows for the generated tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from inspect import getdoc

from core.i18n import _
from core.workflow.declare import State, Transition, Workflow
from core.workflow.drawing.svg import plain

RESERVED = frozenset({"end", "state", "note", "direction", "as", "class", "classdef", "style", "default", "title",
                      "accdescr", "acctitle", "hide", "scale", "click", "href", "root"})
"""Words of Mermaid's state diagrams, which a state may not bear."""
ENTITIES = {ord(sign): f"#{ord(sign)};" for sign in '#;:"`<>&{}[]%\\'}


@dataclass(frozen=True)
class Row:
    """A transition as the documentation tells it. `source` and `target` are labels, empty at birth and deletion."""

    source: str
    target: str
    label: str
    name: str
    permission: str
    guards: tuple[str, ...]
    effects: tuple[str, ...]


def table(workflow: type[Workflow]) -> list[Row]:
    """One row per transition, in table order."""
    return [Row(", ".join(str(state.label) for state in transition.sources), destination(transition),
                str(transition.label), transition.full_name, transition.permission,
                said(transition.guards), said(transition.effects))
            for transition in workflow.transitions.values()]


def destination(transition: Transition) -> str:
    """The label of the state it leads to; nothing for a deletion."""
    if transition.stays:
        return str(_("même case"))
    return "" if transition.deletes else str(transition.target.label)


def said(functions: Iterable[Callable]) -> tuple[str, ...]:
    """The first line of each function's docstring, else its name in words."""
    return tuple(first_line(getattr(function, "func", function)) for function in functions)


def first_line(function: Callable) -> str:
    """The first line of a docstring."""
    doc = getdoc(function) or getattr(function, "__name__", type(function).__name__).replace("_", " ")
    return doc.strip().splitlines()[0]


def mermaid(workflow: type[Workflow]) -> str:
    """The `stateDiagram-v2` of a workflow, birth, deletion and staying transitions included."""
    lines = ["stateDiagram-v2", "    direction LR"]
    lines += [f'    state "{word(state.label)}" as {identifier(state)}' for state in workflow.states.values()]
    for transition in workflow.transitions.values():
        lines += [f"    {arrow}" for arrow in arrows(transition)]
    lines += [f"    {identifier(state)} --> [*]" for state in workflow.states.values() if state.final]
    return "\n".join(lines) + "\n"


def arrows(transition: Transition) -> Iterable[str]:
    """One line per source of a transition."""
    target = "[*]" if transition.deletes else identifier(transition.target)
    for source in [identifier(state) for state in transition.sources] or ["[*]"]:
        yield f"{source} --> {source if transition.stays else target} : {word(transition.label)}"


def identifier(state: State) -> str:
    """The state's name, unless Mermaid keeps it for itself."""
    return f"{state.name}_" if state.name.lower() in RESERVED else state.name


def word(label: object) -> str:
    """A label without the signs that Mermaid would read."""
    return plain(label).translate(ENTITIES)
