"""The tracks of a live diagram: arrows that go over or under other squares, or to another row."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from core.workflow.drawing.arrows import Point, bent
from core.workflow.drawing.hopscotch import Plan, Square
from core.workflow.drawing.moves import Move
from core.workflow.drawing.routes import Places, Route

TOP, BOTTOM = -1, 1
RISE, CLEAR = 20, 10
"""The room between a square and a track, and between the words of two tracks."""


@dataclass(frozen=True)
class Far:
    """An arrow that runs along the top or the foot of a row, and the sides of the squares it leaves and enters."""

    move: Move
    row: int
    side: int
    leaves: int
    enters: int


@dataclass(frozen=True)
class Port:
    """Where an arrow touches a square; `beside` is 1 (right) or -1 (left) when another square stands on that side."""

    square: Square
    side: int
    x: float
    beside: int = 0

    def to(self, level: float) -> list[Point]:
        """The way from the square to a level."""
        if not self.beside:
            return [(self.x, self.square.y - 3 if self.side == TOP else self.square.bottom + 3), (self.x, level)]
        y = self.square.bottom - 22 if self.side == BOTTOM else self.square.y + 22
        return [(self.square.right + 3 if self.beside > 0 else self.square.x - 3, y), (self.x, y), (self.x, level)]


def far_moves(plan: Plan, where: Places, kinds: dict[str, list[Move]]) -> list[Far]:
    """Every track and way with its sides: the free ones, or those that carry the fewest tracks."""
    found: list[Far] = []
    for move in kinds["way"]:
        down = where[move.start.name][0] < where[move.end.name][0]
        row = min(where[move.start.name][0], where[move.end.name][0])
        found.append(Far(move, row, BOTTOM, *((BOTTOM, TOP) if down else (TOP, BOTTOM))))
    for move in kinds["track"]:
        row = where[move.start.name][0]
        loads = {side: sum(far.row == row and far.side == side for far in found) for side in (TOP, BOTTOM)}
        side = min((TOP, BOTTOM), key=lambda side: (-freedom(plan, where, move, side), loads[side]))
        found.append(Far(move, row, side, side, side))
    return found


def freedom(plan: Plan, where: Places, move: Move, side: int) -> int:
    """How many ends of a move are free on a side."""
    return sum(free(plan, where, state.name, side) for state in (move.start, move.end))


def free(plan: Plan, where: Places, name: str, side: int) -> bool:
    """Whether no square stands above (or under) this one in its column."""
    row, column, rank = where[name]
    return rank == (0 if side == TOP else len(plan.rows[row][column]) - 1)


def ports(plan: Plan, where: Places, far: list[Far]) -> dict[tuple[Far, bool], Port]:
    """Where each arrow leaves (True) and enters (False), spread along the sides so that they cross little."""
    touching: dict[tuple[str, int], list[tuple[Far, bool]]] = defaultdict(list)
    for one in far:
        touching[one.move.start.name, one.leaves].append((one, True))
        touching[one.move.end.name, one.enters].append((one, False))
    found = {}
    for (name, side), ends in touching.items():
        square = plan.squares[name]
        ends.sort(key=lambda end: outward(plan, where, square, end))
        for rank, end in enumerate(ends, start=1):
            away = 1 if other(plan, end).x >= square.x else -1
            if free(plan, where, name, side):
                flat = square.w - (square.top_right if side == TOP else square.bottom_right)
                found[end] = Port(square, side, square.x + 6 + (flat - 12) * rank / (len(ends) + 1))
            else:
                found[end] = Port(square, side, (square.right if away > 0 else square.x) + away * (6 + 6 * rank), away)
    return found


def other(plan: Plan, end: tuple[Far, bool]) -> Square:
    """The square at the other end."""
    far, leaving = end
    return plan.squares[(far.move.end if leaving else far.move.start).name]


def outward(plan: Plan, where: Places, square: Square, end: tuple[Far, bool]) -> tuple[bool, float]:
    """The order of the arrows on a side: to the left, near then far; to the right, far then near."""
    far, leaving = end
    goal, side = other(plan, end), far.enters if leaving else far.leaves
    beside = square.x >= goal.x and not free(plan, where, goal.state.name, side)
    distance = (goal.right if beside else goal.x) - square.x
    return distance >= 0, -distance


def tracks(plan: Plan, where: Places, far: list[Far], near: list[Route]) -> list[Route]:
    """The routes, each at the first level where its words touch no others; `near` are those drawn already."""
    touch = ports(plan, where, far)
    bands: dict[tuple[int, int], list[tuple[float, float, float, float]]] = defaultdict(list)
    found: list[tuple[Far, list[Point], float]] = []
    spoken = [(left, right, top, bottom) for left, top, right, bottom in (route.box for route in near)]
    for one in sorted(far, key=lambda one: (one.leaves != one.enters, abs(touch[one, True].x - touch[one, False].x))):
        start, end = touch[one, True], touch[one, False]
        left, right = min(start.x, end.x), max(start.x, end.x)
        middle, half = (left + right) / 2, one.move.width / 2 + CLEAR
        span = min(left - 4, middle - half), max(right + 4, middle + half)
        level = first_free(one, ground(plan, where, one, (left, right)), span, bands[one.row, one.side] + spoken)
        bands[one.row, one.side].append((*span, level - one.move.height - 6, level + 4))
        found.append((one, [*start.to(level), *reversed(end.to(level))], level))
    return [Route(one.move, bent(*points), words(one, points, level, found)) for one, points, level in found]


def ground(plan: Plan, where: Places, far: Far, span: tuple[float, float]) -> float:
    """The highest top, or the lowest foot, of the squares a track passes; a way to another row passes them all."""
    row = [square for square in plan.squares.values() if where[square.state.name][0] == far.row]
    passed = [s for s in row if far.leaves != far.enters or (s.x <= span[1] + 8 and s.right >= span[0] - 8)]
    return min(s.y for s in passed) if far.side == TOP else max(s.bottom for s in passed)


def first_free(far: Far, edge: float, span: tuple[float, float], bands: list) -> float:
    """The nearest level to the squares where neither line nor words touch what is already drawn."""
    words = far.move.height + 6
    level = edge - RISE if far.side == TOP else edge + RISE + far.move.height
    near = [(top, bottom) for left, right, top, bottom in bands if span[0] < right and left < span[1]]
    for _turn in near:
        for top, bottom in near:
            if level - words < bottom + 4 and top - 4 < level + 4:
                level = top - CLEAR if far.side == TOP else bottom + CLEAR + words
    return level


def words(far: Far, points: list[Point], level: float, drawn: list[tuple[Far, list[Point], float]]) -> Point:
    """The middle of the words along a track, away from the uprights of the other arrows when possible."""
    run = [x for x, y in points if y == level]
    left, right = min(run), max(run)
    uprights = [(one[0], *sorted((one[1], two[1]))) for other, way, _level in drawn if other is not far
                for one, two in zip(way, way[1:], strict=False) if one[0] == two[0]]
    half, top = far.move.width / 2 + 4, level - far.move.height - 6
    places = [left + (right - left) * share / 10 for share in (5, 4, 6, 3, 7, 2, 8)]
    clear = (x for x in places if not any(x - half < at < x + half and low < level and high > top
                                          for at, low, high in uprights))
    return next(clear, places[0]), level - 7


def rooms(plan: Plan, where: Places, far: list[Far], routes: list[Route]) -> dict[int, float]:
    """The room each row needs under it, for its own tracks, the ways to the next, and the next one's tracks."""
    side_of = {one.move: one for one in far}
    room: dict[int, float] = defaultdict(float)
    for row in range(len(plan.rows) - 1):
        foot = max(s.bottom for s in plan.squares.values() if where[s.state.name][0] == row)
        head = min(s.y for s in plan.squares.values() if where[s.state.name][0] == row + 1)
        for route in routes:
            one = side_of[route.move]
            if (one.row, one.side) == (row, BOTTOM):
                room[row, BOTTOM] = max(room[row, BOTTOM], route.at[1] + 20 - foot)
            if (one.row, one.side) == (row + 1, TOP):
                room[row, TOP] = max(room[row, TOP], head - route.box[1] + 8)
    return {row: room[row, BOTTOM] + room[row, TOP] for row in range(len(plan.rows) - 1)}
