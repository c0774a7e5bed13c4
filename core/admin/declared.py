"""Checks of a view's declaration: a view without scope, form fields or known columns refuses to register (SEC-03)."""

from __future__ import annotations

from core.errors import PluginError
from core.organisations import Organisation
from core.records import EVERYONE, Record, Searchable, Tracked

NEVER_IN_FORMS = frozenset(("id", "version", "created_at", "updated_at", "state", "state_since", "folded"))


def check(view: type) -> None:
    """Refuse a view whose declaration leaves a hole."""
    where = f"{view.__module__}.{view.__name__}"
    model = getattr(view, "model", None)
    if not (isinstance(model, type) and issubclass(model, Record)):
        raise PluginError(f"{where} has no model.", "Give it a subclass of Record.")
    if not (view.name and view.url and view.label and view.label_plural):
        raise PluginError(f"{where} is not complete.", "A RecordView needs name, url, label and label_plural.")
    if not has_scope(model):
        raise PluginError(f"{where}: {model.__name__} does not say who may see it.",
                          "Set belongs_to to the foreign key that leads to an organisation, or override within().")
    check_forms(view, where)
    check_edit(view, where)
    if not view.columns:
        raise PluginError(f"{where} has no columns.", "Give its list at least one Column.")


def has_scope(model: type[Record]) -> bool:
    """Whether the model says who may see its rows: a rule of its own, or a key that leads to one that has."""
    if model.within.__func__ not in (Record.within.__func__, Searchable.within.__func__, Tracked.within.__func__):
        return True
    if model.belongs_to == EVERYONE:
        return True
    key = model._meta.fields.get(model.belongs_to)
    other = getattr(key, "rel_model", None)
    return other is not None and (other is Organisation or (issubclass(other, Record) and has_scope(other)))


def check_edit(view: type, where: str) -> None:
    """The transition that edits lists every field that the form offers."""
    workflow = view.model.workflow if issubclass(view.model, Tracked) else None
    if not view.edit_transition or workflow is None:
        return
    left = set(view.form_fields) - workflow.transitions[view.edit_transition].fields
    if left:
        raise PluginError(f"{where}: the transition {view.edit_transition} may not change {', '.join(sorted(left))}.",
                          f"Give it fields={view.form_fields!r}, or take them out of form_fields.")


def check_forms(view: type, where: str) -> None:
    """A form offers named fields only, and never those that the engine or the database writes."""
    if (view.can_create or view.can_edit) and not view.form_fields:
        raise PluginError(f"{where} can be edited but names no form_fields.",
                          "List the fields a person may fill: nothing else can be posted.")
    for name in view.form_fields:
        if name in NEVER_IN_FORMS or (name == "number" and issubclass(view.model, Tracked)):
            raise PluginError(f"{where}: {name!r} may not be in a form.", "Only Marelle writes it.")
        if name not in view.model._meta.fields and not hasattr(view, name):
            raise PluginError(f"{where}: {view.model.__name__} has no field {name!r} for its form.")
    for child in view.inline_models or ():
        options = child[1] if isinstance(child, tuple) else vars(child)
        if not options.get("form_columns") or (NEVER_IN_FORMS - {"id"}) & set(options["form_columns"]):
            raise PluginError(f"{where}: an inline form names no form_columns, or names what only Marelle writes.",
                              "Give it as (Model, {\"form_columns\": [\"id\", …]}).")
