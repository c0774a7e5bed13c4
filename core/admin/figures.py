"""How many records stand on each square for a person, since when, and how many are late: at most three queries."""

from __future__ import annotations

from peewee import Case, fn

from core.admin.standing import awaited
from core.i18n import days
from core.records import NEVER, Tracked, utcnow
from core.workflow import counters
from core.workflow.declare import Workflow
from core.workflow.diagram import Figure


def figures(workflow: type[Workflow], user) -> dict[str, Figure]:
    """The figure of each state; a state that the person may see nowhere has none, and is drawn « — »."""
    counts, ages = counted(workflow, user), waiting(workflow, user)
    found = {}
    for name, state in workflow.states.items():
        if counts[name] is None:
            continue
        oldest, late = ages.get(name, (None, 0))
        yours = bool(counts[name]) and any(user.can(permission) for permission in awaited(workflow, state))
        found[name] = Figure(count=counts[name], overdue=late, yours=yours,
                             oldest=days(utcnow() - oldest) if oldest else "")
    return found


def counted(workflow: type[Workflow], user) -> dict[str, int | None]:
    """The kept count of each state at the places where the person may see it; None where she may see it nowhere."""
    model: type[Tracked] = workflow.model
    by_places: dict[tuple, dict[str, int]] = {}
    found: dict[str, int | None] = {}
    for name in workflow.states:
        places = tuple(sorted(model.places_of(user, name)))
        if places not in by_places:
            by_places[places] = counters.totals(workflow, outermost(places))
        found[name] = by_places[places][name] if places else None
    return found


def outermost(places: tuple[str, ...]) -> tuple[str, ...]:
    """The places that lie below no other one: each record is then counted once."""
    return tuple(place for place in places
                 if not any(place != other and place.startswith(other) for other in places))


def waiting(workflow: type[Workflow], user) -> dict[str, tuple]:
    """For each state with a deadline: since when its oldest record waits, and how many are late."""
    model, now = workflow.model, utcnow()
    limits = {name: now - state.deadline for name, state in workflow.states.items() if state.deadline}
    scope = model.within(user)
    if not limits or scope is NEVER:
        return {}
    late = Case(None, [((model.state == name) & (model.state_since < limit), 1) for name, limit in limits.items()], 0)
    query = (model.select(model.state, fn.MIN(model.state_since), fn.SUM(late))
             .where(scope, model.state << list(limits)).group_by(model.state).tuples())
    read = model.state_since.python_value
    return {name: (read(oldest), int(count)) for name, oldest, count in query}
