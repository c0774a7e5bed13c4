"""What a booking, a year and a bulk act must be before they move on: each docstring is a line of the guide."""

from __future__ import annotations

from datetime import timedelta

from core.api import Obstacle, _, guard, prose_date, prose_moment, today, utcnow
from plugins.activities.conditions import ALL_BUT_PLACES, TO_WALK_IN, has_place, why_not
from plugins.activities.deadlines import closing, is_late
from plugins.activities.facts import Cell, Facts
from plugins.activities.models import Booking, BulkAct, SchoolYear

DAY = timedelta(hours=24)
CART_LASTS = timedelta(hours=24)
LONGEST_YEAR = timedelta(days=550)


def facts_of(booking: Booking) -> tuple[Facts, Cell]:
    """What is known of one cell: what was read for many at once, else read now."""
    cell = cell_of(booking)
    if booking.known is not None:
        return booking.known, cell
    return Facts.load([cell.participant], [cell.service], cell.day, cell.day), cell


def cell_of(booking: Booking) -> Cell:
    """Whose, what and when."""
    return Cell(booking.participant_id, booking.service_id, booking.day)


@guard(_("Ce jour peut être demandé"))
def may_ask(booking: Booking, user):
    """Every condition of a booking holds, places apart: the waiting list is for who finds none."""
    return why_not(*facts_of(booking), user, ALL_BUT_PLACES)


@guard(_("Ce jour peut être réservé"))
def may_book(booking: Booking, user):
    """Every condition of a booking holds (ACT-R04, R17)."""
    return why_not(*facts_of(booking), user)


@guard(_("Il ne reste pas de place"))
def may_wait(booking: Booking, user):
    """Every other condition holds, and no place is left."""
    facts, cell = facts_of(booking)
    if has_place(facts, cell) is None:
        return Obstacle(_("Il reste de la place ce jour-là."), _("Réservez plutôt."))
    return why_not(facts, cell, user, ALL_BUT_PLACES)


@guard(_("Une place s’est libérée"))
def may_be_promoted(booking: Booking, user):
    """A place is left, the day is not past, and the child still is entitled to it."""
    if booking.day < today():
        return Obstacle(_("Le %(day)s est passé.", day=prose_date(booking.day)))
    return why_not(*facts_of(booking), user, [name for name in (*ALL_BUT_PLACES, "place") if name != "in_time"])


@guard(_("Le panier est oublié"))
def is_forgotten(booking: Booking, user):
    """It has lain in the cart for 24 hours."""
    if booking.state_since + CART_LASTS > utcnow():
        return Obstacle(_("Ce panier est récent."), _("Attendez 24 heures."))
    return None


@guard(_("La fiche n’est pas archivée"))
def sheet_is_open(booking: Booking, user):
    """The person's sheet is not archived: nothing is written on one that is (FAM-R13)."""
    person = booking.participant.person
    if person.archived_at is None:
        return None
    return Obstacle(_("La fiche de %(who)s est archivée.", who=person), _("Désarchivez-la d’abord."))


@guard(_("Elle n’est pas facturée"))
def is_not_invoiced(booking: Booking, user):
    """No invoice line bills it."""
    if booking.invoice_line is None:
        return None
    return Obstacle(_("Elle est facturée."), _("Corrigez la facture par un avoir ; un brouillon se supprime."))


@guard(_("Le délai d’annulation court encore"))
def in_time_to_cancel(booking: Booking, user):
    """The deadline to cancel has not passed; one who only waits may always leave."""
    if booking.state == "waiting" or not is_late(booking.service, booking.day, cancelling=True):
        return None
    limit = closing(booking.service, booking.day, cancelling=True)
    return Obstacle(_("Le délai d’annulation est passé : c’était le %(day)s à %(hour)s.", day=prose_date(limit.date()),
                      hour=f"{limit:%H:%M}"), _("Qui en a le droit l’annule hors délai : elle reste due."))


