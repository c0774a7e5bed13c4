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
    offered = {each.name: each.field for each in view.filters if each.kind == "relation"}
    offered |= {each: view.model._meta.fields[each] for each in view.form_fields if each in view.model._meta.fields}
    key = offered.get(name)
    if not isinstance(key, ForeignKeyField) or "folded" not in key.rel_model._meta.fields:
        raise NotFound(_("Cette page n’existe pas."))
    return jsonify(proposals(key.rel_model, as_text(request.args.get("q"))))


def proposals(model: type[Record], text: str) -> list[dict]:
    """What the look-up shows: the id, the name, and a detail that tells namesakes apart."""
    query = choosable(model)
    if text:
        query = query.where(matching(model, text))
    return [{"id": row.id, "label": str(row), "detail": str(getattr(row, "lookup_detail", ""))}
            for row in query.limit(MOST)]
