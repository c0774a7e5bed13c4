"""Rights to services: from a day, on some weekdays, with who pays if it is known (ACT-R02, R03, R18)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from core.api import Forbidden, Refused, _, journal, prose_date, today, write_transaction
from plugins.activities import removing
from plugins.activities.enrolling import ENROL, hold
from plugins.activities.models import Booking, ClassGroup, Enrolment, Entitlement, Offer, Participant, Service
from plugins.activities.removing import Outlook, Reach
from plugins.activities.weeks import EVERY_DAY
from plugins.families import Guardian, Household, refuse_archived


class Terms(NamedTuple):
    """From when, until when (None: without end), on which weekdays (bits), and who pays if it is known."""

    starts_on: date
    ends_on: date | None = None
    weekdays: int = EVERY_DAY
    payer: Guardian | None = None
    household: Household | None = None

    def holds(self, day: date) -> bool:
        """Whether a day is one of them."""
        return (self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
                and bool(self.weekdays >> day.weekday() & 1))


@dataclass(frozen=True)
class Given:
    """The rights that were opened, and what one should know of them (FAM-R19)."""

    entitlements: list[Entitlement]
    warnings: list[object]


def entitle(participant: Participant, services: Collection[Service], terms: Terms, user) -> Given:
    """Open the rights to several services at once, all or none; raises Refused in words."""
    if not services:
        raise Refused(_("Aucune prestation n’est cochée."), _("Cochez-en une au moins."))
    check(participant, terms, user)
    with write_transaction():
        hold(participant)
        groups = classes_from(participant, terms)
        made = [_open(participant, each, groups, terms) for each in services]
        for each in made:
            journal.saved(user, "activities.entitlement.created", each)
    adult = participant.guardian_id is not None
    return Given(made, [f"{each} : {said}" for each in services if (said := each.unsuited(adult))])


def check(participant: Participant, terms: Terms, user) -> None:
    """Raise Refused for dates or weekdays that cannot be, Forbidden without the right."""
    refuse_archived(participant.person)
    if not may_entitle(participant, user):
        raise Forbidden(_("Vous n’ouvrez pas de droits à cette personne."),
                        _("Demandez-le au service enfance de sa commune."))
    if terms.ends_on is not None and terms.ends_on < terms.starts_on:
        raise Refused(_("Le droit finit avant de commencer."), _("Corrigez ses dates."))
    if not 0 < terms.weekdays <= EVERY_DAY:
        raise Refused(_("Aucun jour de la semaine n’est coché."), _("Cochez-en un au moins."))


def may_entitle(participant: Participant, user) -> bool:
    """Whether the person inscribes in one of the classes where the participant is or will be, or at her home town."""
    groups = ClassGroup.select().join(Enrolment).where(Enrolment.participant == participant.id,
                                                       Enrolment.ends_on >= today()).limit(10)
    return any(user.can(ENROL, each) for each in (*groups, participant))


def classes_from(participant: Participant, terms: Terms) -> list[ClassGroup]:
    """The classes where somebody is from the first day of a right on; raises Refused when there is none."""
    query = ClassGroup.select().join(Enrolment).where(
        Enrolment.participant == participant.id, Enrolment.ends_on >= terms.starts_on)
    found = list(query if terms.ends_on is None else query.where(Enrolment.starts_on <= terms.ends_on))
    if not found:
        raise Refused(_("%(who)s n’est dans aucune classe à partir du %(day)s.", who=participant.person,
                        day=prose_date(terms.starts_on)), _("Inscrivez-la d’abord dans une classe."))
    return found


def change(entitlement: Entitlement, terms: Terms, user) -> Outlook:
    """Give a right other dates or weekdays; bookings from today on that it covers no more are cancelled."""
    check(entitlement.participant, terms, user)
    with write_transaction():
        hold(entitlement.participant)
        refuse_overlap(entitlement.participant, entitlement.service, terms, entitlement)
        before, lost = entitlement.as_dict(), beyond(entitlement, terms.holds)
        for name, value in terms._asdict().items():
            setattr(entitlement, name, value)
        entitlement.save()
        journal.saved(user, "activities.entitlement.edited", entitlement, before)
        return removing.withdraw([entitlement.participant_id], lost, user, _("Droit modifié"))


def beyond(entitlement: Entitlement, covered: Callable[[date], bool] = lambda day: False) -> Reach:
    """The bookings from today on that a right no more covers: what changing or taking it away would remove."""
    return Reach(max(today(), entitlement.starts_on), entitlement.ends_on, [entitlement.service_id], covered)


def take_away(entitlement: Entitlement, user) -> Outlook:
    """Take a right away (ACT-R18): bookings from today on are cancelled; one that served is ended instead."""
    participant = entitlement.participant
    check(participant, Terms(entitlement.starts_on), user)
    with write_transaction():
        hold(participant)
        found = removing.withdraw([participant.id], beyond(entitlement), user, _("Droit retiré"))
        before = entitlement.as_dict()
        if _has_served(entitlement):
            entitlement.ends_on = max(entitlement.starts_on, today() - timedelta(days=1))
            entitlement.save()
            journal.saved(user, "activities.entitlement.edited", entitlement, before)
        else:
            journal.write(user, "activities.entitlement.deleted", entitlement, before=before)
            entitlement.delete_instance()
    return found


def refuse_overlap(participant: Participant, service: Service, terms: Terms, but: Entitlement | None = None) -> None:
    """Raise Refused when another right to the same service runs on one of these days."""
    query = Entitlement.select().where(
        Entitlement.participant == participant.id, Entitlement.service == service.id,
        Entitlement.ends_on.is_null() | (Entitlement.ends_on >= terms.starts_on),
        Entitlement.id != (but.id if but else 0))
    other = (query if terms.ends_on is None else query.where(Entitlement.starts_on <= terms.ends_on)).first()
    if other is not None:
        raise Refused(_("%(who)s a déjà droit à « %(service)s » depuis le %(day)s.", who=participant.person,
                        service=service, day=prose_date(other.starts_on)),
                      _("Modifiez ce droit, ou donnez-lui d’abord une fin."))


def _open(participant: Participant, service: Service, groups: list[ClassGroup], terms: Terms) -> Entitlement:
    if service.archived_at is not None:
        raise Refused(_("« %(service)s » est archivée.", service=service), _("Décochez-la."))
    offered = Offer.select().where(Offer.service == service.id, Offer.class_group << [each.id for each in groups])
    if not offered.exists():
        raise Refused(_("« %(service)s » n’est pas associée à la classe %(name)s.", service=service,
                        name=", ".join(map(str, groups))),
                      _("Cochez cette classe dans la prestation, ou décochez la prestation."))
    refuse_overlap(participant, service, terms)
    made = Entitlement(participant=participant, service=service, **terms._asdict())
    made.save()
    return made


def _has_served(entitlement: Entitlement) -> bool:
    """Whether a booking that counts stands on it."""
    query = Booking.select().where(
        Booking.participant == entitlement.participant_id, Booking.service == entitlement.service_id,
        Booking.day >= entitlement.starts_on, Booking.is_live())
    return (query if entitlement.ends_on is None else query.where(Booking.day <= entitlement.ends_on)).exists()
