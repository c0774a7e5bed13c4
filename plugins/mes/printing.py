"""What a printed request shows, from its present content or from a transmitted version."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from core.api import Document as Printed, _, in_french, prose_date, prose_moment
from plugins.mes.content import ANCHORS, digest, full_content
from plugins.mes.form.declare import Block, Field
from plugins.mes.form.pages import FIELDS, PAGES
from plugins.mes.models import SLOTS, TYPES, Comment, Request, Version
from plugins.mes.wording import IDENTITY, SERVICE, spelled

FORM = Printed("mes/documents/form.html", _("Demande de soutien"))
SHORT = 12
"""A block of so many rows at most is never cut between two sheets."""
WORDY = 600
"""But one of more signs than these may be."""


def context(request: Request, content: dict[str, Any] | None = None) -> dict[str, Any]:
    """The values of the printed form; `content` is a version's, by default the present one."""
    content = content or full_content(request)
    return headed(request) | {
        "identity": identity_rows(content["identity"]), "service": service_rows(content["identity"]),
        "form": request_rows(content["form"]), "first_page": PAGES[0], "contact": contact_rows(content["form"]),
        "pages": form_pages(content["form"]),
        "documents": [[str(SLOTS[slot]), title] for slot, title, _digest in content["documents"]],
        "rounds": rounds(request), "signatories": signatories(request), "electronic": electronic_signature(request),
        "mark": mark_of(content),
    }


def headed(request: Request) -> dict[str, Any]:
    """What stands at the head of every document."""
    return {"sender": request.division, "number": request.number, "cells": cells(request)}


def mark_of(content: dict[str, Any]) -> str:
    """The mark of what is signed on paper: the same content has the same mark, whatever days are written on it."""
    form = content["form"]
    unsigned = {name: value for name, value in form["answers"].items()
                if name not in FIELDS or not FIELDS[name].on_paper}
    return marked(digest({"identity": content["identity"], "form": form | {"answers": unsigned}}))


def marked(hexadecimal: str) -> str:
    """The first twelve signs of a digest, as people compare them: « 7c1e 90ab 4d2f »."""
    return " ".join(hexadecimal[start:start + 4] for start in (0, 4, 8))


def identity_rows(identity: dict[str, str]) -> list[tuple]:
    """Who the child and the parents are."""
    shown = identity | {"birth_date": prose_date(date.fromisoformat(identity["birth_date"]))}
    return [(label, shown[name] or "—") for name, label in IDENTITY]


def service_rows(identity: dict[str, str]) -> list[tuple]:
    """The service and the installation, numbers as people write them."""
    shown = identity | {"division": hyphened(identity["division"])}
    return [(label, shown[name]) for name, label in SERVICE]


def request_rows(form: dict[str, Any]) -> list[tuple]:
    """Which request it is: type and reference year."""
    return [(_("Type de la demande"), TYPES[form["type"]]),
            (_("Année de référence"), f"{form['reference_year']}-{form['reference_year'] + 1}")]


def contact_rows(form: dict[str, Any]) -> list[tuple]:
    """What was typed in the first page, whose other facts are read from the files."""
    return answer_rows(PAGES[0].fields(), form["answers"])


def form_pages(form: dict[str, Any]) -> list[dict[str, Any]]:
    """The answers of an archived or present form from its second page on, block by block; empty ones are left out."""
    found = []
    for page in PAGES[1:]:
        blocks = [made for block in page.blocks if (made := block_of(block, form["answers"]))]
        if blocks:
            found.append({"number": page.number, "title": page.title, "blocks": blocks})
    return found


def block_of(block: Block, answers: dict[str, Any]) -> dict[str, Any] | None:
    """The answers of a block: its grid as a table, then its other fields; None when nothing is answered."""
    gridded = {name for _title, names in block.rows for name in names}
    rows = answer_rows((field for field in block.fields if field.name not in gridded), answers)
    lines = [[str(title), *(spelled(FIELDS[name], answers[name]) if name in answers else "—" for name in names)]
             for title, names in block.rows if any(name in answers for name in names)]
    if not rows and not lines:
        return None
    columns = [(_("Moment"), ""), *((FIELDS[name].short or FIELDS[name].label, "") for name in block.rows[0][1])] \
        if lines else []
    signs = sum(len(str(cell)) for row in (*rows, *lines) for cell in row)
    return {"title": block.title, "rows": rows, "columns": columns, "lines": lines,
            "short": len(rows) + len(lines) <= SHORT and signs <= WORDY}


def answer_rows(fields: Iterable[Field], answers: dict[str, Any]) -> list[tuple]:
    """The answered fields: label and value in words."""
    return [(field.label, spelled(field, answers[field.name])) for field in fields if field.name in answers]


def hyphened(code: str) -> str:
    """A division number as people write it, « 3000-2000 » (N11)."""
    return f"{code[:4]}-{code[4:]}" if len(code) == 8 else code


def signatories(request: Request) -> list:
    """Who signs on paper: a parent, the health professional unless nothing changed, the RSG for an office."""
    people = [_("Parent ou tuteur")]
    if request.other_guardian_id:
        people.append(_("Autre parent ou tuteur (préférable, non obligatoire)"))
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


def rounds(request: Request) -> list[dict[str, Any]]:
    """The comments that were sent back, round by round, with the replies and what became of them."""
    found: dict[int, list] = {}
    for each in Comment.select().where(Comment.request == request.id, Comment.round <= request.round).order_by(
            Comment.round, Comment.id):
        found.setdefault(each.round, []).append({
            "anchor": ANCHORS[each.anchor], "text": each.text, "reply": each.reply,
            "by": _("%(who)s, %(when)s", who=each.author_name, when=prose_date(each.created_at)),
            "became": _("Corrigé par %(who)s, %(when)s", who=each.corrected_by, when=prose_date(each.corrected_at))
            if each.corrected else _("À corriger")})
    return [{"number": number, "comments": comments} for number, comments in found.items()]


def cells(request: Request) -> list[dict]:
    """The workflow as the joined cells of a document, the present one marked."""
    dates = {"draft": request.created_at, "submitted": request.submitted_at, "compliant": request.compliant_at,
             "closed": request.closed_at}
    here = request.current.number
    return [{"number": state.number, "label": state.label, "here": name == request.state,
             "passed": state.number < here and name != "returned",
             "fact": prose_date(request.state_since if name == request.state else dates.get(name))}
            for name, state in request.workflow.states.items()]


def print_version(version: Version, user) -> bytes:
    """The PDF of a transmitted version: an official paper, so in French whoever submitted it or opens it."""
    with in_french():
        return FORM.pdf(version.request, context(version.request, version.content), user=user)
