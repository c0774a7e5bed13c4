"""The run: a job of the server that survives its page, its worker and its connection (ICSGE-R78 to R80, R86, R89)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any

from core.api import SYSTEM, Job, Refused, SettingError, _, enqueue, fire, job, utcnow, write_transaction
from plugins.icsge.components import Component
from plugins.icsge.exchange.client import transport_for
from plugins.icsge.exchange.envelope import Identity
from plugins.icsge.exchange.transport import (
    Maintenance,
    RefusedAccess,
    Transport,
    TransportFault,
    Unanswered,
    Unreachable,
)
from plugins.icsge.sync.asking import cancel_asked, take_turn, turn
from plugins.icsge.sync.ending import end_run
from plugins.icsge.sync.models import RECORD_KINDS, Result, Run
from plugins.icsge.sync.ordering import advance, freeze, reselect
from plugins.icsge.sync.prechecking import precheck
from plugins.icsge.sync.sending import Sender, kept
from plugins.icsge.workflows.runs import JOB

PAUSES = (timedelta(seconds=5), timedelta(seconds=20), timedelta(seconds=80))
"""How long the run waits before it tries the connection again; when these are spent, it is interrupted."""
CUT_SHORT = ("interrupted", "connection_failed")
OPEN = ("sent", "unknown")
PAGE = 100
"""Records read together before they are sent one by one."""
SILENT = 3
"""How many records in a row may get no answer, while questions do, before the connection counts as lost."""


class Stopped(Exception):
    """Somebody asked to cancel: the record in hand is done, the rest waits for another run."""


def launch(component: Component, user, trigger: str = "manual") -> Run:
    """Put a run of a component in the queue; raises Refused when it is not configured, or when one is alive (R79)."""
    release_abandoned()
    with turn(component):
        run = Run.standing(component)
        if run.state != "idle":
            raise Refused(_("Une synchronisation de %(place)s est déjà en cours.", place=str(component)),
                          _("Attendez sa fin, ou annulez-la."))
        last = Run.latest(component)
        if trigger == "manual" and last is not None and last.state in CUT_SHORT:
            trigger = "retry"
        return fire(run, "request", user, trigger=trigger)


@job(JOB, title=_("Synchronisation avec le Ministère"))
def carry_out(progress, run: int, tries: int = 0) -> dict[str, Any] | None:
    """Do a run, or what is left of it; again after a crash is harmless."""
    found = Run.get_by_id(run)
    if found.is_over:
        return None
    with closing(Course(found, progress)) as course:
        return course.go()


class Course:
    """One stretch of a run: from its start, a crash or a pause to the next pause or its end."""

    def __init__(self, run: Run, progress):
        self.run, self.progress = run, progress
        self.component = run.component
        self.done, self.total, self.counted = 0, 0, {}
        self.operation, self.silent, self.advanced = "", 0, False
        self.sender: Sender | None = None

    def close(self) -> None:
        """Hang up."""
        if self.sender is not None:
            self.sender.transport.close()

    def go(self) -> dict[str, Any]:
        """Connect, freeze what is to be sent, send it, end; a lost connection pauses."""
        try:
            self.obey()
            self.connect()
            self.count()
            self.settle()
            self.send_all()
        except Stopped:
            return self.end("cancel")
        except RefusedAccess as fault:
            return self.end("refuse" if self.run.state == "connecting" else "give_up", fault)
        except TransportFault as fault:
            return self.end("refuse", fault) if self.run.state == "connecting" else self.pause(fault)
        return self.end("finish")

    def connect(self) -> None:
        """Say who we are (EtatSysteme); then the selection is judged and frozen, or the pause is over."""
        resumed = self.run.state == "paused"
        if self.run.state in ("queued", "paused"):
            self.fire("resume" if resumed else "start")
        self.sender = Sender(wire_of(self.component), identity_of(self.component), self.part)
        if self.run.state == "running" and not resumed:  # after a crash: the first record tells how it stands
            return
        state = self.sender.transport.state(self.sender.identity)
        if not state.open:
            raise Maintenance(state.message or _("Le système CSG est fermé pour le moment."))
        if resumed:
            return
        self.settle()
        reselect(self.component)
        precheck(self.component, self.tell_check)
        with self.progress.part(0, 0, _("Prévalidation terminée")):
            self.fire("authenticated", total=freeze(self.run))

    def settle(self) -> None:
        """Ask what became of everything that was sent without an answer, in this run or before (ICSGE-R80)."""
        for result in self.open_results():
            sent = kept(result)
            if result.status == "unknown":
                result.status = "sent"
            if not self.sender.ask(result, sent) and result.run_id != self.run.id:
                result.status, result.outcome = "done", "unanswered"
                result.save()

    def open_results(self) -> list[Result]:
        """What was sent and has no answer yet."""
        return list(Result.select().join(Run).where(Run.component == self.component.id, Result.status << OPEN)
                    .order_by(Result.id))

    def send_all(self) -> None:
        """Send what waits, one record after the other, in the order that was frozen."""
        while page := list(Result.select().where(Result.run == self.run.id, Result.status == "waiting")
                           .order_by(Result.position).limit(PAGE)):
            self.sender.look_ahead(page)
            for result in page:
                self.obey()
                self.send(result)

    def send(self, result: Result) -> None:
        """Send one record; raises Unanswered when the Ministry only answers questions any more."""
        operation = result.operation
        if operation != self.operation:
            self.operation = operation
            self.fire("progress")
        self.silent = 0 if self.sender.send(result) else self.silent + 1
        if self.silent == SILENT:
            raise Unanswered(_("Le système CSG ne répond pas aux envois."))
        self.counted.setdefault(operation, [0, 1])[0] += 1
        self.done += 1
        if not self.advanced:
            self.advanced = self.note_advance()

    def note_advance(self) -> bool:
        """A stretch that sent something is no failure: the losses and crashes before it do not count any more."""
        with write_transaction():
            Job.update(attempts=1).where(Job.id == self.progress.id).execute()
            if self.run.lost:
                self.run = Run.get_by_id(self.run.id)
                self.run.write({"lost": 0})
        return True

    def obey(self) -> None:
        """Raise Stopped when somebody asked to cancel, on the page of the run or on that of the tasks."""
        if cancel_asked(self.run.id) or self.progress.cancelled:
            raise Stopped

    def count(self) -> None:
        """Where the run stands: done and total of each operation."""
        self.counted = {name: [done, total] for name, done, total in advance(self.run)}
        self.done = sum(done for done, _total in self.counted.values())
        self.total = sum(total for _done, total in self.counted.values())

    @contextmanager
    def part(self) -> Iterator[None]:
        """A transaction that tells how far the run is, and is refused to a worker that lost the job."""
        with self.progress.part(self.done, self.total, self.where()):
            take_turn(self.component)
            yield

    def where(self) -> str:
        """« DossierParentEnfantAjouts (3 / 5) »: the first operation that is not finished."""
        left = [(name, done, total) for name, (done, total) in self.counted.items() if done < total]
        return f"{left[0][0]} ({left[0][1] + 1} / {left[0][2]})" if left else ""

    def tell_check(self, done: int, total: int, kind: str) -> None:
        """The progress of the prevalidation: the first word of it at once, the others now and then."""
        told = _("Prévalidation : %(kind)s (%(done)s / %(total)s)", kind=RECORD_KINDS[kind], done=done, total=total)
        if self.progress.total:
            self.progress.step(done, total, told)
            return
        with self.progress.part(done, total, told):
            pass

    def fire(self, name: str, **inputs) -> None:
        """Move the run as it is now: somebody may have asked to cancel it meanwhile."""
        self.run = Run.get_by_id(self.run.id)
        fire(self.run, name, SYSTEM, **inputs)

    def pause(self, fault: TransportFault) -> dict[str, Any]:
        """The connection is lost: wait, in no worker, and try again; after the last try, stop there (ICSGE-R86)."""
        with self.progress.finish():
            self.fire("lost")
            if self.run.lost > len(PAUSES):
                return end_run(self.run, "give_up", fault)
            again = enqueue(JOB, {"run": self.run.id, "tries": self.run.lost}, user=self.run.actor,
                            key=f"{JOB}:{self.run.id}:{self.run.version}", run_at=utcnow() + PAUSES[self.run.lost - 1])
            self.run.write({"job": again.id})
        return {}

    def end(self, name: str, fault: TransportFault | None = None) -> dict[str, Any]:
        """End the run and the job together."""
        with self.progress.finish():
            return end_run(Run.get_by_id(self.run.id), name, fault)


def wire_of(component: Component) -> Transport:
    """What carries its records; where no server is configured, none can be reached."""
    try:
        return transport_for(component)
    except SettingError as fault:
        raise Unreachable(fault.message, fault.remedy) from None


def identity_of(component: Component) -> Identity:
    """Who sends."""
    return Identity(component.division_no, component.installation_no, component.code())


def release_abandoned() -> int:
    """Interrupt the runs whose work is over while they are not; what they had in hand is asked about by the next."""
    count = 0
    for run in Run.select().where(Run.alive_for.is_null(False), Run.state != "idle"):
        work = Job.get_or_none(Job.id == run.job)
        if work is None or work.over:
            with write_transaction():
                end_run(run, "give_up")
            count += 1
    return count
