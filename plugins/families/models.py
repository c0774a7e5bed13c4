"""Households, the people in them, and where a child is looked after."""

from __future__ import annotations

from datetime import date

from core.api import (
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    MomentField,
    Organisation,
    Record,
    Searchable,
    TextField,
    _,
    keep_in_order,
    pgettext,
    today,
)

KINDS = (("mother", _("Mère")), ("father", _("Père")), ("tutor", _("Tuteur ou tutrice")), ("other", _("Autre")))
SEXES = (("F", _("Féminin")), ("M", _("Masculin")), ("X", pgettext("sexe", "Autre")))
PLACES = (("pcr", _("Place à contribution réduite")), ("other", _("Autre place")))


class Household(Searchable):
    """The people who live at one address; `family_code` is what they quote on the telephone."""

    organisation = ForeignKeyField(Organisation, on_delete="RESTRICT")
    name = CharField(max_length=120)
    family_code = CharField(max_length=20, default="", index=True)
    street = CharField(max_length=160, default="")
    city = CharField(max_length=80, default="")
    postal_code = CharField(max_length=10, default="")
    archived_at = MomentField(null=True)

    searched = ("name", "family_code", "city")
    belongs_to = "organisation"
    read_permission = "families.read"

    class Meta:
        table_name = "families_household"

    def __str__(self):
        return self.name

    @property
    def address(self) -> str:
        """« 147, rue des Capelans, Carleton-sur-Mer (Québec) G0C 1J0 », or nothing when it is not complete."""
        return f"{self.street}, {self.city} {self.postal_code}".strip() if self.street and self.city else ""


class Guardian(Searchable):
    """An adult responsible for children. `distinct_reason`: why a similar one is somebody else (ICSGE-R22)."""

    household = ForeignKeyField(Household, backref="guardians", on_delete="RESTRICT")
    first_name = CharField(max_length=80)
    last_name = CharField(max_length=80)
    email = CharField(default="")
    home_phone = CharField(max_length=20, default="")
    cell_phone = CharField(max_length=20, default="")
    distinct_reason = CharField(max_length=200, default="")

    searched = ("first_name", "last_name", "email")
    belongs_to = "household"
    read_permission = "families.read"

    class Meta:
        table_name = "families_guardian"

    def __str__(self):
        return f"{self.first_name} {self.last_name}"


class Child(Searchable):
    """A child. `nirec` is the number in the civil register, `necsg` the Ministry's own number.

    `born_elsewhere`: outside Québec, so that no NIREC is asked for. `distinct_reason`: why a similar child is another
    one (ICSGE-R22).
    """

    household = ForeignKeyField(Household, backref="children", on_delete="RESTRICT")
    first_name = CharField(max_length=80)
    last_name = CharField(max_length=80, index=True)
    birth_date = DateField()
    sex = CharField(max_length=1, choices=SEXES, default="")
    nirec = CharField(max_length=20, null=True, unique=True)
    necsg = CharField(max_length=20, null=True, unique=True)
    born_elsewhere = BooleanField(default=False)
    place_kind = CharField(max_length=10, choices=PLACES, default="pcr")
    distinct_reason = CharField(max_length=200, default="")
    archived_at = MomentField(null=True)

    searched = ("first_name", "last_name", "nirec", "necsg")
    belongs_to = "household"
    read_permission = "families.read"

    class Meta:
        table_name = "families_child"

    def __str__(self):
        return f"{self.first_name} {self.last_name}"

    @classmethod
    def within(cls, user, permission: str = ""):
        """The children of the household's organisation, and those who have or had a place in one of mine."""
        placed = Placement.select(Placement.child).where(
            Organisation.holding(Placement.installation, user, permission or cls.permission()))
        return super().within(user, permission) | (cls.id << placed)

    def guardians(self) -> list[Guardian]:
        """Those responsible for the child today, parent A first: one query."""
        day = today()
        query = (Guardian.select(Guardian, Household).join(Household).switch(Guardian).join(Guardianship)
                 .where(Guardianship.child == self.id,
                        Guardianship.ends_on.is_null() | (Guardianship.ends_on >= day))
                 .order_by(Guardianship.rank, Guardian.id))
        return list(query)


class Guardianship(Record):
    """What ties an adult to a child, from a date to another; `rank` A is the one who asks."""

    child = ForeignKeyField(Child, backref="guardianships", on_delete="CASCADE")
    guardian = ForeignKeyField(Guardian, backref="guardianships", on_delete="CASCADE")
    kind = CharField(max_length=10, choices=KINDS, default="other")
    rank = CharField(max_length=1, default="A")
    parental_authority = BooleanField(default=True)
    starts_on = DateField(default=today)
    ends_on = DateField(null=True)

    belongs_to = "child"
    read_permission = "families.read"

    class Meta:
        table_name = "families_guardianship"
        indexes = ((("child", "guardian"), True),)


    def __str__(self):
        return f"{self.guardian}, {self.child}"

    @property
    def kind_label(self):
        return dict(KINDS)[self.kind]


class EmergencyContact(Record):
    """Whom to call when the parents do not answer; a parent's new spouse, in shared custody (ICSGE-R24)."""

    child = ForeignKeyField(Child, backref="contacts", on_delete="CASCADE")
    name = CharField(max_length=120)
    tie = CharField(max_length=80, default="")
    phone = CharField(max_length=20)
    may_collect = BooleanField(default=False)

    belongs_to = "child"
    read_permission = "families.read"

    class Meta:
        table_name = "families_emergency_contact"

    def __str__(self):
        return self.name


class Placement(Record):
    """A child's place in an installation, and the dates of the allowance for integrating a disabled child there."""

    child = ForeignKeyField(Child, backref="placements", on_delete="CASCADE")
    installation = ForeignKeyField(Organisation, on_delete="RESTRICT")
    starts_on = DateField(default=today)
    ends_on = DateField(null=True)
    allowance_from = DateField(null=True)
    allowance_until = DateField(null=True)
    note = TextField(default="")

    belongs_to = "installation"
    read_permission = "families.read"

    class Meta:
        table_name = "families_placement"
        indexes = ((("child", "installation", "starts_on"), True),)

    def __str__(self):
        return f"{self.child}, {self.installation}"

    def has_allowance(self, day: date) -> bool:
        """Whether the integration allowance runs on this day (MES-R05)."""
        return (self.allowance_from is not None and self.allowance_from <= day
                and (self.allowance_until is None or self.allowance_until >= day))


keep_in_order(Household.name, Child.last_name, Guardian.last_name)
