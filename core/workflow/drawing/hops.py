"""The hops a record may make from where it stands: one arrow to each possible next square."""

from __future__ import annotations

from collections.abc import Iterable

from core.workflow.drawing.arrows import Arrow, Point, bent, curved
from core.workflow.drawing.hopscotch import Plan, Square
from core.workflow.drawing.journey import Path
from core.workflow.drawing.lettering import LEFT, SHIFT

PALET = 9
RISE, STEP = 24, 12


def palet(square: Square, after: float) -> Point:
    """The centre of the palet, or of the check: at the upper right; behind the number when that corner is round."""
    return (square.x + after if square.top_right else square.right - 30), square.y + 24


def hops(plan: Plan, path: Path, after: float) -> Iterable[Arrow]:
    """The arrows from the current square; none when the way would run over the words of another square."""
    start = plan.squares.get(path.current)
    if start is None:
        return
    across = through_row if plan.upright else through_edge
    ends = [square for name, square in plan.squares.items() if name in path.next and name != path.current]
    for rank, end in enumerate(sorted(ends, key=lambda end: abs(end.state.number - start.state.number))):
        arrow = across(plan, start, end, palet(start, after)) or around(plan, start, end, rank)
        if arrow is not None:
            yield arrow


def meets(one: float, other: float) -> bool:
    """Whether two edges are the same."""
    return abs(one - other) < 1


def through_edge(plan: Plan, start: Square, end: Square, at: Point) -> Arrow | None:
    """Horizontal walk: to a neighbour, through the edge the two share or past the corner of the taller one."""
    if meets(start.x, end.x) and meets(start.bottom, end.y):
        return downward(start, at)
    if meets(start.x, end.x) and meets(end.bottom, start.y):
        return upward(start, at)
    if meets(end.right, start.x) and meets(start.y, end.y):
        return leftward(start)
    touching = meets(start.right, end.x) and start.y < end.bottom - 1 and end.y < start.bottom - 1
    return rightward(plan, start, end, at) if touching else None


def downward(start: Square, at: Point) -> Arrow:
    """To the square below: from the palet, bulging on the right; straight when the palet is not at the right."""
    (x, y), edge = at, start.bottom
    if start.top_right:
        return bent((start.right - 30, edge - 9), (start.right - 30, edge + 26))
    return curved((x, y + PALET + 3), (x + 12, edge - 14), (x + 8, edge + 8), (x - 20, edge + 23))


def upward(start: Square, at: Point) -> Arrow:
    """To the square above, bulging on the right."""
    (x, y), edge = at, start.y
    return curved((x + 4, y - PALET - 3), (x + 16, edge - 4), (x + 10, edge - 26), (x - 4, edge - 34))


def rightward(plan: Plan, start: Square, end: Square, at: Point) -> Arrow:
    """To the next column: from the palet to the number, or round the corner of the taller column."""
    edge = start.right
    if meets(start.y, end.y):
        return bent((at[0] + PALET + 3, at[1]), (edge + LEFT + SHIFT - 6, at[1]))
    way = 1 if end.middle[1] > start.middle[1] else -1
    leaves, enters = (start.bottom, end.y) if way > 0 else (start.y, end.bottom)
    if not covered(plan, start, way) and way * (side(end, way) - leaves) > 30:
        return curved((edge - 40, leaves + way * 3), (edge - 38, leaves + way * 20), (edge - 28, leaves + way * 26),
                      (edge - 4, leaves + way * 26))
    if not covered(plan, end, -way) and way * (enters - side(start, -way)) > 30:
        return curved((edge + 3, enters - way * 26), (edge + 28, enters - way * 26), (edge + 38, enters - way * 20),
                      (edge + 40, enters - way * 4))
    level = (max(start.y, end.y) + min(start.bottom, end.bottom)) / 2
    return bent((edge - 14, level), (edge + 10, level))


def side(square: Square, way: int) -> float:
    """The foot (1) or the top (-1) of a square."""
    return square.bottom if way > 0 else square.y


def covered(plan: Plan, square: Square, way: int) -> bool:
    """Whether another square touches this one's foot (1) or top (-1)."""
    return any(meets(side(other, -way), side(square, way)) and other.x < square.right - 1 and square.x < other.right - 1
               for other in plan.squares.values())


def leftward(start: Square) -> Arrow:
    """Back through the left edge, between the number and the label."""
    return bent((start.x + 18, start.y + 42), (start.x - 28, start.y + 42))


def through_row(plan: Plan, start: Square, end: Square, at: Point) -> Arrow | None:
    """Vertical walk: through the edge two squares share, between number and palet."""
    if meets(start.y, end.y):
        return rightward(plan, start, end, at) if meets(start.right, end.x) else (
            leftward(start) if meets(end.right, start.x) else None)
    low, high = max(start.x, end.x), min(start.right, end.right)
    if low > high - 1:
        return None
    if meets(start.bottom, end.y):
        return bent(((low + high) / 2, end.y - 9), ((low + high) / 2, end.y + 28))
    if meets(end.bottom, start.y):
        return bent((high - 11, start.y + 16), (high - 11, start.y - 26))
    return None


def shifted(plan: Plan, path: Path) -> set[str]:
    """The squares whose number makes room for an arrow that comes from the left at its level."""
    start = plan.squares.get(path.current)
    return set() if start is None else {
        name for name, square in plan.squares.items()
        if name in path.next and meets(start.right, square.x) and meets(start.y, square.y)}


def around(plan: Plan, start: Square, end: Square, rank: int) -> Arrow | None:
    """Over the squares between, or under them, when both ends are free on that side and in the same row."""
    turned = [Turned(square, plan.upright) for square in plan.squares.values()]
    one, two = Turned(start, plan.upright), Turned(end, plan.upright)
    if not plan.upright:
        row = next(row for row in plan.rows if any(start.state in column for column in row))
        names = {state.name for column in row for state in column}
        if end.state.name not in names:
            return None
        turned = [square for square in turned if square.name in names]
    between = [s for s in turned if min(one.x, two.x) - 1 < s.x < max(one.x, two.x) + 1]
    for side in (-1, 1) if not plan.upright else (1, -1):
        if one.free(between, side) and two.free(between, side):
            level = side * (max(side * s.edge(side) for s in between) + RISE + STEP * rank)
            leaves, enters = one.port(rank), two.port(rank)
            points = (leaves, one.edge(side)), (leaves, level), (enters, level), (enters, two.edge(side))
            return bent(*(point[::-1] if plan.upright else point for point in points))
    return None


class Turned:
    """A square as a walk that always goes from left to right sees it."""

    def __init__(self, square: Square, upright: bool):
        self.name = square.state.name
        self.x, self.y, self.w, self.h = square.x, square.y, square.w, square.h
        if upright:
            self.x, self.y, self.w, self.h = square.y, square.x, square.h, square.w
        self.flat = self.w - max(square.top_right, square.bottom_right)

    def edge(self, side: int) -> float:
        """Its upper (-1) or lower (1) edge."""
        return self.y if side < 0 else self.y + self.h

    def free(self, others: list[Turned], side: int) -> bool:
        """Whether nothing stands over (or under) it."""
        return not any(meets(other.x, self.x) and side * (other.y - self.y) > 1 for other in others)

    def port(self, rank: int) -> float:
        """Where an arrow leaves or enters, before a round corner begins."""
        return self.x + min(self.w / 2, self.flat - 4) - STEP * rank * (self.w > 130)
