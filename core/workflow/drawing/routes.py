"""The ways of a live diagram: squares stand apart, and each arrow has its own way and its own place for words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from core.workflow.declare import State, Workflow
from core.workflow.drawing.arrows import Arrow, Point, bent, curved
from core.workflow.drawing.hopscotch import Plan, Square
from core.workflow.drawing.moves import Move, moves

APART, NEAR = 16, 60
"""The least room between two stacked squares that do not touch, and between two columns."""
EASE = 34
"""The length an arrow takes to change level."""
INSIDE = 18
"""How far from its corners an arrow touches a square."""


@dataclass(frozen=True)
class Route:
    """An arrow, what it stands for, and the middle of the last line of its words."""

    move: Move
    arrow: Arrow
    at: Point

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the words."""
        x, y = self.at
        return x - self.move.width / 2, y - self.move.height, x + self.move.width / 2, y + 4


Places = dict[str, tuple[int, int, int]]
"""Row, column and rank in the column, by state name."""


def places(plan: Plan) -> Places:
    """Where each state stands, counted in squares."""
    return {state.name: (row, column, rank) for row, line in enumerate(plan.rows)
            for column, states in enumerate(line) for rank, state in enumerate(states)}


def sorted_moves(workflow: type[Workflow], where: Places) -> dict[str, list[Move]]:
    """The moves by kind: `stack` in a column, `lane` between neighbours, `track` over others, `way` to another row."""
    found: dict[str, list[Move]] = defaultdict(list)
    for move in moves(workflow):
        found[kind(where[move.start.name], where[move.end.name])].append(move)
    return found


def kind(start: tuple[int, int, int], end: tuple[int, int, int]) -> str:
    """How an arrow goes from one place to another."""
    if start[0] != end[0]:
        return "way"
    if start[1] == end[1] and abs(start[2] - end[2]) == 1:
        return "stack"
    return "lane" if abs(start[1] - end[1]) <= 1 else "track"


def apart(plan: Plan, stacked: Iterable[Move]) -> tuple[dict[str, float], dict[str, float]]:
    """Room above each stacked square for the arrows and words between, and the breadth these words ask for."""
    between: dict[str, list[Move]] = defaultdict(list)
    for move in stacked:
        between[max(move.start, move.end, key=lambda state: state.number).name].append(move)
    above, broad = {}, {}
    for column in (column for row in plan.rows for column in row):
        parted = not column[0].final or any(state.name in between for state in column)
        for state in column[1:] if parted else ():
            here = between[state.name]
            above[state.name] = max([APART, *(max(34, move.height + 18) for move in here)])
            asked = sum(move.width + 26 for move in here) + 8
            broad[column[0].name] = max(broad.get(column[0].name, 0), asked)
    return above, broad


def stacks(plan: Plan, stacked: Iterable[Move]) -> Iterable[Route]:
    """The short arrows between two stacked squares, those going down first, words at their right."""
    between: dict[tuple[State, State], list[Move]] = defaultdict(list)
    for move in sorted(stacked, key=lambda move: move.back):
        between[tuple(sorted((move.start, move.end), key=lambda state: state.number))].append(move)
    for (upper, lower), here in between.items():
        top, bottom = plan.squares[upper.name], plan.squares[lower.name]
        flat = top.w - max(bottom.top_right, top.bottom_right)
        x = top.x + max(4.0, (flat - sum(move.width + 26 for move in here)) / 2)
        for move in here:
            ends = (x + 8, top.bottom + 2), (x + 8, bottom.y - 3)
            if move.back:
                ends = (x + 8, bottom.y - 2), (x + 8, top.bottom + 3)
            level = (top.bottom + bottom.y + move.height) / 2 - 4
            yield Route(move, bent(*ends), (x + 16 + move.width / 2, level))
            x += move.width + 26


@dataclass(frozen=True)
class Lane:
    """The level of an arrow between two columns, and where it leaves and enters."""

    move: Move
    start: float
    level: float
    end: float

    @property
    def straight(self) -> bool:
        return abs(self.start - self.level) < 1 and abs(self.end - self.level) < 1


def lanes(plan: Plan, where: Places, sideways: Iterable[Move]) -> dict[str, list[Lane]]:
    """The lanes after each column, from top to bottom, named by the first state of the column."""
    after: dict[str, list[tuple[float, Move]]] = defaultdict(list)
    for move in sideways:
        row, column, _rank = min(where[move.start.name], where[move.end.name])
        after[plan.rows[row][column][0].name].append((wish(plan, move), move))
    return {name: levelled(plan, wishes) for name, wishes in after.items()}


def wish(plan: Plan, move: Move) -> float:
    """The level an arrow would like: where both squares stand face to face, else halfway between them."""
    start, end = plan.squares[move.start.name], plan.squares[move.end.name]
    return (max(start.y, end.y) + min(start.bottom, end.bottom)) / 2


def levelled(plan: Plan, wishes: list[tuple[float, Move]]) -> list[Lane]:
    """The wishes pushed apart, so that the words on one lane do not touch the lane above."""
    ordered = sorted(wishes, key=lambda pair: (pair[0], pair[1].dashed, pair[1].back))
    levels: list[float] = []
    for wished, move in ordered:
        levels.append(max([wished, *(level + move.height + 14 for level in levels[-1:])]))
    drift = sum(level - pair[0] for level, pair in zip(levels, ordered, strict=True)) / len(levels)
    return [lane(plan, move, level - drift) for level, (_wish, move) in zip(levels, ordered, strict=True)]


def lane(plan: Plan, move: Move, level: float) -> Lane:
    """A lane at this level, leaving and entering as near to it as the squares allow."""
    return Lane(move, near(plan.squares[move.start.name], level), level, near(plan.squares[move.end.name], level))


def near(square: Square, level: float) -> float:
    """The point of a square's side that is nearest to a level."""
    return min(max(level, square.y + INSIDE), square.bottom - INSIDE)


def gap(found: list[Lane]) -> float:
    """The room these lanes ask for between two columns."""
    return max([NEAR, *(lane.move.width + (36 if lane.straight else 2 * EASE + 8) for lane in found)])


def lane_route(plan: Plan, lane: Lane) -> Route:
    """The arrow of a lane: straight, or easing to its level and back; a bracket when it stays in its column."""
    start, end = plan.squares[lane.move.start.name], plan.squares[lane.move.end.name]
    if abs(start.x - end.x) < 1:
        out = start.right + 16
        arrow = bent((start.right + 2, lane.start), (out, lane.start), (out, lane.end), (end.right + 3, lane.end))
        return Route(lane.move, arrow, (out + 8 + lane.move.width / 2, lane.level + lane.move.height / 2))
    way = 1 if start.x < end.x else -1
    x1, x2 = (start.right + 2, end.x - 3) if way > 0 else (start.x - 2, end.right + 3)
    middle = (x1 + x2) / 2, lane.level - 7
    if lane.straight:
        return Route(lane.move, bent((x1, lane.level), (x2, lane.level)), middle)
    return Route(lane.move, eased(lane, x1, x2, way * EASE), middle)


def eased(lane: Lane, x1: float, x2: float, ease: float) -> Arrow:
    """A line that leaves at one level, runs at its own, and enters at a third."""
    half = ease / 2
    first = curved((x1, lane.start), (x1 + half, lane.start), (x1 + half, lane.level), (x1 + ease, lane.level))
    last = curved((x2 - ease, lane.level), (x2 - half, lane.level), (x2 - half, lane.end), (x2, lane.end))
    return Arrow(first.line + last.line.replace("M", "L", 1), last.head, first.points + last.points)
