"""What a printed request shows, from its present content or from a transmitted version."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from core.api import Document as Printed, _, in_french, iso_date, ngettext, number, prose_date, prose_moment
from plugins.mes.content import ANCHORS, FIELDS, LABELS, full_content
from plugins.mes.models import SLOTS, TYPES, Comment, Request, Version

FORM = Printed("mes/documents/form.html", _("Demande de soutien"))
SIGNATURES = Printed("mes/documents/signatures.html", _("Page des signatures"))
KINDS = {"form": FORM, "signatures": SIGNATURES}

IDENTITY = (("child", _("Enfant")), ("birth_date", _("Date de naissance")), ("nirec", _("NIREC")),
            ("necsg", _("NECSG")), ("guardian", _("Parent")), ("other_guardian", _("Autre parent")),
            ("address", _("Adresse du parent demandeur")), ("email", _("Adresse courriel")),
            ("home_phone", _("Téléphone domicile")), ("cell_phone", _("Téléphone cellulaire")))
SERVICE = (("division_name", _("Nom du service de garde")), ("division", _("Numéro de division")),
           ("installation_name", _("Installation")), ("installation", _("Numéro d’installation")))
COUNTED = ("hours_per_day", "days_per_week", "planned_days")


def context(request: Request, content: dict[str, Any] | None = None, user=None) -> dict[str, Any]:
    """The values of the printed templates; `content` is a version's, by default the present one."""
    content = content or full_content(request)
    return {
        "sender": request.division, "number": request.number, "cells": cells(request),
        "identity": identity_rows(content["identity"]), "service": service_rows(content["identity"]),
        "form": form_rows(content["form"]),
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


def form_rows(form: dict[str, Any]) -> list[tuple]:
    """The fields of the form with their units."""
    rows = [(_("Type de la demande"), TYPES[form["type"]]),
            (_("Année de référence"), f"{form['reference_year']}-{form['reference_year'] + 1}")]
    return rows + [(LABELS[name], spelled(name, form[name])) for name in FIELDS]


def spelled(name: str, value: Any) -> str:
    """A field's value in words: « 4,5 heures par jour », « oui », or a dash when it is empty."""
    if isinstance(value, bool):
        return str(_("oui") if value else _("non"))
    if value in (None, ""):
        return "—"
    return counted(name, Decimal(value)) if name in COUNTED else str(value)


def counted(name: str, value: Decimal) -> str:
    """« 4,5 heures par jour », « 1 jour par semaine »."""
    count = number(value)
    if name == "hours_per_day":
        return ngettext("%(count)s heure par jour", "%(count)s heures par jour", value, count=count)
    if name == "days_per_week":
        return ngettext("%(count)s jour par semaine", "%(count)s jours par semaine", value, count=count)
    return ngettext("%(count)s jour", "%(count)s jours", value, count=count)


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
    """The PDF of a transmitted version: an official paper, so in French whoever submitted it or opens it."""
    with in_french():
        return FORM.pdf(version.request, context(version.request, version.content, user), user=user)


