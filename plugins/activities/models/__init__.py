"""The records of activities: schools, services, people, periods, bookings."""

from plugins.activities.models.bookings import GONE, OCCUPYING, ORIGINS, Booking, BulkAct, BulkTrace, TypicalWeek
from plugins.activities.models.people import Enrolment, Entitlement, Participant
from plugins.activities.models.periods import PERIOD_KINDS, PERIOD_ORIGINS, CalendarPeriod, PeriodTarget
from plugins.activities.models.schools import ClassGroup, Level, OfTown, SchoolYear
from plugins.activities.models.services import MODES, MOST_PLACES, SERVICE_KINDS, Offer, Service

__all__ = ["Booking", "BulkAct", "BulkTrace", "CalendarPeriod", "ClassGroup", "Enrolment", "Entitlement", "GONE",
           "Level", "MODES", "MOST_PLACES", "OCCUPYING", "ORIGINS", "OfTown", "Offer", "PERIOD_KINDS", "PERIOD_ORIGINS",
           "Participant", "PeriodTarget", "SERVICE_KINDS", "SchoolYear", "Service", "TypicalWeek"]
