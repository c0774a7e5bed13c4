"""What the page at an address is called: people know pages by their names."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import MapAdapter

from core.administration import DOORS
from core.errors import Forbidden, NotFound
from core.i18n import _
from core.running import running

OWN = {"account": _("Mon compte"), "notices": _("Avis"), "preferences": _("Mon compte")}
PLACED = {each.link.target.partition(".")[0]: each.link.label for each in DOORS} | {
    "memberships": DOORS[0].link.label, "administration": _("Administration")}


def page_name(address: str) -> str:
    """« Demande 2026-11-026 », « Formulaire de demande, demande 2026-11-026 », « Mon compte »."""
    part, values = matched(address)
    known = OWN.get(part) or PLACED.get(part)
    if known is not None and part not in views():
        return str(known)
    view = views().get(part)
    name = str(getattr(view, "label_plural", "") or getattr(view, "label", "") or _("une page de Marelle"))
    about = record_at(address, values)
    if about is None:
        return name
    return about if hasattr(view, "model") else f"{name}, {about}"


def matched(address: str) -> tuple[str, dict[str, Any]]:
    """The part of Marelle that answers at an address, and what its path holds; nothing where no page is."""
    path, adapter = urlsplit(address).path, current_app.url_map.bind("")
    for method in ("GET", "POST"):
        try:
            return endpoint_of(adapter, path, method)
        except MethodNotAllowed:
            continue
        except HTTPException:
            break
    return "", {}


def endpoint_of(adapter: MapAdapter, path: str, method: str) -> tuple[str, dict[str, Any]]:
    """The blueprint and the values of one path."""
    endpoint, values = adapter.match(path, method=method)
    return endpoint.partition(".")[0], dict(values)


def views() -> dict[str, Any]:
    """The registered pages by the name of their blueprint."""
    return {view.endpoint: view for view in running().views.values()}


def record_at(address: str, values: dict[str, Any]) -> str | None:
    """The record that an address is about, when the reader may see it: the view of the address says its name."""
    found = [view for view in views().values() if hasattr(view, "model") and address.startswith(f"{view.url}/")]
    if not found or "id" not in values:
        return None
    view = max(found, key=lambda each: len(each.url))
    try:
        return view.title_of(view.find(values["id"]))
    except (Forbidden, NotFound):
        return None
