"""The journal as a list: who did what, when, on which record, before and after; by key, fifty rows a page."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import Any
from urllib.parse import urlencode

from flask import request
from peewee import Expression

from core.accounts.models import Membership, Role, User
from core.admin import acts
from core.admin.journal_words import acts_named, changes_said, kind_said, views_by_kind
from core.admin.page import Page, expose
from core.admin.typed import as_day, as_id, as_text, end_of, start_of
from core.i18n import _, fold
from core.journal import Entry
from core.policy import person
from core.records import ALWAYS, NEVER
from core.running import running

PAGE = 50
ACCOUNTS = {"core.user": User, "core.role": Role, "core.membership": Membership}


class Journal(Page):
    """« Journal »."""

    name, url, label, icon = "core.journal", "/administration/journal", _("Journal"), "history"
    permission, scope = "core.journal.read", "les actes des lieux où elle lit le journal"

    @expose("/")
    def index(self):
        """A page of acts, newest first."""
        asked = {name: as_text(request.args.get(name)) for name in ("who", "what", "kind", "record", "from", "to")}
        query = Entry.select().where(seen_by(person()), *wanted(asked))
        before = as_id(request.args.get("before"))
        if before is not None:
            query = query.where(Entry.id < before)
        rows = list(query.order_by(Entry.id.desc()).limit(PAGE + 1))
        kept = {name: value for name, value in asked.items() if value}
        following = f"?{urlencode(kept | {'before': rows[PAGE - 1].id})}" if len(rows) > PAGE else ""
        views = views_by_kind()
        seen = readable(rows[:PAGE], views, person())
        kinds = sorted(((kind, kind_said(kind, view)) for kind, view in views.items()), key=lambda each: fold(each[1]))
        return self.render("record/journal.html", rows=[told(row, views, seen) for row in rows[:PAGE]], asked=asked,
                           following=following, kinds=kinds)


def seen_by(user) -> Expression:
    """The acts at and below the places where a person reads the journal; those of no place where every root is read."""
    places = user.places_with("core.journal.read")
    if not places:
        return NEVER
    if "" in places:
        return ALWAYS
    found = [Entry.place.startswith(place) for place in places]
    if user.reaches_all(places):
        found.append(Entry.place == "")
    return reduce(or_, found)


def wanted(asked: dict[str, str]) -> list[Expression]:
    """The conditions of the filters; what cannot be read is ignored."""
    found = [Entry.actor_name.contains(asked["who"])] if asked["who"] else []
    if asked["what"]:
        found.append(Entry.action.contains(asked["what"]) | (Entry.action << acts_named(asked["what"])))
    found += [Entry.kind == asked["kind"]] if asked["kind"] else []
    number, since, until = as_id(asked["record"]), as_day(asked["from"]), as_day(asked["to"])
    found += [Entry.record == number] if number is not None and number < 2**31 else []
    found += [Entry.at >= start_of(since)] if since else []
    found += [Entry.at < end_of(until)] if until else []
    return [reduce(and_, found)] if found else []


def readable(rows: list[Entry], views: dict[str, Any], user) -> set[tuple[str, int]]:
    """The records, as (kind, id), that the reader may see: of the others she reads the act, not the words."""
    wanted: dict[str, set[int]] = {}
    for row in rows:
        wanted.setdefault(row.kind, set()).add(row.record)
    found = set()
    for kind, ids in wanted.items():
        model = views[kind].model if kind in views else ACCOUNTS.get(kind)
        if model is not None:
            scope = model.within(user, views[kind].permission("read") if kind in views else "")
            found |= {(kind, row) for (row,) in model.select(model.id).where(scope, model.id << list(ids)).tuples()}
    return found


def told(entry: Entry, views: dict[str, Any], seen: set[tuple[str, int]]) -> dict[str, Any]:
    """A row in words: the act, the record's page when there is one, and what changed; `shown`: with its words."""
    view, shown = views.get(entry.kind), not entry.kind or (entry.kind, entry.record) in seen
    before, after = acts.loaded(entry.before), acts.loaded(entry.after)
    verb, icon, tone = acts.words(entry.action, view)
    note = "" if entry.note in running().settings.declared else entry.note
    return {"entry": entry, "note": note, "shown": shown, "verb": verb, "icon": icon, "tone": tone,
            "changes": changes_said(before, after, entry.kind, view),
            "label": f"{kind_said(entry.kind, view)} {entry.record or ''}".strip(),
            "url": view.url_of(entry.record) if view and entry.record and hasattr(view, "url_of") else ""}
