"""The agreements plugin: service agreements, from draft to their end."""

from __future__ import annotations

from core.api import Panel, Permission, Plugin, RoleTemplate, Setting, _, hookimpl
from plugins.agreements import board, hookspecs, jobs
from plugins.agreements.attending import days_of
from plugins.agreements.models import ServiceAgreement
from plugins.agreements.notices import WITHIN
from plugins.agreements.views import SHEET, VIEWS
from plugins.agreements.workflow import AgreementFlow
from plugins.families import ParentChildFile

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
    settings = (
        Setting(WITHIN, 60, _("Jours couverts par le babillard"), "integer",
                _("Les ententes et les poupons dont la fin vient d’ici là.")),
    )
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

    @hookimpl
    def dashboard_cards(self, user):
        return board.cards(user)

    @hookimpl
    def record_panels(self, record, user):
        return [of_file(record, user)] if isinstance(record, ParentChildFile) and user.can(READS[-1]) else []


def of_file(file: ParentChildFile, user) -> Panel:
    """The agreements of a parent-child file, on its page."""
    rows = ServiceAgreement.visible_to(user).where(ServiceAgreement.file == file.id).order_by(
        ServiceAgreement.starts_on.desc(), ServiceAgreement.id.desc())
    return Panel(TITLE, "agreements/panel_of_file.html", {
        "agreements": list(rows), "may_create": user.can("agreements.agreement.create", file)}, order=50)
