"""Bookings, one live for each participant, service and day, and the acts on many of them."""

from __future__ import annotations

from peewee import SQL

from core.api import (
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    MomentField,
    Organisation,
    Record,
    Tracked,
    User,
    _,
)
from plugins.activities.models.people import Participant
from plugins.activities.models.schools import ClassGroup
from plugins.activities.models.services import Service
from plugins.activities.weeks import WeekCriterion

ORIGINS = (("office", _("Bureau")), ("portal", _("Portail")), ("bulk", _("Semaine type")),
           ("attendance", _("Pointage")))
GONE = ("cancelled", "cancelled_late", "closed")
"""The states of a booking that does not count any more; all others are live, one at most for each cell."""
OCCUPYING = ("booked", "present", "absent_excused", "absent")
"""The states that take a place."""


class BulkAct(Tracked):
    """One act on many bookings: a typical week, a period, a move of classes; undone as one within 24 hours.

    `what` names the act, `parameters` what was asked, the counts what came of it.
    """

    organisation = ForeignKeyField(Organisation, on_delete="RESTRICT")
    author = ForeignKeyField(User, null=True, on_delete="SET NULL")
    what = CharField(max_length=20)
    label = CharField(max_length=200)
    parameters = JSONField(default=dict)
    added = IntegerField(default=0)
    removed = IntegerField(default=0)
    skipped = IntegerField(default=0)

    belongs_to = "organisation"
    read_permission = "activities.read"

    class Meta:
        table_name = "activities_bulk"

    def __str__(self):
        return self.label


class BulkTrace(Record):
    """Some of what a bulk act changed, as it was before: what undoing puts back."""

    bulk = ForeignKeyField(BulkAct, backref="traces", on_delete="CASCADE")
    rows = JSONField()

    belongs_to = "bulk"
    read_permission = "activities.read"

    class Meta:
        table_name = "activities_bulk_trace"


class TypicalWeek(Record):
    """A mass booking that was asked for a person (ACT-R07, R08): the card of the sheet tells them."""

    participant = ForeignKeyField(Participant, backref="typical_weeks", on_delete="CASCADE")
    service = ForeignKeyField(Service, on_delete="CASCADE")
    starts_on = DateField()
    ends_on = DateField()
    weekdays = IntegerField()
    replaces = BooleanField(default=False)
    criterion = JSONField(default=dict)
    bulk = ForeignKeyField(BulkAct, null=True, on_delete="SET NULL")

    belongs_to = "participant"
    read_permission = "activities.read"

    class Meta:
        table_name = "activities_typical_week"

    @property
    def weeks(self) -> WeekCriterion:
        """Which weeks are meant."""
        return WeekCriterion.read(self.criterion)


class Booking(Tracked):
    """One person, one service, one day: in the cart, booked, waiting, attended, absent or cancelled.

    `class_group` is the class of that day: it decides where the booking belongs. `late`: booked or cancelled after
    the deadline. `arrived_at`, `left_at`: « 08:05 ». `invoice_line`: the line that bills it, None while free: what is
    invoiced is never touched by acts on many (ACT-R07).
    """

    participant = ForeignKeyField(Participant, backref="bookings", on_delete="RESTRICT", index=False)
    service = ForeignKeyField(Service, backref="bookings", on_delete="RESTRICT", index=False)
    class_group = ForeignKeyField(ClassGroup, on_delete="RESTRICT", index=False)
    day = DateField()
    origin = CharField(max_length=10, choices=ORIGINS, default="office")
    late = BooleanField(default=False)
    arrived_at = CharField(max_length=5, default="")
    left_at = CharField(max_length=5, default="")
    marked_at = MomentField(null=True)
    marked_by = ForeignKeyField(User, null=True, on_delete="SET NULL", index=False)
    bulk = ForeignKeyField(BulkAct, null=True, on_delete="SET NULL", index=False)
    invoice_line = IntegerField(null=True)

    belongs_to = "class_group"
    read_permission = "activities.read"
    known = None
    """What was read of many cells together, for the guards; it is kept nowhere."""

    class Meta:
        table_name = "activities_booking"
        indexes = ((("participant", "day"), False), (("class_group", "day"), False), (("service", "day"), False))

    def __str__(self):
        return f"{self.participant}, {self.service}, {self.day}"

    @classmethod
    def is_live(cls):
        """The condition on those that count, in the words of their index: else the databases would not use it."""
        return cls.state.not_in([SQL(f"'{state}'") for state in GONE])

    @classmethod
    def is_pending(cls):
        """The condition on those in carts and waiting lists, in the words of their index."""
        return cls.state << [SQL("'cart'"), SQL("'waiting'")]


for name, columns, unique, where in (
    ("live", (Booking.participant, Booking.service, Booking.day), True, Booking.is_live()),
    ("pending", (Booking.state, Booking.state_since), False, Booking.is_pending()),
    ("bulk", (Booking.bulk,), False, Booking.bulk.is_null(False)),
):
    Booking.add_index(Booking.index(*columns, unique=unique, where=where, name=f"activities_booking_{name}"))
