"""What a request says, as data: what is signed, archived, compared and printed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from core.api import _
from plugins.mes.models import Document, Request

FIELDS = ("contact", "hours_per_day", "days_per_week", "planned_days", "planned_days_reason", "retraite_quebec")
"""The fields that the service fills in, in the order of the form."""

LABELS = {
    "contact": _("Personne à joindre"),
    "hours_per_day": _("Accompagnement par jour"),
    "days_per_week": _("Jours par semaine"),
    "planned_days": _("Fréquentation prévue"),
    "planned_days_reason": _("Raison du nombre de jours"),
    "retraite_quebec": _("Attestation de Retraite Québec"),
}

HELPS = {
    "contact": _("Qui répondra aux questions de la direction régionale."),
    "hours_per_day": _("En heures, par quarts d’heure : 4,5 pour quatre heures et demie."),
    "days_per_week": _("De 0,5 à 7."),
    "planned_days": _("Jours de l’année de référence où l’enfant viendra, jusqu’au 31 mars."),
    "planned_days_reason": _("Si le nombre de jours s’écarte de ce que donnent les jours par semaine."),
    "retraite_quebec": _("Remplace le rapport d’un professionnel de la santé."),
}

ANCHORS = {
    "general": _("Demande en général"),
    "identity": _("Identité"),
    "service": _("Service de garde"),
    "summary": _("Résumé de la demande"),
    "documents": _("Documents"),
    **{f"field:{name}": label for name, label in LABELS.items()},
}
"""Where a comment may be anchored: a block, or a field of the form."""


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


def form_content(request: Request) -> dict[str, Any]:
    """What the form says: type, year and every field, decimals as text without trailing zeros."""
    values = {name: Request._meta.fields[name].python_value(getattr(request, name)) for name in FIELDS}
    return {"number": request.number, "type": request.type, "reference_year": request.reference_year} | {
        name: f"{value.normalize():f}" if hasattr(value, "normalize") else value for name, value in values.items()
    } | {"form_data": request.form_data}


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
    """What a printed signature page is tied to (MES-R45)."""
    return digest({"identity": identity(request), "form": form_content(request)})


def content_digest(request: Request) -> str:
    """What an electronic signature is tied to (MES-R57)."""
    return digest(full_content(request))
