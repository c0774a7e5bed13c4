"""One life, told as a generator: it yields the day of its next act, and does the act when it is resumed there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from core.api import SYSTEM, create, fire
from plugins.mes import printing
from plugins.mes.comments import add_comment, answer_comment
from plugins.mes.content import form_digest
from plugins.mes.demo.cast import Cast
from plugins.mes.demo.plan import Plan, Remark
from plugins.mes.demo.words import (
    ALLOWANCE,
    CHANGES,
    DAYS_REASON,
    INCAPACITIES,
    MEANS,
    MISTAKE,
    NEEDS,
    PARTNERS,
    PROFESSIONALS,
    REASONS,
    RESULTS,
    SERVICES,
    TITLES,
)
from plugins.mes.documents import join
from plugins.mes.form.filling import fill
from plugins.mes.models import Comment, Request, Version
from plugins.mes.rules import mandatory_slots

HOURS = tuple(Decimal(hours) for hours in ("1.5", "2", "2.75", "3", "3.5", "4.25", "4.5", "5", "6", "7.5", "8"))
DAYS = tuple(Decimal(days) for days in ("2.5", "3", "4", "5", "5", "5"))


def tell(demo, plan: Plan, cast: Cast) -> Iterator[date]:
    """The whole life of one request."""
    yield plan.created
    request = plan.request = _born(demo, plan, cast)
    if plan.filled:
        yield plan.created
        request = plan.request = fill(request, cast.editor, _answers(demo, plan, cast) | plan.answers).request
    if not plan.submitted:
        yield from _drafted(demo, plan, cast)
        return
    yield from _transmitted(demo, plan, cast, plan.submitted)
    if plan.pending:
        yield plan.submitted + timedelta(days=4)
        fire(request, "take", cast.agent)
        add_comment(request, cast.agent, anchor=plan.pending.anchor, text=plan.pending.text)
    if plan.returned:
        yield from _sent_back(demo, plan, cast)
    elif plan.touched:
        yield plan.touched
        fire(request, "assign", cast.director, assignee=cast.agent.id, note=cast.agent.name)
    yield from _decided(demo, plan, cast)


def _born(demo, plan: Plan, cast: Cast) -> Request:
    division = plan.installation.parent
    region = division.ancestor("region").code
    demo.next_number_is(f"mes.{plan.year.start}.{region}", plan.number)
    request = Request(child=plan.child, installation=plan.installation, division=division, region=region,
                      reference_year=plan.year.start, type=plan.kind,
                      previous=plan.previous.request if plan.previous else None)
    return create(request, "create", cast.editor)


def _answers(demo, plan: Plan, cast: Cast) -> dict[str, Any]:
    """What the service writes in the seven pages."""
    chance, start = demo.chance, max(plan.created, plan.year.first_day)
    moments = chance.sample(list(NEEDS), 3)
    return {
        "contact": cast.editor.name, "deficiency": [chance.choice(("motor", "language", "autism", "organic"))],
        "incapacities": chance.choice(INCAPACITIES),
        "attestation": "retraite_quebec" if plan.attested else "professional",
        "professional": "" if plan.attested else chance.choice(PROFESSIONALS),
        "attested_on": plan.created - timedelta(days=chance.randrange(20, 300)),
        "services_received": chance.choice(SERVICES),
        "plan_date": plan.created - timedelta(days=chance.randrange(5, 200)),
        "means": chance.choice(MEANS), "allowance_use": chance.choice(ALLOWANCE), "results": chance.choice(RESULTS),
        **{f"need_{name}": NEEDS[name][0] for name in moments}, **{f"help_{name}": NEEDS[name][1] for name in moments},
        **{f"frequency_{name}": chance.choice(("always", "often", "daily")) for name in moments},
        "risk": "no", "partners": chance.choice(PARTNERS), "intervention_plan": chance.choice(("running", "begun")),
        "changes": CHANGES if plan.kind in ("renewal_change", "transfer") else "",
        "support_from": start, "support_until": plan.year.last_day,
        "days_per_week": chance.choice(DAYS), "hours_per_day": chance.choice(HOURS),
        "signed_guardian": plan.created, "signed_professional": plan.created if plan.kind != "renewal" else "",
        "signed_provider": plan.created if plan.installation.nature == "office" else "",
    }


def _drafted(demo, plan: Plan, cast: Cast) -> Iterator[date]:
    """A draft that stays one: some documents, a last change."""
    for slot in plan.slots:
        yield plan.touched or plan.created
        _attach(demo, plan, cast, slot)
    if plan.touched and not plan.slots:
        yield plan.touched
        fill(plan.request, cast.editor, {"planned_days_reason": DAYS_REASON})


def _attach(demo, plan: Plan, cast: Cast, slot: str) -> None:
    """Attach an invented PDF; before the signatures page, the form was printed."""
    request, title = plan.request, demo.chance.choice(TITLES[slot])
    if slot == "signatures":
        request.printed_hash = form_digest(request)
        request.save()
    lines = [f"Demande {request.number}", f"Enfant : {request.child}", f"Service : {request.division}",
             f"Installation : {request.installation}", "Document inventé pour la démonstration."]
    join(request, cast.editor, demo.pdf(title, lines, cast.editor), slot)


def _transmitted(demo, plan: Plan, cast: Cast, day: date) -> Iterator[date]:
    """Documents, signature, transmission and archived version; at the second time only the signature is missing."""
    request = plan.request
    if request.state == "draft":
        for slot in plan.slots or mandatory_slots(request):
            yield max(plan.created, day - timedelta(days=1))
            _attach(demo, plan, cast, slot)
    yield day
    fire(request, "sign", cast.signer, first_name=cast.signer.first_name, last_name=cast.signer.last_name,
         title="Direction générale")
    yield day
    fire(request, "submit" if request.state == "draft" else "resubmit", cast.signer)
    if not plan.by_worker:
        _archive(demo, request)


def _archive(demo, request: Request) -> None:
    """A small stand-in for the archived PDF: making a hundred real ones would take minutes."""
    version = Version.select().where(Version.request == request).order_by(Version.number.desc()).get()
    rows = (*printing.identity_rows(version.content["identity"]), *printing.request_rows(version.content["form"]))
    lines = [f"{label} : {value}" for label, value in rows]
    version.file = demo.pdf(f"{request.number}-v{version.number}.pdf", lines)
    version.save()


def _sent_back(demo, plan: Plan, cast: Cast) -> Iterator[date]:
    """Remarks, the return, the corrections, and the second transmission when there is one."""
    request = plan.request
    yield plan.returned
    comments = [add_comment(request, cast.agent, anchor=each.anchor, text=each.text) for each in plan.remarks]
    yield plan.returned
    fire(request, "return_with_comments", cast.agent)
    day = plan.resubmitted or plan.touched or min(plan.returned + timedelta(days=3), demo.today - timedelta(days=1))
    for remark, comment in list(zip(plan.remarks, comments, strict=True))[:plan.corrected]:
        yield day
        _correct(request, cast, remark, comment)
    if plan.resubmitted:
        yield from _transmitted(demo, plan, cast, plan.resubmitted)


def _correct(request: Request, cast: Cast, remark: Remark, comment: Comment) -> None:
    if remark.change:
        fill(request, cast.editor, remark.change)
    answer_comment(request, cast.editor, comment.id, reply=remark.reply, corrected=True)


def _decided(demo, plan: Plan, cast: Cast) -> Iterator[date]:
    """The Ministry's word, and the end."""
    request = plan.request
    asked = plan.compliant or (plan.resubmitted and min(plan.resubmitted + timedelta(days=1),
                                                        demo.today - timedelta(days=1)))
    if asked and cast.agent.can("mes.request.propose", request):
        yield asked
        fire(request, "propose", cast.agent)
    if plan.compliant:
        yield plan.compliant
        fire(request, "declare_compliant", cast.director)
    if plan.end == "departure":
        yield plan.closed
        fire(request, "close_departure", cast.director, departure_on=plan.closed, reason=demo.chance.choice(REASONS))
    if plan.end == "year":
        yield plan.closed
        fire(request, "close_year", SYSTEM)
    if plan.reopened:
        yield plan.reopened
        fire(request, "reopen", cast.director, reason=MISTAKE)
