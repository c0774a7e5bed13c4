"""The live diagram put together: squares apart, then the arrows between, over and under them."""

from __future__ import annotations

from dataclasses import replace

from core.workflow.declare import Workflow
from core.workflow.drawing.hopscotch import Plan, Spacing, walk_across
from core.workflow.drawing.lettering import Content
from core.workflow.drawing.moves import Move
from core.workflow.drawing.routes import (
    Lane,
    Places,
    Route,
    apart,
    gap,
    lane_route,
    lanes,
    places,
    sorted_moves,
    stacks,
)
from core.workflow.drawing.tracks import far_moves, rooms, tracks

ROWS = 2
LEAST = 150


def live_plan(workflow: type[Workflow], contents: dict[str, Content]) -> tuple[Plan, list[Route]]:
    """Squares and arrows. Heights come first, then the lanes, then the room they ask for, then the tracks."""
    spacing = Spacing(least=LEAST, most_rows=ROWS)
    plan = walk_across(workflow, contents, spacing)
    where = places(plan)
    kinds = sorted_moves(workflow, where)
    above, broad = apart(plan, kinds["stack"])
    spacing = replace(spacing, above=above, broad=broad)

    between = lanes(walk_across(workflow, contents, spacing), where, kinds["lane"])
    spacing = replace(spacing, after=gaps(plan, between))
    plan = walk_across(workflow, contents, spacing)

    far = far_moves(plan, where, kinds)
    spacing = replace(spacing, under=rooms(plan, where, far, tracks(plan, where, far, near(plan, where, kinds))))
    plan = walk_across(workflow, contents, spacing)
    drawn = near(plan, where, kinds)
    return plan, [*drawn, *tracks(plan, where, far, drawn)]


def near(plan: Plan, where: Places, kinds: dict[str, list[Move]]) -> list[Route]:
    """The arrows that pass over no square."""
    found = lanes(plan, where, kinds["lane"])
    return [*stacks(plan, kinds["stack"]), *(lane_route(plan, lane) for name in found for lane in found[name])]


def gaps(plan: Plan, between: dict[str, list[Lane]]) -> dict[str, float]:
    """The room after each column: none after the last of a row, unless its own squares are joined there."""
    wide = {column[0].name: gap(between.get(column[0].name, [])) for row in plan.rows for column in row}
    last = [row[-1][0].name for row in plan.rows]
    return {name: room for name, room in wide.items() if name in between or name not in last}
