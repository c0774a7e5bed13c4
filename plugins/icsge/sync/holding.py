"""What waits for a number, a postal code or a permission to be sent: apart, with its age, and never forgotten (R91)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.api import _, local, notify, people_at, running, utcnow, write_transaction
from plugins.families import Child, Guardian, ParentChildFile
from plugins.icsge.components import Component
from plugins.icsge.links import transfer_of
from plugins.icsge.sync.models import HOLDS, Dossier
from plugins.icsge.sync.settings import HOLD_DAYS
from plugins.icsge.workflows.runs import LAUNCH


@dataclass(frozen=True)
class Hold:
    """A record on hold: why, since when, for how many days, and when its people are reminded next."""

    dossier: Dossier
    reason: object
    since: datetime
    days: int
    next_reminder: date


def holds(component: Component) -> list[Hold]:
    """What is held of a component, the oldest first; one query."""
    rows = (Dossier.select(Dossier, ParentChildFile, Child, Guardian).join(ParentChildFile).join(Child)
            .switch(ParentChildFile).join(Guardian, on=ParentChildFile.guardian_a == Guardian.id, attr="guardian_a")
            .where(Dossier.component == component.id, Dossier.state == "held")
            .order_by(Dossier.held_since, Dossier.id))
    return [hold_of(each) for each in rows]


def hold_of(dossier: Dossier) -> Hold:
    """What is told of one that is held."""
    since = dossier.held_since or dossier.state_since
    days = (local(utcnow()).date() - local(since).date()).days
    return Hold(dossier, HOLDS[dossier.held_for or "type"], since, days, due(dossier))


def due(dossier: Dossier) -> date:
    """When the people of a held record are reminded, for the first time or again."""
    last = dossier.reminded_at or dossier.held_since or dossier.state_since
    return local(last).date() + timedelta(days=running().settings[HOLD_DAYS.name])


def remind() -> int:
    """Tell those who may launch what has been held too long, once in that many days; returns how many records."""
    late: dict[int, list[Dossier]] = defaultdict(list)
    for dossier in overdue():
        late[dossier.component_id].append(dossier)
    for component in Component.select().where(Component.id << list(late)):
        rows = late[component.id]
        oldest = max(hold_of(each).days for each in rows)
        with write_transaction():
            notify(people_at(LAUNCH, component.organisation_path()),
                   _("%(place)s : %(count)s dossiers retenus, le plus ancien depuis %(days)s jours.",
                     place=str(component), count=len(rows), days=oldest),
                   link=transfer_of(component.id), kind="late")
            Dossier.update(reminded_at=utcnow()).where(Dossier.id << [each.id for each in rows]).execute()
    return sum(map(len, late.values()))


def overdue() -> Iterator[Dossier]:
    """The held records whose reminder is due."""
    today = local(utcnow()).date()
    return (each for each in Dossier.select().where(Dossier.state == "held") if due(each) <= today)
