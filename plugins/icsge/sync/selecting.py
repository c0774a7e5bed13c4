"""What is to be sent, and why: zone 2 of the page (ICSGE-R73 to R76)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.api import _, count_if, fn
from plugins.agreements import ServiceAgreement
from plugins.families import Child, Guardian, ParentChildFile
from plugins.icsge.components import Component
from plugins.icsge.sync.following import follow
from plugins.icsge.sync.models import Dossier

SELECTED = ("pending", "invalid_local", "blocked_parent", "rejected", "sent")
"""The states of zone 2; what is held is listed apart (ICSGE-R91)."""
REASONS: Mapping[str, object] = {
    "no_end": _("Archivé sans date de fin : indiquez une date de fin"), "removed": _("À retirer du Ministère"),
    "error": _("En erreur"), "forced": _("Envoi forcé"), "new": _("Nouveau"), "changed": _("Modifié")}
PAGE = 100


@dataclass(frozen=True)
class Row:
    """A record of zone 2: its dossier, its file with child and parent, its agreement if it is one, and why it is there.

    `reason` is a key of REASONS. `place` stands for where it comes in the list: `selected(after=…)` goes on from there.
    """

    dossier: Dossier
    file: ParentChildFile
    agreement: ServiceAgreement | None
    reason: str

    @property
    def place(self) -> tuple[int, int]:
        return (int(not self.dossier.no_end), self.dossier.id)

    @property
    def why(self) -> object:
        """The reason in words."""
        return REASONS[self.reason]


@dataclass(frozen=True)
class Counts:
    """How many records zone 2 has, how many of them go at the next run, how many have an error or only warnings."""

    shown: int = 0
    to_send: int = 0
    errors: int = 0
    warnings: int = 0
    held: int = 0


def selected(component: Component, *, after: tuple[int, int] | None = None, limit: int = PAGE) -> list[Row]:
    """A page of what is to be sent, archived records without an end first; `after`: the place of the last one seen.

    Follows what changed first; one query for the page.
    """
    follow(component)
    query = (Dossier.select(Dossier, ParentChildFile, Child, Guardian, ServiceAgreement)
             .join(ParentChildFile).join(Child).switch(ParentChildFile)
             .join(Guardian, on=ParentChildFile.guardian_a == Guardian.id, attr="guardian_a")
             .switch(Dossier).join(ServiceAgreement, "LEFT OUTER JOIN")
             .where(shown(component)).order_by(Dossier.no_end.desc(), Dossier.id).limit(limit))
    if after is not None:
        later, last = after
        rest = Dossier.id > last
        query = query.where(~Dossier.no_end & rest if later else ~Dossier.no_end | rest)
    return [Row(each, each.file, each.agreement if each.agreement_id else None, reason(each)) for each in query]


def shown(component: Component):
    """The condition on the dossiers of zone 2."""
    unended = Dossier.no_end & (Dossier.state != "out_of_scope")
    return (Dossier.component == component.id) & ((Dossier.state << SELECTED) | unended)


def reason(dossier: Dossier) -> str:
    """Why a record is in zone 2: a key of REASONS."""
    if dossier.no_end:
        return "no_end"
    if dossier.removed:
        return "removed"
    if dossier.state in ("rejected", "invalid_local"):
        return "error"
    if dossier.forced_reason and dossier.now_hash == dossier.last_hash:
        return "forced"
    return "changed" if dossier.ever_accepted else "new"


def counts(component: Component) -> Counts:
    """The figures of zone 2 and 4: one query."""
    wanted = shown(component)
    going = Dossier.state << ("pending", "rejected", "blocked_parent")
    row = Dossier.select(
        count_if(wanted), count_if(wanted & going), count_if(wanted & (Dossier.errors > 0)),
        count_if(wanted & (Dossier.errors == 0) & (Dossier.warnings > 0)), count_if(Dossier.state == "held"),
        fn.COUNT(Dossier.id)).where(Dossier.component == component.id).tuples().first()
    return Counts(*(int(each or 0) for each in row[:5]))
