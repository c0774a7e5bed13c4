"""The cards of activities on the sheet of a child, or of an adult who may be registered (FAM-R18, ACT-R14, R20)."""

from __future__ import annotations

from flask import request as http

from core.api import Organisation, Panel, _, today
from plugins.activities.conditions import OVERRIDE
from plugins.activities.criterion import week_words
from plugins.activities.grid import of_people
from plugins.activities.models import (
    ClassGroup,
    Enrolment,
    Entitlement,
    Level,
    Participant,
    SchoolYear,
    Service,
    TypicalWeek,
)
from plugins.activities.views.common import (
    BOOK,
    BULK,
    ENROL,
    READ,
    week_asked,
    weekday_letters,
    weekday_names,
)
from plugins.activities.views.week import cart_words, told
from plugins.families import Child, Guardian, Guardianship

RECENT = 5


def panels_of(record, user) -> list[Panel]:
    """The cards of a person's sheet; none for other records, or for who may not read activities."""
    if not isinstance(record, Child | Guardian) or not user.can(READ):
        return []
    if isinstance(record, Child):
        return [*cards_of(record, user), bookings_of(record, user, children=[record])]
    if record.registrations_open:
        return [*cards_of(record, user), bookings_of(record, user, children=children_of(record))]
    children = children_of(record)
    return [bookings_of(record, user, children=children)] if children else []


def participant_of(record) -> Participant | None:
    """The participant that a person is, once she has been enrolled."""
    key = Participant.child if isinstance(record, Child) else Participant.guardian
    return Participant.get_or_none(key == record.id)


def cards_of(record, user) -> list[Panel]:
    """« Mon cursus, mes groupes » and « Mes prestations et mes réservations en masse »."""
    who = participant_of(record)
    rights = {"may_enrol": user.can(ENROL, record) and record.archived_at is None,
              "may_book": user.can(BULK, record) and record.archived_at is None, "participant": who}
    course = rights | {"enrolments": enrolments_of(who) if who else [], "is_child": isinstance(record, Child)}
    services = rights | {"entitlements": entitlements_of(who) if who else [], "today": today(),
                         "weeks": weeks_of(who) if who else [], "letters": weekday_letters, "names": weekday_names,
                         "week_words": week_words}
    return [Panel(_("Mon cursus, mes groupes"), "activities/panel_course.html", course, order=50, name="cursus"),
            Panel(_("Mes prestations et mes réservations en masse"), "activities/panel_services.html", services,
                  order=51, name="prestations")]


def bookings_of(record, user, children: list[Child]) -> Panel:
    """« Mes réservations »: the week of the person, or of each child of an adult."""
    first = week_asked()
    people = list(Participant.visible_to(user).where(
        (Participant.child << [each.id for each in children])
        | ((Participant.guardian == record.id) if isinstance(record, Guardian) else False)))
    entitled = Entitlement.select(Entitlement.service).where(Entitlement.participant << [each.id for each in people])
    services = {number for (number,) in entitled.tuples()} if people else ()
    rights = user.can(BOOK, record) and record.archived_at is None, user.can(OVERRIDE, record)
    grids = of_people([each.id for each in people], services, first, rights) if people else []
    cart = sum(each.cart for each in grids)
    context = {"pairs": list(zip(people, grids, strict=True)), "week": told(first), "cart": cart,
               "cart_words": cart_words(cart), "people": [each.id for each in people], "record": record,
               "url": http.path, "may_book": rights[0], "household": record.household_id}
    return Panel(_("Mes réservations"), "activities/panel_bookings.html", context, order=52, name="reservations")


def children_of(guardian: Guardian) -> list[Child]:
    """The children that an adult is responsible for today: one query."""
    day = today()
    return list(Child.select().join(Guardianship).where(
        Guardianship.guardian == guardian.id, Guardianship.ends_on.is_null() | (Guardianship.ends_on >= day),
        Child.archived_at.is_null()).order_by(Child.birth_date).limit(20))


def enrolments_of(who: Participant) -> list[Enrolment]:
    """The person's times in classes, the latest first: one query."""
    return list(Enrolment.select(Enrolment, SchoolYear, ClassGroup, Organisation, Level).join(SchoolYear)
                .switch(Enrolment).join(ClassGroup).join(Organisation).switch(Enrolment)
                .join(Level, "LEFT OUTER JOIN").where(Enrolment.participant == who.id)
                .order_by(Enrolment.starts_on.desc()).limit(30))


def entitlements_of(who: Participant) -> list[Entitlement]:
    """What the person is entitled to, those that go on first: one query."""
    return list(Entitlement.select(Entitlement, Service, Guardian).join(Service).switch(Entitlement)
                .join(Guardian, "LEFT OUTER JOIN").where(Entitlement.participant == who.id)
                .order_by(Entitlement.ends_on.is_null().desc(), Service.starts_at, Entitlement.starts_on).limit(60))


def weeks_of(who: Participant) -> list[TypicalWeek]:
    """The latest mass bookings that were asked for the person: one query."""
    return list(TypicalWeek.select(TypicalWeek, Service).join(Service).where(TypicalWeek.participant == who.id)
                .order_by(TypicalWeek.id.desc()).limit(RECENT))
