"""How the pieces of a hopscotch are drawn: squares, chalk, words, palet, arrows."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from core.workflow.drawing.arrows import Arrow, Point, bent, write
from core.workflow.drawing.hopscotch import Plan, Square
from core.workflow.drawing.lettering import Line
from core.workflow.drawing.svg import element

INK = "currentColor"
CHALKED = 40
"""Above this number of squares the chalk is not roughened: it costs too much to draw."""
LINES = {
    "current": {"stroke_width": 4},
    "passed": {"stroke_width": 3},
    "next": {"stroke_width": 3, "stroke_dasharray": "8 6"},
    "later": {"stroke_width": 2, "stroke_opacity": "0.62"},
    "plain": {"stroke_width": 3},
}
"""The line around a square, by status."""


def picture(plan: Plan, prefix: str, body: Iterable[Markup], *, points: Iterable[Point] = (), **attributes) -> Markup:
    """The whole `<svg>` at its natural size, large enough for the squares and for the given points."""
    points = [(0.0, 0.0), (plan.width, plan.height), *points]
    left, top = min(x for x, _y in points), min(y for _x, y in points)
    width, height = max(x for x, _y in points) - left, max(y for _x, y in points) - top
    box = f"{left:.0f} {top:.0f} {width + 1:.0f} {height + 1:.0f}"
    return element("svg", definitions(prefix), *body, class_=kinds("m-hop", "m-hop-upright" if plan.upright else ""),
                   viewBox=box, width=f"{width + 1:.0f}", height=f"{height + 1:.0f}", **attributes)


def kinds(*names: str) -> str:
    """Several classes in one attribute."""
    return " ".join(name for name in names if name)


def definitions(prefix: str) -> Markup:
    """The hatching of a square that is passed, and the roughness of the chalk."""
    stroke = element("path", d="M0,0V10", stroke=INK, stroke_width=6, stroke_opacity="0.2")
    hatch = element("pattern", stroke, id=f"{prefix}-hatch", width=10, height=10, patternUnits="userSpaceOnUse",
                    patternTransform="rotate(-45)", class_="m-hop-hatch")
    grain = element("feTurbulence", type="fractalNoise", baseFrequency="0.6", numOctaves=2, seed=7, result="grain")
    rough = element("feDisplacementMap", in_="SourceGraphic", in2="grain", scale=2,
                    xChannelSelector="R", yChannelSelector="G")
    return element("defs", hatch, element("filter", grain, rough, id=f"{prefix}-chalk"))


def hand(prefix: str, count: int) -> str | None:
    """The reference to the chalk, when there are few enough squares."""
    return f"url(#{prefix}-chalk)" if count <= CHALKED else None


def box(square: Square, status: str, *, fill: str = "none", chalk: str | None = None) -> Markup:
    """The ground of a square and the line around it."""
    shape = outline(square)
    return (element("path", class_="m-hop-ground", d=shape, fill=fill, stroke="none")
            + element("path", class_="m-hop-chalk", d=shape, fill="none", stroke=INK, filter=chalk, **LINES[status]))


def outline(square: Square) -> str:
    """The `d` of a square with its round corners."""
    x, y, right, bottom = square.x, square.y, square.right, square.bottom
    tr, br, bl = square.top_right, square.bottom_right, square.bottom_left
    return "".join((write("M", (x, y)), write("L", (right - tr, y)), quarter(tr, (right, y + tr)),
                    write("L", (right, bottom - br)), quarter(br, (right - br, bottom)),
                    write("L", (x + bl, bottom)), quarter(bl, (x, bottom - bl)), "Z"))


def quarter(radius: float, end: Point) -> str:
    """A quarter of a circle, clockwise, to its end."""
    return write("A", (radius, radius)) + write(" 0 0 1 ", end) if radius else ""


def writing(lines: Iterable[Line], at: Point) -> Markup:
    """Lines of text in a square whose corner is given."""
    return Markup(" ").join(
        element("text", line.text, class_=line.look, x=at[0] + line.x, y=at[1] + line.y, font_size=line.size,
                font_weight=700 if line.bold else None, fill=INK) for line in lines)


def check(at: Point) -> Markup:
    """The tick of a square that is passed."""
    x, y = at
    return element("path", class_="m-hop-check", d=write("M", (x - 8, y)) + write("L", (x - 2, y + 6), (x + 9, y - 6)),
                   fill="none", stroke=INK, stroke_width=3)


def disc(at: Point, radius: float, prefix: str) -> Markup:
    """The palet: where the record is."""
    return element("circle", class_="m-hop-palet", id=f"{prefix}-palet", cx=at[0], cy=at[1], r=radius, fill="none",
                   stroke=INK, stroke_width=3.5)


def clock(at: Point) -> Markup:
    """The sign of lateness before a line of fact; `at` is the start of its baseline."""
    x, y = at[0] + 6, at[1] - 4.5
    hands = write("M", (x, y - 3.5)) + write("L", (x, y), (x + 2.5, y + 1.5))
    return element("g", element("circle", cx=x, cy=y, r=5.5), element("path", d=hands), class_="m-hop-clock",
                   fill="none", stroke=INK, stroke_width=1.6)


def stroke(arrow: Arrow, *, look: str, weight: float = 2, dashed: bool = False, clip: str | None = None) -> Markup:
    """An arrow, or what `clip` lets see of it."""
    tip = element("path", d=arrow.head, stroke_dasharray="none")
    return element("g", element("path", d=arrow.line), tip, fill="none", stroke=INK, stroke_width=weight,
                   stroke_dasharray="7 6" if dashed else None, clip_path=clip, class_=kinds("m-hop-arrow", look))


def hop(arrow: Arrow, prefix: str) -> Markup:
    """The arrow to a next square; what runs over the current one is drawn apart, to be seen on its yellow."""
    return (stroke(arrow, look="is-next", weight=3)
            + stroke(arrow, look="is-inside", weight=3, clip=f"url(#{prefix}-here)"))


def clipped(square: Square, prefix: str) -> Markup:
    """The shape of the current square, for what is drawn inside it."""
    return element("clipPath", element("path", d=outline(square)), id=f"{prefix}-here")


def between_rows(plan: Plan) -> Markup:
    """The way from the end of each row to the beginning of the next."""
    ways = []
    for before, after in zip(plan.rows, plan.rows[1:], strict=False) if not plan.upright else ():
        last, first = plan.squares[before[-1][0].name], plan.squares[after[0][0].name]
        foot = max(plan.squares[state.name].bottom for column in before for state in column)
        head = min(plan.squares[state.name].y for column in after for state in column)
        level = (foot + head) / 2
        middle = (last.y + plan.squares[before[-1][-1].name].bottom) / 2
        points = ((last.right + 3, middle), (last.right + 14, middle), (last.right + 14, level))
        ways.append((points, level, first))
    return Markup("").join(way_to(points, level, first) for points, level, first in ways)


def way_to(points: tuple[Point, ...], level: float, first: Square) -> Markup:
    """One way between rows, dotted, that comes down on the first square."""
    x = first.x + 24
    return stroke(bent(*points, (x, level), (x, first.y - 3)), look="is-turn", dashed=True)
