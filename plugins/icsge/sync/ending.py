"""The end of a run, a good one or not: its figures, its component, its people, and the next run (ICSGE-R89)."""

from __future__ import annotations

from typing import Any

from core.api import SYSTEM, User, _, create, fire, journal, notify, people_at, utcnow
from plugins.icsge.closures import ClosureBatch, ClosureDay
from plugins.icsge.exchange.transport import RefusedAccess, TransportFault
from plugins.icsge.links import transfer_of
from plugins.icsge.sync.models import Dossier, Result, Run
from plugins.icsge.sync.ordering import advance, outcomes
from plugins.icsge.workflows import closures
from plugins.icsge.workflows.runs import LAUNCH

CONFIGURE = "icsge.component.edit"
BAD = ("rejected", "invalid", "blocked", "unanswered")


def end_run(run: Run, name: str, fault: TransportFault | None = None) -> dict[str, Any]:
    """End a run, tell who must know, and make the next one ready; in the caller's transaction."""
    close_batches(run)
    found = outcomes(run)
    counters = {operation: [done, total] for operation, done, total in advance(run)}
    fire(run, ending(run, found) if name == "finish" else name, SYSTEM, why=fault.message if fault else "",
         counters=counters, outcomes=found)
    component = run.component
    component.run_state, component.last_sent_at = run.state, utcnow()
    component.save()
    tell(run, fault)
    create(Run(component=component, alive_for=component.id), "reset", SYSTEM)
    return {"state": run.state} | found


def ending(run: Run, found: dict[str, int]) -> str:
    """With errors when one record has an E, with warnings when one has only an A (ICSGE-R87)."""
    local = Dossier.select().where(Dossier.component == run.component_id, Dossier.state == "invalid_local").exists()
    if local or any(found.get(each) for each in BAD):
        return "finish_errors"
    return "finish_warn" if found.get("accepted_warn") else "finish"


def close_batches(run: Run) -> None:
    """The calendars of closure days whose rows were all answered."""
    rows = Result.select(Result.record).where(Result.run == run.id, Result.record_kind == "closure")
    days = ClosureDay.select(ClosureDay.batch).where(ClosureDay.id << rows)
    unanswered = rows.where(Result.status != "done")
    waiting = ClosureDay.select(ClosureDay.batch).where(ClosureDay.id << unanswered)
    for batch in ClosureBatch.select().where(ClosureBatch.id << days, ClosureBatch.id.not_in(waiting),
                                             ClosureBatch.state == "pending"):
        closures.answered(batch)


def tell(run: Run, fault: TransportFault | None) -> None:
    """Tell who launched it how it ended, who configures that the code was refused, and who wrote what was refused."""
    link = transfer_of(run.component_id)
    people = [run.actor] if run.actor_id else people_at(LAUNCH, run.organisation_path())
    fine = sum(run.outcomes.get(each, 0) for each in ("accepted", "accepted_warn"))
    notify(people, _("Synchronisation de %(place)s : %(state)s. Acceptés : %(fine)s, refusés : %(bad)s.",
                     place=str(run.component), state=run.current.label, fine=fine, bad=run.outcomes.get("rejected", 0)),
           link=link, kind="info" if run.state in ("done", "done_warn") else "ask")
    if isinstance(fault, RefusedAccess):
        notify(people_at(CONFIGURE, run.organisation_path()),
               _("Le Ministère refuse l’accès de %(place)s : vérifiez le code.", place=str(run.component)), link=link,
               kind="fault")
    told = {each.id for each in people}
    for editor, count in editors(run).items():
        if editor.id not in told:
            notify([editor], _("Le Ministère refuse des dossiers que vous avez modifiés : %(count)s.", count=count),
                   link=link, kind="ask")


def editors(run: Run) -> dict[User, int]:
    """Who last wrote the records that were refused, by the journal, and how many each."""
    refused = Result.select(Result.record_kind, Result.record).where(
        Result.run == run.id, Result.outcome == "rejected", Result.dossier.is_null(False))
    found: dict[int, int] = {}
    for kind, record in refused.limit(200).tuples():
        if actor := last_editor(KINDS[kind], record):
            found[actor] = found.get(actor, 0) + 1
    return {user: found[user.id] for user in User.select().where(User.id << list(found))} if found else {}


KINDS = {"file": "families.parent_child_file", "agreement": "agreements.agreement"}


def last_editor(kind: str, record: int) -> int | None:
    """Who wrote a record last, a person."""
    entry = journal.Entry
    return (entry.select(entry.actor).where(entry.kind == kind, entry.record == record, entry.actor.is_null(False))
            .order_by(entry.id.desc()).limit(1).scalar())
