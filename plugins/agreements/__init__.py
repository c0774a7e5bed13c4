"""Service agreements: what other plugins may use."""

from plugins.agreements.content import digest
from plugins.agreements.counting import attended
from plugins.agreements.facts import SUBSIDISED, Facts, Period
from plugins.agreements.gathering import COUNTED
from plugins.agreements.models import END_TYPES, ServiceAgreement
from plugins.agreements.rules import ERROR, HELD_TYPES, RULES, WARNING, Broken, Rule, held, judge, meet, school_day
from plugins.agreements.schedule import SLOTS, Day, Schedule, as_data, beside, monday, read

__all__ = ["COUNTED", "END_TYPES", "ERROR", "HELD_TYPES", "RULES", "SLOTS", "SUBSIDISED", "WARNING", "Broken", "Day",
           "Facts", "Period", "Rule", "Schedule", "ServiceAgreement", "as_data", "attended", "beside", "digest",
           "held", "judge", "meet", "monday", "read", "school_day"]
