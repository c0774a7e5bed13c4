"""The agreements plugin: service agreements, from draft to their end."""

from __future__ import annotations

from core.api import Permission, Plugin, RoleTemplate, _, hookimpl
from plugins.agreements import hookspecs, jobs
from plugins.agreements.attending import days_of
from plugins.agreements.models import ServiceAgreement
from plugins.agreements.views import SHEET, VIEWS
from plugins.agreements.workflow import AgreementFlow

TITLE = _("Ententes de service")
READS = ("core.dashboard", "families.read", "agreements.agreement.read")
CLERK = (*READS, "families.edit", "core.export", *(f"agreements.agreement.{verb}" for verb in (
    "create", "copy", "edit", "print", "sign", "replace", "terminate")))


class Agreements(Plugin):
    """Ententes de service entre un parent et un service de garde."""

    name = "agreements"
    title = TITLE
    icon = "signature"
    version = "0.1"
    requires = ("families",)
    models = (ServiceAgreement,)
    hookspecs = hookspecs
    workflows = (AgreementFlow,)
    documents = (SHEET,)
    views = VIEWS
    jobs = (jobs.turn,)
    demo = "plugins.agreements.demo"
    permissions = (
        Permission("agreements.agreement.read", _("Consulter les ententes"), TITLE),
    )
    roles = (
        RoleTemplate("sdg_clerk", _("Adjointe ou adjoint administratif"), CLERK,
                     _("Prépare, imprime et inscrit les ententes de service.")),
        RoleTemplate("sdg_director", _("Direction : ententes"), (*CLERK, "agreements.agreement.cancel"),
                     _("Adjointe, et de plus annule une entente signée.")),
    )

    @hookimpl(optionalhook=True)
    def child_attendance(self, child, installation, first, last):
        return days_of(child, installation, first, last)
