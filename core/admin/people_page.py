"""The look-up of people for whom an officer may ask « Pourquoi pas ? »."""

from __future__ import annotations

from flask import jsonify, request

from core.admin.firing import FOR_OTHERS, people_named
from core.admin.page import Page, expose
from core.admin.typed import as_text
from core.i18n import _
from core.policy import person


class People(Page):
    """Proposes names while one types; the people of the places where the officer may ask, no others."""

    name, url, label = "core.people", "/chercher/personnes", _("Personnes")
    permission, scope = FOR_OTHERS, "User.within"
    in_menu = False

    @expose("/")
    def index(self):
        """At most twenty names."""
        text = as_text(request.args.get("q"))
        found = people_named(person(), text) if text else []
        return jsonify([{"id": each.id, "label": each.name, "detail": each.email} for each in found])
