"""Where the squares of a workflow stand: the geometry of the hopscotch, computed from the table alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from math import ceil, sqrt

from core.workflow.declare import State, Workflow
from core.workflow.drawing.lettering import RIGHT, Content, Line

MARGIN = 6
A_ROW = 7
"""More squares than this and the walk takes two rows."""
BETWEEN = 40
"""The way between two rows."""
LEAST_FLAT = 12
"""What is left straight at the sides of a square whose foot is round."""
ARCH = 96
"""The largest radius of the arch over several final squares."""
STACKED = 3
"""More final squares than this stand in two columns."""


@dataclass(frozen=True)
class Square:
    """A square on the ground; its right or lower corners may be round."""

    state: State
    x: float
    y: float
    w: float
    h: float
    top_right: float = 0
    bottom_right: float = 0
    bottom_left: float = 0

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.w / 2, self.y + self.h / 2


@dataclass(frozen=True)
class Spacing:
    """The least sizes and the room left for arrows. Columns are named by their first state, rows by their rank.

    `foot`: the last column, whose corners are round when its squares are final.
    """

    least: float = 132
    total: float = 0
    most_rows: int = 9
    above: dict[str, float] = field(default_factory=dict)
    after: dict[str, float] = field(default_factory=dict)
    broad: dict[str, float] = field(default_factory=dict)
    over: dict[int, float] = field(default_factory=dict)
    under: dict[int, float] = field(default_factory=dict)
    foot: str = ""


@dataclass(frozen=True)
class Plan:
    """The squares by state name in table order, the rows of columns they make, and the size of the picture."""

    squares: dict[str, Square]
    rows: list[list[list[State]]]
    width: float
    height: float
    upright: bool = False


def columns(workflow: type[Workflow]) -> list[list[State]]:
    """The steps of the walk: a state alone, those that go back and forth together, the final ones at the end, in two
    columns when they are many."""
    steps: list[list[State]] = []
    for state in workflow.states.values():
        if state.final:
            continue
        home = next((step for step in steps if state.beside in step), None)
        if home is None:
            steps.append(home := [])
        home.append(state)
    finals = [state for state in workflow.states.values() if state.final]
    half = ceil(len(finals) / 2) if len(finals) > STACKED else len(finals)
    return steps + [each for each in (finals[:half], finals[half:]) if each]


def rows(workflow: type[Workflow], most: int) -> list[list[list[State]]]:
    """The columns in as many rows as the number of squares asks for, of about the same length."""
    steps = columns(workflow)
    wanted = 1 if len(steps) <= 4 else min(most, ceil(len(workflow.states) / A_ROW))
    length = ceil(len(steps) / wanted)
    return [steps[start:start + length] for start in range(0, len(steps), length)]


def walk_across(workflow: type[Workflow], contents: dict[str, Content], spacing: Spacing) -> Plan:
    """The walk from left to right, doubles stacked, the last square round on its right."""
    cell = max(content.height for content in contents.values())
    lines = rows(workflow, spacing.most_rows)
    spacing = replace(spacing, foot=lines[-1][-1][0].name)
    squares: dict[str, Square] = {}
    top = right = MARGIN
    for rank, row in enumerate(lines):
        tall = max(stack(column, cell, spacing) for column in row)
        top += spacing.over.get(rank, 0)
        for square in stand(row, contents, spacing, (cell, top + tall / 2)):
            squares[square.state.name] = square
            right = max(right, square.right + spacing.after.get(first_of(square.state, row), 0))
        top += tall + spacing.under.get(rank, 0) + (BETWEEN if rank < len(lines) - 1 else 0)
    return Plan({name: squares[name] for name in workflow.states}, lines, right + MARGIN, top + MARGIN)


def stand(row: list[list[State]], contents: dict[str, Content], spacing: Spacing,
          at: tuple[float, float]) -> Iterable[Square]:
    """The squares of a row, each column centred on the middle of the row; `at` is (height of a square, middle)."""
    cell, middle = at
    wide = spread([breadth(column, contents, spacing, cell) for column in row], spacing.total - 2 * MARGIN)
    x = MARGIN
    for column, w in zip(row, wide, strict=True):
        y = middle - stack(column, cell, spacing) / 2
        for state, round_ends in zip(column, arch(column, cell, spacing), strict=True):
            y += spacing.above.get(state.name, 0)
            yield Square(state, x, y, w, cell, *round_ends)
            y += cell
        x += w + spacing.after.get(column[0].name, 0)


def first_of(state: State, row: list[list[State]]) -> str:
    """The name of the column a state stands in."""
    return next(column[0].name for column in row if state in column)


def stack(column: list[State], cell: float, spacing: Spacing) -> float:
    """The height of a column."""
    return len(column) * cell + sum(spacing.above.get(state.name, 0) for state in column)


def arch(column: list[State], cell: float, spacing: Spacing) -> list[tuple[float, float]]:
    """The upper and lower right radius of each square: one arch over the final ones, or one each when they part."""
    if not column[0].final or column[0].name != spacing.foot:
        return [(0, 0)] * len(column)
    if len(column) == 1 or any(spacing.above.get(state.name) for state in column):
        return [(cell / 2, cell / 2)] * len(column)
    radius = min(cell, ARCH)
    return [(radius, 0), *[(0.0, 0.0)] * (len(column) - 2), (0, radius)]


def breadth(column: list[State], contents: dict[str, Content], spacing: Spacing, cell: float) -> float:
    """The width that holds every line of every square of a column."""
    needs = [spacing.least, spacing.broad.get(column[0].name, 0)]
    for state, ends in zip(column, arch(column, cell, spacing), strict=True):
        kept = RIGHT + contents[state.name].reserve
        needs.append(max(ends) + 2 * RIGHT)
        needs += [line.right + kept + inset(line, cell, ends) for line in marked(contents[state.name])]
    return ceil(max(needs))


def marked(content: Content) -> Iterable[Line]:
    """The lines of a square, and the room of the check or palet on the first one."""
    yield from content.lines
    if content.reserve:
        yield Line("", content.mark + 10, 31, 22, "")


def inset(line: Line, cell: float, ends: tuple[float, float]) -> float:
    """How much a round corner takes from the right of a line."""
    return max(bite(ends[0], line.top), bite(ends[1], cell - line.bottom))


def bite(radius: float, depth: float) -> float:
    """How far a corner of this radius comes in, at this distance from the edge."""
    depth = max(depth, 0)
    return 0 if depth >= radius else radius - sqrt(radius ** 2 - (radius - depth) ** 2)


def spread(wide: list[float], total: float) -> list[float]:
    """The same widths, made larger by the same amount when the row is shorter than asked."""
    missing = max(0, total - sum(wide))
    return [w + missing / len(wide) for w in wide]


def walk_down(workflow: type[Workflow], contents: dict[str, Content], spacing: Spacing) -> Plan:
    """The walk from top to bottom, doubles side by side, the last square round at its foot."""
    steps = [[[state] for state in step] if step[0].final else [step] for step in columns(workflow)]
    lines = [line for step in steps for line in step]
    w = ceil(max(spacing.least, *(line.right + RIGHT for content in contents.values() for line in marked(content))))
    wide = w * max(map(len, lines))
    squares: dict[str, Square] = {}
    y: float = MARGIN
    for line in lines:
        tall = max(contents[state.name].height for state in line)
        radius = w / 2 if line is lines[-1] and line[0].final else 0
        tall = hanging(contents[line[0].name], tall, radius) if radius else tall
        for rank, state in enumerate(line):
            x = MARGIN + (wide - w * len(line)) / 2 + rank * w
            squares[state.name] = Square(state, x, y, w, tall, 0, radius, radius)
        y += tall
    return Plan({name: squares[name] for name in workflow.states}, [[line] for line in lines],
                wide + 2 * MARGIN, y + MARGIN, upright=True)


def hanging(content: Content, cell: float, radius: float) -> float:
    """The height of a last square whose foot is half a circle, so that its lowest line stays inside."""
    lowest = max(line.bottom for line in content.lines)
    left = max(min(line.x for line in content.lines) - 6, 1)
    return max(cell, radius + LEAST_FLAT, lowest - sqrt(radius ** 2 - (radius - left) ** 2) + radius)
