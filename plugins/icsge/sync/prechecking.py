"""« Essai à blanc »: every local rule on every selected record, hundreds at a time; nothing is sent (ICSGE-R92)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.api import SYSTEM, fire_many, pack, utcnow
from plugins.agreements import ServiceAgreement
from plugins.icsge.components import Component
from plugins.icsge.rules.facts import ComponentFacts
from plugins.icsge.rules.gathering import facts_of_agreements, facts_of_component, facts_of_file
from plugins.icsge.rules.judge import judge_agreement, judge_file, waits
from plugins.icsge.sync.asking import turn
from plugins.icsge.sync.following import Tell, follow, pages, read, silent
from plugins.icsge.sync.models import Dossier, Message
from plugins.icsge.workflows.dossiers import DossierFlow

JUDGED = ("pending", "invalid_local", "held", "blocked_parent", "rejected")
CAUSES = {"ICSGE-R01": "nirec", "ICSGE-R19": "postal_code", "ICSGE-R56": "type"}
"""What a record may wait for, by the rule that says so: keys of HOLDS."""


@dataclass(frozen=True)
class Verdict:
    """What the rules say of one dossier: what it breaks, and what it only waits for, if that is all."""

    dossier: Dossier
    broken: Sequence[Any] = ()
    held_for: str = ""

    @property
    def errors(self) -> int:
        return sum(each.severity == "E" for each in self.broken)

    @property
    def warnings(self) -> int:
        return len(self.broken) - self.errors

    @property
    def wanted(self) -> str:
        """The state in which the dossier is to stand."""
        if self.held_for:
            return "held"
        return "invalid_local" if self.errors else "pending"


def facts_of(kind: str, ids: Sequence[int], around: ComponentFacts) -> dict[int, Any]:
    """What the rules look at, by record: as many queries for five hundred as for one."""
    if kind == "file":
        return {each.id: facts_of_file(each, most_years=around.most_years) for each in read(kind, ids)}
    rows = list(ServiceAgreement.select().where(ServiceAgreement.id << list(ids)))
    return {each.id: facts for each, facts in zip(rows, facts_of_agreements(rows, around), strict=True)}


JUDGES: Mapping[str, Callable] = {"file": judge_file, "agreement": judge_agreement}


def precheck(component: Component, tell: Tell = silent) -> Counter:
    """Judge what is selected; returns how many records are fit, to be corrected, held. Nothing is sent."""
    follow(component, tell)
    around = facts_of_component(component)
    query = Dossier.select(Dossier.id, Dossier.record_kind).where(
        Dossier.component == component.id, Dossier.state << JUDGED).order_by(Dossier.record_kind.desc(), Dossier.id)
    ids: dict[str, list[int]] = defaultdict(list)
    for dossier, kind in query.tuples():
        ids[kind].append(dossier)
    total, done, found = sum(map(len, ids.values())), 0, Counter()
    for kind in sorted(ids, reverse=True):
        for page in pages(ids[kind]):
            with turn(component):
                found += Counter(each.wanted for each in judge_page(around, kind, page))
            done += len(page)
            tell(done, total, kind)
    return found


def judge_page(around: ComponentFacts, kind: str, ids: Sequence[int]) -> list[Verdict]:
    """Judge some hundred dossiers of a kind, and write what was found; in one transaction."""
    dossiers = list(Dossier.select().where(Dossier.id << list(ids), Dossier.state << JUDGED).order_by(Dossier.id))
    facts = facts_of(kind, [each.record for each in dossiers if not each.removed], around)
    verdicts = [verdict_of(each, facts.get(each.record)) for each in dossiers]
    write_messages(verdicts)
    write_figures(verdicts)
    move(verdicts)
    return verdicts


def verdict_of(dossier: Dossier, facts: Any) -> Verdict:
    """What the rules say of one dossier; of a deletion, nothing."""
    if facts is None:
        return Verdict(dossier)
    broken = JUDGES[dossier.record_kind](facts)
    graver = [each for each in broken if each.severity == "E" and not waits(each, facts)]
    causes = [CAUSES[each.rule.name] for each in broken if waits(each, facts)]
    return Verdict(dossier, broken, causes[0] if causes and not graver else "")


def write_messages(verdicts: Sequence[Verdict]) -> None:
    """Our own messages take the place of our earlier ones; those of the Ministry stay until the next answer."""
    ours = (Message.dossier << [each.dossier.id for each in verdicts]) & Message.is_local & ~Message.archived
    if Message.select(Message.id).where(ours).limit(1).first():
        Message.delete().where(ours).execute()
    now = utcnow()
    rows = [{"dossier": verdict.dossier.id, "is_local": True, "code": each.code, "number": each.rule.number,
             "severity": each.severity, "text": pack(each.text), "field": each.rule.field, "created_at": now,
             "updated_at": now} for verdict in verdicts for each in verdict.broken]
    for start in range(0, len(rows), 500):
        Message.insert_many(rows[start:start + 500]).execute()


def write_figures(verdicts: Sequence[Verdict]) -> None:
    """How many messages each dossier has, when it was judged, and since when it waits for what (ICSGE-R91)."""
    now = utcnow()
    Dossier.update(checked_at=now).where(Dossier.id << [each.dossier.id for each in verdicts]).execute()
    for each in verdicts:
        dossier = each.dossier
        told = dossier.errors if dossier.state == "rejected" else 0
        figures = {"errors": max(each.errors, told), "warnings": each.warnings, "held_for": each.held_for}
        if each.held_for != dossier.held_for:
            figures |= {"held_since": now if each.held_for else None, "reminded_at": None}
        if any(getattr(dossier, name) != value for name, value in figures.items()):
            dossier.write(figures)


def move(verdicts: Sequence[Verdict]) -> None:
    """The dossiers go where their verdict says; what waits for its file, or was refused, stays where it is."""
    leaving = [each.dossier.id for each in verdicts if each.dossier.state in ("invalid_local", "held")
               and each.dossier.state != each.wanted]
    if leaving:
        fire_many(DossierFlow, "fix", leaving, SYSTEM)
    free = {*leaving, *(each.dossier.id for each in verdicts if each.dossier.state == "pending")}
    for wanted, name in (("invalid_local", "precheck"), ("held", "hold")):
        ids = [each.dossier.id for each in verdicts if each.wanted == wanted and each.dossier.id in free]
        if ids:
            fire_many(DossierFlow, name, ids, SYSTEM)
