"""Look-ups: the rows a field or a filter proposes while one types; only those the person sees, fifty at most."""

from __future__ import annotations

from flask import jsonify, request
from peewee import SQL, Expression, ForeignKeyField, fn

from core.admin.fields import allowed, named_by
from core.admin.filters import Filter
from core.admin.finding import can_be_found, found_by, with_names
from core.admin.typed import as_text
from core.errors import NotFound
from core.i18n import _
from core.organisations import Organisation
from core.policy import person
from core.records import Record

MOST = 50


def answer(view, name: str):
    """The rows of the model that a form field or a filter of the view points to."""
    text, found = as_text(request.args.get("q")), next((each for each in view.filters if each.name == name), None)
    if found is not None and found.kind == "relation":
        return jsonify(proposals(found.field.rel_model, text, occurring(view, found)))
    key = view.model._meta.fields.get(name) if name in view.form_fields else None
    if not isinstance(key, ForeignKeyField) or not can_be_found(key.rel_model):
        raise NotFound(_("Cette page n’existe pas."))
    model = key.rel_model
    return jsonify(proposals(model, text, allowed(model, None, view.choosing(model, "edit" if view.can_edit else
                                                                             "create"))))


def occurring(view, own: Filter) -> Expression:
    """The rows that a filter may lead to: of organisations those that occur in what the person sees, whatever they are.

    One need not be allowed to read the tree of organisations to find one's own.
    """
    model, read = own.field.rel_model, view.permission("read")
    if model is not Organisation or view.model is Organisation or "." in own.path:
        return allowed(model, None, view.choosing(model, "read"))
    return fn.EXISTS(view.model.select(SQL("1")).where(view.model.within(person(), read), own.field == model.id))


def proposals(model: type[Record], text: str, condition: Expression) -> list[dict]:
    """What the look-up shows: the id, the name, and a detail that tells namesakes apart."""
    query = model.select().where(condition).order_by(*named_by(model))
    if text:
        query = query.where(found_by(model, text))
    return [{"id": row.id, "label": str(row), "detail": str(getattr(row, "lookup_detail", ""))}
            for row in with_names(list(query.limit(MOST)))]
