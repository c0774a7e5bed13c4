"""What a printed request shows, from its present content or from a transmitted version."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.api import Document as Printed, _, iso_date, prose_date, prose_moment
from plugins.mes.content import ANCHORS, full_content
from plugins.mes.form.declare import Block
from plugins.mes.form.pages import PAGES
from plugins.mes.models import SLOTS, TYPES, Comment, Request, Version
from plugins.mes.wording import IDENTITY, SERVICE, spelled

FORM = Printed("mes/documents/form.html", _("Demande de soutien"))
SIGNATURES = Printed("mes/documents/signatures.html", _("Page des signatures"))
KINDS = {"form": FORM, "signatures": SIGNATURES}


def context(request: Request, content: dict[str, Any] | None = None, user=None) -> dict[str, Any]:
    """The values of the printed templates; `content` is a version's, by default the present one."""
    content = content or full_content(request)
    return {
        "sender": request.division, "number": request.number, "cells": cells(request),
        "identity": identity_rows(content["identity"]), "service": service_rows(content["identity"]),
        "form": request_rows(content["form"]), "pages": form_pages(content["form"]),
        "documents": [[SLOTS[slot], title] for slot, title, _digest in content["documents"]],
        "comments": comment_rows(request, user), "signatories": signatories(request),
        "electronic": electronic_signature(request),
    }


def identity_rows(identity: dict[str, str]) -> list[tuple]:
    """Who the child and the parents are."""
    shown = identity | {"birth_date": prose_date(date.fromisoformat(identity["birth_date"]))}
    return [(label, shown[name]) for name, label in IDENTITY]


def service_rows(identity: dict[str, str]) -> list[tuple]:
    """The service and the installation, numbers as people write them."""
    shown = identity | {"division": hyphened(identity["division"])}
    return [(label, shown[name]) for name, label in SERVICE]


def request_rows(form: dict[str, Any]) -> list[tuple]:
    """Which request it is: type and reference year."""
    return [(_("Type de la demande"), TYPES[form["type"]]),
            (_("Année de référence"), f"{form['reference_year']}-{form['reference_year'] + 1}")]


def form_pages(form: dict[str, Any]) -> list[dict[str, Any]]:
    """The answers of an archived or present form, page by page and block by block, unanswered blocks left out."""
    answers = form["answers"]
    found = []
    for page in PAGES:
        blocks = [{"title": block.title, "rows": rows} for block in page.blocks if (rows := block_rows(block, answers))]
        if blocks:
            found.append({"number": page.number, "title": page.title, "blocks": blocks})
    return found


def block_rows(block: Block, answers: dict[str, Any]) -> list[tuple]:
    """The answered fields of a block: label and value in words."""
    return [(field.label, spelled(field, answers[field.name])) for field in block.fields if field.name in answers]


def hyphened(code: str) -> str:
    """A division number as people write it, « 3000-2000 » (N11)."""
    return f"{code[:4]}-{code[4:]}" if len(code) == 8 else code


def signatories(request: Request) -> list:
    """Who signs on paper: a parent, the health professional unless nothing changed, the RSG for an office."""
    people = [_("Parent ou tuteur")]
    if request.type != "renewal":
        people.append(_("Professionnel de la santé"))
    if (request.installation.nature or request.division.nature) == "office":
        people.append(_("Responsable du service de garde en milieu familial"))
    return people


def electronic_signature(request: Request) -> str:
    """« Signée électroniquement par …, directrice, le … », or nothing."""
    if not request.signed_at:
        return ""
    return str(_("Signée électroniquement par %(first)s %(last)s, %(title)s, le %(when)s.",
                 first=request.signer_first_name, last=request.signer_last_name, title=request.signer_title,
                 when=prose_moment(request.signed_at)))


def comment_rows(request: Request, user) -> list[list]:
    """The comments of the rounds sent back, with what became of them."""
    found = Comment.select().where(Comment.request == request.id, Comment.round <= request.round).order_by(Comment.id)
    return [[str(each.round), ANCHORS[each.anchor], each.text + (f" — {each.reply}" if each.reply else ""),
             iso_date(each.corrected_at) if each.corrected else _("non")] for each in found]


def cells(request: Request) -> list[dict]:
    """The workflow as the joined cells of a document, the present one marked."""
    dates = {"draft": request.created_at, "submitted": request.submitted_at, "compliant": request.compliant_at,
             "closed": request.closed_at}
    here = request.current.number
    return [{"number": state.number, "label": state.label, "here": name == request.state,
             "passed": state.number < here and name != "returned", "fact": prose_date(dates.get(name))}
            for name, state in request.workflow.states.items()]


def print_version(version: Version, user) -> bytes:
    """The PDF of a transmitted version."""
    return FORM.pdf(version.request, context(version.request, version.content, user), user=user)


