"""One transition of many records: what would happen to each and why not, then doing it in a few statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from peewee import SQL, ForeignKeyField, Model, fn

from core import journal, statements
from core.database import db, is_sqlite, write_transaction
from core.errors import MarelleError
from core.i18n import _
from core.records import Tracked, utcnow
from core.running import running
from core.statements import mark
from core.workflow import counters
from core.workflow.declare import Transition, Workflow
from core.workflow.engine import check_inputs, fire
from core.workflow.obstacles import Condition, guard_conditions, permission_condition, state_condition

CHUNK = 1_000


class Outcome(NamedTuple):
    """What would happen, or happened, to one record; `reasons` are empty when the transition is possible or done."""

    id: int
    name: str
    state: str
    reasons: tuple[str, ...] = ()

    @property
    def possible(self) -> bool:
        return not self.reasons


class Judge:
    """Says for each record why a transition is not possible; what is the same for many is looked at once."""

    def __init__(self, transition: Transition, user):
        self.transition, self.user = transition, user
        self.sources = {state.name for state in transition.sources}
        self.hooked = bool(running().host.implementations("transition_obstacle", transition.workflow.name))
        self.allowed: dict[str, bool] = {}
        self.said: dict[str, Condition] = {}
        self.places: dict[Any, str] = {}

    def reasons(self, record: Tracked) -> tuple[str, ...]:
        """The unmet conditions in words, in the order of « Pourquoi pas ? »; none when it is possible."""
        if self.quickly_possible(record):
            return ()
        found = [state_condition(record, self.transition), self.permission(record)]
        if found[0].met:
            found += guard_conditions(record, self.transition, self.user)
        return tuple(str(each.text) for each in found if not each.met)

    def quickly_possible(self, record: Tracked) -> bool:
        """Whether state, permission and every guard say yes, without making any sentence."""
        if self.hooked or self.transition.system or record.state not in self.sources or not self.permitted(record):
            return False
        return all(guard(record, self.user) is None for guard in self.transition.guards)

    def place(self, record: Tracked) -> str:
        """Where a record belongs, looked up once for each row that records belong to."""
        key = record.__data__.get(record.belongs_to)
        if key is None or type(record).organisation_path is not Tracked.organisation_path:
            return record.organisation_path()
        if key not in self.places:
            self.places[key] = record.organisation_path()
        return self.places[key]

    def permission(self, record: Tracked) -> Condition:
        """Whether the person may, and if not who could: asked once for each place."""
        path = self.place(record)
        if path not in self.said:
            self.said[path] = permission_condition(record, self.transition, self.user)
        return self.said[path]

    def permitted(self, record: Tracked) -> bool:
        """Whether the person holds the permission where the record belongs."""
        path = self.place(record)
        if path not in self.allowed:
            self.allowed[path] = self.user.can(self.transition.permission, record)
        return self.allowed[path]


def plan(workflow: type[Workflow], transition: Transition | str, ids: Sequence[int], user) -> list[Outcome]:
    """What would happen to each of these records, in the order given; nothing is written."""
    transition = workflow.transitions[transition] if isinstance(transition, str) else transition
    judge = Judge(transition, user)
    found: dict[int, Outcome] = {}
    for records in chunks(workflow, ids, user):
        for record in records:
            found[record.id] = Outcome(record.id, str(record), record.state, judge.reasons(record))
    return [found.get(each) or gone(each) for each in ids]


def run(workflow: type[Workflow], transition: Transition | str, ids: Sequence[int], user, **inputs) -> list[Outcome]:
    """Fire the transition of each of these records: those that may not, or that somebody just changed, say why.

    Each chunk is one transaction. A transition with effects, or one that plugins follow, is fired record by record.
    """
    transition = workflow.transitions[transition] if isinstance(transition, str) else transition
    inputs = check_inputs(transition, inputs)
    together = not (transition.effects or transition.deletes or transition.stays
                    or running().host.implementations("transition_done", transition.workflow.name))
    judge, found = Judge(transition, user), {}
    for start in range(0, len(ids), CHUNK):
        with write_transaction():
            records = next(chunks(workflow, ids[start:start + CHUNK], user, lock=True), [])
            done = moved(judge, records, inputs) if together else [one(judge, each, inputs) for each in records]
        found |= {outcome.id: outcome for outcome in done}
    return [found.get(each) or gone(each) for each in ids]


def gone(record_id: int) -> Outcome:
    """The outcome of a record that is not there, or that this person does not see."""
    return Outcome(record_id, str(record_id), "", (str(_("Ce dossier n’existe plus.")),))


def chunks(workflow: type[Workflow], ids: Sequence[int], user, *, lock: bool = False) -> Iterator[list[Tracked]]:
    """The records that the person sees, some hundreds at a time, with the records they point to."""
    model = workflow.model
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start:start + CHUNK]
        among = SQL(f"({', '.join([mark()] * len(chunk))})", chunk)
        scope = model.within(user)
        scope = fn.likely(scope) if is_sqlite() else scope  # else SQLite would look each of them up in each place
        query = model.select().where(scope, model.id << among).order_by(model.id)
        records = statements.records(query if is_sqlite() or not lock else query.for_update())
        share(records)
        yield records


class Related(dict):
    """The rows that a record points to: the first record asked for one reads those of all its companions at once."""

    def __init__(self, companions: Sequence[Model]):
        super().__init__()
        self.companions = companions

    def __contains__(self, name: object) -> bool:
        if not super().__contains__(name):
            attach(self.companions, str(name))
        return super().__contains__(name)


def share(records: Sequence[Tracked]) -> None:
    """Let records read together what they point to, so that guards ask once for all; their places at once."""
    for each in records:
        each.__rel__ = Related(records)
    if records and isinstance(type(records[0])._meta.fields.get(records[0].belongs_to), ForeignKeyField):
        attach(records, records[0].belongs_to)


def attach(records: Sequence[Model], name: str) -> None:
    """Give the records the rows that one of their foreign keys points to: one query."""
    wanted = list({each.__data__.get(name) for each in records} - {None})
    if not wanted:
        return
    other = type(records[0])._meta.fields[name].rel_model
    rows = {row.get_id(): row for row in statements.records(other.select().where(other._meta.primary_key << wanted))}
    for each in records:
        if each.__data__.get(name) in rows:
            each.__rel__[name] = rows[each.__data__[name]]


def one(judge: Judge, record: Tracked, inputs: dict[str, Any]) -> Outcome:
    """Fire one record as its page would, in a savepoint of its own."""
    outcome = Outcome(record.id, str(record), record.state)
    try:
        fire(record, judge.transition, judge.user, **inputs)
    except MarelleError as problem:
        return Outcome(outcome.id, outcome.name, outcome.state, judge.reasons(record) or (str(problem),))
    return outcome


def moved(judge: Judge, records: list[Tracked], inputs: dict[str, Any]) -> list[Outcome]:
    """Move all that may, one statement each for rows and journal; if one was changed meanwhile, one by one."""
    outcomes = [Outcome(each.id, str(each), each.state, judge.reasons(each)) for each in records]
    ready = [record for record, outcome in zip(records, outcomes, strict=True) if outcome.possible]
    if not ready:
        return outcomes
    with db.atomic() as savepoint:
        if claim(judge.transition, ready) != len(ready):
            savepoint.rollback()
            return [one(judge, each, inputs) for each in records]
        note(judge, ready, inputs)
    return outcomes


def claim(transition: Transition, records: list[Tracked]) -> int:
    """Write the new state of records that still are as read; returns how many were."""
    now, table = stored(utcnow()), type(records[0])._meta.table_name
    statement = (f'UPDATE "{table}" SET state = ?, state_since = ?, updated_at = ?, version = version + 1 '  # noqa: S608
                 "WHERE id = ? AND state = ? AND version = ?")
    rows = [(transition.target.name, now, now, each.id, each.state, each.version) for each in records]
    return many(statement, rows)


def many(statement: str, rows: list[tuple]) -> int:
    """Run one statement, its values marked ?, with many rows of them; returns how many rows of the table it touched."""
    cursor = db.cursor()
    cursor.executemany(statement if is_sqlite() else statement.replace("?", "%s"), rows)
    return cursor.rowcount


def note(judge: Judge, records: list[Tracked], inputs: dict[str, Any]) -> None:
    """The journal rows and the counters of records that just moved."""
    transition, target = judge.transition, judge.transition.target.name
    row = journal.row_of(judge.user, transition.full_name, records[0], after={"state": target},
                         note=str(inputs.get("reason") or ""))
    places = [judge.place(each) for each in records]
    left_from = {state.name: journal.as_text({"state": state.name}) for state in transition.sources}
    journal.write_alike(row, ((each.id, place, left_from[each.state])
                              for each, place in zip(records, places, strict=True)))
    left = Counter(zip(places, (each.state for each in records), strict=True))
    for (place, state), count in sorted(left.items()):
        counters.add(transition.workflow.name, place, state, -count)
        counters.add(transition.workflow.name, place, target, count)


def stored(value: Any) -> Any:
    """A value as the driver takes it: moments in UTC without zone, as text on SQLite."""
    if not isinstance(value, datetime):
        return value
    value = value.astimezone(UTC).replace(tzinfo=None)
    return str(value) if is_sqlite() else value
