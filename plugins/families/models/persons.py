"""What may be said of a child or of an adult alike: criteria, insurances, documents."""

from __future__ import annotations

from core.api import (
    BooleanField,
    CharField,
    DateField,
    File,
    ForeignKeyField,
    Organisation,
    Record,
    TextField,
    _,
)
from plugins.families.models.adults import Guardian
from plugins.families.models.children import Child
from plugins.families.models.keeping import Attached

TARGETS = (("child", _("Enfants")), ("guardian", _("Responsables")))


class OfPerson:
    """What a record of a child or of an adult has in common: one of its keys `child` and `guardian` is given."""

    attached_to = ("child", "guardian")
    read_permission = "families.read"

    @classmethod
    def within(cls, user, permission: str = ""):
        """Those of the children and adults that `user` may see."""
        permission = permission or cls.permission()
        return Child.holding(cls.child, user, permission) | Guardian.holding(cls.guardian, user, permission)

    @property
    def person(self) -> Child | Guardian:
        """Whom it is about."""
        return self.child if self.child_id else self.guardian

    def organisation_path(self) -> str:
        return self.person.organisation_path()

    @classmethod
    def about(cls, person: Child | Guardian):
        """The condition that keeps what is about one person."""
        return (cls.child if isinstance(person, Child) else cls.guardian) == person.id


class ReferenceData(Record):
    """What a town sets up once: read at and below the place it belongs to, and by those of its establishments."""

    belongs_to = "organisation"
    read_permission = "families.read"

    @classmethod
    def within(cls, user, permission: str = ""):
        """Reading reaches up the tree; changing does not."""
        permission, own = permission or cls.permission(), super().within(user, permission)
        above = {int(part) for place in user.places_with(permission) for part in place.split(".") if part}
        return own | (cls.organisation << sorted(above)) if permission.endswith(".read") and above else own


class Criterion(ReferenceData):
    """A field that a town invents for its children or its adults, with a closed list of values, one a line."""

    organisation = ForeignKeyField(Organisation, on_delete="RESTRICT")
    label = CharField(max_length=80)
    target = CharField(max_length=10, choices=TARGETS, default="child")
    values = TextField(default="")

    class Meta:
        table_name = "families_criterion"
        indexes = ((("organisation", "target", "label"), True),)

    def __str__(self):
        return self.label

    @property
    def options(self) -> list[str]:
        """The values offered, in their order."""
        return [line for each in self.values.splitlines() if (line := each.strip())]


class CriterionValue(OfPerson, Attached):
    """The value of a criterion for a person."""

    child = ForeignKeyField(Child, null=True, on_delete="CASCADE", backref="+")
    guardian = ForeignKeyField(Guardian, null=True, on_delete="CASCADE", backref="+")
    criterion = ForeignKeyField(Criterion, backref="given", on_delete="CASCADE")
    value = CharField(max_length=80)

    class Meta:
        table_name = "families_criterion_value"
        indexes = ((("criterion", "child"), True), (("criterion", "guardian"), True))

    def __str__(self):
        return f"{self.criterion} : {self.value}"


class Insurance(ReferenceData):
    """An insurance that people may have; one that is no longer visible stays where it is (FAM-R21)."""

    organisation = ForeignKeyField(Organisation, on_delete="RESTRICT")
    label = CharField(max_length=120)
    visible = BooleanField(default=True)

    class Meta:
        table_name = "families_insurance"
        indexes = ((("organisation", "label"), True),)

    def __str__(self):
        return self.label


class InsurancePolicy(OfPerson, Attached):
    """A person's insurance between two days."""

    child = ForeignKeyField(Child, null=True, on_delete="CASCADE", backref="+")
    guardian = ForeignKeyField(Guardian, null=True, on_delete="CASCADE", backref="+")
    insurance = ForeignKeyField(Insurance, on_delete="RESTRICT", backref="policies")
    number = CharField(max_length=40, default="")
    starts_on = DateField(null=True)
    ends_on = DateField(null=True)

    class Meta:
        table_name = "families_insurance_policy"

    def __str__(self):
        return f"{self.insurance} {self.number}".strip()


class PersonDocument(OfPerson, Attached):
    """A document on a sheet, and the days from and until which the family finds it on the portal (MSG-R04)."""

    child = ForeignKeyField(Child, null=True, on_delete="CASCADE", backref="+")
    guardian = ForeignKeyField(Guardian, null=True, on_delete="CASCADE", backref="+")
    file = ForeignKeyField(File, on_delete="RESTRICT", backref="+")
    name = CharField(max_length=120)
    description = CharField(max_length=300, default="")
    available_from = DateField(null=True)
    available_until = DateField(null=True)

    class Meta:
        table_name = "families_document"

    def __str__(self):
        return self.name


def above(person: Child | Guardian) -> list[int]:
    """The organisations from the root down to a person's."""
    return [int(part) for part in person.organisation_path().split(".") if part]


def criteria_for(person: Child | Guardian) -> list[Criterion]:
    """The criteria that hold for a person, those of her town and above."""
    target = "child" if isinstance(person, Child) else "guardian"
    return list(Criterion.select().where(Criterion.organisation << above(person), Criterion.target == target).order_by(
        Criterion.label, Criterion.id))


def insurances_for(person: Child | Guardian, kept: int | None = None) -> list[Insurance]:
    """The insurances offered to a person: the visible ones, and the one that is kept (FAM-R21)."""
    return list(Insurance.select().where(
        Insurance.organisation << above(person), Insurance.visible | (Insurance.id == (kept or 0))).order_by(
            Insurance.label, Insurance.id))
