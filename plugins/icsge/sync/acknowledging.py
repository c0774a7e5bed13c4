"""What an answer of the Ministry changes: outcome, numbers, messages and states, all in one transaction or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.api import SYSTEM, Record, _, fire, journal, pack, utcnow
from plugins.families import Child
from plugins.icsge.closures import ClosureDay
from plugins.icsge.csss import CsssPeriod
from plugins.icsge.exchange.bodies import answered as after_answer, digest
from plugins.icsge.exchange.transport import Outcome, Said
from plugins.icsge.sync.asking import blocked_by_file
from plugins.icsge.sync.following import note
from plugins.icsge.sync.models import Dossier, Message, Result
from plugins.icsge.sync.versions import versions_of
from plugins.icsge.workflows import csss

LOST_NUMBER = 15
"""The number of the message « numéro du dossier parent-enfant absent ou invalide » (ICSGE-R15)."""
WAITS_FOR_FILE = 17
"""The number of the message of an agreement whose file is not accepted (ICSGE-R78)."""


def outcome_name(outcome: Outcome) -> str:
    """Accepted, accepted with warnings, or refused: only an E refuses (ICSGE-R87)."""
    if not outcome.accepted or any(each.severity == "E" for each in outcome.messages):
        return "rejected"
    return "accepted_warn" if outcome.messages else "accepted"


def acknowledge(result: Result, body: Mapping[str, Any], outcome: Outcome) -> None:
    """Write everything that one answer says; in the caller's transaction."""
    name = outcome_name(outcome)
    result.status, result.outcome, result.answered_at = "done", name, utcnow()
    result.csg_number, result.necsg = outcome.csg_number or result.csg_number, outcome.necsg
    result.save()
    if result.record_kind == "closure":
        close_day(result, outcome, name)
    elif result.record_kind == "period":
        close_period(result, outcome, name)
    else:
        close_dossier(result, Dossier.get_by_id(result.dossier_id), body, outcome)


def close_dossier(result: Result, dossier: Dossier, body: Mapping[str, Any], outcome: Outcome) -> None:
    """Move the dossier; an acceptance keeps the content, writes numbers back and frees the agreements of a file.

    An answer that was given up for lost may find the dossier elsewhere: then only what was accepted is kept.
    """
    if dossier.state == "pending":
        fire(dossier, "send", SYSTEM)
    name, on_its_way = outcome_name(outcome), dossier.state == "sent"
    if on_its_way:
        replace_messages(result, dossier, outcome.messages)
    if name == "rejected":
        if on_its_way:
            dossier.save()
            fire(dossier, "nack", SYSTEM)
        return
    untouched = on_its_way and dossier.now_hash == result.payload_hash and is_as_seen(dossier)
    keep_version(dossier, result.key, digest(after_answer(body, outcome)))
    if on_its_way:
        fire(dossier, "ack" if name == "accepted" else "ack_warn", SYSTEM)
    if dossier.record_kind == "file":
        write_numbers(dossier, outcome)
        unblock(dossier)
    if untouched:
        dossier.seen, dossier.now_hash = versions_now(dossier), dossier.last_hash
        dossier.save()
    if on_its_way and name == "accepted":
        fire(dossier, "settle", SYSTEM)
    if not untouched and versions_now(dossier):
        note(dossier.component, dossier.record_kind, [dossier.record])


def keep_version(dossier: Dossier, key: str, content: str) -> None:
    """The Ministry has this content now."""
    dossier.rank += dossier.last_key != key
    dossier.last_hash, dossier.last_key, dossier.last_ok_at = content, key, utcnow()
    dossier.forced_reason, dossier.tries = "", 0
    dossier.wanted = dossier.wanted and not dossier.removed
    dossier.save()


def versions_now(dossier: Dossier) -> str:
    """The versions that the record is made of now; nothing when it is gone."""
    return versions_of(dossier.record_kind, [dossier.record]).get(dossier.record, "")


def is_as_seen(dossier: Dossier) -> bool:
    """Whether nobody wrote the record since the content that was sent was made of it."""
    return dossier.seen == versions_now(dossier)


def replace_messages(result: Result, dossier: Dossier, said: Sequence[Said]) -> None:
    """The messages of this answer take the place of all earlier ones; each stays in the history."""
    if dossier.errors or dossier.warnings:
        Message.update(archived=True).where(Message.dossier == dossier.id, ~Message.archived).execute()
    for each in sorted(said, key=lambda each: each.severity != "E"):
        Message(dossier=dossier, result=result, code=each.code, number=each.number, severity=each.severity,
                text=pack(each.text), field=each.field).save()
    dossier.errors = sum(each.severity == "E" for each in said)
    dossier.warnings = len(said) - dossier.errors


def write_numbers(dossier: Dossier, outcome: Outcome) -> None:
    """The numbers that the Ministry gave go into the file and the child's record, journalled (ICSGE-R10)."""
    child = dossier.file.child
    if outcome.csg_number:
        write_back(dossier.file, "csg_number", outcome.csg_number)
    if outcome.necsg and Child.select().where(Child.necsg == outcome.necsg, Child.id != child.id).exists():
        Message(dossier=dossier, is_local=True, code="CSG051A", number=51, severity="A", field="child.necsg",
                text=pack(_("Le Ministère donne un NECSG qu’un autre enfant porte déjà ici : %(number)s.",
                            number=outcome.necsg))).save()
        dossier.warnings += 1
        dossier.save()
    elif outcome.necsg:
        write_back(child, "necsg", outcome.necsg)


def write_back(record: Record, name: str, value: str) -> None:
    """Write one number, if it is another one, with its line in the journal."""
    if getattr(record, name) == value:
        return
    before = record.as_dict()
    setattr(record, name, value)
    record.save()
    journal.saved(SYSTEM, f"{record.kind()}.numbered", record, before)


def unblock(file: Dossier) -> None:
    """The agreements that waited for this file may go (ICSGE-R78)."""
    for waiting in blocked_by_file(file.file_id):
        fire(Dossier.get_by_id(waiting), "unblock", SYSTEM)
        Message.update(archived=True).where(Message.dossier == waiting, Message.number == WAITS_FOR_FILE).execute()


def waiting_message(dossier: Dossier) -> Message:
    """What is said of an agreement that waits for its file."""
    return Message(dossier=dossier, is_local=True, code="CSG017E", number=WAITS_FOR_FILE, severity="E", field="file",
                   text=pack(_("L’entente ne peut être traitée : son dossier parent-enfant n’est pas accepté.")))


def told(messages: Sequence[Said]) -> list[dict[str, str]]:
    """Messages as a closure day and a period keep them, errors first."""
    return [{"code": each.code, "text": pack(each.text), "field": each.field}
            for each in sorted(messages, key=lambda each: each.severity != "E")]


def close_day(result: Result, outcome: Outcome, name: str) -> None:
    """A closure day keeps what was accepted of it, or why it was not."""
    day = ClosureDay.get_by_id(result.record)
    day.messages = told(outcome.messages)
    if name != "rejected":
        day.sent_hash = result.payload_hash
    day.save()


def close_period(result: Result, outcome: Outcome, name: str) -> None:
    """A period keeps its number and what was accepted of it; its own machine moves it."""
    period = CsssPeriod.get_by_id(result.record)
    if name != "rejected":
        period.sent_hash = result.payload_hash
        period.csg_number = outcome.csg_number or period.csg_number
    csss.answered(period, name != "rejected", told(outcome.messages))
