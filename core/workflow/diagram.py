"""Every picture and text made from a workflow's table: hopscotch, counts, live diagram, sentence, steps, Mermaid.

The pictures carry classes, ids that begin with `prefix`, and attributes; colours are the theme's
(core/static/css/components/hopscotch.css). Without any style sheet they are drawn in the colour of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from core.i18n import _
from core.workflow.declare import State, Workflow
from core.workflow.drawing.arrows import Arrow, Point
from core.workflow.drawing.hops import PALET, hops, palet, shifted
from core.workflow.drawing.hopscotch import Plan, Spacing, Square, walk_across, walk_down
from core.workflow.drawing.journey import Path, sentence, steps
from core.workflow.drawing.lettering import SHIFT, Content, Figure, for_counts, for_live, for_record
from core.workflow.drawing.live import live_plan
from core.workflow.drawing.mermaid import Row, mermaid, table
from core.workflow.drawing.pen import (
    between_rows,
    box,
    check,
    clipped,
    clock,
    disc,
    hand,
    hop,
    kinds,
    picture,
    stroke,
    writing,
)
from core.workflow.drawing.routes import Route
from core.workflow.drawing.svg import element, plain

__all__ = ["Figure", "Path", "Row", "counts", "hopscotch", "live", "mermaid", "sentence", "steps", "table"]

HIDDEN = Figure(None)
WIDE = 1000
"""The width of a dashboard's card."""
ORDER = ("later", "next", "passed", "current")
"""What is drawn first: a stronger line covers a weaker one."""


def hopscotch(workflow: type[Workflow], record_path: Path, prefix: str, vertical: bool = False) -> Markup:
    """Where one record stands: an image, with its sentence as name. Put `steps` after it as an ordered list."""
    path, spacing = record_path, Spacing(least=132)
    plan = lay(workflow, record_words(workflow, path, set()), spacing, upright=vertical)
    contents = record_words(workflow, path, shifted(plan, path))
    plan = lay(workflow, contents, spacing, upright=vertical)
    drawn = sorted(plan.squares.values(), key=lambda square: ORDER.index(path.status(square.state.name)))
    chalk = hand(prefix, len(contents))
    squares = [record_square(square, contents[square.state.name], path, hatch=f"url(#{prefix}-hatch)", chalk=chalk)
               for square in drawn]
    here, arrows = standing(plan, contents, path, prefix)
    edges = [point for arrow in arrows for point in room(arrow.points)]
    body = [*squares, between_rows(plan), *here]
    return picture(plan, prefix, body, points=edges, role="img", aria_label=sentence(workflow, path))


def record_words(workflow: type[Workflow], path: Path, moved: set[str]) -> dict[str, Content]:
    """What each square says; the numbers of the `moved` ones leave room for an arrow."""
    return {name: for_record(state, path.fact(name), late=path.late(name), shift=SHIFT if name in moved else 0)
            for name, state in workflow.states.items()}


def lay(workflow: type[Workflow], contents: dict[str, Content], spacing: Spacing, *, upright: bool) -> Plan:
    """The squares in the direction asked for."""
    return walk_down(workflow, contents, spacing) if upright else walk_across(workflow, contents, spacing)


def record_square(square: Square, content: Content, path: Path, *, hatch: str, chalk: str | None) -> Markup:
    """A square with its line, its words and its check, after the record's path."""
    name, status = square.state.name, path.status(square.state.name)
    passed = status == "passed"
    ground = box(square, status, fill=hatch if passed else "none", chalk=chalk)
    return element("g", ground, writing(content.lines, (square.x, square.y)),
                   check(palet(square, content.mark)) if passed else "", lateness(square, content),
                   class_=kinds("m-hop-square", f"is-{status}", "is-overdue" if path.late(name) else ""),
                   data_state=name)


def lateness(square: Square, content: Content) -> Markup:
    """The clock before a late line of fact."""
    late = next((line for line in content.lines if "is-overdue" in line.look), None)
    return clock((square.x + late.x - 18, square.y + late.y)) if late else Markup("")


def standing(plan: Plan, contents: dict[str, Content], path: Path, prefix: str) -> tuple[list[Markup], list[Arrow]]:
    """The palet and the arrows from it, drawn; and the arrows."""
    if path.current not in contents:
        return [], []
    square, after = plan.squares[path.current], contents[path.current].mark
    arrows = list(hops(plan, path, after))
    return [clipped(square, prefix), *(hop(arrow, prefix) for arrow in arrows),
            disc(palet(square, after), PALET, prefix)], arrows


