"""What MES puts on the dashboard: for the Ministry, the requests to examine by region."""

from __future__ import annotations

from core.api import Card, Organisation, _, count_if, utcnow
from plugins.mes.models import Request
from plugins.mes.workflow import RequestFlow


def cards(user) -> list[Card]:
    """The regional card, for those who examine requests."""
    if not user.places_with("mes.request.review"):
        return []
    rows = by_region(user)
    return [Card(_("À examiner par région"), "mes/card_regions.html", {"rows": rows}, order=40, name="mes.regions")]


def by_region(user) -> list[dict]:
    """The transmitted requests of each region that `user` examines, and how many are late: two queries."""
    late = Request.state_since < utcnow() - RequestFlow.submitted.deadline
    query = (Request.select(Request.region, count_if(Request.id.is_null(False)), count_if(late))
             .where(Request.within(user, "mes.request.review"), Request.state == "submitted")
             .group_by(Request.region).tuples())
    counts = {region: (int(total), int(overdue)) for region, total, overdue in query}
    regions = Organisation.select(Organisation.code, Organisation.name).where(
        Organisation.kind == "region", Organisation.within(user, "mes.request.review")).order_by(Organisation.code)
    return [{"code": each.code, "name": each.name, "count": counts.get(each.code, (0, 0))[0],
             "late": counts.get(each.code, (0, 0))[1]} for each in regions]
