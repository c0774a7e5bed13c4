"""« À examiner »: the lists of the Ministry, each with its count; a row leads to the review."""

from __future__ import annotations

from flask import redirect, url_for

from core.api import Column, Filter, RecordView, _, capped, expose, person, today
from plugins.mes import delegation, worklist
from plugins.mes.models import Request
from plugins.mes.views.requests import WAITING
from plugins.mes.years import ReferenceYear


def years(view, user) -> list[tuple]:
    """The reference years one may filter by: those about now."""
    here = ReferenceYear.of(today()).start
    return [(start, str(ReferenceYear(start))) for start in range(here + 1, here - 4, -1)]


class WorkView(RecordView):
    """The requests that the reader examines, and those that wait for a service."""

    model = Request
    name, url = "mes.work", "/mes/examen"
    label, label_plural, icon = _("Demande"), _("Demandes à examiner"), "hand-helping"
    permissions = {"read": "mes.request.review"}
    on_dashboard = False
    waiting_on = WAITING
    bulk_transitions = ("take",)
    default_sort = "state_since"
    list_template = "mes/worklist.html"
    columns = (
        Column("number", _("Numéro"), link=True, kind="code"), Column("division.name", _("Service de garde")),
        Column("type", _("Type")), Column("hours_per_day", _("h/jour")), worklist.AgeColumn(_("Attente")),
        worklist.DueColumn(), worklist.HolderColumn(_("Confiée à")))
    filters = (worklist.DirectionFilter(), Filter("region", _("Région"), kind="choices", choices=worklist.regions),
               Filter("type", _("Type")), Filter("reference_year", _("Année"), kind="choices", choices=years),
               Filter("division", _("Service de garde")), Filter("assigned_to", _("Confiée à")))
    lists = worklist.PARTS

    @expose("/<int:id>")
    def record(self, id: int):
        """The review of a request."""
        return redirect(url_for("mes_review.review", id=self.find(id).id))

    def parts(self, shown) -> list[dict]:
        """The parts of the work with their counts, as tabs."""
        counts = worklist.counts(person())
        return [{"label": each.label, "url": self.list_url(each), "count": capped(counts[each.name]),
                 "current": each is shown, "icon": ""} for each in self.lists]

    def delegations(self) -> list:
        """Those of today that the reader gave or received, said above her list."""
        return delegation.in_force_for(person())
