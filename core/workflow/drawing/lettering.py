"""The words of a square, line by line, before anyone knows where the square stands."""

from __future__ import annotations

from dataclasses import dataclass

from core.i18n import _, days, number
from core.workflow.declare import State
from core.workflow.drawing.svg import plain, width, wrap

LEFT, RIGHT = 14, 14
SHIFT = 22
"""How much a number makes room for an arrow."""
NUMBER, BESIDE, LABEL, FACT, COUNT = 24, 19, 15, 13, 34


@dataclass(frozen=True)
class Figure:
    """What the dashboard says of a state. `count` None: the reader may not see it. `yours`: it waits for the reader.

    `line` is one free sentence, `oldest` the longest wait in words (« 49 j »), `overdue` how many are late.
    """

    count: int | None
    line: str = ""
    overdue: int = 0
    oldest: str = ""
    yours: bool = False


@dataclass(frozen=True)
class Line:
    """One line of text at its place in the square: `y` is the baseline, `look` the CSS class."""

    text: str
    x: float
    y: float
    size: float
    look: str
    bold: bool = False

    @property
    def right(self) -> float:
        return self.x + width(self.text, self.size, self.bold)

    @property
    def top(self) -> float:
        return self.y - 0.8 * self.size

    @property
    def bottom(self) -> float:
        return self.y + 0.25 * self.size


@dataclass(frozen=True)
class Content:
    """Everything written in a square, the height it needs, and where a check or the palet would follow the number."""

    lines: tuple[Line, ...]
    height: float
    reserve: float = 0

    @property
    def mark(self) -> float:
        return self.lines[0].right + 22


def for_record(state: State, fact: str, *, late: bool = False, shift: float = 0) -> Content:
    """Number above, label, then the line of fact: the *record* variant."""
    label = column(state.label, (LEFT, 62), limit=116, size=LABEL, look="m-hop-label", bold=True, step=17)
    under = label[-1].y + 18 if label else 80
    facts = column(fact, (LEFT + 18 * late, under), limit=116, size=FACT, bold=late,
                   look="m-hop-fact is-overdue" if late else "m-hop-fact")
    lines = (Line(str(state.number), LEFT + shift, 32, NUMBER, "m-hop-number", True), *label, *facts)
    return Content(lines, max(96, lines[-1].y + 15), reserve=18)


def for_counts(state: State, figure: Figure) -> Content:
    """Number and label on a line, the count and its sentence on the next: the *counts* variant."""
    heading = head(state, limit=160)
    down = heading[-1].y - 26
    count = Line(counted(figure), LEFT, 66 + down, COUNT, "m-hop-count", True)
    words = column(sentence_of(figure), (count.right + 10, 64 + down), limit=176, size=FACT, look="m-hop-fact")
    words = [Line(w.text, w.x, w.y - 8 * (len(words) - 1), w.size, w.look) for w in words]
    return Content((*heading, count, *words), 80 + down)


def for_live(state: State, figure: Figure, *, limit: float = 176) -> Content:
    """Number and label, the count, then its line, the longest wait and the late ones, one under the other."""
    heading = head(state, limit=limit - 24)
    lines = [*heading, Line(counted(figure), LEFT, heading[-1].y + 40, COUNT, "m-hop-count", True)]
    for text, look in told(state, figure):
        lines += column(text, (LEFT, lines[-1].y + 21), limit=limit, size=FACT, look=look, bold="is-overdue" in look)
    return Content(tuple(lines), lines[-1].y + 17)


def head(state: State, limit: float) -> list[Line]:
    """The number, then the label beside it."""
    first = Line(str(state.number), LEFT, 27, BESIDE, "m-hop-number is-beside", True)
    label = column(state.label, (first.right + 10, 26), limit=limit, size=LABEL, look="m-hop-label", bold=True, step=18)
    return [first, *label]


def column(text: object, corner: tuple[float, float], *, limit: float, size: float, look: str, bold: bool = False,
           step: float = 17) -> list[Line]:
    """A text on one or two lines, from the baseline of the first."""
    x, y = corner
    return [Line(part, x, y + step * rank, size, look, bold)
            for rank, part in enumerate(wrap(text, limit, size, bold))]


def counted(figure: Figure) -> str:
    """The count, or a dash when it is not shown to this reader."""
    return "—" if figure.count is None else number(figure.count)


def sentence_of(figure: Figure) -> str:
    """The one sentence beside a count."""
    if figure.count is None:
        return plain(_("non visible ici"))
    return plain(figure.line or (late(figure.overdue) if figure.overdue else ""))


def told(state: State, figure: Figure) -> list[tuple[str, str]]:
    """The lines under a count, with their class."""
    if figure.count is None:
        return [(plain(_("non visible ici")), "m-hop-fact")]
    oldest = _("plus longue attente : %(age)s", age=figure.oldest) if figure.oldest else ""
    overdue = late(figure.overdue, state.deadline) if figure.overdue else ""
    said = ((figure.line, "m-hop-fact"), (oldest, "m-hop-fact"), (overdue, "m-hop-fact is-overdue"))
    return [(plain(text), look) for text, look in said if text]


def late(count: int, deadline=None) -> str:
    """« 6 en retard », with the deadline when there is one: « 6 en retard (30 j) »."""
    if deadline is None:
        return str(_("%(count)s en retard", count=number(count)))
    return str(_("%(count)s en retard (%(delay)s)", count=number(count), delay=days(deadline)))
