"""What the review page shows: a transmitted version in pages, its changes, the comments, and what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from core.api import NotFound, Transition, _, clock, explain, journal, running, told
from plugins.mes import delegation, rules
from plugins.mes.comments import by_anchor, visible_comments
from plugins.mes.content import ANCHORS, full_content
from plugins.mes.diff import compared
from plugins.mes.documents import held
from plugins.mes.models import Comment, Request, Version
from plugins.mes.readable import Leaf, readable
from plugins.mes.reviewing import reviewers
from plugins.mes.workflow import RequestFlow

OFFERED = ("declare_compliant", "propose", "unpropose", "return_with_comments", "take", "assign", "close_departure",
           "reopen")
ELSEWHERE = ("close_departure", "reopen")
"""What the request’s own page asks a date or a reason for."""


@dataclass(frozen=True)
class Stop:
    """A page of the form in the strip above: how much changed there, and how many comments wait to be sent."""

    leaf: Leaf
    changes: int
    outside: int
    comments: int

    @property
    def target(self) -> str:
        """Where it begins."""
        return f"page-{self.leaf.number}"


def content(request: Request, user, number: int | None = None) -> dict[str, Any]:
    """The values of the template. Raises NotFound for a version that is none."""
    found = compared(request, number)
    if found is None and number is not None:
        raise NotFound(_("Cette version n’existe pas."))
    last = found is None or number is None or found.version.number == newest(request)
    changes, outside = (found.changes, found.outside) if found else ([], [])
    leaves = readable(found.version.content if found else full_content(request), changes)
    comments = visible_comments(request, user)
    papers = {}
    for paper in request.documents:
        papers.setdefault(f"document:{paper.slot}", []).append((paper, held(paper)))
    return {
        "found": found, "last": last, "anchors": ANCHORS, "changes": changes, "outside": outside, "leaves": leaves,
        "strip": strip(leaves, outside, comments, request), "comments": by_anchor(comments),
        "pending": [each for each in comments if each.round > request.round], "papers": papers,
        "may_write": last and request.state == "submitted" and user.can("mes.comment.write", request),
        "actions": actions(request, user) if last else [], "versions": versions(request),
        "warnings": rules.warnings(request) if request.state == "submitted" and last else [],
        "delegations": delegation.in_force_for(user), "may_print": user.can("mes.request.print", request),
    }


def newest(request: Request) -> int:
    """The number of the last transmitted version."""
    return max((each.number for each in versions(request)), default=0)


def versions(request: Request) -> list:
    """The transmitted versions without their content, oldest first."""
    return list(Version.select(Version.id, Version.number, Version.submitted_at, Version.submitted_by)
                .where(Version.request == request.id).order_by(Version.number))


def strip(leaves: list[Leaf], outside: list, comments: list[Comment], request: Request) -> list[Stop]:
    """The pages with what is to be looked at in each."""
    unasked = {id(change) for change in outside}
    waiting = by_anchor(each for each in comments if each.round > request.round)
    found = []
    for leaf in leaves:
        lines = [line for part in leaf.parts for line in part.lines]
        anchors = {part.anchor for part in leaf.parts} | {line.anchor for line in lines}
        changed = [line.change for line in lines if line.change]
        found.append(Stop(leaf, len(changed), sum(id(each) in unasked for each in changed),
                          sum(len(waiting.get(anchor, ())) for anchor in anchors)))
    return found


def actions(request: Request, user) -> list[dict]:
    """What this person may ever do here, as the macro of actions draws it; the possible ones first."""
    found = []
    for name in OFFERED:
        transition = RequestFlow.transitions[name]
        if user.can(transition.permission, request) and request.current in transition.sources:
            found.append(action(request, transition, user))
    primary = next((each for each in found if each["primary"] and each["possible"]), None)
    return [each | {"primary": each is primary} for each in found]


def action(request: Request, transition: Transition, user) -> dict:
    """One line."""
    explanation = explain(request, transition, user)
    page = url_for(transition.page, id=request.id) if transition.page else ""
    if transition.name in ELSEWHERE:
        page = url_for("mes_request.record", id=request.id) + "#actions"
    return {"name": transition.name, "label": transition.label, "icon": transition.icon, "here": True,
            "consequence": transition.consequence, "possible": explanation.possible, "explanation": explanation,
            "primary": transition.primary or transition.name == "propose", "page_url": page, "inputs": [],
            "confirm": transition.confirm, "version": request.version,
            "url": url_for("mes_review.act", id=request.id, act=transition.name),
            "why_url": url_for("mes_request.why", id=request.id, name=transition.name), "other_url": ""}


def overtaken(request: Request, seen: str, user) -> str:
    """Who did what since the page was read, « Déclarée conforme, par Sylvain Robichaud, à 14 h 02 »; or nothing."""
    last = next((each for each in journal.history(request, limit=5) if not each.action.endswith(".opened")), None)
    if last is None or last.actor == user.id or seen == str(request.version):
        return ""
    act = told(last, running().views["mes.request"])
    return str(_("Dernier acte : « %(act)s », par %(who)s, à %(time)s.", act=act.verb, who=last.actor_name,
                 time=clock(last.at)))


def name_of(request: Request, chosen: str) -> str:
    """The name of the colleague who was chosen, for the history."""
    return next((each.name for each in reviewers(request) if str(each.id) == chosen), "")


def handed(request: Request) -> object:
    """What is said once the request is somebody else's."""
    if request.assigned_to is None:
        return _("La demande %(number)s n’est plus confiée à personne.", number=request.number)
    return _("La demande %(number)s est confiée à %(name)s.", number=request.number, name=request.assigned_to.name)
