"""The core's cards on the dashboard: each workflow with its counts, and what waits for the reader by urgency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import url_for

from core.admin.figures import figures
from core.admin.lists import all_of
from core.admin.panels import Card
from core.admin.standing import Standing, standing, urgency, your_turn
from core.i18n import _
from core.records import NEVER, Tracked
from core.running import running
from core.workflow.diagram import counts

MOST = 6


@dataclass(frozen=True)
class Waiting:
    """One record that waits for the reader."""

    record: Tracked
    name: str
    url: str
    where: Standing
    line: str


def tracked_views(user) -> list:
    """The views of tracked records that a person may read, one for each workflow."""
    found = {}
    for view in running().views.values():
        if getattr(view, "tracked", False) and view.on_dashboard and user.can(view.permission("read")):
            found.setdefault(view.model.workflow.name, view)
    return list(found.values())


def cards(user) -> list[Card]:
    """One slate for each workflow, then the work that waits."""
    views = tracked_views(user)
    found = [Card(view.model.workflow.title, "record/card_counts.html", slate(view, user), order=10, wide=True,
                  bare=True, name=f"counts.{view.model.workflow.name}") for view in views]
    if any(view.has_turns for view in views):
        found.append(Card(_("À vous de jouer"), "record/card_waiting.html", {"rows": waiting(views, user)}, order=20,
                          name="waiting"))
    return found


def slate(view, user) -> dict:
    """The drawing of a workflow with its counts; the squares lead to the filtered list."""
    workflow = view.model.workflow
    links = {name: view.url_of_state(name) for name in workflow.states}
    shown, prefix = figures(workflow, user), f"counts-{workflow.name.replace('.', '-')}"
    return {"drawing": counts(workflow, shown, prefix, links),
            "tall": counts(workflow, shown, f"{prefix}-tall", links, vertical=True),
            "link_url": url_for("core_journeys.index", workflow=workflow.name), "link_label": _("Voir le parcours")}


def waiting(views: list, user) -> list[Waiting]:
    """What waits for a person, the most urgent first: one query for each view."""
    found = []
    for view in views:
        turn, scope = your_turn(view.model, user), view.model.within(user, view.permission("read"))
        if view.has_turns and turn is not NEVER and scope is not NEVER:
            query = view.model.select().where(all_of([scope, turn])).order_by(urgency(view.model, user)).limit(MOST)
            found += [told(view, record, user) for record in query]
    found.sort(key=lambda each: (each.where.until or date.max, each.record.state_since))
    return found[:MOST]


def told(view, record: Tracked, user) -> Waiting:
    """One line of the card."""
    return Waiting(record, view.waiting_name(record), view.url_of(record.id), standing(record, user, view.waiting_on),
                   str(view.context_line(record, user) or ""))
