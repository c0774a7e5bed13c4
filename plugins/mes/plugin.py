"""The MES plugin: requests for the exceptional support measure, from draft to closed."""

from __future__ import annotations

from core.api import Plugin, Setting, _, hookimpl
from plugins.mes import board, departures, hookspecs, jobs, printouts, roles, views
from plugins.mes.calendar import Event
from plugins.mes.delegation import Delegation
from plugins.mes.models import Comment, Document, HelpText, Reminder, Request, Version, YearTerms
from plugins.mes.workflow import RequestFlow


class Mes(Plugin):
    """Mesure exceptionnelle de soutien à l’intégration des enfants handicapés."""

    name = "mes"
    title = _("Mesure de soutien (MES)")
    icon = "hand-helping"
    version = "0.1"
    requires = ("families",)
    models = (Request, Document, Comment, Version, HelpText, YearTerms, Reminder, Event, Delegation)
    hookspecs = hookspecs
    workflows = (RequestFlow,)
    documents = (*(each.document for each in printouts.PRINTOUTS.values()), views.BOARD)
    views = views.VIEWS
    jobs = (jobs.archive_pdf, jobs.close_year, jobs.send_reminders, jobs.settle_delegations)
    permissions = roles.PERMISSIONS
    roles = roles.ROLES
    demo = "plugins.mes.demo"
    settings = (
        Setting("mes.max_hours_per_day", "8", _("Heures d’accompagnement par jour, au plus"), "decimal",
                _("8 depuis juillet 2019, 6 auparavant.")),
        Setting("mes.max_age_months", 59, _("Âge limite de l’enfant, en mois"), "integer"),
        Setting("mes.max_planned_days", 261, _("Jours de fréquentation au-delà desquels avertir"), "integer"),
        Setting("mes.max_documents_size", 40, _("Documents d’une demande, en tout, en Mo"), "integer",
                _("Chaque fichier pèse 4 Mo au plus.")),
        Setting("mes.next_year_opens_on", None, _("Ouverture des demandes de l’année suivante"), "day",
                _("Vide : seule l’année en cours est ouverte.")),
    )

    @hookimpl
    def child_leaves(self, child, installation, last_day):
        return departures.announced(departures.child_left(child, installation, last_day))

    @hookimpl
    def dashboard_cards(self, user):
        return board.cards(user)
