"""Who takes part: in which class, with which rights."""

from __future__ import annotations

from core.api import DateField, ForeignKeyField, IntegerField, Record
from plugins.activities.models.schools import ClassGroup, Level, SchoolYear
from plugins.activities.models.services import Service
from plugins.activities.weeks import EVERY_DAY
from plugins.families import Child, Guardian, Household


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
