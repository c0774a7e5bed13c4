"""A run as a page shows it: its progress by operation, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.api import _, fn, unpack
from plugins.icsge.sync.models import OUTCOMES, RECORD_KINDS, Dossier, Result, Run
from plugins.icsge.sync.ordering import advance as by_operation

LIVE = ("queued", "connecting", "running", "paused")
FAILED = ("connection_failed", "interrupted")


@dataclass
class Advance:
    """The progress of a run, as `ui/progress.html` wants a job."""

    title: object
    state: str
    done: int = 0
    total: int = 0
    doing: object = ""
    left: str = ""
    error: str = ""
    counts: list[tuple[object, int]] = field(default_factory=list)

    def as_dict(self) -> dict:
        """What the page asks for every two seconds."""
        return {"state": self.state, "done": self.done, "total": self.total, "doing": str(self.doing),
                "left": self.left, "finished": self.state in ("done", "failed")}


def advance(run: Run) -> Advance:
    """The progress of a run: « DossierParentEnfantAjouts (3 / 5) »."""
    parts = by_operation(run)
    done, total = sum(each[1] for each in parts), sum(each[2] for each in parts)
    state = "waiting" if run.state == "queued" else "running" if run.state in LIVE else (
        "failed" if run.state in FAILED else "done")
    shown = Advance(_("Avancement de la synchronisation"), state, done, total, doing(run, parts))
    if state == "failed":
        shown.error = unpack(run.reason) or str(run.current.label)
    return shown


def doing(run: Run, parts: list[tuple[str, int, int]]) -> object:
    """What the run is at."""
    if run.state != "running":
        return run.current.label
    present = next((each for each in parts if each[1] < each[2]), parts[-1] if parts else None)
    return f"{present[0]} ({min(present[1] + 1, present[2])} / {present[2]})" if present else run.current.label


def outcomes(run: Run) -> list[tuple[object, int]]:
    """How many records came to what, in words: one query."""
    rows = dict(Result.select(Result.outcome, fn.COUNT(Result.id)).where(Result.run == run.id, Result.outcome != "")
                .group_by(Result.outcome).tuples())
    return [(label, rows[name]) for name, label in OUTCOMES.items() if name in rows]


def called(dossier: Dossier) -> str:
    """« Entente de service 00000001 », « Dossier parent-enfant »."""
    return f"{RECORD_KINDS[dossier.record_kind]} {dossier.number}".strip()
