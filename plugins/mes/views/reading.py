"""« Consultations »: who read what of a request, and when (MES-R83)."""

from __future__ import annotations

from core.api import Page, _, expose, needs, person
from plugins.mes import reads
from plugins.mes.models import Request


class ReadsPage(Page):
    """For the direction of the service and the administration of the Ministry."""

    name, url, label = "mes.reads", "/mes/demandes", _("Consultations")
    permission = "mes.request.see_reads"
    in_menu = False

    @expose("/<int:id>/consultations")
    @needs("mes.request.see_reads", "sa division ; tout pour l’administration du Ministère")
    def index(self, id: int):
        """The readings, newest first."""
        request = Request.find_for(person(), id, "mes.request.see_reads")
        found = reads.readings(request, reads.MOST + 1)
        return self.render("mes/reads.html", request_=request, readings=found[:reads.MOST],
                           more=len(found) > reads.MOST, most=reads.MOST, said=reads.said)
