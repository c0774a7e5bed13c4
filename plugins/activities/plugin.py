"""The activities plugin: school years, classes, services, bookings and attendance of a town."""

from __future__ import annotations

from core.api import Permission, Plugin, RoleTemplate, _, hookimpl
from plugins.activities import archiving, board, hookspecs, jobs
from plugins.activities.forecast import FORECASTS, ORDER
from plugins.activities.mass import BOOK_MANY
from plugins.activities.models import (
    Booking,
    BulkAct,
    BulkTrace,
    CalendarPeriod,
    ClassGroup,
    Enrolment,
    Entitlement,
    Level,
    Offer,
    Participant,
    PeriodTarget,
    SchoolYear,
    Service,
    TypicalWeek,
)
from plugins.activities.panels import panels_of
from plugins.activities.people_filters import FILTERS
from plugins.activities.school_calendar import OfficialCalendar
from plugins.activities.views import VIEWS
from plugins.activities.workflow import BookingFlow, BulkFlow, YearFlow

TITLE = _("Activités")
READS = ("core.dashboard", "core.organisation.read", "families.read", "activities.read")
CLERK = (*READS, "families.edit", "families.archive", "families.health", "core.export", "billing.read", "billing.rules",
         "messages.read", "messages.send",
         *(f"activities.{verb}" for verb in ("enrol", "book", "override", "attend", "periods", "bulk")))


class Activities(Plugin):
    """Années scolaires, prestations, réservations, présences et périodes d’une collectivité."""

    name = "activities"
    title = TITLE
    icon = "school"
    version = "0.1"
    requires = ("families",)
    demo = "plugins.activities.demo"
    models = (SchoolYear, Level, ClassGroup, Service, Offer, Participant, Enrolment, Entitlement, CalendarPeriod,
              PeriodTarget, BulkAct, BulkTrace, TypicalWeek, Booking, OfficialCalendar)
    hookspecs = hookspecs
    follows = archiving.FOLLOWED
    workflows = (YearFlow, BookingFlow, BulkFlow)
    views = VIEWS
    filters = FILTERS
    jobs = (BOOK_MANY, FORECASTS, ORDER, jobs.empty_carts, jobs.promote)
    permissions = (
        Permission("activities.read", _("Voir les activités, les réservations et les présences"), TITLE),
        Permission("activities.enrol", _("Inscrire dans les classes et aux prestations"), TITLE),
        Permission("activities.book", _("Réserver et annuler dans les délais"), TITLE),
        Permission("activities.override", _("Réserver et annuler hors délai, ou pour un jour passé"), TITLE),
        Permission("activities.attend", _("Pointer les présences"), TITLE),
        Permission("activities.periods", _("Créer les périodes qui ferment ou ouvrent"), TITLE),
        Permission("activities.bulk", _("Réserver en masse, et annuler un acte en masse"), TITLE),
        Permission("activities.settings", _("Régler les années, les classes et les prestations"), TITLE),
    )
    roles = (
        RoleTemplate("town_clerk", _("Agent ou agente du service enfance"), CLERK,
                     _("Inscrit, réserve, pointe et ferme ; ne règle ni les classes ni les prestations.")),
        RoleTemplate("town_admin", _("Responsable du service enfance"),
                     (*CLERK, "families.settings", "activities.settings"),
                     _("Agent, et de plus règle les années, les classes et les prestations.")),
        RoleTemplate("school_staff", _("Équipe d’un établissement"), (*READS, "activities.attend"),
                     _("Voit les enfants de son établissement et pointe les présences.")),
    )

    @hookimpl
    def transition_obstacle(self, record, transition, user):
        return archiving.obstacle(record, transition, user)

    @hookimpl
    def transition_done(self, record, transition, user):
        archiving.done(record, transition, user)

    @hookimpl
    def archive_consequences(self, person, day):
        return archiving.consequences(person, day)

    @hookimpl
    def child_leaves(self, child, installation, last_day, user):
        return archiving.leaves(child, installation, last_day, user)

    @hookimpl
    def record_panels(self, record, user):
        """The cards of a person's sheet."""
        return panels_of(record, user)

    @hookimpl
    def dashboard_cards(self, user):
        """What is booked next, and what waits."""
        return board.cards(user)
