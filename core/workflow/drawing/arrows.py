"""Arrows: lines with rounded corners or curves, and their heads."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

Point = tuple[float, float]
ROUND = 14


@dataclass(frozen=True)
class Arrow:
    """The `d` of a line and of its head, and the points it stays between."""

    line: str
    head: str
    points: tuple[Point, ...]


def write(command: str, *points: Point) -> str:
    """A command of a path and its points, with one decimal."""
    return command + " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def bent(*points: Point) -> Arrow:
    """An arrow along straight segments, its corners rounded."""
    parts = [write("M", points[0])]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        parts += [write("L", toward(corner, before)), write("Q", corner, toward(corner, after))]
    return Arrow("".join([*parts, write("L", points[-1])]), head(points[-2], points[-1]), points)


def toward(corner: Point, other: Point) -> Point:
    """The point where a rounded corner begins, at most halfway to the other end."""
    far = hypot(other[0] - corner[0], other[1] - corner[1]) or 1
    share = min(ROUND, far / 2) / far
    return corner[0] + (other[0] - corner[0]) * share, corner[1] + (other[1] - corner[1]) * share


def curved(*points: Point) -> Arrow:
    """An arrow along a cubic curve: start, two controls, end."""
    return Arrow(write("M", points[0]) + write("C", *points[1:]), head(points[-2], points[-1]), points)


def head(behind: Point, tip: Point, size: float = 8) -> str:
    """An open head whose two strokes meet at the tip."""
    dx, dy = tip[0] - behind[0], tip[1] - behind[1]
    far = hypot(dx, dy) or 1
    dx, dy = dx / far * size, dy / far * size
    left, right = (tip[0] - dx - dy * 0.7, tip[1] - dy + dx * 0.7), (tip[0] - dx + dy * 0.7, tip[1] - dy - dx * 0.7)
    return write("M", left) + write("L", tip, right)
