"""The live diagram of a workflow: how many stand on each square, since when, how many are late."""

from __future__ import annotations

from core.admin.figures import figures
from core.admin.page import Page, expose
from core.admin.waiting import tracked_views
from core.errors import NotFound
from core.i18n import _
from core.policy import SIGNED_IN, person
from core.workflow.diagram import counts, live


class Journeys(Page):
    """« Parcours »: one page for each workflow that the reader may see records of."""

    name, url, label, icon = "core.journeys", "/parcours", _("Parcours"), "git-compare-arrows"
    permission, scope = SIGNED_IN, "les parcours des dossiers qu’elle peut voir"
    in_menu = False

    @expose("/<workflow>")
    def index(self, workflow: str):
        """The diagram, its squares leading to the filtered lists, and the same as a table."""
        user = person()
        view = next((each for each in tracked_views(user) if each.model.workflow.name == workflow), None)
        if view is None:
            raise NotFound(_("Ce parcours n’existe pas, ou vous ne voyez aucun de ses dossiers."))
        flow, shown = view.model.workflow, figures(view.model.workflow, user)
        links = {name: view.url_of_state(name) for name in flow.states}
        total = sum(each.count or 0 for each in shown.values())
        rows = [(state, shown.get(name), links[name]) for name, state in flow.states.items()]
        return self.render("record/journey.html", view=view, workflow=flow, total=total, rows=rows,
                           drawing=live(flow, shown, "live", links),
                           tall=counts(flow, shown, "live-tall", links, vertical=True))
