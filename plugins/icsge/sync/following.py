"""Dossiers follow their records: new, changed, taken away, out of scope, and back (ICSGE-R73 to R76, R94)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from core.api import SYSTEM, Record, count_if, create, fire_many, fn, today
from plugins.agreements import ServiceAgreement
from plugins.families import Child, ParentChildFile
from plugins.icsge.components import Component
from plugins.icsge.exchange.bodies import agreement_body, deletion_body, digest, file_body
from plugins.icsge.exchange.gathering import with_files, with_people
from plugins.icsge.sync import versions
from plugins.icsge.sync.asking import turn
from plugins.icsge.sync.models import Dossier, Message
from plugins.icsge.workflows.dossiers import DossierFlow

KNOWN = ("to_sign", "signed", "active", "superseded", "terminated", "expired")
"""The states in which the Ministry is to know of an agreement; a cancelled one is taken away again."""
Tell = Callable[[int, int, str], None]
MODELS: dict[str, type[Record]] = {"file": ParentChildFile, "agreement": ServiceAgreement}


def silent(done: int, total: int, kind: str) -> None:
    """Tell nobody."""


def follow(component: Component, tell: Tell = silent) -> int:
    """Look again at what was written since the last time; returns how many records that was. Safe at any moment."""
    count = 0
    for kind in MODELS:
        changed = versions.changed(component, kind)
        for place, ids in enumerate(pages(changed)):
            tell(place * versions.PAGE, len(changed), kind)
            with turn(component):
                note(component, kind, ids)
        count += len(changed)
    for ids in pages(versions.gone(component)):
        with turn(component):
            bury(ids)
    rescope(component)
    return count


def pages(ids: Sequence[int]) -> Iterator[list[int]]:
    """Some hundreds at a time."""
    for start in range(0, len(ids), versions.PAGE):
        yield list(ids[start:start + versions.PAGE])


def read(kind: str, ids: Iterable[int]) -> Sequence[Record]:
    """The records of these ids with all that their bodies say: a fixed number of queries."""
    model = MODELS[kind]
    rows = list(model.select().where(model.id << list(ids)).order_by(model.id))
    return with_people(rows) if kind == "file" else with_files(rows)


def body_of(dossier: Dossier, record: Record | None) -> dict:
    """What is said of a record now; a deletion when it is removed."""
    if dossier.removed or record is None:
        return deletion_body(dossier.file.csg_number, dossier.number)
    make = file_body if dossier.record_kind == "file" else agreement_body
    return make(record, day=today())


def note(component: Component, kind: str, ids: Sequence[int]) -> None:
    """Write what some records now are, then move their dossiers; in one transaction."""
    seen = versions.versions_of(kind, ids)
    found = {each.record: each for each in Dossier.select().where(Dossier.record_kind == kind, Dossier.record << ids)}
    records = read(kind, ids)
    ends = last_days(records) if kind == "file" else {}
    moves: dict[str, list[int]] = defaultdict(list)
    for record in records:
        dossier = found.get(record.id) or born(component, kind, record)
        before = dossier.now_hash
        write(dossier, record, seen[record.id], ends)
        if move := moved(dossier, before):
            moves[move].append(dossier.id)
    for ids_of_move in moves.values():
        archive(ids_of_move)
    carry_out(moves)
    if kind == "agreement":
        stretch({record.file_id: record.file for record in records}.values())


def stretch(files: Iterable[ParentChildFile]) -> None:
    """The files end with the last of their agreements, when these have changed."""
    rows = list(files)
    ends = last_days(rows)
    wanted = {file.id: earliest(file.ends_on, ends.get(file.id)) for file in rows}
    for dossier in Dossier.select().where(Dossier.record_kind == "file", Dossier.record << list(wanted)):
        if dossier.ends_on != wanted[dossier.record]:
            dossier.ends_on = wanted[dossier.record]
            dossier.save()


def born(component: Component, kind: str, record: Record) -> Dossier:
    """The dossier of a record that had none: up to date with nothing, until its content is seen."""
    file = record if kind == "file" else record.file
    dossier = Dossier(component=component, record_kind=kind, record=record.id, file=file,
                      agreement=None if kind == "file" else record)
    return create(dossier, "import_", SYSTEM)


def write(dossier: Dossier, record: Record, seen: str, ends: dict[int, date | None]) -> None:
    """What the dossier keeps of its record."""
    if dossier.record_kind == "file":
        child: Child = record.child
        dossier.ends_on = earliest(record.ends_on, ends.get(record.id))
        dossier.no_end = record.ends_on is None and bool(record.archived_at or child.archived_at)
    else:
        dossier.number, dossier.ends_on = record.number, record.ends_on
        dossier.removed = record.state == "cancelled" and dossier.ever_accepted
        dossier.wanted = record.state in KNOWN or dossier.removed
        dossier.file = record.file
    dossier.seen, dossier.now_hash = seen, digest(body_of(dossier, record))
    dossier.save()


def earliest(*days: date | None) -> date | None:
    """The first of two last days; None is without end."""
    return min((day for day in days if day is not None), default=None)


def last_days(files: Sequence[ParentChildFile]) -> dict[int, date | None]:
    """The last day of the agreements of each file that has some; None when one has no end: one query."""
    endless = count_if(ServiceAgreement.ends_on.is_null())
    rows = (ServiceAgreement.select(ServiceAgreement.file, fn.MAX(ServiceAgreement.ends_on), endless)
            .where(ServiceAgreement.file << [file.id for file in files], ServiceAgreement.state << KNOWN)
            .group_by(ServiceAgreement.file).tuples())
    return {file: None if endless else day for file, day, endless in rows}


def moved(dossier: Dossier, before: str) -> str:
    """The transition that a record's new content asks of its dossier; nothing while it is on its way."""
    changed = dossier.now_hash != dossier.last_hash
    if dossier.state in ("invalid_local", "held", "rejected"):
        return "fix" if dossier.now_hash != before else ""
    if dossier.state in ("in_sync", "accepted", "accepted_warn"):
        return "touch" if changed and dossier.wanted else ""
    return "revert" if dossier.state == "pending" and not changed and not dossier.forced_reason else ""


