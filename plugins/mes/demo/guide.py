"""The lists of the guide, carried over to this year: numbers, types, states, and the days between them.

The guide's last day, 11 August, becomes yesterday; every other day keeps its distance to it.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from plugins.mes.demo.cast import GALETS
from plugins.mes.demo.plan import Plan
from plugins.mes.demo.words import DAYS_REASON, GUIDE_REMARKS, REMARKS
from plugins.mes.years import ReferenceYear

LAST_DAY = date(2021, 8, 11)
UNDER_WAY = (
    # number, years ahead, transmitted, returned, updated, child
    (12, 0, "07-29", "", "07-29", "Éloi Bujold"), (26, 0, "07-22", "07-29", "08-02", "Maëlle Cyr-Poirier"),
    (38, 0, "07-31", "", "07-31", "Rosalie Synnott"), (9, 0, "08-02", "", "08-09", "Nathan Duguay"),
    (28, 0, "08-02", "", "08-02", "Zoé Leblanc"), (12, 1, "07-16", "08-02", "08-02", "Jacob Cormier-Henry"),
    (41, 0, "08-02", "", "08-03", "Thomas-Olivier Gagnon-Bélanger"),
    (31, 0, "08-03", "", "08-07", "Léa-Rose Arseneault"), (14, 0, "07-19", "07-19", "07-19", "Inès Benhaddou"),
    (32, 0, "07-28", "", "07-28", "Loïc Vollant"),
)
DRAFTS = (
    # number, created, changed, type, documents
    (43, "08-02", "08-11", "new", ("plan",)), (42, "08-02", "08-02", "new", ()), (50, "08-10", "08-10", "new", ()),
    (45, "08-03", "08-03", "renewal", ("plan",)), (44, "08-03", "08-04", "new", ("plan", "report")),
    (47, "08-04", "08-04", "new", ()), (48, "08-04", "08-04", "new", ()),
    (17, "07-20", "08-02", "renewal", ("plan", "signatures")), (39, "08-02", "08-02", "new", ()),
    (40, "08-02", "08-11", "new", ("plan", "signatures")),
)
CORRECTED_BY_HALF = 26
UNSIGNED, EMPTY = 51, 52
"""Two drafts of ours: one that only lacks the signature, one that has hardly begun."""


def guide_plans(today: date) -> list[Plan]:
    """The ten requests under way, the ten drafts, and the two drafts more."""
    year = ReferenceYear.of(today)
    ready = Plan(GALETS, year, "new", _day("08-09", today), number=UNSIGNED, attested=True,
                 slots=("plan", "service_plan", "signatures"), touched=_day("08-11", today))
    empty = Plan(GALETS, year, "new", _day("08-11", today), number=EMPTY, filled=False)
    return [*(_under_way(today, row) for row in UNDER_WAY), *(_draft(today, row) for row in DRAFTS), ready, empty]


def _under_way(today: date, row: tuple) -> Plan:
    number, ahead, sent, back, updated, child = row
    year = ReferenceYear.of(today)
    submitted = max(_day(sent, today), year.first_day) if ahead else _day(sent, today)
    plan = Plan(GALETS, ReferenceYear(year.start + ahead), "new", submitted - timedelta(days=6), submitted=submitted,
                number=number, child_name=child, attested=True, slots=("plan", "signatures"), by_worker=True)
    if ahead:
        plan.created = max(plan.created, year.first_day)
    plan.returned = _day(back, today) if back else None
    plan.touched = _day(updated, today) if updated > max(sent, back) else None
    plan.remarks = GUIDE_REMARKS if number == CORRECTED_BY_HALF else REMARKS[number % 4:][:1 + ahead] if back else ()
    if number == CORRECTED_BY_HALF:
        plan.corrected = 1
        plan.answers = {"hours_per_day": Decimal("4.5"), "days_per_week": Decimal(4), "planned_days": 262,
                        "planned_days_reason": DAYS_REASON}
    return plan


def _draft(today: date, row: tuple) -> Plan:
    number, created, changed, kind, slots = row
    touched = _day(changed, today) if changed > created else None
    return Plan(GALETS, ReferenceYear.of(today), kind, _day(created, today), touched=touched, number=number,
                slots=slots, filled=bool(slots or touched))


def _day(written: str, today: date) -> date:
    """« 07-29 » of the guide as a day that leads up to yesterday."""
    return today - timedelta(days=1) - (LAST_DAY - date.fromisoformat(f"2021-{written}"))
