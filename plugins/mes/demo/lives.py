"""All the lives at once, act by act in the order of time, through the engine itself."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from heapq import heappop, heappush
from itertools import count

from core.api import Organisation, _, fire, running
from plugins.families import Placement
from plugins.mes.demo.cast import GALETS, Cast, cast_of
from plugins.mes.demo.crowd import crowd, moved
from plugins.mes.demo.guide import guide_plans
from plugins.mes.demo.plan import Plan
from plugins.mes.demo.pool import Pool
from plugins.mes.demo.story import tell
from plugins.mes.models import Request
from plugins.mes.years import ReferenceYear

OPENING = "mes.next_year_opens_on"


def requests(demo) -> str:
    """150 requests over two reference years, in every state, with documents, comments and history."""
    guide = guide_plans(demo.today)
    plans = [*crowd(demo), *moved(demo), *guide]
    pool = Pool(demo, {(plan.service, plan.child_name) for plan in guide})
    for plan in plans:
        pool.give(plan)
    for plan in plans:
        if plan.kind == "transfer":
            _move_in(plan)
    _number(plans)
    casts = {division.id: cast_of(division) for division in
             Organisation.select().where(Organisation.kind == "division")}
    _live(demo, plans, casts)
    _settle(demo, plans)
    _take_back(plans, casts)
    return _("%(count)s demandes, du brouillon à la fin", count=len(plans))


def _move_in(plan: Plan) -> None:
    """The child of a transfer left the first service for this one, and receives the allowance there too."""
    old = Placement.get(Placement.child == plan.child)
    old.ends_on = old.allowance_until = plan.created - timedelta(days=5)
    old.save()
    Placement(child=plan.child, installation=plan.installation, starts_on=plan.created - timedelta(days=4),
              allowance_from=plan.created - timedelta(days=4)).save()


def _number(plans: list[Plan]) -> None:
    """Give the free numbers of each year and region in the order of creation; the guide's stay where they are."""
    series = defaultdict(list)
    for plan in plans:
        series[_series(plan)].append(plan)
    for members in series.values():
        kept = {plan.number for plan in members}
        free = (number for number in count(1) if number not in kept)
        for plan in sorted((plan for plan in members if not plan.number), key=lambda plan: plan.created):
            plan.number = next(free)


def _series(plan: Plan) -> str:
    return f"mes.{plan.year.start}.{plan.installation.parent.ancestor('region').code}"


def _live(demo, plans: list[Plan], casts: dict[int, Cast]) -> None:
    """Resume each life on the day it asked for, the earliest first, with the clock standing there."""
    waiting: list[tuple] = []
    for order, plan in enumerate(plans):
        story = tell(demo, plan, casts[plan.installation.parent_id])
        heappush(waiting, (demo.morning(next(story)), order, story))
    while waiting:
        moment, order, story = heappop(waiting)
        with demo.at(moment):
            _open_year(plans[order])
            day = next(story, None)
        if day:
            heappush(waiting, (min(max(demo.morning(day), moment + timedelta(minutes=4)), demo.now), order, story))


def _open_year(plan: Plan) -> None:
    """A request for the year after could be made because that year was open already (MES-R20)."""
    if plan.request is None and plan.year > (now := ReferenceYear.of(plan.created)):
        opened = running().settings[OPENING]
        if opened is None or ReferenceYear.of(opened) < now:
            running().settings.change(OPENING, now.first_day.isoformat())


def _take_back(plans: list[Plan], casts: dict[int, Cast]) -> None:
    """One service asks for a request back that it has just transmitted."""
    for plan in plans:
        request = Request.get_by_id(plan.request.id)
        if request.state == "submitted" and request.division.code != GALETS:
            fire(request, "ask_withdrawal", casts[request.division_id].signer,
                 reason="Les heures demandées ne sont pas les bonnes.")
            return


def _settle(demo, plans: list[Plan]) -> None:
    """The series go on after the highest number used; the coming year stays open, as in the guide."""
    highest: dict[str, int] = {}
    for plan in plans:
        highest[_series(plan)] = max(plan.number, highest.get(_series(plan), 0))
    for series, number in highest.items():
        demo.next_number_is(series, number + 1)
    first = ReferenceYear.of(demo.today).first_day
    opened = max(first, min(date(first.year, 7, 2), demo.today - timedelta(days=60)))
    running().settings.change(OPENING, opened.isoformat())
