"""What is booked, and which classes are offered it."""

from __future__ import annotations

from core.api import (
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    MomentField,
    Organisation,
    Record,
    Searchable,
    _,
    keep_in_order,
    today,
)
from plugins.activities.models.schools import ClassGroup, OfTown
from plugins.activities.weeks import EVERY_DAY

SERVICE_KINDS = (("meal", _("Repas")), ("care", _("Garderie")), ("leisure", _("Accueil de loisirs")),
                 ("study", _("Étude")), ("other", _("Autre")))
MODES = (("booking", _("À la réservation")), ("attendance", _("Au pointage")), ("flat", _("Au forfait")),
         ("hourly", _("À l’heure")))
MOST_PLACES = 10_000


class Service(OfTown, Searchable):
    """What is booked (« prestation »): a meal, a care before or after class, a day of leisure.

    `starts_at`, `ends_at`: « 07:30 ». `weekdays`: bits, Monday 1 to Sunday 64. `begins_on`: no attendance before it
    (ACT-R05). `booking_days` and `booking_time`: bookings close so many days before, at that time of day, counted in
    working days if `working_days`; None never closes. The same for cancelling. `places`: at each establishment, each
    day; None without limit. `opens_by_default`: whether it runs outside of any period.
    """

    organisation = ForeignKeyField(Organisation, on_delete="RESTRICT")
    label = CharField(max_length=80)
    kind = CharField(max_length=10, choices=SERVICE_KINDS, default="care")
    mode = CharField(max_length=10, choices=MODES, default="booking")
    starts_at = CharField(max_length=5, default="")
    ends_at = CharField(max_length=5, default="")
    weekdays = IntegerField(default=EVERY_DAY)
    begins_on = DateField(default=today)
    ends_on = DateField(null=True)
    booking_days = IntegerField(null=True)
    booking_time = CharField(max_length=5, default="")
    cancel_days = IntegerField(null=True)
    cancel_time = CharField(max_length=5, default="")
    working_days = BooleanField(default=False)
    places = IntegerField(null=True)
    opens_by_default = BooleanField(default=True)
    for_adults = BooleanField(default=False)
    supplier_email = CharField(default="")
    archived_at = MomentField(null=True)

    searched = ("label",)
    belongs_to = "organisation"
    read_permission = "activities.read"

    class Meta:
        table_name = "activities_service"

    def __str__(self):
        return self.label

    @property
    def hours(self) -> str:
        """« 07:30–08:30 », or nothing (ACT-R19)."""
        return f"{self.starts_at}–{self.ends_at}" if self.starts_at and self.ends_at else ""

    def unsuited(self, adult: bool) -> object | None:
        """What to say when an adult is given what is for children, or a child what is for adults (FAM-R19)."""
        if self.for_adults == adult:
            return None
        return _("Prestation d’enfant : préférez-en une pour adultes.") if adult else \
            _("Prestation d’adulte : préférez-en une pour enfants.")


class Offer(Record):
    """A service that the children of a class may be given (ACT-R02)."""

    service = ForeignKeyField(Service, backref="offers", on_delete="CASCADE")
    class_group = ForeignKeyField(ClassGroup, backref="offers", on_delete="CASCADE")

    belongs_to = "class_group"
    read_permission = "activities.read"

    class Meta:
        table_name = "activities_offer"
        indexes = ((("service", "class_group"), True),)


keep_in_order(Service.label)
