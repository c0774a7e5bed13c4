"""The rules of an agreement (ICSGE-R26 to R57): importing the package fills the table."""

from plugins.agreements.rules import dates, planned
from plugins.agreements.rules.dates import HELD_TYPES, held, meet, school_day
from plugins.agreements.rules.table import ERROR, RULES, WARNING, Broken, Rule, judge

__all__ = ["ERROR", "HELD_TYPES", "RULES", "WARNING", "Broken", "Rule", "dates", "held", "judge", "meet", "planned",
           "school_day"]
