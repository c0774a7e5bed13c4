"""The plugins: those at work, those set aside after failures, those that cannot be used and why."""

from __future__ import annotations

from flask import flash, redirect, request, url_for

from core import journal
from core.admin.page import Page, expose
from core.errors import NotFound
from core.i18n import _
from core.policy import person
from core.running import running
from core.workflow.declare import State

WORKING = State(_("En service"), "vert", "circle-check")
ASIDE = State(_("Mis de côté"), "ambre", "triangle-alert")
BROKEN = State(_("Inutilisable"), "brique", "octagon-x")


class Plugins(Page):
    """« Modules »."""

    name, url, label, icon = "core.plugins", "/administration/modules", _("Modules"), "puzzle"
    permission, scope = "core.plugin.edit", "modules de l’installation"

    @expose("/")
    def index(self):
        """Every plugin."""
        host = running().host
        host.faults.look(now=True)
        rows = [(plugin.name, plugin.title, plugin.version, ", ".join(plugin.requires),
                 ASIDE if plugin.name in host.aside else WORKING, host.aside.get(plugin.name, ""),
                 host.failures.get(plugin.name, 0)) for plugin in host]
        rows += [(name, name, "", "", BROKEN, reason, 0) for name, reason in sorted(host.broken.items())]
        return self.render("record/plugins.html", rows=rows)

    @expose("/remettre", methods=("POST",))
    def let_back(self):
        """Give a plugin that was set aside another chance."""
        host, name = running().host, request.form.get("plugin", "")
        host.faults.look(now=True)
        if name not in host.aside:
            raise NotFound(_("Ce module n’est pas de côté."))
        journal.write(person(), "core.plugin.let_back", note=f"{name} : {host.aside[name]}")
        host.let_back(name)
        flash(_("Le module « %(name)s » est remis en service.", name=host.plugins[name].title), "toast")
        return redirect(url_for("core_plugins.index"), 303)
