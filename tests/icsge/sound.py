"""Facts that break no rule: what the tests of the rules change one value of."""

from __future__ import annotations

from datetime import date

from plugins.agreements import Day, Facts, Schedule
from plugins.icsge.rules.facts import Address, Adult, FileFacts, Named, PeriodFacts

TODAY = date(2026, 11, 22)
CHILD = Named("Cyr", "Maëlle", date(2023, 5, 2), "F", "1202305020017")
SOUND = FileFacts(CHILD, Adult("Cyr", "Josiane", "mere", "1"), Address("147 rue des Capelans", "Carleton-sur-Mer",
                                                                       "G0C 1J0"),
                  starts_on=date(2024, 9, 3), day=TODAY)

FULL, OFF = Day(frozenset({"am", "pm"}), begins=480, ends=990), Day()
WEEK = Schedule(((FULL,) * 5 + (OFF,) * 2,))
YEAR = PeriodFacts(date(2026, 4, 1), date(2027, 3, 31), 5, 4, "18-59", permit_places=80)
ALONE = Facts(starts_on=date(2026, 9, 7), ends_on=date(2027, 3, 31), schedule=WEEK, birth_date=date(2023, 5, 2),
              csss=True, signed=True)
