"""Where a component is transferred, where the field of a message is corrected, and back to its line (ICSGE-R88)."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import current_app

from core.api import _
from plugins.agreements import ServiceAgreement
from plugins.families import ParentChildFile

LABELS = {
    "child.nirec": _("NIREC"), "child.necsg": _("NECSG"), "child.birth_date": _("Date de naissance"),
    "child.sex": _("Sexe"), "child.last_name": _("Nom de l’enfant"), "child.first_name": _("Prénom de l’enfant"),
    "child.distinct_reason": _("Pourquoi ce dossier est distinct"), "adult_a.last_name": _("Nom du parent A"),
    "household.street": _("Adresse du parent A"), "household.postal_code": _("Code postal"),
    "file.csg_number": _("Numéro du dossier"), "file.guardian_a": _("Parent A"), "file.guardian_b": _("Parent B"),
    "starts_on": _("Début"), "ends_on": _("Fin"), "schedule": _("Horaire"), "csss": _("Protocole CISSS"),
    "transitional": _("Mesure transitoire"), "is_replacement": _("Cet enfant est un remplaçant"), "ecp": _("ECP"),
    "infant_last_day": _("Fin poupon"), "infant": _("Poupon"), "signed_on": _("Signature"),
    "exception": _("Motif au-delà de 20 journées"), "printed_hash": _("Version signée"),
    "period.starts_on": _("Début"), "period.ends_on": _("Fin"), "period.places": _("Nombre de places"),
    "closure.day": _("Date"), "closure.slots": _("Plages fermées"), "closure.reason": _("Raison"),
    "closure.care_open": _("Garde ouverte"),
}


def transfer_of(component: int = 0, **asked: object) -> str:
    """The transfer page of a component, of the first one without any: also where no request is, in jobs and notices."""
    return current_app.url_map.bind("").build("icsge_transfer.index", {"composante": component or None} | asked)


def label_of(field: str) -> object:
    """What a field of a rule is called on pages."""
    return LABELS.get(field) or LABELS.get(field.rpartition(".")[2], "")


def address_of(field: str, file: ParentChildFile, agreement: ServiceAgreement | None, back: str = "") -> str:
    """The page that corrects a field of a file or an agreement, with the way back in its address."""
    part, _dot, name = field.rpartition(".")
    found = {
        "child": f"/familles/enfants/{file.child_id}/modifier",
        "adult_a": f"/familles/responsables/{file.guardian_a_id}/modifier",
        "household": f"/familles/foyers/{file.guardian_a.household_id}/modifier",
        "file": f"/familles/dossiers/{file.id}/modifier",
    }.get(part)
    if name in ("guardian_a", "guardian_b", "csg_number"):
        found = f"/familles/dossiers/{file.id}" + ("" if name == "csg_number" else "/signataire")
    if found is None:
        found = agreement_page(name, agreement) if agreement is not None else f"/familles/dossiers/{file.id}"
    return with_back(found, back, name)


def agreement_page(name: str, agreement: ServiceAgreement) -> str:
    """The form of a draft, its schedule, or the page that says what an agreement in force allows."""
    here = f"/ententes/{agreement.id}"
    if not agreement.current.editable:
        return here
    return f"{here}/horaire" if name == "schedule" else f"{here}/modifier"


def with_back(address: str, back: str, field: str = "") -> str:
    """An address with the way back, and the field to go to."""
    asked = f"?{urlencode({'retour': back})}" if back else ""
    return f"{address}{asked}{'#' + field if field else ''}"
