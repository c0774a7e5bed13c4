"""The activities plugin: school years, classes, services, bookings and attendance of a town."""

from __future__ import annotations

from core.api import Permission, Plugin, RoleTemplate, _
from plugins.activities import hookspecs, jobs
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
from plugins.activities.school_calendar import OfficialCalendar
from plugins.activities.workflow import BookingFlow, BulkFlow, YearFlow

TITLE = _("Activités")
READS = ("core.dashboard", "core.organisation.read", "families.read", "activities.read")
CLERK = (*READS, "families.edit", "families.archive", "core.export",
         *(f"activities.{verb}" for verb in ("enrol", "book", "override", "attend", "periods", "bulk")))


class Activities(Plugin):
    """Années scolaires, prestations, réservations, présences et périodes d’une collectivité."""

    name = "activities"
    title = TITLE
    icon = "school"
    version = "0.1"
    requires = ("families",)
    models = (SchoolYear, Level, ClassGroup, Service, Offer, Participant, Enrolment, Entitlement, CalendarPeriod,
              PeriodTarget, BulkAct, BulkTrace, TypicalWeek, Booking, OfficialCalendar)
    hookspecs = hookspecs
    workflows = (YearFlow, BookingFlow, BulkFlow)
    jobs = (BOOK_MANY, jobs.empty_carts, jobs.promote)
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
        RoleTemplate("town_admin", _("Responsable du service enfance"), (*CLERK, "activities.settings"),
                     _("Agent, et de plus règle les années, les classes et les prestations.")),
        RoleTemplate("school_staff", _("Équipe d’un établissement"), (*READS, "activities.attend"),
                     _("Voit les enfants de son établissement et pointe les présences.")),
    )
