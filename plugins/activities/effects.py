"""What the transitions of a booking do to it, and whom they tell."""

from __future__ import annotations

from collections.abc import Iterable

from core.api import Refused, _, running, today, utcnow
from plugins.activities.deadlines import is_late
from plugins.activities.facts import taken_places
from plugins.activities.models import Booking, ClassGroup, Service
from plugins.activities.promoting import promote


def note_lateness(booking: Booking, user, inputs) -> None:
    """Say whether the booking was made after its deadline, or for a day that is past."""
    booking.late = booking.day < today() or is_late(booking.service, booking.day)


def note_late_cancelling(booking: Booking, user, inputs) -> None:
    """Say that the booking was cancelled too late: it stays due."""
    booking.late = True


def note_marking(booking: Booking, user, inputs) -> None:
    """Keep who marked, and when: the moment of the tablet, when it was not connected."""
    now = utcnow()
    booking.marked_at, booking.marked_by = min(inputs.get("made_at") or now, now), getattr(user, "id", None)
    booking.arrived_at = inputs.get("arrived_at") or booking.arrived_at
    booking.left_at = inputs.get("left_at") or booking.left_at


def forget_marking(booking: Booking, user, inputs) -> None:
    """Forget who marked, and the hours."""
    booking.marked_at, booking.marked_by, booking.arrived_at, booking.left_at = None, None, "", ""


def keep_within_places(booking: Booking, user, inputs) -> None:
    """Refuse the place that somebody else took in the same instant (ACT-R23)."""
    places = booking.service.places
    if places is None:
        return
    hold_places([booking.service_id])
    establishment = ClassGroup.get_by_id(booking.class_group_id).establishment_id
    taken = taken_places([establishment], [booking.service_id], booking.day, booking.day)
    if sum(taken.values()) > places:
        raise Refused(_("La dernière place vient d’être prise."), _("Mettez-la en liste d’attente."))


def hold_places(services: Iterable[int]) -> None:
    """Let nobody else take places of these services until the end of the transaction."""
    Service.update(places=Service.places).where(Service.id << sorted(services), Service.places.is_null(False)).execute()


def tell_placed(booking: Booking, user, inputs) -> None:
    """Tell who bills that a place is taken."""
    running().host.call("booking_placed", bookings=[booking], user=user)


def tell_removed(booking: Booking, user, inputs) -> None:
    """Tell who bills that a place is given back."""
    running().host.call("booking_removed", bookings=[booking], user=user)


def give_place_on(booking: Booking, user, inputs) -> None:
    """Let the oldest who waits have the place (ACT-R23)."""
    if booking.service.places is not None:
        promote(booking.service_id, booking.day, ClassGroup.get_by_id(booking.class_group_id).establishment_id)
