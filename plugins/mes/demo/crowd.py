"""The other requests: how many of each life, spread over the services and over two reference years."""

from __future__ import annotations

from datetime import timedelta

from core.api import Organisation
from plugins.families import Placement
from plugins.mes.demo.cast import GALETS
from plugins.mes.demo.plan import Plan
from plugins.mes.demo.words import REMARKS
from plugins.mes.rules import SUBSIDISED
from plugins.mes.years import ReferenceYear

ROOM = 190
"""The requests of this year are at most so many days old, so that renewals follow what the year before granted."""

# kind of life: (how many at CPE Les Galets, how many elsewhere)
LAST_YEAR = {"ended": (14, 26), "left": (1, 3), "forgotten": (0, 2)}
THIS_YEAR = {"granted": (9, 14), "renewed": (4, 9), "changed": (0, 3), "gone": (1, 3), "back": (0, 1),
             "draft": (0, 9), "sent": (0, 11), "noted": (0, 2), "again": (0, 5), "returned": (0, 9)}


def crowd(demo) -> list[Plan]:
    """The plans of last year, then of this one; each knows its service, its kind and its days."""
    this, others, found = ReferenceYear.of(demo.today), _others(), []
    for year, lives in ((ReferenceYear(this.start - 1), LAST_YEAR), (this, THIS_YEAR)):
        for life, (here, elsewhere) in lives.items():
            services = [GALETS] * here + demo.chance.choices(list(others), list(others.values()), k=elsewhere)
            found += [LIVES[life](demo, service, year) for service in services]
    return found


def moved(demo) -> list[Plan]:
    """A child who changed services: the transfer, once compliant, ends the first request (MES-R18)."""
    year, day = ReferenceYear.of(demo.today), demo.today
    before = Plan("30146300", year, "new", day - timedelta(days=150), submitted=day - timedelta(days=143),
                  compliant=day - timedelta(days=120))
    after = Plan("30114500", year, "transfer", day - timedelta(days=45), submitted=day - timedelta(days=38),
                 compliant=day - timedelta(days=12), previous=before)
    return [before, after]


def _others() -> dict[str, int]:
    """The subsidised services but the first, with the number of children they look after."""
    found: dict[str, int] = {}
    for place in Placement.select(Placement, Organisation).join(Organisation).order_by(Placement.id):
        service = place.installation.parent
        if service.code != GALETS and service.nature in SUBSIDISED:
            found[service.code] = found.get(service.code, 0) + 1
    return found


def _old(demo, service: str, year: ReferenceYear) -> Plan:
    """Created in the first months of last year, conforming a month or two later."""
    created = year.first_day + timedelta(days=demo.chance.randint(12, 100))
    plan = _sent(demo, Plan(service, year, "new", created))
    return _granted(demo, plan)


def _ended(demo, service: str, year: ReferenceYear) -> Plan:
    plan = _old(demo, service, year)
    plan.closed, plan.end = ReferenceYear(year.start + 1).first_day, "year"
    return plan


def _left(demo, service: str, year: ReferenceYear) -> Plan:
    plan = _old(demo, service, year)
    plan.closed, plan.end = plan.compliant + timedelta(days=demo.chance.randint(20, 90)), "departure"
    return plan


def _forgotten(demo, service: str, year: ReferenceYear) -> Plan:
    """A draft that nobody transmitted before the year was over (MES-R78)."""
    return Plan(service, year, "new", year.first_day + timedelta(days=demo.chance.randint(120, 200)), slots=("plan",))


def _new(demo, service: str, year: ReferenceYear, *, days: tuple[int, int]) -> Plan:
    return Plan(service, year, "new", demo.today - timedelta(days=demo.chance.randint(*days)))


def _sent(demo, plan: Plan) -> Plan:
    """Transmitted some days after its creation, sometimes with the attestation of Retraite Québec."""
    plan.attested = demo.chance.random() < 0.25
    plan.submitted = plan.created + timedelta(days=demo.chance.randint(3, 14))
    return plan


def _granted(demo, plan: Plan) -> Plan:
    """Declared compliant; one in four went back once before."""
    plan.compliant = plan.submitted + timedelta(days=demo.chance.randint(8, 26))
    if demo.chance.random() < 0.25:
        plan.returned = plan.submitted + timedelta(days=3)
        plan.remarks = tuple(demo.chance.sample(REMARKS, demo.chance.randint(1, 2)))
        plan.corrected, plan.resubmitted = len(plan.remarks), plan.submitted + timedelta(days=6)
    return plan


def _this_year(demo, service: str, year: ReferenceYear) -> Plan:
    return _granted(demo, _sent(demo, _new(demo, service, year, days=(80, ROOM))))


def _renewed(demo, service: str, year: ReferenceYear) -> Plan:
    plan = _this_year(demo, service, year)
    plan.kind = "renewal"
    return plan


def _changed(demo, service: str, year: ReferenceYear) -> Plan:
    plan = _this_year(demo, service, year)
    plan.kind = "renewal_change"
    return plan


def _gone(demo, service: str, year: ReferenceYear) -> Plan:
    plan = _this_year(demo, service, year)
    plan.closed, plan.end = plan.compliant + timedelta(days=demo.chance.randint(5, 30)), "departure"
    return plan


def _back(demo, service: str, year: ReferenceYear) -> Plan:
    """Closed by mistake and reopened."""
    plan = _gone(demo, service, year)
    plan.reopened = plan.closed + timedelta(days=2)
    return plan


def _draft(demo, service: str, year: ReferenceYear) -> Plan:
    plan = _new(demo, service, year, days=(2, 50))
    plan.slots = ("plan", "service_plan")[:demo.chance.randint(0, 2)]
    plan.filled = demo.chance.random() < 0.7
    return plan


def _waiting(demo, service: str, year: ReferenceYear) -> Plan:
    """Transmitted, some for more than the thirty days that the Ministry has."""
    return _sent(demo, _new(demo, service, year, days=(17, 62)))


def _noted(demo, service: str, year: ReferenceYear) -> Plan:
    """Being read: a comment is written and not sent yet."""
    plan = _waiting(demo, service, year)
    plan.pending = demo.chance.choice(REMARKS)
    return plan


def _returned(demo, service: str, year: ReferenceYear) -> Plan:
    """Sent back; some of the comments are corrected, some requests are late."""
    plan = _sent(demo, _new(demo, service, year, days=(38, 60)))
    plan.returned = plan.submitted + timedelta(days=demo.chance.randint(2, 20))
    plan.remarks = tuple(demo.chance.sample(REMARKS, demo.chance.randint(1, 3)))
    plan.corrected = demo.chance.randint(0, len(plan.remarks) - 1)
    return plan


def _again(demo, service: str, year: ReferenceYear) -> Plan:
    """Sent back, corrected, transmitted again."""
    plan = _returned(demo, service, year)
    plan.corrected, plan.resubmitted = len(plan.remarks), plan.returned + timedelta(days=3)
    return plan


LIVES = {"ended": _ended, "left": _left, "forgotten": _forgotten, "granted": _this_year, "renewed": _renewed,
         "changed": _changed, "gone": _gone, "back": _back, "draft": _draft, "sent": _waiting, "noted": _noted,
         "returned": _returned, "again": _again}
