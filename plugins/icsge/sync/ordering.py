"""What a run sends, frozen at its start in the order of the Ministry (ICSGE-R78): one result for each record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.api import SYSTEM, count_if, fire_many, utcnow
from plugins.families import ParentChildFile
from plugins.icsge.components import Component
from plugins.icsge.csss import CsssPeriod
from plugins.icsge.exchange import envelope
from plugins.icsge.sync.models import Dossier, Result, Run
from plugins.icsge.workflows import closures, csss
from plugins.icsge.workflows.dossiers import DossierFlow

PAGE = 500
FREE = ("pending", "blocked_parent")


@dataclass(frozen=True)
class Errand:
    """One record to send: its kind, its id, its dossier if it has one, and the operation."""

    record_kind: str
    record: int
    dossier: int | None
    operation: str

    @property
    def rank(self) -> int:
        """Its place in the order of operations."""
        return envelope.ORDER.index(self.operation)


def freeze(run: Run) -> int:
    """Write down what the run will send, in order; returns how much that is. In the caller's transaction."""
    errands = sorted([*dossier_errands(run.component), *period_errands(run.component), *closure_errands(run.component)],
                     key=lambda each: each.rank)
    now = utcnow()
    rows = [{"run": run.id, "position": place, "record_kind": each.record_kind, "record": each.record,
             "dossier": each.dossier, "operation": each.operation, "created_at": now, "updated_at": now}
            for place, each in enumerate(errands, start=1)]
    for start in range(0, len(rows), PAGE):
        Result.insert_many(rows[start:start + PAGE]).execute()
    return len(rows)


def reselect(component: Component) -> None:
    """What was refused is tried again at every run (ICSGE-R73); the warnings of the last one were shown."""
    for state, name in (("rejected", "reselect"), ("accepted_warn", "settle")):
        rows = Dossier.select(Dossier.id).where(Dossier.component == component.id, Dossier.state == state)
        fire_many(DossierFlow, name, [row[0] for row in rows.tuples()], SYSTEM)


def dossier_errands(component: Component) -> Iterator[Errand]:
    """The files and agreements that are fit, or wait for their file."""
    rows = Dossier.select(Dossier, ParentChildFile).join(ParentChildFile).where(
        Dossier.component == component.id, Dossier.state << FREE)
    for each in rows.order_by(Dossier.id):
        yield Errand(each.record_kind, each.record, each.id, operation_of(each))


def operation_of(dossier: Dossier) -> str:
    """What is asked of the Ministry for a record: to add, to change or to take away."""
    if dossier.removed:
        return envelope.DELETE_AGREEMENT
    if dossier.record_kind == "file":
        return envelope.CHANGE_FILE if dossier.file.csg_number else envelope.ADD_FILE
    return envelope.CHANGE_AGREEMENT if dossier.ever_accepted else envelope.ADD_AGREEMENT


def period_errands(component: Component) -> Iterator[Errand]:
    """The reserved periods that wait: before the agreements that need them."""
    for each in csss.to_send(component):
        yield Errand("period", each.id, None, period_operation(each))


def period_operation(period: CsssPeriod) -> str:
    """To add, to change or to take away."""
    if period.state == "withdrawn":
        return envelope.DELETE_PERIOD
    return envelope.CHANGE_PERIOD if period.sent_hash else envelope.ADD_PERIOD


def closure_errands(component: Component) -> Iterator[Errand]:
    """The closure days that wait, year by year."""
    for batch in closures.to_send(component):
        for row in batch.changed_rows():
            yield Errand("closure", row.id, None, envelope.DELETE_CLOSURE if row.removed else envelope.ADD_CLOSURE)


def advance(run: Run) -> list[tuple[str, int, int]]:
    """How far the run is: (operation, done, total) in the order of sending; one query."""
    rows = (Result.select(Result.operation, count_if(Result.status != "waiting"), count_if(Result.id > 0))
            .where(Result.run == run.id).group_by(Result.operation).tuples())
    return sorted(((name, int(done), int(total)) for name, done, total in rows),
                  key=lambda each: envelope.ORDER.index(each[0]))


def outcomes(run: Run) -> dict[str, int]:
    """How many records had each outcome."""
    rows = Result.select(Result.outcome, count_if(Result.id > 0)).where(
        Result.run == run.id, Result.outcome != "").group_by(Result.outcome).tuples()
    return {name: int(count) for name, count in rows}
