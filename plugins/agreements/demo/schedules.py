"""The schedules of the demonstration."""

from plugins.agreements.schedule import Day, Schedule

WHOLE = Day(frozenset({"am", "pm"}), begins=450, ends=990)
MORNING = Day(frozenset({"am"}), begins=480, ends=720)
AFTERNOON = Day(frozenset({"pm"}), begins=750, ends=990)
OFF = Day()
WEEK, IDLE = (WHOLE,) * 5 + (OFF,) * 2, (OFF,) * 7
CYCLES = (
    Schedule((WEEK,)), Schedule(((WHOLE, WHOLE, OFF, WHOLE, WHOLE, OFF, OFF),)),
    Schedule(((MORNING,) * 5 + (OFF,) * 2,)), Schedule((WEEK, (WHOLE, WHOLE, WHOLE, OFF, OFF, OFF, OFF))))
SHARED = {
    # parent A's, then parent B's: of the alternate weeks, the draft still takes a Monday of the first week
    "alternate_weeks": (Schedule((WEEK, IDLE)), Schedule(((WHOLE, *(OFF,) * 6), WEEK))),
    "half_days": (Schedule(((MORNING,) * 5 + (OFF,) * 2,)), Schedule(((AFTERNOON,) * 5 + (OFF,) * 2,))),
}
