"""« Ce que vous pouvez faire »: one line per transition that a person could ever fire on a record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import url_for

from core.admin.typed import as_day
from core.i18n import _, local_date
from core.policy import person
from core.records import Tracked
from core.workflow.declare import Transition
from core.workflow.obstacles import ever, explain

LONGEST = {"text": 500, "long": 20_000}


def actions_of(view, record: Tracked, user, tried: Mapping[str, Any]) -> list[dict]:
    """What the macro `actions` draws; the first primary one that is possible keeps its colour."""
    found = [action(view, record, explain(record, each, user)) for each in ever(record, user)
             if each.listed and (view.can_edit or each.page or each.name != view.edit_transition)]
    primary = next((each for each in found if each["primary"] and each["possible"]), None)
    for each in found:
        each["primary"] = each is primary
        if each["name"] == tried.get("name"):
            for field in each["inputs"]:
                field["value"] = tried["typed"].get(field["name"], "")
                field["error"] = tried["errors"].get(field["name"], "")
    return found


def action(view, record: Tracked, explanation) -> dict:
    """One line of the list."""
    transition = explanation.transition
    here = {"id": record.id, "name": transition.name}
    other = person().can("core.explain_for_others", record)
    return {
        "name": transition.name, "label": transition.label, "icon": transition.icon, "primary": transition.primary,
        "here": record.current in transition.sources, "consequence": transition.consequence,
        "possible": explanation.possible, "explanation": explanation,
        "url": url_for(f"{view.endpoint}.fire", **here), "page_url": page_of(view, record, transition),
        "confirm": transition.confirm, "inputs": [entry(each) for each in transition.inputs],
        "why_url": url_for(f"{view.endpoint}.why", **here), "version": record.version,
        "other_url": url_for(f"{view.endpoint}.why", **here, pour="") if other else "",
    }


def entry(each) -> dict:
    """An input as the macro draws it."""
    return {"name": each.name, "label": each.label, "kind": each.kind, "required": each.required,
            "choices": each.choices, "help": each.help, "value": "", "error": ""}


def page_of(view, record: Tracked, transition: Transition) -> str:
    """The page that does a transition instead of a button: its own, the form of its edit, or the confirmation."""
    if transition.page:
        return url_for(transition.page, id=record.id)
    if transition.name == view.edit_transition and view.can_edit:
        return url_for(f"{view.endpoint}.edit", id=record.id)
    if transition.deletes:
        return url_for(f"{view.endpoint}.confirm", id=record.id, name=transition.name)
    return ""


def read_inputs(transition: Transition, form: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The values of a transition's inputs, and what is wrong with each that cannot be used."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for each in transition.inputs:
        text = (form.get(each.name) or "").replace("\x00", "").strip()
        if not text:
            values[each.name] = None
            if each.required:
                errors[each.name] = str(_("Remplissez ce champ."))
            continue
        values[each.name] = value = as_day(text) if each.kind == "date" else text
        if value is None:
            errors[each.name] = str(_("« %(text)s » n’est pas une date. Écrivez-la comme %(example)s.", text=text,
                                        example=local_date(date(2026, 11, 23))))
        elif each.kind == "choice" and text not in {str(known) for known, _label in each.choices}:
            errors[each.name] = str(_("Ce choix n’est pas offert."))
        elif each.kind in LONGEST and len(text) > LONGEST[each.kind]:
            errors[each.name] = str(_("Ce texte est trop long : %(count)s caractères au plus.",
                                      count=LONGEST[each.kind]))
    return values, errors