def room(points: Iterable[Point]) -> list[Point]:
    """The corners of the room that the points of an arrow ask for, its head included."""
    return [(x + dx, y + dy) for x, y in points for dx, dy in ((-8, -8), (8, 8))]


def counts(workflow: type[Workflow], figures: Mapping[str, Figure], prefix: str,
           links: Mapping[str, str] | None = None, *, vertical: bool = False) -> Markup:
    """How many records stand on each square: a list of links, whose addresses `links` gives by state name."""
    written = for_column if vertical else for_counts
    contents = {name: written(state, figures.get(name, HIDDEN)) for name, state in workflow.states.items()}
    spacing = Spacing(least=132) if vertical else Spacing(least=160, total=WIDE)
    plan = lay(workflow, contents, spacing, upright=vertical)
    squares = items(plan, contents, figures, prefix, links or {})
    return picture(plan, prefix, [*squares, element("g", between_rows(plan), aria_hidden="true")], role="list",
                   aria_label=heading(workflow))


def for_column(state: State, figure: Figure) -> Content:
    """The words of a count in a narrow square."""
    return for_live(state, figure, limit=112)


def live(workflow: type[Workflow], figures: Mapping[str, Figure], prefix: str,
         links: Mapping[str, str] | None = None) -> Markup:
    """The squares with their figures, and the arrows between them with their words: a list of links too."""
    contents = {name: for_live(state, figures.get(name, HIDDEN)) for name, state in workflow.states.items()}
    plan, routes = live_plan(workflow, contents)
    arrows = element("g", *(way(route) for route in routes), class_="m-hop-ways", aria_hidden="true")
    squares = items(plan, contents, figures, prefix, links or {})
    edges = [point for route in routes for point in (*room(route.arrow.points), *corners(route))]
    return picture(plan, prefix, [arrows, *squares], points=edges, role="list", aria_label=heading(workflow))


def way(route: Route) -> Markup:
    """An arrow of the live diagram and its words; all the transitions it stands for appear on hovering."""
    move, (x, y) = route.move, route.at
    lines = [element("text", line, class_="m-hop-way", x=x, y=y - 15 * (len(move.lines) - 1 - rank), font_size=13,
                     text_anchor="middle", fill="currentColor") for rank, line in enumerate(move.lines)]
    look = "is-exceptional" if move.dashed else ""
    return element("g", element("title", ", ".join(move.labels)), stroke(route.arrow, look=look, dashed=move.dashed),
                   *lines)


def corners(route: Route) -> list[Point]:
    """The room of the words of an arrow."""
    left, top, right, bottom = route.box
    return [(left - 4, top - 4), (right + 4, bottom + 4)]


def heading(workflow: type[Workflow]) -> str:
    """The name of the list that the squares make."""
    title = str(workflow.title)
    return str(_("%(title)s, case par case", title=title) if title else _("Le parcours, case par case"))


def items(plan: Plan, contents: dict[str, Content], figures: Mapping[str, Figure], prefix: str,
          links: Mapping[str, str]) -> list[Markup]:
    """The squares as the items of a list, in number order; each is a link when its address is known."""
    chalk = hand(prefix, len(contents))
    found = []
    for name, square in plan.squares.items():
        figure, content = figures.get(name, HIDDEN), contents[name]
        drawn = element("g", box(square, "plain", chalk=chalk), writing(content.lines, (square.x, square.y)),
                        class_=kinds("m-hop-square", "is-current" if figure.yours else ""), data_state=name)
        found.append(element("g", link(drawn, spoken(content), links.get(name, "")), role="listitem"))
    return found


def link(drawn: Markup, name: str, address: str) -> Markup:
    """The square inside its link, or alone."""
    return element("a", drawn, class_="m-hop-link", href=address, aria_label=name) if address else drawn


def spoken(content: Content) -> str:
    """What a square says, in one line: « 2 Transmis, 37, 6 en retard (30 j) »."""
    words = {look: " ".join(line.text for line in content.lines if line.look.startswith(look))
             for look in ("m-hop-number", "m-hop-label", "m-hop-count")}
    facts = [line.text for line in content.lines if line.look.startswith("m-hop-fact")]
    return plain(", ".join([f"{words['m-hop-number']} {words['m-hop-label']}", words["m-hop-count"], *facts]))
