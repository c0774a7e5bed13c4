"""The icsge plugin: what the service knows of a child, told to the Ministry and confirmed by it."""

from __future__ import annotations

from core.api import Plugin, _, hookimpl
from plugins.icsge import closures, hookspecs, jobs, notices, own_card, roles, synchronised, views
from plugins.icsge.closures import ClosureBatch, ClosureDay
from plugins.icsge.components import AccessCodeEvent, Component
from plugins.icsge.csss import CsssPeriod
from plugins.icsge.exchange import settings as exchange
from plugins.icsge.notices import SystemStatusNotice
from plugins.icsge.simulator.command import simulate
from plugins.icsge.sync import jobs as sync_jobs
from plugins.icsge.sync.command import compare
from plugins.icsge.sync.models import Dossier, Message, Result, Run
from plugins.icsge.sync.settings import SETTINGS
from plugins.icsge.workflows.closures import CLOSES_ON, ClosureFlow
from plugins.icsge.workflows.csss import CsssFlow
from plugins.icsge.workflows.dossiers import DossierFlow
from plugins.icsge.workflows.runs import RunFlow


class Icsge(Plugin):
    """Synchronisation des dossiers avec le Ministère."""

    name = "icsge"
    title = _("Transfert ICSGE")
    icon = "refresh-cw"
    version = "0.1"
    requires = ("families", "agreements")
    models = (Component, AccessCodeEvent, ClosureBatch, ClosureDay, CsssPeriod, SystemStatusNotice, Dossier, Run,
              Result, Message)
    workflows = (DossierFlow, RunFlow, ClosureFlow, CsssFlow)
    documents = views.DOCUMENTS
    views = views.VIEWS
    hookspecs = hookspecs
    jobs = (*jobs.JOBS, *sync_jobs.JOBS)
    settings = (CLOSES_ON, *SETTINGS, *exchange.SETTINGS)
    permissions = roles.PERMISSIONS
    roles = roles.ROLES
    commands = (simulate, compare)
    demo = "plugins.icsge.demo"

    @hookimpl(optionalhook=True)
    def closed_days(self, installation, first, last):
        return closures.closed_days(installation, first, last)

    @hookimpl(optionalhook=True)
    def last_synchronisation(self, child, user):
        return synchronised.last_accepted(child, user)

    @hookimpl(optionalhook=True)
    def synchronise_link(self, child, user):
        return synchronised.link_of(child, user)

    @hookimpl
    def dashboard_cards(self, user):
        return [*notices.cards(user), *own_card.cards(user)]
