"""What an adult may be asked to pay, and who else could: what the forms offer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from core.api import fold, today
from plugins.activities import Entitlement, Participant, SchoolYear, Service
from plugins.billing.models import BillingRule, BillingRuleTarget
from plugins.billing.paying import Pair
from plugins.families import Child, Guardian, Guardianship, children_of_adult

MOST = 20


def payable(guardian: Guardian, first: date, last: date | None, user) -> dict[Participant, list[Service]]:
    """The services to which her children, and she herself, are entitled on some of these days: one query."""
    children = children_of_adult(guardian).where(Child.archived_at.is_null()).select(Child.id)
    query = (Entitlement.visible_to(user).select(Entitlement, Participant, Child, Guardian, Service)
             .join(Participant).join(Child, "LEFT OUTER JOIN").switch(Participant)
             .join(Guardian, "LEFT OUTER JOIN").switch(Entitlement).join(Service)
             .where((Participant.child << children) | (Participant.guardian == guardian.id),
                    Entitlement.ends_on.is_null() | (Entitlement.ends_on >= first))
             .order_by(Child.birth_date, Participant.id, Service.starts_at, Service.label))
    found: dict[Participant, list[Service]] = defaultdict(list)
    for each in query if last is None else query.where(Entitlement.starts_on <= last):
        if each.service not in found[each.participant]:
            found[each.participant].append(each.service)
    return found


def ticked(texts: Collection[str], offered: Mapping[Participant, Collection[Service]]) -> list[Pair]:
    """The pairs that a form names as « 12.3 », among those offered."""
    return [(who.id, service.id) for who, services in offered.items() for service in services
            if f"{who.id}.{service.id}" in texts]


def relatives(people: Collection[int], user) -> list[Guardian]:
    """The adults responsible today for the children among these participants, and those who live with them."""
    persons = Participant.select(Participant.child, Participant.guardian).where(Participant.id << list(people)).tuples()
    children, adults = ([each[rank] for each in persons if each[rank]] for rank in (0, 1))
    tied = Guardianship.select(Guardianship.guardian).where(Guardianship.child << children, Guardianship.current())
    homes = Guardian.select(Guardian.household).where((Guardian.id << tied) | (Guardian.id << adults))
    return list(in_use(user).where(Guardian.household << homes).order_by(Guardian.last_name, Guardian.first_name))


def named(text: str, user) -> list[Guardian]:
    """The adults whose name holds these words."""
    query = in_use(user)
    for word in fold(text).split()[:5]:
        query = query.where(Guardian.folded.contains(word))
    return list(query.order_by(Guardian.last_name, Guardian.first_name, Guardian.id).limit(MOST))


def in_use(user):
    """The query of the adults whom one sees and who are not archived."""
    return Guardian.visible_to(user).where(Guardian.archived_at.is_null())


def people_of(rule: BillingRule) -> list[int]:
    """Whose services a rule pays."""
    return [who for (who,) in BillingRuleTarget.select(BillingRuleTarget.participant).distinct().where(
        BillingRuleTarget.rule == rule.id).tuples()]


def year_of(guardian: Guardian, user) -> tuple[date, date]:
    """From today to the end of the last school year of her town that is known; a year on where none is."""
    town, day = guardian.household.organisation_id, today()
    last = SchoolYear.visible_to(user).where(SchoolYear.organisation == town, SchoolYear.state != "closed",
                                             SchoolYear.ends_on >= day).order_by(SchoolYear.ends_on.desc()).first()
    return day, last.ends_on if last else day.replace(year=day.year + 1, day=min(day.day, 28))
