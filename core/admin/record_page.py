"""The page of one record: where it stands, what can be done, its facts, its panels, its history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for

from core import journal
from core.admin import journeys, timeline
from core.admin.actions import actions_of
from core.admin.asked import RecordList
from core.admin.columns import WRITERS, Column, kind_of
from core.admin.panels import Command, Panel
from core.admin.selection import field_at
from core.admin.standing import standing
from core.admin.typed import as_id
from core.database import write_transaction
from core.errors import MarelleError
from core.i18n import _
from core.policy import Policy, person, refusal
from core.records import Record
from core.running import running

READS = "consultations"
"""The address of the history's second tab."""


def show(view, record: Record, *, problem: MarelleError | None = None, tried: Mapping[str, Any] | None = None):
    """Answer with a record's page; `problem` is what refused an action, `tried` the action and what was typed."""
    user = person()
    if view.reads_are_journalled and request.method == "GET":
        with write_transaction():
            journal.read(user, record)
    past = timeline.part(record, view, size=10)
    acts, reads = timeline.counted(record)
    reads = reads + timeline.exported(record) if sees_reads(view, record) else 0
    where = standing(record, user, view.waiting_on) if view.tracked else None
    context = {
        "record": record, "title": view.title_of(record), "state": record.current if view.tracked else None,
        "standing": where, "context_line": view.context_line(record, user),
        "facts": view.facts(record, user), "commands": view.commands(record, user),
        "timeline": past.lines, "history_total": acts if past.older else 0, "reads": reads,
        "journey": journeys.journey(record, where, user) if view.tracked else None,
        "actions": actions_of(view, record, user, tried or {}) if view.tracked else [],
        "problem": problem, "tried": tried or {}, **panels(view, record, user),
        "crumbs": crumbs(view, record),
    }
    return view.render(view.record_template, **context), problem.status if problem else 200


def crumbs(view, record: Record | None = None, here: object = "") -> list[tuple]:
    """The way to a page of a record."""
    shown = list_of(view, record)
    found = [(_("Tableau de bord"), url_for("dashboard.index")), (shown.label, view.list_url(shown))]
    if record is not None and record.id:
        found.append((str(record), view.url_of(record.id)))
    return [*found, (here, "")] if here else found


def list_of(view, record: Record | None) -> RecordList:
    """The list that holds a record in its present state; else the first one."""
    state = record.state if view.tracked and record is not None and record.id else ""
    return next((each for each in view.lists if state in each.states), view.lists[0])


def panels(view, record: Record, user) -> dict[str, list[Panel]]:
    """The panels of the view and of every plugin, by place and order."""
    found = list(view.panels(record, user))
    for _plugin, more in running().host.call("record_panels", record=record, user=user):
        found += more
    found.sort(key=lambda panel: panel.order)
    return {"main_panels": [each for each in found if each.place != "side"],
            "side_panels": [each for each in found if each.place == "side"]}


def facts(view, record: Record) -> list[tuple]:
    """The fields that the view names, by default its list's, as (label, value) pairs."""
    paths = view.fact_fields or [path for column in view.columns if column.sql is None and column.shape == "text"
                                 for path in column.paths]
    columns = {column.key: column for column in view.columns if column.paths == [column.key]}
    return [(columns[path].label if path in columns else view.label_of(path), said(columns.get(path), record, path))
            for path in paths]


def said(column: Column | None, record: Record, path: str) -> object:
    """A value in the words of its column, when the column has words of its own for it."""
    if column is None or column.value is None or "." in path:
        return written(record, path)
    return column.value(getattr(record, path))


def written(record: Record, path: str) -> str:
    """The value at the end of a path, as people write it."""
    field, value = field_at(type(record), path), record
    for step in path.split("."):
        value = getattr(value, step, None)
    if field.choices:
        return str(dict(field.choices).get(value, value or ""))
    return WRITERS[{"local_date": "prose_date"}.get(kind_of(field), kind_of(field))](value)


def commands(view, record: Record, user) -> list[Command]:
    """« Modifier », « Archiver » or « Supprimer », for who may."""
    found = []
    if view.can_edit and view.may_edit(record, user):
        found.append(Command(_("Modifier"), url_for(f"{view.endpoint}.edit", id=record.id), "pencil", primary=True))
    if view.can_delete and user.can(view.permission("delete"), record):
        found.append(removal(view, record))
    return found


def removal(view, record: Record) -> Command:
    """Archiving where the record can be archived, deletion otherwise."""
    if not view.archives:
        return Command(_("Supprimer…"), url_for(f"{view.endpoint}.delete", id=record.id), "trash-2")
    back = record.archived_at is not None
    return Command(_("Sortir des archives") if back else _("Archiver"),
                   url_for(f"{view.endpoint}.archive", id=record.id), "rotate-ccw" if back else "archive", post=True)


def show_history(view, record: Record):
    """Answer with a page of the whole history, or of the consultations alone."""
    reads = request.args.get("quoi") == READS
    if reads and not sees_reads(view, record):
        raise refusal(Policy(view.reads_permission))
    past = timeline.part(record, view, reads=reads, before=as_id(request.args.get("before")))
    kept = {"id": record.id} | ({"quoi": READS} if reads else {})
    older = url_for(f"{view.endpoint}.history", **kept, before=past.older) if past.older else ""
    return view.render("record/history.html", record=record, crumbs=crumbs(view, record, _("Historique")),
                       timeline=past.lines, next_url=older, reads=reads,
                       tabs=kinds(view, record, reads))


def kinds(view, record: Record, reads: bool) -> list[dict[str, Any]]:
    """The tabs of the history: what happened, and who read."""
    acts, seen = timeline.counted(record)
    events = {"label": _("Événements"), "count": acts, "current": not reads,
              "url": url_for(f"{view.endpoint}.history", id=record.id)}
    if not sees_reads(view, record):
        return [events]
    seen += timeline.exported(record)
    return [events, {"label": _("Consultations"), "count": seen, "current": reads,
                     "url": url_for(f"{view.endpoint}.history", id=record.id, quoi=READS)}]


def sees_reads(view, record: Record) -> bool:
    """Whether the reader may know who has opened this record."""
    return not view.reads_permission or person().can(view.reads_permission, record)
