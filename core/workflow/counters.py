"""How many records stand on each square, kept per organisation as they move, so that diagrams cost nothing."""

from __future__ import annotations

from peewee import CharField, IntegerField, Model, fn

from core.database import db, write_transaction
from core.organisations import FOLLOWERS
from core.records import Tracked
from core.statements import mark
from core.workflow.declare import Workflow


class StateCount(Model):
    """The number of records of a workflow in one state at one organisation (by its path)."""

    workflow = CharField(max_length=60)
    place = CharField(max_length=120)
    state = CharField(max_length=40)
    count = IntegerField(default=0)

    class Meta:
        database = db
        table_name = "core_state_count"
        indexes = ((("workflow", "place", "state"), True),)


ADD = ("INSERT INTO core_state_count (workflow, place, state, count) VALUES ({0}, {0}, {0}, {0}) "
       "ON CONFLICT (workflow, place, state) DO UPDATE SET count = core_state_count.count + excluded.count")


def add(workflow: str, place: str, state: str, step: int) -> None:
    """Raise or lower one counter, in the caller's transaction."""
    db.execute_sql(ADD.format(mark()), (workflow, place, state, step))


def move(record: Tracked, source: str | None, target: str | None) -> None:
    """Follow one record from a state to another; None is before its birth or after its deletion."""
    if source == target:
        return
    place, workflow = record.organisation_path(), record.workflow.name
    for state, step in sorted([(source, -1), (target, 1)], key=lambda each: str(each[0])):
        if state is not None:
            add(workflow, place, state, step)


def totals(workflow: type[Workflow], places: tuple[str, ...]) -> dict[str, int]:
    """The number of records by state at and below these places."""
    found = dict.fromkeys(workflow.states, 0)
    if not places:
        return found
    below = StateCount.place.startswith(places[0])
    for place in places[1:]:
        below |= StateCount.place.startswith(place)
    query = (StateCount.select(StateCount.state, fn.SUM(StateCount.count))
             .where(StateCount.workflow == workflow.name, below).group_by(StateCount.state).tuples())
    return found | {state: int(count) for state, count in query}


def relocate(old: str, new: str) -> None:
    """Follow an organisation that was moved in its tree: the counts at and below its old path go to the new one."""
    with write_transaction():
        for row in list(StateCount.select().where(StateCount.place.startswith(old))):
            StateCount.update(place=new + row.place.removeprefix(old)).where(StateCount.id == row.id).execute()


FOLLOWERS.append(relocate)


def rebuild(workflow: type[Workflow]) -> int:
    """Count again from the records themselves, after an import; returns how many counters changed."""
    actual: dict[tuple[str, str], int] = {}
    for record in workflow.model.select().iterator():
        at = (record.organisation_path(), record.state)
        actual[at] = actual.get(at, 0) + 1
    with write_transaction():
        kept = {(row.place, row.state): row.count for row in StateCount.select().where(
            StateCount.workflow == workflow.name)}
        StateCount.delete().where(StateCount.workflow == workflow.name).execute()
        for (place, state), count in actual.items():
            add(workflow.name, place, state, count)
    return sum(kept.get(at, 0) != actual.get(at, 0) for at in kept.keys() | actual.keys())
