"""Filters that activities add to the lists of children and of adults: class, level, establishment, year, service."""

from __future__ import annotations

from collections.abc import Callable

from core.api import ConditionFilter, Organisation, _, today
from plugins.activities.models import ClassGroup, Enrolment, Entitlement, Level, Participant, SchoolYear, Service
from plugins.families import Child, Guardian, Guardianship

READ = "activities.read"
MOST = 300


def offering(rows: Callable) -> Callable:
    """The choices of a filter, for who sees activities at all."""
    return lambda view, user: [(each[0], " · ".join(each[1:])) for each in rows(user).limit(MOST).tuples()] \
        if user.can(READ) else []


def _classes(user):
    return ClassGroup.visible_to(user).select(ClassGroup.id, Organisation.name, ClassGroup.name).join(
        Organisation).where(ClassGroup.archived_at.is_null()).order_by(Organisation.name, ClassGroup.name)


def _establishments(user):
    return Organisation.visible_to(user, READ).select(Organisation.id, Organisation.name).where(
        Organisation.kind == "establishment", Organisation.archived_at.is_null()).order_by(Organisation.name)


def _levels(user):
    return Level.visible_to(user).select(Level.id, Level.label).order_by(Level.rank, Level.id)


def _years(user):
    return SchoolYear.visible_to(user).select(SchoolYear.id, SchoolYear.label).order_by(SchoolYear.starts_on.desc())


def _services(user):
    return Service.visible_to(user).select(Service.id, Service.label).where(
        Service.archived_at.is_null()).order_by(Service.label)


def enrolled(condition, *, ever: bool = False):
    """The participants whose enrolment, of now or to come unless `ever`, meets a condition."""
    query = Enrolment.select(Enrolment.participant).where(condition)
    return query if ever else query.where(Enrolment.ends_on >= today())


def _in_classes(values: tuple, user):
    return enrolled(Enrolment.class_group << values)


def _in_establishments(values: tuple, user):
    groups = ClassGroup.select(ClassGroup.id).where(ClassGroup.establishment << values)
    return enrolled(Enrolment.class_group << groups)


def _at_levels(values: tuple, user):
    return enrolled(Enrolment.level << values)


def _in_years(values: tuple, user):
    return enrolled(Enrolment.year << values, ever=True)


def entitled(values: tuple, user):
    """Those who have a right to a service, today or later."""
    return Entitlement.select(Entitlement.participant).where(
        Entitlement.service << values, Entitlement.ends_on.is_null() | (Entitlement.ends_on >= today()))


def children(found: Callable) -> Callable:
    """As a condition on children."""
    return lambda values, user: Child.id << Participant.select(Participant.child).where(
        Participant.id << found(values, user), Participant.child.is_null(False))


def adults(found: Callable) -> Callable:
    """As a condition on adults: their own, or that of a child of theirs."""

    def where(values: tuple, user):
        own = Participant.select(Participant.guardian).where(
            Participant.id << found(values, user), Participant.guardian.is_null(False))
        theirs = Guardianship.select(Guardianship.guardian).where(Guardianship.current(), Guardianship.child << (
            Participant.select(Participant.child).where(
                Participant.id << found(values, user), Participant.child.is_null(False))))
        return (Guardian.id << own) | (Guardian.id << theirs)

    return where


TABLE = (
    ("class", _("Classe"), _in_classes, _classes),
    ("establishment", _("Établissement"), _in_establishments, _establishments),
    ("level", _("Niveau"), _at_levels, _levels),
    ("year", _("Année scolaire"), _in_years, _years),
    ("service", _("Prestation"), entitled, _services),
)
"""Name, label, who is meant, what is offered."""


def made(people: Callable) -> tuple[ConditionFilter, ...]:
    """The filters of one list."""
    return tuple(ConditionFilter(name, label, people(found), choices=offering(rows))
                 for name, label, found, rows in TABLE)


FILTERS = {"families.child": made(children), "families.guardian": made(adults)}
