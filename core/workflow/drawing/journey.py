"""How far a record has walked, said in words: one sentence, or one step at a time."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.i18n import _
from core.workflow.declare import State, Workflow


@dataclass(frozen=True)
class Path:
    """Where a record stands. `facts` gives a state its line (« 12 sept. 2026 », « depuis 13 jours »).

    `passed` and `next` are the names of the states already walked and of those a transition leads to from here;
    `overdue` says that the current square has passed its deadline: its line of fact is then drawn as late.
    """

    current: str
    facts: dict[str, str] = field(default_factory=dict)
    passed: frozenset[str] | set[str] = frozenset()
    next: frozenset[str] | set[str] = frozenset()
    overdue: bool = False

    def status(self, name: str) -> str:
        """`current`, `passed`, `next` or `later`: how the square is drawn. A square passed stays so when next."""
        if name == self.current:
            return "current"
        if name in self.passed:
            return "passed"
        return "next" if name in self.next else "later"

    def late(self, name: str) -> bool:
        """Whether the square is the current one and past its deadline."""
        return self.overdue and name == self.current

    def fact(self, name: str) -> str:
        """The state's line of fact; a late record always has one."""
        return str(self.facts.get(name, "") or (_("en retard") if self.late(name) else ""))


STATUS = {
    "current": _("case actuelle"),
    "passed": _("passée"),
    "next": _("possible ensuite"),
    "later": _("à venir"),
}


def steps(workflow: type[Workflow], path: Path) -> list[dict]:
    """The walk step by step, for the ordered list after the picture.

    Each has number, name, label, status, words (the status said), fact, overdue, and text, the whole line.
    """
    return [step(state, path) for state in workflow.states.values()]


def step(state: State, path: Path) -> dict:
    """One square in words."""
    status, fact = path.status(state.name), path.fact(state.name)
    words = str(STATUS[status])
    if status == "passed" and state.name in path.next:
        words = str(_("passée, possible de nouveau"))
    said = ", ".join(part for part in (str(state.label), words, fact) if part)
    return {"number": state.number, "name": state.name, "label": str(state.label), "status": status,
            "words": words, "fact": fact, "overdue": path.late(state.name), "text": said}


def sentence(workflow: type[Workflow], path: Path) -> str:
    """The whole picture in one breath, for who does not see it."""
    here = workflow.states.get(path.current)
    parts = [_("Case %(number)s sur %(count)s : %(label)s", number=here.number, count=len(workflow.states),
               label=told(here, path)) if here else _("Aucune case actuelle")]
    if here and path.overdue:
        parts.append(_("En retard"))
    for heading, status in ((_("Passées"), "passed"), (_("Possibles ensuite"), "next"), (_("À venir"), "later")):
        named = [state for state in workflow.states.values() if belongs(state.name, status, path)]
        if named:
            squares = ", ".join(f"{state.number} {told(state, path)}" for state in named)
            parts.append(_("%(heading)s : %(squares)s", heading=heading, squares=squares))
    return ". ".join(str(part) for part in parts) + "."


def belongs(name: str, status: str, path: Path) -> bool:
    """Whether a square is named under this heading; one passed and possible again is named under both."""
    return path.status(name) == status or (status == "next" and name in path.next and name != path.current)


def told(state: State, path: Path) -> str:
    """« Transmis (14 oct. 2026) »."""
    fact = path.fact(state.name)
    return f"{state.label} ({fact})" if fact else str(state.label)
