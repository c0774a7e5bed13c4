"""What archiving, closing registrations and leaving do to bookings (FAM-R16, R18; MES-R77 for the places)."""

from __future__ import annotations

from datetime import date

from core.api import Obstacle, Organisation, _, ngettext, today
from plugins.activities.enrolling import close
from plugins.activities.models import ClassGroup, Enrolment, Participant
from plugins.activities.removing import Outlook, Reach, look, withdraw
from plugins.families import Child, Guardian

FOLLOWED = ("families.guardian", "families.child")
CLOSING = "families.guardian.close_registrations"
ARCHIVING = ("families.guardian.archive", "families.child.archive")


def obstacle(record, transition, user) -> Obstacle | None:
    """An adult who has bookings to come stays open to registration (FAM-R18)."""
    if transition.full_name != CLOSING:
        return None
    count = outlook(record, today()).count
    if not count:
        return None
    return Obstacle(ngettext("%(who)s a encore une réservation à venir.",
                             "%(who)s a encore %(num)s réservations à venir.", count, who=record),
                    _("Annulez-les d’abord."))


def done(record, transition, user) -> None:
    """Who is archived has no bookings from that day on, invoiced ones apart (FAM-R16)."""
    participant = participant_of(record) if transition.full_name in ARCHIVING else None
    if participant is not None:
        withdraw([participant.id], Reach(today()), user, _("Fiche archivée"))


def consequences(person, day: date) -> list[object]:
    """What archiving takes away from a day on, in words with their counts."""
    found = outlook(person, day)
    said = []
    if found.count:
        said.append(ngettext("%(num)s réservation est annulée.", "%(num)s réservations sont annulées.", found.count))
    if found.carts:
        said.append(ngettext("%(num)s ligne du panier est retirée.", "%(num)s lignes du panier sont retirées.",
                             len(found.carts)))
    if found.invoiced:
        said.append(ngettext("%(num)s réservation déjà facturée reste.", "%(num)s réservations déjà facturées restent.",
                             found.invoiced))
    return said


def outlook(person: Child | Guardian, day: date) -> Outlook:
    """The bookings of a person from a day on."""
    participant = participant_of(person)
    return look([participant.id], Reach(day)) if participant else Outlook()


def participant_of(person) -> Participant | None:
    """The participant that a child or an adult is, if it ever was registered."""
    if isinstance(person, Child):
        return Participant.get_or_none(child=person.id)
    return Participant.get_or_none(guardian=person.id) if isinstance(person, Guardian) else None


def leaves(child: Child, installation: Organisation, last_day: date, user) -> object | None:
    """A child whose service in an establishment ends leaves its classes there, and its later bookings go."""
    participant = participant_of(child)
    if participant is None:
        return None
    stays = list(Enrolment.select().join(ClassGroup).where(
        Enrolment.participant == participant.id, ClassGroup.establishment == installation.id,
        Enrolment.ends_on > last_day))
    count = sum(close(each, last_day, user).count for each in stays)
    return ngettext("Sa classe prend fin ce jour-là, et %(num)s réservation est annulée.",
                    "Sa classe prend fin ce jour-là, et %(num)s réservations sont annulées.", count) if stays else None
