"""Two people changed one record: both versions side by side, field by field; nothing is lost (REL-05)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from wtforms import Form

from core.admin import record_page, timeline
from core.admin.forms import BOOKKEEPING, trace, values_of
from core.i18n import _
from core.records import Record

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Difference:
    """One field of which the two versions differ; `chosen` is the side proposed."""

    name: str
    label: str
    mine: str
    theirs: str
    chosen: str


def show(view, record: Record, form: Form):
    """Answer with both versions; the record in hand is the stored one, the form what the person typed."""
    found = differences(view, record, form)
    last = timeline.last_act(record)
    sent = [(name, value) for name, value in request.form.items(multi=True)
            if name not in BOOKKEEPING and not name.startswith("choose-")]
    return view.render("record/conflict.html", record=record, form=form, differences=found, sent=sent, last=last,
                       version=record.version, title=_("%(what)s a changé entre-temps", what=view.title_of(record)),
                       crumbs=record_page.crumbs(view, record, _("Modifier"))), 409


def differences(view, record: Record, form: Form) -> list[Difference]:
    """Each field whose typed value is not the stored one; the side that did not move is not proposed."""
    base, found = base_traces(), []
    for name, value in values_of(form, record).items():
        stored = record.__data__.get(name)
        if value == stored:
            continue
        moved_here = base.get(name) != trace(value)
        found.append(Difference(name, str(view.label_of(name)), said(form._fields[name], value),
                                said(form._fields[name], stored), MINE if moved_here else THEIRS))
    return found


def base_traces() -> Mapping[str, str]:
    """The traces that the form carried; none when they were meddled with."""
    try:
        found = json.loads(request.form.get("base") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def said(field, value: Any) -> str:
    """A value in the field's own words."""
    if value is None or value == "":
        return str(_("(vide)"))
    if field.type == "RelationField":
        model = field.key.rel_model
        return str(model.get_or_none(model.id == value) or value)
    if field.type == "SelectField":
        return next((str(each.label) for each in field.choices if each.value == value), str(value))
    if field.type == "BooleanField":
        return str(_("Oui") if value else _("Non"))
    return field.show(value) if hasattr(field, "show") else str(value)


def settled(record: Record, values: dict[str, Any]) -> dict[str, Any]:
    """The values to save once each difference was decided: those the person gave up keep the stored one."""
    return {name: record.__data__.get(name) if request.form.get(f"choose-{name}") == THEIRS else value
            for name, value in values.items()}
