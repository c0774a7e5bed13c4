"""Which child each request is for: somebody whom the rules allow, and nobody twice."""

from __future__ import annotations

from datetime import date

from core.api import Organisation
from plugins.families import Child, Placement
from plugins.mes.demo.cast import GALETS
from plugins.mes.demo.plan import Plan
from plugins.mes.rules import SUBSIDISED

OLDEST = 58
"""In months, on the first day asked for: the measure stops at 59."""


class Pool:
    """The children who receive the allowance, each for one life; and last year's, whose request may be renewed."""

    def __init__(self, demo, reserved: set[tuple[str, str]]):
        division = Organisation.alias()
        query = (Placement.select(Placement, Child, Organisation, division).join(Child).switch(Placement)
                 .join(Organisation).join(division, on=(Organisation.parent == division.id))
                 .where(Placement.allowance_from.is_null(False)).order_by(Placement.id))
        self.free = list(query)
        demo.chance.shuffle(self.free)
        self.named = {name_of(place): place for place in self.free if name_of(place) in reserved}
        self.free = [place for place in self.free if name_of(place) not in reserved]
        self.granted: list[Plan] = []

    def give(self, plan: Plan) -> None:
        """Name the child and the installation of a plan."""
        if plan.kind.startswith("renewal"):
            self._renew(plan)
        elif plan.previous:
            plan.child, plan.installation = plan.previous.child, self._somewhere(plan.service)
        else:
            place = self.named.pop((plan.service, plan.child_name), None) or next(
                (place for place in self.free if fits(place, plan)), None) or self._elsewhere(plan)
            self.free = [each for each in self.free if each is not place]
            plan.child, plan.installation = place.child, place.installation
        if plan.compliant and plan.end != "departure":
            self.granted.append(plan)

    def _renew(self, plan: Plan) -> None:
        """The child of a request of last year, of the same service if there is one."""
        could = [each for each in self.granted if each.year < plan.year and young(each.child, plan)]
        earlier = next((each for each in could if each.service == plan.service), None) or could[0]
        self.granted.remove(earlier)
        plan.service, plan.previous = earlier.service, earlier
        plan.child, plan.installation = earlier.child, earlier.installation


    def _elsewhere(self, plan: Plan) -> Placement:
        """A place in another service, for a plan whose own has no child left: in spring its newest came too late."""
        others = {place.installation.parent.code for place in self.free
                  if place.installation.parent.nature in SUBSIDISED} - {GALETS}
        for plan.service in sorted(others):
            if found := next((place for place in self.free if fits(place, plan)), None):
                return found
        raise LookupError("No child is left for the demonstration.")

    def _somewhere(self, service: str) -> Organisation:
        """The first installation of a service."""
        return next(place.installation for place in self.free if place.installation.parent.code == service)


def name_of(place: Placement) -> tuple[str, str]:
    """(number of the division, name of the child)."""
    return place.installation.parent.code, str(place.child)


def fits(place: Placement, plan: Plan) -> bool:
    """The place is in the plan's service, the allowance ran, the child was young enough."""
    return (place.installation.parent.code == plan.service and place.allowance_from <= plan.created
            and young(place.child, plan))


def young(child: Child, plan: Plan) -> bool:
    """At most 58 months on the first day of the support asked for."""
    return months(child.birth_date, max(plan.created, plan.year.first_day)) <= OLDEST


def months(born: date, day: date) -> int:
    """Whole months from one day to another."""
    return (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)