def carry_out(moves: dict[str, list[int]]) -> None:
    """Fire the moves; what was accepted is settled before it is touched."""
    for name, ids in moves.items():
        if name == "touch":
            unsettled = Dossier.select(Dossier.id).where(Dossier.id << ids, Dossier.state << (
                "accepted", "accepted_warn"))
            fire_many(DossierFlow, "settle", [each.id for each in unsettled], SYSTEM)
        fire_many(DossierFlow, name, ids, SYSTEM)


def archive(ids: Sequence[int]) -> None:
    """The messages on a content that is no more are those of the past."""
    Message.update(archived=True).where(Message.dossier << list(ids), ~Message.archived).execute()
    Dossier.update(errors=0, warnings=0).where(Dossier.id << list(ids)).execute()


def bury(ids: Sequence[int]) -> None:
    """The agreement is gone: what the Ministry accepted is taken away there, the rest is forgotten (ICSGE-R94)."""
    moves: dict[str, list[int]] = defaultdict(list)
    for dossier in Dossier.select(Dossier, ParentChildFile).join(ParentChildFile).where(Dossier.id << list(ids)):
        before, dossier.removed = dossier.now_hash, dossier.ever_accepted
        dossier.wanted = dossier.removed
        dossier.now_hash = digest(body_of(dossier, None))
        dossier.save()
        if move := moved(dossier, before):
            moves[move].append(dossier.id)
    carry_out(moves)


def rescope(component: Component) -> None:
    """Leave out what ended before the effective date or is no longer wanted, and take in what is again (R73, R75)."""
    over = Dossier.ends_on.is_null(False) & (Dossier.ends_on < component.effective_date) & ~Dossier.removed
    mine = Dossier.select(Dossier.id).where(Dossier.component == component.id)
    leaving = mine.where(~(Dossier.state << ("out_of_scope", "sent")), over | ~Dossier.wanted)
    coming = mine.where(Dossier.state == "out_of_scope", Dossier.wanted, ~over, Dossier.now_hash != Dossier.last_hash)
    for name, query in (("exclude", leaving), ("include", coming)):
        ids = [row[0] for row in query.tuples()]
        if ids:
            with turn(component):
                fire_many(DossierFlow, name, ids, SYSTEM)
