"""How a workflow is declared: a class whose body is the table of its states and transitions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

TONES = ("neutre", "bleu", "ambre", "vert", "prune", "brique")


def days(count: int) -> timedelta:
    """A deadline of whole days."""
    return timedelta(days=count)


class State:
    """One square: its French label, its tone (ui.md §4.1) and its icon.

    `editable`: the record's content may change here. `deadline`: how long it may stay before somebody is late.
    `final`: the end of the road. `beside`: the state it goes back and forth with, drawn as a double square.
    `waits_for`: the permission of those whose turn it is, when not that of a transition going out.
    """

    name = ""
    number = 0

    def __init__(self, label, tone: str, icon: str, *, editable=False, deadline=None, final=False, beside=None,
                 waits_for=""):
        self.label, self.tone, self.icon = label, tone, icon
        self.editable, self.deadline, self.final = editable, deadline, final
        self.beside: State | None = beside
        self.waits_for = waits_for

    def __set_name__(self, owner, name):
        self.name = name

    def __repr__(self):
        return f"<State {self.name}>"


@dataclass(frozen=True)
class Input:
    """What a transition asks for: `kind` is text, long, date or choice (`choices`: value and label pairs)."""

    name: str
    label: object
    kind: str = "text"
    required: bool = True
    choices: tuple = ()
    help: object = ""


class Transition:
    """One arrow. `source` None is the record's birth, `target` None its deletion, STAY no move.

    `permission`: who may fire it; by default the transition's own full name. `system`: only Marelle fires it.
    `guards`: functions of (record, user) that return the reason why not, or nothing; see core.workflow.obstacles.
    `effects`: functions of (record, user, inputs) run after the claim and before the commit.
    `fields`: what its form may change on the record.
    `page`: the endpoint of the page that does it (editing, signing), instead of a plain button.
    `consequence`: the sentence under the button. `confirm`: what is asked before. `exceptional`: drawn dashed.
    `done`: how the timeline says it, « Transmise »; by default the label. `listed`: whether the record's page lists it
    among what can be done, or another part of the page does it.
    """

    name = ""
    workflow: type[Workflow] | None = None

    def __init__(self, source: State | Sequence[State] | None, target: State | None, label, *, permission: str = "",
                 guards: Sequence[Callable] = (), effects: Sequence[Callable] = (), inputs: Sequence[Input] = (),
                 fields: Sequence[str] = (), page: str = "", icon: str = "", consequence="", confirm="", done="",
                 exceptional=False, system=False, primary=False, step_up=False, listed=True):
        self.sources: tuple[State, ...] = () if source is None else (
            (source,) if isinstance(source, State) else tuple(source))
        self.target, self.label = target, label
        self.own_permission = permission
        self.guards, self.effects, self.inputs = tuple(guards), tuple(effects), tuple(inputs)
        self.fields = frozenset(fields)
        self.page, self.icon, self.consequence, self.confirm = page, icon, consequence, confirm
        self.exceptional, self.system, self.primary, self.step_up = exceptional, system, primary, step_up
        self.done, self.listed = done, listed

    def __set_name__(self, owner, name):
        self.name, self.workflow = name, owner

    @property
    def full_name(self) -> str:
        """`mes.request.submit`: the permission, the journal's action, the translation key."""
        return f"{self.workflow.name}.{self.name}"

    @property
    def permission(self) -> str:
        return self.own_permission or self.full_name

    @property
    def creates(self) -> bool:
        return not self.sources

    @property
    def deletes(self) -> bool:
        return self.target is None

    @property
    def stays(self) -> bool:
        """Whether the record keeps its state (editing, attaching, signing)."""
        return self.target is STAY

    def __repr__(self):
        return f"<Transition {self.name}>"


STAY = State("", "neutre", "")
"""The target of a transition that leaves the state as it is."""


class Workflow:
    """The base of every workflow. A subclass names its `model` and lists states, then transitions."""

    model: ClassVar[type | None] = None
    name: ClassVar[str] = ""
    states: ClassVar[dict[str, State]] = {}
    transitions: ClassVar[dict[str, Transition]] = {}
    title: ClassVar[object] = ""

    def __init_subclass__(cls):
        if cls.model is None:
            return
        cls.name = cls.name or cls.model.kind()
        cls.states = {k: v for k, v in vars(cls).items() if isinstance(v, State)}
        cls.transitions = {k: v for k, v in vars(cls).items() if isinstance(v, Transition)}
        for number, state in enumerate(cls.states.values(), start=1):
            state.number = number
        cls.model.workflow = cls

    @classmethod
    def initial(cls) -> State:
        """The first state of the table."""
        return next(iter(cls.states.values()))

    @classmethod
    def leaving(cls, state: State | str) -> list[Transition]:
        """The transitions that start from a state, in table order, staying ones included."""
        state = cls.states[state] if isinstance(state, str) else state
        return [transition for transition in cls.transitions.values() if state in transition.sources]

    @classmethod
    def moves(cls) -> list[tuple[State, State, Transition]]:
        """The arrows that go from one square to another: what a diagram draws."""
        return [(source, t.target, t) for t in cls.transitions.values() if not t.deletes and not t.stays
                for source in t.sources]
