"""Whose turn it is and how late: the same answer for a list's column, its tabs and the record's page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, reduce
from operator import or_
from typing import Any
from zoneinfo import ZoneInfo

from flask import get_template_attribute
from markupsafe import escape
from peewee import SQL, Case, Expression, fn

from core.admin.columns import Column
from core.admin.selection import Selection
from core.database import is_sqlite
from core.i18n import _, choose_zone, days, local
from core.records import ALWAYS, NEVER, Record, Tracked, utcnow
from core.workflow.declare import State, Workflow

OTHERS_AFTER, NO_DEADLINE = 1e8, 1e6


def awaited(workflow: type[Workflow], state: State) -> tuple[str, ...]:
    """The permissions of those whose turn it is in a state; none when only Marelle or an exception moves it on."""
    if state.waits_for:
        return (state.waits_for,)
    return tuple(dict.fromkeys(
        each.permission for each in workflow.leaving(state)
        if not (each.stays or each.deletes or each.system or each.exceptional)))


def your_turn(model: type[Tracked], user) -> Expression:
    """The condition that a record waits for `user`."""
    within = {}
    found = []
    for state in model.workflow.states.values():
        for permission in awaited(model.workflow, state):
            if permission not in within:
                within[permission] = model.within(user, permission)
            if within[permission] is not NEVER:
                found.append((model.state == state.name) & within[permission]
                             if within[permission] is not ALWAYS else model.state == state.name)
    return reduce(or_, found) if found else NEVER


def overdue(model: type[Tracked]) -> Expression:
    """The condition that a record stands longer than its state allows."""
    now = utcnow()
    found = [(model.state == state.name) & (model.state_since < now - state.deadline)
             for state in model.workflow.states.values() if state.deadline]
    return reduce(or_, found) if found else NEVER


@dataclass(frozen=True)
class Standing:
    """Where a record stands for a person; `late` and `due` are sentences, one of them empty."""

    yours: bool
    late: str = ""
    due: str = ""
    until: date | None = None


MINE, NOBODYS = Standing(True), Standing(False)


def words(state: State, since: datetime, yours: bool, who: object = "") -> Standing:
    """The standing of a record in `state` since then."""
    if not state.deadline:
        return Standing(yours)
    until = local(since + state.deadline).date()
    return said(yours, until, (until - local(utcnow()).date()).days, who)


def said(yours: bool, until: date, left: int, who: object) -> Standing:
    """The standing of a record awaited until a day, so many days from today."""
    if left < 0:
        late = _("%(who)s en retard de %(days)s", who=who, days=days(-left)) if who and not yours else \
            _("En retard de %(days)s", days=days(-left))
        return Standing(yours, late=str(late), until=until)
    return Standing(yours, due=str(awaiting(yours, left, who)), until=until)


def awaiting(yours: bool, left: int, who: object) -> object:
    """« Réponse d’ici 7 j », « Ministère, d’ici 5 j », « Réponse attendue aujourd’hui »."""
    if yours:
        return _("Réponse d’ici %(days)s", days=days(left)) if left else _("Réponse attendue aujourd’hui")
    if who:
        return _("%(who)s, d’ici %(days)s", who=who, days=days(left)) if left else _("%(who)s, aujourd’hui", who=who)
    return _("D’ici %(days)s", days=days(left)) if left else _("Attendu aujourd’hui")


def standing(record: Tracked, user, waiting_on: Mapping[str, object] | None = None) -> Standing:
    """The standing of one record for a person."""
    yours = any(user.can(each, record) for each in awaited(record.workflow, record.current))
    return words(record.current, record.state_since, yours, (waiting_on or {}).get(record.state, ""))


class NextColumn(Column):
    """« Suite attendue »: « À vous », lateness, or until when; computed from the row, without a query of its own.

    `waiting_on` names who is awaited, by state: `{"submitted": _("Ministère")}`.
    """

    shape = "next"

    def __init__(self, label: object = "", *, waiting_on: Mapping[str, object] | None = None, **options):
        super().__init__("next", label or _("Suite attendue"), place="is-side m-stacked", **options)
        self.waiting_on = dict(waiting_on or {})

    def settle(self, model: type[Record]) -> None:
        """The workflow is read from the model at each page: nothing to look up."""

    def choose(self, selection: Selection) -> list[int]:
        user, model = selection.user, selection.model
        return [selection.add("state"), selection.add("state_since"),
                selection.compute("yours", lambda: your_turn(model, user).alias("yours"))]

    def written(self, values: Sequence[Sequence], states: Mapping[str, State] | None = None) -> list[Standing]:
        return list(map(self.teller(states), *values))

    def teller(self, states: Mapping[str, State] | None) -> Callable[[str, datetime, Any], Standing]:
        """The function from a state, its beginning and whether the reader is awaited to a standing."""
        waiting = {name: str(who) for name, who in self.waiting_on.items()}
        zone, today = ZoneInfo(choose_zone()), local(utcnow()).date()
        deadlines = {name: each.deadline for name, each in (states or {}).items() if each.deadline}

        @cache
        def tell(name: str, until: date, mine: bool) -> Standing:
            return said(mine, until, (until - today).days, waiting.get(name, ""))

        def standing_of(name: str, since: datetime, mine: Any) -> Standing:
            if name not in deadlines:
                return MINE if mine else NOBODYS
            return tell(name, (since + deadlines[name]).astimezone(zone).date(), bool(mine))

        return standing_of

    def drawn(self, written: Sequence[Standing], states: Mapping[str, State] | None = None) -> list[str]:
        mine = get_template_attribute("ui/your_turn.html", "your_turn")()
        lateness = cache(get_template_attribute("ui/lateness.html", "lateness"))

        def cell(found: Standing) -> str:
            until = lateness(found.late) if found.late else \
                f'<span class="m-meta">{escape(found.due)}</span>' if found.due else ""
            return f'<td class="{self.css}">{mine if found.yours else ""}{until}</td>'

        return [cell(each) for each in written]

    def exported(self, places: list[int], states: Mapping[str, State] | None = None):
        tell = self.teller(states)

        def text(row: tuple) -> str:
            found = tell(*[row[place] for place in places])
            return " · ".join(filter(None, (str(_("À vous")) if found.yours else "", found.late, found.due)))

        return text


def urgency(model: type[Tracked], user) -> Any:
    """The number that puts first what waits for `user`, then what is due first."""
    since = fn.julianday(model.state_since) if is_sqlite() else \
        fn.date_part("epoch", model.state_since) / SQL("86400.0")
    allowed = [(state.name, state.deadline.total_seconds() / 86400)
               for state in model.workflow.states.values() if state.deadline]
    later = Case(model.state, allowed, NO_DEADLINE) if allowed else SQL("0.0")
    return Case(None, [(your_turn(model, user), 0.0)], OTHERS_AFTER) + since + later
