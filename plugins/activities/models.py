"""School years, classes, services, who is entitled to them, and what is booked: one table, one truth (ACT-R16)."""

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
    Searchable,
    Tracked,
    User,
    _,
    keep_in_order,
    today,
)
from plugins.activities.weeks import EVERY_DAY, WeekCriterion
from plugins.families import Child, Guardian, Household

SERVICE_KINDS = (("meal", _("Repas")), ("care", _("Garderie")), ("leisure", _("Accueil de loisirs")),
                 ("study", _("Étude")), ("other", _("Autre")))
MODES = (("booking", _("À la réservation")), ("attendance", _("Au pointage")), ("flat", _("Au forfait")),
         ("hourly", _("À l’heure")))
PERIOD_KINDS = (("closure", _("Fermeture")), ("opening", _("Ouverture")))
PERIOD_ORIGINS = (("typed", _("Saisie")), ("official", _("Calendrier officiel")))
ORIGINS = (("office", _("Bureau")), ("portal", _("Portail")), ("bulk", _("Semaine type")),
           ("attendance", _("Pointage")))
MOST_PLACES = 10_000
GONE = ("cancelled", "cancelled_late", "closed")
"""The states of a booking that does not count any more; all others are live, one at most for each cell."""
OCCUPYING = ("booked", "present", "absent_excused", "absent")
"""The states that take a place."""


class OfTown(Record):
    """What a town decides: its schools read it too."""

    belongs_to = "organisation"
    read_permission = "activities.read"

    @classmethod
    def within(cls, user, permission: str = ""):
        """That of the towns where one holds the permission; to read, of the town of one's school as well."""
        if permission and permission != cls.permission():
            return super().within(user, permission)
        above = {int(each) for place in user.places_with(cls.permission()) for each in place.split(".") if each}
        return super().within(user, permission) | (cls.organisation << sorted(above))


class SchoolYear(OfTown, Tracked):
    """A year of a town: in preparation, current, then closed."""

    organisation = ForeignKeyField(Organisation, on_delete="RESTRICT")
    label = CharField(max_length=40)
    starts_on = DateField()
    ends_on = DateField()

    belongs_to = "organisation"
    read_permission = "activities.read"

    class Meta:
        table_name = "activities_year"

    def __str__(self):
        return self.label


class Level(OfTown):
    """A level of teaching, in the order of `rank`; one for adults who eat."""

    organisation = ForeignKeyField(Organisation, on_delete="RESTRICT")
    label = CharField(max_length=40)
    rank = IntegerField(default=0)

    belongs_to = "organisation"
    read_permission = "activities.read"

    class Meta:
        table_name = "activities_level"

    def __str__(self):
        return self.label


class ClassGroup(Searchable):
    """A class or group of an establishment; it lasts from one school year to the next."""

    establishment = ForeignKeyField(Organisation, on_delete="RESTRICT")
    name = CharField(max_length=80)
    level = ForeignKeyField(Level, null=True, on_delete="SET NULL")
    archived_at = MomentField(null=True)

    searched = ("name",)
    belongs_to = "establishment"
    read_permission = "activities.read"

    class Meta:
        table_name = "activities_class"

    def __str__(self):
        return self.name

    @classmethod
    def path_of(cls, record_id: int) -> str:
        """In one query: each move of a booking asks for it several times."""
        found = cls.select(Organisation.path).join(Organisation).where(cls.id == record_id).tuples().first()
        return found[0] if found else ""


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


