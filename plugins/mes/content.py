"""What a request says, as data: what is signed, archived, compared and printed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from core.api import _, pgettext
from plugins.mes.form.answers import Answers
from plugins.mes.form.pages import BLOCKS, FIELDS, SCHEMA
from plugins.mes.models import SLOTS, Document, Request

ANCHORS = {
    "general": _("Demande en général"),
    **{name: block.title for name, block in BLOCKS.items()},
    "documents": pgettext("ancre", "Documents"),
    **{f"document:{slot}": label for slot, label in SLOTS.items()},
    **{f"field:{name}": field.label for name, field in FIELDS.items()},
}
"""Where a comment may be anchored: the request, a block, the documents, one slot, or a field of the form (MES-R64)."""


def identity(request: Request) -> dict[str, Any]:
    """The facts that come from the family's file and the service's (MES-R21): not typed here."""
    child, guardian, other = request.child, request.guardian, request.other_guardian
    return {
        "child": str(child), "birth_date": child.birth_date.isoformat(), "nirec": child.nirec or "",
        "necsg": child.necsg or "", "guardian": str(guardian or ""), "other_guardian": str(other or ""),
        "address": guardian.household.address if guardian else "", "email": guardian.email if guardian else "",
        "home_phone": guardian.home_phone if guardian else "", "cell_phone": guardian.cell_phone if guardian else "",
        "division": request.division.code, "division_name": request.division.name,
        "installation": request.installation.code, "installation_name": request.installation.name,
    }


def form_content(request: Request, *, on_paper: bool = True) -> dict[str, Any]:
    """What the form says: type, year and every answer; the days of paper signatures only when `on_paper`."""
    return {"number": request.number, "type": request.type, "reference_year": request.reference_year,
            "schema": SCHEMA, "answers": Answers(request).said(on_paper=on_paper)}


def full_content(request: Request) -> dict[str, Any]:
    """Identity, form and the digests of the documents: what is archived and compared."""
    documents = [[document.slot, document.title, document.file.sha256] for document in
                 request.documents.order_by(Document.id)]
    return {"identity": identity(request), "form": form_content(request), "documents": documents}


def digest(content: dict[str, Any]) -> str:
    """The SHA-256 of a content, in a canonical spelling."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def form_digest(request: Request) -> str:
    """What a printed signature page is tied to (MES-R45): the days written on the paper itself are not in it."""
    return digest({"identity": identity(request), "form": form_content(request, on_paper=False)})


def content_digest(request: Request) -> str:
    """What an electronic signature is tied to (MES-R57)."""
    return digest(full_content(request))
