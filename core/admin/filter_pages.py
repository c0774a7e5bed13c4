"""Saving the filter of a list under a name, and forgetting it."""

from __future__ import annotations

from urllib.parse import parse_qsl

from flask import flash, redirect, request
from werkzeug.datastructures import MultiDict

from core.admin import saved
from core.admin.asked import named
from core.admin.list_page import query_of
from core.admin.typed import as_text
from core.errors import Refused
from core.i18n import _
from core.policy import person


def save(view):
    """Save the filter of a list as a tab of it."""
    shown, name = named(view, request.form.get("list", "")), as_text(request.form.get("name"))[:60]
    query = query_of(view, MultiDict(parse_qsl(request.form.get("query", ""))))
    if not (name and query):
        raise Refused(_("Ce filtre n’a pas de nom, ou ne filtre rien."), _("Donnez-lui un nom d’au moins une lettre."))
    saved.keep(person(), view.key, shown.name, name=name, query=query)
    flash(_("Filtre « %(name)s » enregistré.", name=name), "toast")
    return redirect(f"{view.list_url(shown)}?{query}", 303)


def forget(view, filter_id: int):
    """Take a saved filter away."""
    found = saved.find(person(), view.key, filter_id)
    back = view.list_url(named(view, found.shown))
    saved.forget(person(), found)
    flash(_("Filtre « %(name)s » oublié.", name=found.name), "toast")
    return redirect(back, 303)
