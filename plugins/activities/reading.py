"""The queries that gather what is known of many cells: one for each sort of fact, whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from peewee import SQL, ModelSelect

from core.api import Organisation, Prepared, among, fn, rows_of, running
from plugins.activities.known import Cell, Held, Right, Stay, Target, Who
from plugins.activities.models import (
    OCCUPYING,
    Booking,
    CalendarPeriod,
    ClassGroup,
    Enrolment,
    Entitlement,
    Offer,
    Participant,
    PeriodTarget,
    SchoolYear,
    Service,
)
from plugins.families import Child, Guardian


def taken_places(establishments: Collection[int], services: Collection[int], first: date,
                 last: date) -> dict[tuple[int, int, date], int]:
    """How many places are taken by establishment, service and day: one query, none without services."""
    if not services or not establishments:
        return {}
    query = (Booking.select(ClassGroup.establishment, Booking.service, Booking.day, fn.COUNT(Booking.id))
             .join(ClassGroup)
             .where(ClassGroup.establishment << among(establishments), Booking.service << among(services),
                    Booking.day >= first, Booking.day <= last, Booking.state << OCCUPYING)
             .group_by(ClassGroup.establishment, Booking.service, Booking.day))
    return {(place, service, day): count for place, service, day, count in rows_of(query)}


def enrolled_in(classes: Iterable[Any], first: date, last: date) -> SQL:
    """The numbers of those who are in these classes at some time in these days, as the right side of `<<`."""
    return within(Enrolment.select(Enrolment.participant).where(
        Enrolment.class_group << numbers(classes), Enrolment.starts_on <= last, Enrolment.ends_on >= first))


def within(query: ModelSelect) -> SQL:
    """A query of numbers as one node."""
    text, values = query.sql()
    return SQL(f"({text})", list(values))


def numbers(found: Iterable[Any]) -> SQL:
    """The numbers of records, of a query of them, or as they are, as the right side of `<<`."""
    if isinstance(found, SQL):
        return found
    return within(found) if isinstance(found, ModelSelect) else among(getattr(each, "id", each) for each in found)


def _people(last: date, first: date, who: SQL) -> ModelSelect:
    days = (Enrolment.starts_on <= last) & (Enrolment.ends_on >= first)
    return (Participant.select(
        Participant.id, Participant.child, Participant.guardian, Child.first_name, Child.last_name, Child.archived_at,
        Guardian.first_name, Guardian.last_name, Guardian.archived_at, Enrolment.starts_on, Enrolment.ends_on,
        Enrolment.class_group, ClassGroup.name, ClassGroup.establishment, Organisation.path, Organisation.name,
        Enrolment.level, SchoolYear.label, SchoolYear.state)
        .left_outer_join(Child).switch(Participant).left_outer_join(Guardian).switch(Participant)
        .left_outer_join(Enrolment, on=(Enrolment.participant == Participant.id) & days)
        .left_outer_join(ClassGroup).left_outer_join(Organisation).switch(Enrolment).left_outer_join(SchoolYear)
        .where(Participant.id << who).order_by(Participant.id, Enrolment.starts_on))


def _services(classes: SQL, last: date, first: date, what: SQL) -> ModelSelect:
    return (Service.select(*Service._meta.sorted_fields, Organisation.time_zone, Organisation.country,
                           Offer.class_group, CalendarPeriod.id, CalendarPeriod.label, CalendarPeriod.starts_on,
                           CalendarPeriod.ends_on, CalendarPeriod.kind)
            .join(Organisation).switch(Service)
            .left_outer_join(Offer, on=(Offer.service == Service.id) & (Offer.class_group << classes))
            .left_outer_join(PeriodTarget, on=(PeriodTarget.service == Offer.service)
                             & (PeriodTarget.class_group == Offer.class_group))
            .left_outer_join(CalendarPeriod, on=(PeriodTarget.period == CalendarPeriod.id)
                             & (CalendarPeriod.starts_on <= last) & (CalendarPeriod.ends_on >= first))
            .where(Service.id << what).order_by(Service.id, CalendarPeriod.starts_on, CalendarPeriod.id))


def _rights(who: SQL, what: SQL) -> ModelSelect:
    return Entitlement.select(Entitlement.participant, Entitlement.service, Entitlement.starts_on, Entitlement.ends_on,
                              Entitlement.weekdays).where(Entitlement.participant << who, Entitlement.service << what)


def _bookings(who: SQL, what: SQL, first: date, last: date) -> ModelSelect:
    return Booking.select(
        Booking.participant, Booking.service, Booking.day, Booking.id, Booking.state, Booking.version,
        Booking.class_group, Booking.origin, Booking.late, Booking.invoice_line, Booking.arrived_at, Booking.left_at,
        Booking.marked_at, Booking.marked_by).where(
        Booking.participant << who, Booking.service << what, Booking.day >= first, Booking.day <= last,
        Booking.is_live())


PEOPLE, SERVICES, RIGHTS, BOOKINGS = (Prepared(each) for each in (_people, _services, _rights, _bookings))


def people_and_stays(who: SQL, first: date, last: date) -> tuple[dict[int, Who], dict[int, list[Stay]]]:
    """The persons, and their stays in classes in these days: one query."""
    people, stays = {}, defaultdict(list)
    for number, child, guardian, *rest in PEOPLE.rows(last, first, who):
        mine = rest[:3] if child else rest[3:6]
        people[number] = Who(mine[0], mine[1], child, guardian, mine[2] is not None)
        if rest[6] is not None:
            stays[number].append(Stay(*rest[6:]))
    return people, dict(stays)


def rights_of(who: SQL, what: SQL) -> dict[tuple[int, int], list[Right]]:
    """Those of other days too: they tell when a right begins."""
    found = defaultdict(list)
    for participant, service, *right in RIGHTS.rows(who, what):
        found[participant, service].append(Right(*right))
    return dict(found)


def services_and_periods(what: SQL, classes: Collection[int], first: date, last: date) -> tuple[
        dict[int, Service], set[tuple[int, int]], dict[tuple[int, int], list[Target]]]:
    """The services with the zone of their town, which of these classes they are offered to, and the periods that hold
    for those in these days: one query."""
    own = [each.name for each in Service._meta.sorted_fields]
    services, offers, targets = {}, set(), defaultdict(list)
    for row in SERVICES.rows(among(classes), last, first, what):
        values, (zone, country, group, *period) = row[:len(own)], row[len(own):]
        if values[0] not in services:
            made = services[values[0]] = Service(**dict(zip(own, values, strict=True)))
            made.time_zone, made.country = zone, country
            made._dirty.clear()
        if group is not None:
            offers.add((values[0], group))
        if period[0] is not None:
            targets[values[0], group].append(Target(*period))
    return services, offers, dict(targets)


def bookings_of(who: SQL, what: SQL, first: date, last: date) -> dict[Cell, Held]:
    """The live bookings of some cells."""
    return {Cell._make(row[:3]): Held._make(row[3:]) for row in BOOKINGS.rows(who, what, first, last)}


def payers_of(who: Any, what: list[int], first: date, last: date) -> dict[Cell, str] | None:
    """Who pays, as the plugins that bill say; None when there is none."""
    answers = running().host.call("payers_of", participants=who, services=what, first=first, last=last)
    return {cell: name for _plugin, answer in answers for cell, name in answer.items()} if answers else None
