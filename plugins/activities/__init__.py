"""Activities: school years, services, bookings and attendance: what other plugins may use."""

from plugins.activities.criterion import CriterionForm, criterion_of, week_words, weeks_between
from plugins.activities.enrolling import hold
from plugins.activities.facts import Cell, Facts
from plugins.activities.models import Booking, Entitlement, Participant, SchoolYear, Service
from plugins.activities.openings import open_days
from plugins.activities.views.common import LETTERS as WEEKDAY_LETTERS, WEEKDAYS, ids_of, offered
from plugins.activities.weeks import ALL, WeekCriterion, days_of, monday, week_matches

__all__ = ["ALL", "Booking", "Cell", "CriterionForm", "Entitlement", "Facts", "Participant", "SchoolYear",
           "Service", "WEEKDAYS", "WEEKDAY_LETTERS", "WeekCriterion", "criterion_of", "days_of", "hold",
           "ids_of", "monday", "offered", "open_days", "week_matches", "week_words", "weeks_between"]