class Participant(Record):
    """Who may be registered: a child, or an adult who eats. Exactly one of the two is set."""

    child = ForeignKeyField(Child, null=True, unique=True, backref="participants", on_delete="RESTRICT")
    guardian = ForeignKeyField(Guardian, null=True, unique=True, backref="participants", on_delete="RESTRICT")

    read_permission = "activities.read"

    class Meta:
        table_name = "activities_participant"

    def __str__(self):
        return str(self.person)

    @classmethod
    def within(cls, user, permission: str = ""):
        """Those whose sheet one may see, and those enrolled in a class that one may see."""
        enrolled = Enrolment.select(Enrolment.participant).where(Enrolment.within(user, permission))
        return (cls.child << Child.select(Child.id).where(Child.within(user))) | (
            cls.guardian << Guardian.select(Guardian.id).where(Guardian.within(user))) | (cls.id << enrolled)

    @property
    def person(self) -> Child | Guardian:
        """The child or the adult."""
        return self.child if self.child_id else self.guardian

    def organisation_path(self) -> str:
        return self.person.organisation_path()


class Enrolment(Record):
    """A person's time in a class, within a school year (« cursus », ACT-R01); one at a time."""

    participant = ForeignKeyField(Participant, backref="enrolments", on_delete="CASCADE")
    year = ForeignKeyField(SchoolYear, on_delete="RESTRICT")
    class_group = ForeignKeyField(ClassGroup, backref="enrolments", on_delete="RESTRICT")
    level = ForeignKeyField(Level, null=True, on_delete="SET NULL")
    starts_on = DateField()
    ends_on = DateField()

    belongs_to = "class_group"
    read_permission = "activities.read"

    class Meta:
        table_name = "activities_enrolment"
        indexes = ((("class_group", "starts_on"), False), (("participant", "starts_on"), True))

    def __str__(self):
        return f"{self.participant}, {self.class_group}"


class Entitlement(Record):
    """The right to a service from a day on (ACT-R03), on some days of the week, with who pays if it is known (R18)."""

    participant = ForeignKeyField(Participant, backref="entitlements", on_delete="CASCADE")
    service = ForeignKeyField(Service, backref="entitlements", on_delete="RESTRICT")
    starts_on = DateField()
    ends_on = DateField(null=True)
    weekdays = IntegerField(default=EVERY_DAY)
    payer = ForeignKeyField(Guardian, null=True, on_delete="RESTRICT")
    household = ForeignKeyField(Household, null=True, on_delete="RESTRICT")

    belongs_to = "participant"
    read_permission = "activities.read"

    class Meta:
        table_name = "activities_entitlement"
        indexes = ((("participant", "service", "starts_on"), True),)

    def __str__(self):
        return f"{self.participant}, {self.service}"


class CalendarPeriod(OfTown, Searchable):
    """A stretch of days that closes or opens services for classes (ACT-R10); without targets it has no effect (R12)."""

    organisation = ForeignKeyField(Organisation, on_delete="RESTRICT")
    label = CharField(max_length=80)
    starts_on = DateField()
    ends_on = DateField()
    colour = CharField(max_length=7, default="#7a5c99")
    kind = CharField(max_length=10, choices=PERIOD_KINDS, default="closure")
    origin = CharField(max_length=10, choices=PERIOD_ORIGINS, default="typed")
    zone = CharField(max_length=20, default="")

    searched = ("label",)
    belongs_to = "organisation"
    read_permission = "activities.read"

    class Meta:
        table_name = "activities_period"

    def __str__(self):
        return self.label


class PeriodTarget(Record):
    """A service and a class that a period closes or opens."""

    period = ForeignKeyField(CalendarPeriod, backref="targets", on_delete="CASCADE")
    service = ForeignKeyField(Service, on_delete="CASCADE")
    class_group = ForeignKeyField(ClassGroup, on_delete="CASCADE")

    belongs_to = "period"
    read_permission = "activities.read"

    class Meta:
        table_name = "activities_period_target"
        indexes = ((("period", "service", "class_group"), True),)


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


keep_in_order(ClassGroup.name, Service.label)
for name, columns, unique, where in (
    ("live", (Booking.participant, Booking.service, Booking.day), True, Booking.is_live()),
    ("pending", (Booking.state, Booking.state_since), False, Booking.is_pending()),
    ("bulk", (Booking.bulk,), False, Booking.bulk.is_null(False)),
):
    Booking.add_index(Booking.index(*columns, unique=unique, where=where, name=f"activities_booking_{name}"))
