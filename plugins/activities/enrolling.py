"""Entering a class, changing class, leaving (ACT-R01, R21): one class at a time, and the history stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from peewee import IntegrityError

from core.api import Forbidden, Organisation, Refused, _, journal, prose_date, write_transaction
from plugins.activities import removing
from plugins.activities.models import ClassGroup, Enrolment, Level, Participant, SchoolYear
from plugins.activities.removing import Reach
from plugins.families import Child, Guardian, Placement, refuse_archived

ENROL = "activities.enrol"


class Seat(NamedTuple):
    """Where and when somebody enters: the year, the class, the level, the first day; the last is that of the year."""

    year: SchoolYear
    class_group: ClassGroup
    level: Level | None
    starts_on: date
    ends_on: date | None = None

    @property
    def last(self) -> date:
        return self.ends_on or self.year.ends_on


@dataclass(frozen=True)
class Change:
    """What came of a change of class: the new enrolment, and what became of the bookings from that day on."""

    enrolment: Enrolment
    moved: int
    removed: removing.Outlook


def participant_of(person: Child | Guardian) -> Participant:
    """The participant that a child or an adult is; made when it is asked for the first time."""
    wanted = {"child" if isinstance(person, Child) else "guardian": person.id}
    found = Participant.get_or_none(**wanted)
    if found is not None:
        return found
    try:
        with write_transaction():
            found = Participant(**wanted)
            found.save()
    except IntegrityError:
        found = Participant.get(**wanted)
    return found


def enrol(participant: Participant, seat: Seat, user) -> Enrolment:
    """Put somebody in a class, and her place in the establishment (ACT-R01); raises Refused in words."""
    check_seat(participant, seat, user)
    with write_transaction():
        hold(participant)
        refuse_overlap(participant, seat.starts_on, seat.last)
        return _write(participant, seat, user)


def check_seat(participant: Participant, seat: Seat, user) -> None:
    """Raise Refused when the seat is not one that this person may take, Forbidden when `user` may not give it."""
    person, year, group = participant.person, seat.year, seat.class_group
    if not user.can(ENROL, group):
        raise Forbidden(_("Vous n’inscrivez pas dans les classes de « %(place)s ».", place=group.establishment))
    refuse_archived(person)
    if isinstance(person, Guardian) and not person.registrations_open:
        raise Refused(_("%(who)s n’a pas accès aux inscriptions.", who=person),
                      _("Ouvrez cet accès sur sa fiche."))
    if group.archived_at is not None:
        raise Refused(_("La classe %(name)s est archivée.", name=group), _("Choisissez une autre classe."))
    if year.state == "closed":
        raise Refused(_("L’année « %(year)s » est close.", year=year), _("Choisissez une année en cours ou à venir."))
    if not group.establishment.path.startswith(year.organisation.path):
        raise Refused(_("Cette année n’est pas celle de « %(place)s ».", place=group.establishment),
                      _("Choisissez une année de la même collectivité."))
    if not year.starts_on <= seat.starts_on <= seat.last <= year.ends_on:
        raise Refused(_("L’année « %(year)s » va du %(first)s au %(last)s.", year=year,
                        first=prose_date(year.starts_on), last=prose_date(year.ends_on)),
                      _("Choisissez des dates dans cette année."))


def refuse_overlap(participant: Participant, first: date, last: date, but: Enrolment | None = None) -> None:
    """Raise Refused when the person is in a class on one of these days."""
    other = Enrolment.select().where(
        Enrolment.participant == participant.id, Enrolment.starts_on <= last, Enrolment.ends_on >= first,
        Enrolment.id != (but.id if but else 0)).first()
    if other is not None:
        raise Refused(_("%(who)s est déjà en %(name)s, du %(first)s au %(last)s.", who=participant.person,
                        name=other.class_group, first=prose_date(other.starts_on), last=prose_date(other.ends_on)),
                      _("Changez-la de classe, ou donnez d’abord une fin à cette inscription."))


def current(participant: Participant, day: date) -> Enrolment | None:
    """The class in which somebody is on a day."""
    return Enrolment.select().where(Enrolment.participant == participant.id, Enrolment.starts_on <= day,
                                    Enrolment.ends_on >= day).first()


def change_class(participant: Participant, class_group: ClassGroup, level: Level | None, day: date, user) -> Change:
    """Move somebody to another class from a day on (ACT-R21): the old enrolment ends the day before.

    Bookings from that day on follow to the new class; those of services that it is not offered are cancelled.
    """
    with write_transaction():
        hold(participant)
        old = current(participant, day)
        if old is None:
            raise Refused(_("%(who)s n’est dans aucune classe le %(day)s.", who=participant.person,
                            day=prose_date(day)), _("Inscrivez-la plutôt."))
        if old.class_group_id == class_group.id:
            raise Refused(_("C’est la classe où elle est déjà."), _("Choisissez une autre classe."))
        seat = Seat(old.year, class_group, level, day, old.ends_on)
        check_seat(participant, seat, user)
        _leave(old, day - timedelta(days=1), user)
        new = _write(participant, seat, user)
        return Change(new, *removing.follow(participant, class_group, Reach(day, new.ends_on), user))


def end(enrolment: Enrolment, last_day: date, user) -> removing.Outlook:
    """Let somebody leave a class after a day: later bookings are cancelled, invoiced ones stay and are counted."""
    participant = enrolment.participant
    refuse_archived(participant.person)
    if not user.can(ENROL, enrolment.class_group):
        raise Forbidden(_("Vous n’inscrivez pas dans les classes de « %(place)s ».",
                          place=enrolment.class_group.establishment))
    if not enrolment.starts_on <= last_day <= enrolment.ends_on:
        raise Refused(_("Le dernier jour n’est pas dans cette inscription."),
                      _("Choisissez un jour entre le %(first)s et le %(last)s.", first=prose_date(enrolment.starts_on),
                        last=prose_date(enrolment.ends_on)))
    return close(enrolment, last_day, user)


def close(enrolment: Enrolment, last_day: date, user) -> removing.Outlook:
    """The same without asking: for what follows from another act. One that begins later is taken away."""
    with write_transaction():
        hold(enrolment.participant)
        after = Reach(max(last_day + timedelta(days=1), enrolment.starts_on), enrolment.ends_on)
        _leave(enrolment, last_day, user)
        return removing.withdraw([enrolment.participant_id], after, user, _("Sortie de la classe"))


def hold(participant: Participant) -> None:
    """Let nobody else move this person until the end of the transaction."""
    Participant.update(child=Participant.child).where(Participant.id == participant.id).execute()


def _write(participant: Participant, seat: Seat, user) -> Enrolment:
    level = seat.level.id if seat.level else seat.class_group.level_id
    new = Enrolment(participant=participant, year=seat.year, class_group=seat.class_group, level=level,
                    starts_on=seat.starts_on, ends_on=seat.last)
    new.save()
    journal.saved(user, "activities.enrolment.created", new)
    if participant.child_id:
        _place(participant.child, seat.class_group.establishment, (seat.starts_on, seat.last), user)
    return new


def _place(child: Child, establishment: Organisation, days: tuple[date, date], user) -> None:
    """The child's place in the establishment, so that those who work there see its sheet; one that is there grows."""
    first, last = days
    found = Placement.select().where(
        Placement.child == child.id, Placement.installation == establishment.id,
        Placement.starts_on <= last + timedelta(days=1),
        Placement.ends_on.is_null() | (Placement.ends_on >= first - timedelta(days=1))).first()
    if found is None:
        found = Placement(child=child, installation=establishment, starts_on=first, ends_on=last)
        found.save()
        journal.saved(user, "families.placement.created", found)
        return
    before = found.as_dict()
    found.starts_on = min(found.starts_on, first)
    found.ends_on = None if found.ends_on is None else max(found.ends_on, last)
    found.save()
    journal.saved(user, "families.placement.edited", found, before)


def _leave(enrolment: Enrolment, last_day: date, user) -> None:
    """End an enrolment, and the place with it; one that had not begun is taken away."""
    participant, establishment = enrolment.participant, enrolment.class_group.establishment_id
    if last_day < enrolment.starts_on:
        journal.write(user, "activities.enrolment.deleted", enrolment, before=enrolment.as_dict())
        enrolment.delete_instance()
    else:
        before = enrolment.as_dict()
        enrolment.ends_on = last_day
        enrolment.save()
        journal.saved(user, "activities.enrolment.edited", enrolment, before)
    for place in Placement.select().where(
            Placement.child == participant.child_id, Placement.installation == establishment,
            Placement.starts_on <= last_day, Placement.ends_on.is_null() | (Placement.ends_on > last_day)):
        before = place.as_dict()
        place.ends_on = last_day
        place.save()
        journal.saved(user, "families.placement.edited", place, before)
