"""Look-ups: the rows a field or a filter proposes while one types; only those the person sees, fifty at most."""

from __future__ import annotations

from flask import jsonify, request
from peewee import ForeignKeyField

from core.admin.fields import choosable
from core.admin.typed import as_text
from core.errors import NotFound
from core.i18n import _
from core.records import Record, matching

MOST = 50


def answer(view, name: str):
    """The rows of the model that a form field or a filter of the view points to."""
    offered = {each: (view.model._meta.fields[each], "edit" if view.can_edit else "create")
               for each in view.form_fields if each in view.model._meta.fields}
    offered |= {each.name: (each.field, "read") for each in view.filters if each.kind == "relation"}
    key, verb = offered.get(name, (None, ""))
    if not isinstance(key, ForeignKeyField) or "folded" not in key.rel_model._meta.fields:
        raise NotFound(_("Cette page n’existe pas."))
    model = key.rel_model
    return jsonify(proposals(model, as_text(request.args.get("q")), view.choosing(model, verb)))


def proposals(model: type[Record], text: str, permission: str = "") -> list[dict]:
    """What the look-up shows: the id, the name, and a detail that tells namesakes apart."""
    query = choosable(model, permission=permission)
    if text:
        query = query.where(matching(model, text))
    return [{"id": row.id, "label": str(row), "detail": str(getattr(row, "lookup_detail", ""))}
            for row in query.limit(MOST)]
