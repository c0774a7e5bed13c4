"""The arrows of a live diagram: the transitions between two squares, said in a few words."""

from __future__ import annotations

from dataclasses import dataclass

from core.i18n import _
from core.workflow.declare import State, Workflow
from core.workflow.drawing.svg import plain, width, wrap

SIZE, STEP = 13, 15
LINE = 104
"""The width above which the words on an arrow take two lines."""


@dataclass(frozen=True)
class Move:
    """All the transitions from one state to another: one arrow. `labels` are all of theirs, `lines` what is written.

    `dashed` when every one of them is exceptional.
    """

    start: State
    end: State
    labels: tuple[str, ...]
    lines: tuple[str, ...]
    dashed: bool

    @property
    def width(self) -> float:
        return max((width(line, SIZE) for line in self.lines), default=0.0)

    @property
    def height(self) -> float:
        return STEP * len(self.lines)

    @property
    def back(self) -> bool:
        return self.end.number < self.start.number


def moves(workflow: type[Workflow]) -> list[Move]:
    """One move for each pair of states that transitions join, in table order."""
    found: dict[tuple[State, State], list] = {}
    for start, end, transition in workflow.moves():
        if start is end:
            continue
        found.setdefault((start, end), []).append(transition)
    made = []
    for (start, end), transitions in found.items():
        labels = tuple(dict.fromkeys(plain(transition.label) for transition in transitions))
        dashed = all(transition.exceptional for transition in transitions)
        made.append(Move(start, end, labels, tuple(wrap(said(labels), LINE, SIZE)), dashed))
    return made


def said(labels: tuple[str, ...]) -> str:
    """One label; two if they are short; else the words they begin with, or the first, and how many they are."""
    first = lower(labels[0])
    if len(labels) == 1:
        return first
    both = f"{first}, {lower(labels[1])}"
    if len(labels) == 2 and width(both, SIZE) <= 2 * LINE:
        return both
    common = beginning([label.split(" ") for label in labels])
    if common:
        return str(_("%(words)s (%(count)s façons)", words=lower(common), count=len(labels)))
    return str(_("%(words)s (%(count)s façons)", words=f"{first}…", count=len(labels)))


def beginning(labels: list[list[str]]) -> str:
    """The words with which all of these begin."""
    same = []
    for words in zip(*labels, strict=False):
        if len(set(words)) > 1:
            break
        same.append(words[0])
    return " ".join(same).rstrip(" :,\u00a0")


def lower(label: str) -> str:
    """A button's word as an arrow says it: « transmettre »; an acronym keeps its capitals."""
    return label[:1].lower() + label[1:] if not label[1:2].isupper() else label
