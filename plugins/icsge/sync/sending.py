"""One record at a time: in hand in one transaction, sent outside of any, its answer written in another (ICSGE-R80)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

from core.api import SYSTEM, Stale, decrypt, encrypt, fire, utcnow
from plugins.icsge.closures import ClosureDay
from plugins.icsge.csss import CsssPeriod
from plugins.icsge.exchange.bodies import closure_body, digest, key_of, period_body
from plugins.icsge.exchange.envelope import Identity, Sent
from plugins.icsge.exchange.transport import Outcome, Transport, TransportFault, Unanswered
from plugins.icsge.sync.acknowledging import LOST_NUMBER, acknowledge, versions_now, waiting_message, write_back
from plugins.icsge.sync.asking import standing_of_file, turn
from plugins.icsge.sync.following import MODELS, archive, body_of, note, read
from plugins.icsge.sync.models import Dossier, Result
from plugins.icsge.sync.ordering import operation_of, period_operation
from plugins.icsge.sync.versions import versions_of

JOURNAL = "icsge.journal"
"""What the bodies are encrypted for."""
TRIES = 3
"""How often a record is sent when each time the Ministry says that it never had it."""
WRITES = 5
"""How often an answer is written when somebody else writes the same rows at that moment."""


class Sender:
    """Sends the records of one run. `part` opens a transaction that also says how far the job is."""

    def __init__(self, transport: Transport, identity: Identity, part: Callable[[], AbstractContextManager[None]]):
        self.transport, self.identity, self.part, self.ahead = transport, identity, part, {}

    def look_ahead(self, results: Sequence[Result]) -> None:
        """Read what the next records say, together; whoever is written meanwhile is read again when its turn comes."""
        self.ahead = contents([each.dossier_id for each in results if each.dossier_id])

    def send(self, result: Result) -> bool:
        """Send one waiting record and write its answer; raises TransportFault, and then it is not lost.

        Says whether there was an answer. Where there is none though the Ministry answers our questions, the record
        waits for another run, so that one that breaks their system does not stop all others.
        """
        for _attempt in range(TRIES):
            sent = self.take(result)
            if sent is None or self.deliver(result, sent):
                return True
        with self.part():
            result.status, result.outcome = "done", "unanswered"
            result.save()
        return False

    def deliver(self, result: Result, sent: Sent) -> bool:
        """Send what is in hand; says whether an answer was written, or it must be sent anew."""
        try:
            outcome = self.transport.send(self.identity, sent)
        except Unanswered:
            return self.ask(result, sent)
        except TransportFault:
            self.give_back(result, "waiting")
            raise
        return self.write(result, sent, outcome)

    def ask(self, result: Result, sent: Sent) -> bool:
        """Ask the Ministry what became of what got no answer, before anything is sent again (ICSGE-R80)."""
        try:
            outcome = self.transport.look_up(self.identity, sent)
        except TransportFault:
            self.give_back(result, "unknown")
            raise
        if outcome is None:
            self.give_back(result, "waiting")
            return False
        return self.write(result, sent, outcome)

    def take(self, result: Result) -> Sent | None:
        """Take a record in hand, as it is now; None when it has not to be sent after all."""
        with self.part():
            outcome, sent = prepare(result, self.ahead.get(result.dossier_id))
            if sent is None:
                result.status, result.outcome, result.answered_at = "done", outcome, utcnow()
            else:
                result.status, result.sent_at, result.operation = "sent", utcnow(), sent.operation
                result.key, result.payload_hash = sent.key, digest(sent.body)
                result.body, result.tries = encrypt(json.dumps(sent.body), JOURNAL), result.tries + 1
            result.save()
        return sent

    def write(self, result: Result, sent: Sent, outcome: Outcome) -> bool:
        """Write an answer; False when its lost file number was found again, and it must be sent anew."""
        if not result.repaired and any(each.number == LOST_NUMBER for each in outcome.messages):
            return not self.repair(result, sent, outcome)
        self.commit(result, lambda: acknowledge(result, sent.body, outcome))
        return True

    def repair(self, result: Result, sent: Sent, outcome: Outcome) -> bool:
        """Find a lost file number by the child and its adults, and write it back (ICSGE-R15); whether it was found."""
        dossier = Dossier.get_by_id(result.dossier_id)
        file = dossier.file
        found = self.transport.find_file(self.identity, body_of_file(file.id)) or ""
        if found == file.csg_number or (not found and dossier.record_kind == "agreement"):
            self.commit(result, lambda: acknowledge(result, sent.body, outcome))
            return False

        def relink() -> None:
            acknowledge(result, sent.body, outcome)
            write_back(Dossier.get_by_id(dossier.id).file, "csg_number", found)
            fire(Dossier.get_by_id(dossier.id), "reselect", SYSTEM)
            archive([dossier.id])
            result.status, result.outcome, result.repaired, result.csg_number = "waiting", "", True, found
            result.save()

        self.commit(result, relink)
        return True

    def give_back(self, result: Result, status: str) -> None:
        """No answer: the dossier waits again, never refused (ICSGE-R86); `unknown` is asked about before all else."""
        def put_back() -> None:
            result.status = status
            result.save()
            if result.dossier_id and (dossier := Dossier.get_by_id(result.dossier_id)).state == "sent":
                dossier.tries += 1
                fire(dossier, "transport_fail", SYSTEM)

        self.commit(result, put_back)

    def commit(self, result: Result, act) -> None:
        """One transaction for an act and for how far the job is; again when somebody else was faster."""
        for attempt in range(WRITES):
            before = dict(result.__data__), set(result._dirty)
            try:
                with self.part():
                    act()
                return
            except Stale:
                result.__data__, result._dirty = before
                if attempt == WRITES - 1:
                    raise


class Content(NamedTuple):
    """What a record says, and the versions of the rows that it was made of."""

    seen: str
    body: dict[str, Any]


def contents(ids: Sequence[int]) -> dict[int, Content]:
    """The contents of some dossiers, in a fixed number of queries; deletions are left out."""
    found: dict[int, Content] = {}
    for kind in MODELS:
        dossiers = {each.record: each for each in Dossier.select().where(
            Dossier.id << list(ids), Dossier.record_kind == kind, ~Dossier.removed)}
        seen = versions_of(kind, dossiers)
        stale = [record for record, each in dossiers.items() if each.seen != seen.get(record)]
        if stale:
            component = dossiers[stale[0]].component
            with turn(component):
                note(component, kind, stale)
        for record in read(kind, list(dossiers)):
            dossier = dossiers[record.id]
            found[dossier.id] = Content(seen[record.id], body_of(dossier, record))
    return found


def prepare(result: Result, content: Content | None) -> tuple[str, Sent | None]:
    """What is to be sent of a record now; or the outcome that it has without being sent."""
    if result.record_kind == "closure":
        return prepare_day(result)
    if result.record_kind == "period":
        return prepare_period(result)
    return prepare_dossier(result, content)


def prepare_dossier(result: Result, content: Content | None) -> tuple[str, Sent | None]:
    """Look at the record as it is, fire « block » or « send », and make the body."""
    dossier = Dossier.get_by_id(result.dossier_id)
    seen = versions_now(dossier)
    if dossier.seen != seen and not dossier.removed:
        note(dossier.component, dossier.record_kind, [dossier.record])
        dossier = Dossier.get_by_id(dossier.id)
    if dossier.state == "blocked_parent" and not waits_for_file(dossier):
        fire(dossier, "unblock", SYSTEM)
    if dossier.state != "pending" or dossier.errors:
        return REFUSALS.get(dossier.state, "unchanged"), None
    if waits_for_file(dossier):
        fire(dossier, "block", SYSTEM)
        waiting_message(dossier).save()
        return "blocked", None
    if content is None or content.seen != seen:
        record = None if dossier.removed else read(dossier.record_kind, [dossier.record])[0]
        content = Content(seen, body_of(dossier, record))
    fire(dossier, "send", SYSTEM)
    return "", Sent(operation_of(dossier), key_for(dossier, content.body), content.body)


REFUSALS = {"held": "held", "invalid_local": "invalid", "blocked_parent": "blocked", "rejected": "rejected"}


def waits_for_file(dossier: Dossier) -> bool:
    """Whether an agreement's file is not accepted: the agreement then waits, with CSG017E (ICSGE-R78)."""
    if dossier.record_kind == "file":
        return False
    accepted, state = standing_of_file(dossier.file_id) or ("", "")
    return not accepted or state in ("rejected", "invalid_local", "held", "sent")


