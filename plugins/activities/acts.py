"""What acts on many bookings share: their row, what undoing needs, their rows of the journal, their counters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from core.api import Organisation, create, journal, masses, running
from plugins.activities.models import Booking, BulkAct, BulkTrace, ClassGroup, Participant, Service


class Step(NamedTuple):
    """A booking that an act takes from a state to another; `version` is the one it has afterwards."""

    id: int
    participant: int
    service: int
    class_group: int
    day: str
    source: str
    target: str
    version: int


def begin(organisation: Organisation, what: str, label: object, parameters: Mapping[str, Any], user) -> BulkAct:
    """The row of an act, in the caller's transaction."""
    act = BulkAct(organisation=organisation, author=getattr(user, "id", None), what=what, label=str(label)[:200],
                  parameters=dict(parameters))
    return create(act, "start", user)


def add_up(act: BulkAct, *, added: int = 0, removed: int = 0, skipped: int = 0) -> None:
    """Raise what an act has come to."""
    act.added, act.removed, act.skipped = act.added + added, act.removed + removed, act.skipped + skipped
    act.save()


def trace(act: BulkAct, **rows: Collection) -> None:
    """Keep what undoing needs: `added` as stretches of numbers, `moved` as (id, source, target, version)."""
    kept = {name: list(each) for name, each in rows.items() if each}
    if kept:
        BulkTrace(bulk=act, rows=kept).save()


def move(steps: Collection[Step]) -> None:
    """Bring bookings to their states, and the counters with them."""
    groups = defaultdict(list)
    for each in steps:
        groups[each.source, each.target].append(each.id)
    for (source, target), ids in sorted(groups.items()):
        masses.moved(Booking, ids, source, target)
    count((each.class_group, each.source, each.target) for each in steps)


def count(moves: Iterable[tuple[int, str | None, str | None]]) -> None:
    """Move the counters of bookings: (class, state before, state after), None before birth and after deletion."""
    found, steps = Counter(moves), Counter()
    paths = paths_of({class_group for class_group, _source, _target in found})
    for (class_group, source, target), number in found.items():
        masses.left(steps, paths[class_group], (source, target), number)
    masses.counted(Booking, steps)


def paths_of(classes: Collection[int]) -> dict[int, str]:
    """The path of the establishment of each class: one query."""
    query = ClassGroup.select(ClassGroup.id, Organisation.path).join(Organisation).where(ClassGroup.id << list(classes))
    return dict(query.tuples()) if classes else {}


def tell(user, action: str, act: BulkAct, cells: Iterable[tuple[int, int, int, Any]]) -> None:
    """Write one row of the journal for each participant and service, naming the days.

    `cells`: participant, service, class, day.
    """
    days, places = defaultdict(list), {}
    for participant, service, class_group, day in cells:
        days[participant, service].append(day.isoformat() if isinstance(day, date) else day)
        places[participant] = class_group
    if not days:
        return
    paths = paths_of(set(places.values()))
    labels = dict(Service.select(Service.id, Service.label).where(
        Service.id << list({service for _participant, service in days})).tuples())
    row = journal.row_of(user, action, note=act.label) | {"kind": Participant.kind()}
    journal.write_alike(row, (
        (who, paths[places[who]], "", journal.as_text({"service": labels[service], "days": sorted(found)}))
        for (who, service), found in days.items()), 4)


def tell_plugins(hook: str, ids: Collection[int], user) -> None:
    """Tell the other plugins of bookings, if one of them listens; they are read for that alone."""
    if ids and running().host.implementations(hook):
        condition = Booking.id.between(min(ids), max(ids)) & (Booking.id << list(ids))
        running().host.call(hook, bookings=list(Booking.select().where(condition)), user=user)
