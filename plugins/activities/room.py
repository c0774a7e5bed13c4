"""Whether those who change class fit in where they go: services have so many places in an establishment (ACT-R23)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from core.api import Organisation, Refused, _, ngettext, short_date
from plugins.activities.effects import hold_places
from plugins.activities.models import ClassGroup, Enrolment, Entitlement, Offer, SchoolYear, Service
from plugins.activities.reading import taken_places

SHOWN = 5
"""So many full days are named; the others are counted."""
SOME = 500


def refuse_full_days(group: ClassGroup, arrived: Collection[tuple[int, date]]) -> None:
    """Raise Refused when bookings (service and day) that came to an establishment exceed its places."""
    services = {each.id: each for each in Service.select().where(
        Service.id << {service for service, _day in arrived}, Service.places.is_null(False))}
    days = [day for service, day in arrived if service in services]
    if not days:
        return
    hold_places(services)
    taken = taken_places([group.establishment_id], list(services), min(days), max(days))
    full: dict[int, list[date]] = defaultdict(list)
    for service, day in sorted(set(arrived)):
        if service in services and taken.get((group.establishment_id, service, day), 0) > services[service].places:
            full[service].append(day)
    if full:
        said = " ; ".join(f"{services[each]} ({named(found)})" for each, found in full.items())
        raise Refused(_("Les places sont toutes prises à « %(place)s » certains jours : %(said)s.",
                        place=group.establishment, said=said),
                      _("Annulez d’abord ces réservations, ou donnez plus de places à la prestation."))


def named(days: list[date]) -> str:
    """« 4 sept. 2026, 5 sept. 2026 et 3 autres jours »."""
    said, more = ", ".join(map(short_date, days[:SHOWN])), len(days) - SHOWN
    return said if more <= 0 else f"{said} " + ngettext("et un autre jour", "et %(num)s autres jours", more)


def crowds(year: SchoolYear, coming: Mapping[int, ClassGroup]) -> list[object]:
    """Where more people would have a right to a service than it has places, once participants are in these classes.

    A warning, not a refusal: not everybody comes every day, and who finds no place waits for one.
    """
    places = {each.establishment_id for each in coming.values()}
    offers = limited_offers(places)
    seats = seated(year, places) | {who: (group.establishment_id, group.id) for who, group in coming.items()}
    counts: Counter[tuple[int, int]] = Counter()
    for who, service in rights(year, seats, {service for service, _group in offers}):
        place, group = seats[who]
        counts[place, service] += (service, group) in offers
    return [crowded(Organisation.get_by_id(place), offered, count) for (place, service), count in sorted(counts.items())
            if count > (offered := next(each for key, each in offers.items() if key[0] == service)).places]


def crowded(place: Organisation, service: Service, count: int) -> object:
    """The warning itself."""
    return ngettext(
        "« %(service)s » à « %(place)s » : %(count)s y auraient droit pour %(num)s place par jour ; qui serait de "
        "trop irait en liste d’attente.",
        "« %(service)s » à « %(place)s » : %(count)s y auraient droit pour %(num)s places par jour ; qui serait de "
        "trop irait en liste d’attente.", service.places, service=service, place=place, count=count)


def limited_offers(places: Collection[int]) -> dict[tuple[int, int], Service]:
    """The services whose places are counted, by service and class of these establishments: one query."""
    query = (Offer.select(Offer, Service).join(Service).switch(Offer).join(ClassGroup)
             .where(ClassGroup.establishment << list(places), Service.places.is_null(False),
                    Service.archived_at.is_null()))
    return {(each.service_id, each.class_group_id): each.service for each in query} if places else {}


def seated(year: SchoolYear, places: Collection[int]) -> dict[int, tuple[int, int]]:
    """The establishment and the class of those who are in these establishments that year already: one query."""
    query = (Enrolment.select(Enrolment.participant, ClassGroup.establishment, ClassGroup.id).join(ClassGroup)
             .where(Enrolment.year == year.id, ClassGroup.establishment << list(places)))
    return {who: (place, group) for who, place, group in query.tuples()} if places else {}


def rights(year: SchoolYear, people: Collection[int], services: Collection[int]) -> set[tuple[int, int]]:
    """Who of these people has a right to which of these services in a year."""
    found: set[tuple[int, int]] = set()
    listed = list(people) if services else []
    for start in range(0, len(listed), SOME):
        found |= set(Entitlement.select(Entitlement.participant, Entitlement.service).where(
            Entitlement.participant << listed[start:start + SOME], Entitlement.service << list(services),
            Entitlement.starts_on <= year.ends_on,
            Entitlement.ends_on.is_null() | (Entitlement.ends_on >= year.starts_on)).tuples())
    return found