def key_for(dossier: Dossier, body: Mapping[str, Any]) -> str:
    """The key of a content: that under which it was accepted last, else of the next version (ICSGE-R77).

    What was accepted, changed, and changed back is a version of its own: it must not meet its first answer again.
    """
    if dossier.last_key.endswith(digest(body)[:32]):
        return dossier.last_key
    return key_of(dossier.record_kind, f"{dossier.uid}.{dossier.rank}", body)


def prepare_day(result: Result) -> tuple[str, Sent | None]:
    """A closure day as it is now."""
    day = ClosureDay.get_or_none(ClosureDay.id == result.record)
    if day is None:
        return "unchanged", None
    body = closure_body(day)
    return "", Sent(result.operation, key_of("closure", f"{day.id}.{result.id}", body), body)


def prepare_period(result: Result) -> tuple[str, Sent | None]:
    """A reserved period as it is now."""
    period = CsssPeriod.get_or_none(CsssPeriod.id == result.record)
    if period is None:
        return "unchanged", None
    body = period_body(period)
    return "", Sent(period_operation(period), key_of("period", f"{period.id}.{result.id}", body), body)


def body_of_file(file_id: int) -> dict[str, Any]:
    """What is said of a file, to look for it."""
    return body_of(Dossier.get(Dossier.record_kind == "file", Dossier.record == file_id), read("file", [file_id])[0])


def kept(result: Result) -> Sent:
    """What was sent, read back from the journal of bodies."""
    return Sent(result.operation, result.key, json.loads(decrypt(result.body, JOURNAL)))
