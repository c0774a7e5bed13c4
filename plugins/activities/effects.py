"""What the transitions of a booking do to it, and whom they tell."""

from __future__ import annotations

from core.api import running, today, utcnow
from plugins.activities.deadlines import is_late
from plugins.activities.models import Booking


def note_lateness(booking: Booking, user, inputs) -> None:
    """Say whether the booking was made after its deadline, or for a day that is past."""
    booking.late = booking.day < today() or is_late(booking.service, booking.day)


def note_late_cancelling(booking: Booking, user, inputs) -> None:
    """Say that the booking was cancelled too late: it stays due."""
    booking.late = True


def note_marking(booking: Booking, user, inputs) -> None:
    """Keep who marked, and when: the moment of the tablet, when it was not connected."""
    booking.marked_at, booking.marked_by = inputs.get("made_at") or utcnow(), getattr(user, "id", None)
    booking.arrived_at = inputs.get("arrived_at") or booking.arrived_at
    booking.left_at = inputs.get("left_at") or booking.left_at


def forget_marking(booking: Booking, user, inputs) -> None:
    """Forget who marked, and the hours."""
    booking.marked_at, booking.marked_by, booking.arrived_at, booking.left_at = None, None, "", ""


def tell_placed(booking: Booking, user, inputs) -> None:
    """Tell who bills that a place is taken."""
    running().host.call("booking_placed", bookings=[booking], user=user)


def tell_removed(booking: Booking, user, inputs) -> None:
    """Tell who bills that a place is given back."""
    running().host.call("booking_removed", bookings=[booking], user=user)