@guard(_("Le délai d’annulation est passé"))
def too_late_to_cancel(booking: Booking, user):
    """The deadline to cancel has passed."""
    if is_late(booking.service, booking.day, cancelling=True):
        return None
    return Obstacle(_("Le délai d’annulation court encore."), _("Annulez-la simplement."))


@guard(_("La prestation a commencé"))
def may_be_marked(booking: Booking, user):
    """The service has begun, and the day is not to come (ACT-R05)."""
    if booking.day < booking.service.begins_on:
        return Obstacle(_("« %(service)s » n’a pas débuté : elle commence le %(day)s.", service=booking.service.label,
                          day=prose_date(booking.service.begins_on)), _("Attendez ce jour."))
    if booking.day > today():
        return Obstacle(_("Le %(day)s est à venir.", day=prose_date(booking.day)), _("Pointez ce jour-là."))
    return None


@guard(_("Elle était réservée"))
def was_booked(booking: Booking, user):
    """Somebody booked it: one who came without a booking is taken off instead."""
    if booking.origin != "attendance":
        return None
    return Obstacle(_("Cette personne était là sans réservation."), _("Retirez plutôt sa présence."))


@guard(_("Elle est venue sans réservation"))
def walked_in(booking: Booking, user):
    """Nobody had booked it."""
    if booking.origin == "attendance":
        return None
    return Obstacle(_("Cette présence avait été réservée."), _("Reprenez plutôt le pointage."))


@guard(_("La personne peut être là ce jour-là"))
def may_walk_in(booking: Booking, user):
    """In a class to which the service is offered, on a day when it runs, that is not to come (ACT-R05, R06)."""
    return may_be_marked(booking, user) or why_not(*facts_of(booking), user, TO_WALK_IN)


@guard(_("La case est libre"))
def cell_is_free(booking: Booking, user):
    """No other live booking holds the same cell."""
    other = Booking.select(Booking.id).where(
        Booking.participant == booking.participant_id, Booking.service == booking.service_id,
        Booking.day == booking.day, Booking.is_live()).first()
    if other is None:
        return None
    return Obstacle(_("Ce jour a été réservé de nouveau depuis."), _("Laissez la nouvelle réservation."))


@guard(_("Ses dates se suivent"))
def dates_are_a_year(year: SchoolYear, user):
    """It ends after it begins, within eighteen months, and overlaps no other year of the town that is not closed."""
    if not year.starts_on < year.ends_on < year.starts_on + LONGEST_YEAR:
        return Obstacle(_("Une année finit après son début, dans les dix-huit mois."), _("Corrigez ses dates."))
    other = SchoolYear.select().where(
        SchoolYear.organisation == year.organisation_id, SchoolYear.id != (year.id or 0),
        SchoolYear.starts_on <= year.ends_on, SchoolYear.ends_on >= year.starts_on).first()
    if other is None:
        return None
    return Obstacle(_("Elle chevauche l’année « %(other)s ».", other=other), _("Corrigez ses dates."))


@guard(_("Aucune autre année n’est en cours"))
def no_other_is_current(year: SchoolYear, user):
    """No other year of the town is current."""
    other = SchoolYear.select().where(SchoolYear.organisation == year.organisation_id, SchoolYear.state == "current",
                                      SchoolYear.id != year.id).first()
    if other is None:
        return None
    return Obstacle(_("L’année « %(other)s » est en cours.", other=other), _("Clôturez-la d’abord."))


@guard(_("Il a moins de 24 heures"))
def within_a_day(act: BulkAct, user):
    """It was done less than 24 hours ago."""
    if act.created_at + DAY >= utcnow():
        return None
    return Obstacle(_("Cet acte date du %(moment)s : il ne s’annule que pendant 24 heures.",
                      moment=prose_moment(act.created_at)), _("Corrigez les réservations une à une."))
