"""The hopscotch of one record and what is said beside it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from core.admin.acts import loaded
from core.admin.standing import Standing
from core.i18n import _, local, ngettext, prose_date, short_date
from core.journal import Entry
from core.records import Tracked, kind_of, utcnow
from core.workflow.diagram import Path, hopscotch, steps

MOST_MOVES = 100


@dataclass(frozen=True)
class Journey:
    """What the slate of a record shows; the names are those of the macro `hopscotch`."""

    drawing: Markup
    tall: Markup
    title: str
    lines: list[str]
    steps: list[str]
    due: str
    overdue: bool


def journey(record: Tracked, where: Standing, user) -> Journey:
    """Where a record stands, what happened last, and until when the next step is awaited."""
    path = path_of(record, where)
    return Journey(hopscotch(record.workflow, path, "hop"), hopscotch(record.workflow, path, "hop-tall", vertical=True),
                   title_of(record, where), last_move(record), [each["text"] for each in steps(record.workflow, path)],
                   due(where), bool(where.late))


def moves(record: Tracked) -> list[Entry]:
    """The transitions of a record, oldest first."""
    names = [transition.full_name for transition in record.workflow.transitions.values() if not transition.stays]
    query = Entry.select().where(Entry.kind == kind_of(record), Entry.record == record.id, Entry.action << names)
    return list(query.order_by(Entry.id.desc()).limit(MOST_MOVES))[::-1]


def path_of(record: Tracked, where: Standing) -> Path:
    """The states walked with the day each was reached, the present one, and those that follow."""
    facts, passed, current = {}, set(), record.current
    for entry in moves(record):
        name = loaded(entry.after).get("state")
        if name in record.workflow.states:
            facts[name] = short_date(entry.at)
            passed.add(name)
    facts[current.name] = since(record)
    following = {each.target.name for each in record.workflow.leaving(current)
                 if not (each.stays or each.deletes or each.exceptional)}
    return Path(current.name, facts, frozenset(passed - {current.name}), frozenset(following), bool(where.late))


def since(record: Tracked) -> str:
    """« depuis 13 jours »."""
    count = (utcnow() - record.state_since).days
    return ngettext("depuis %(num)s jour", "depuis %(num)s jours", count) if count else str(_("depuis aujourd’hui"))


def title_of(record: Tracked, where: Standing) -> str:
    """« Case 3 sur 5 : Commentaires, à vous »."""
    state = record.current
    text = _("Case %(number)s sur %(count)s : %(state)s, à vous") if where.yours else \
        _("Case %(number)s sur %(count)s : %(state)s")
    return str(text) % {"number": state.number, "count": len(record.workflow.states), "state": state.label}


def last_move(record: Tracked) -> list[str]:
    """Who brought it here, and when."""
    found = moves(record)[-1:]
    return [str(_("%(act)s, par %(who)s, le %(day)s.", act=done(record, entry), who=entry.actor_name or "Marelle",
                  day=prose_date(entry.at))) for entry in found]


def done(record: Tracked, entry: Entry) -> object:
    """The transition that a row tells of, as the timeline says it: « Transmise »."""
    fired = next(each for each in record.workflow.transitions.values() if each.full_name == entry.action)
    return fired.done or fired.label


def due(where: Standing) -> str:
    """Until when the next step is awaited."""
    if where.until is None:
        return ""
    if where.late:
        return str(_("%(late)s : c’était attendu le %(day)s", late=where.late, day=prose_date(where.until)))
    left = (where.until - local(utcnow()).date()).days
    when = ngettext("dans %(num)s jour", "dans %(num)s jours", left) if left else _("aujourd’hui")
    return str(_("Suite attendue au plus tard le %(day)s, %(when)s", day=prose_date(where.until), when=when))
