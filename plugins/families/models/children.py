"""Children, what ties them to adults, where they are looked after, and whom to call."""

from __future__ import annotations

from datetime import date

from core.api import (
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    MomentField,
    Organisation,
    TextField,
    _,
    keep_in_order,
    local_date,
    pgettext,
    today,
)
from plugins.families.models.adults import DIETS, Guardian
from plugins.families.models.households import Household
from plugins.families.models.keeping import Archivable, Attached, refuse_archived

KINDS = (("mother", _("Mère")), ("father", _("Père")), ("tutor", _("Tuteur ou tutrice")), ("other", _("Autre")))
SEXES = (("F", _("Féminin")), ("M", _("Masculin")), ("X", pgettext("sexe", "Autre")))
PLACES = (("pcr", _("Place à contribution réduite")), ("other", _("Autre place")))
RIGHTS = (("", _("Pas de réponse")), ("yes", _("Accordé")), ("no", _("Refusé")))
"""What the parents answered about pictures of the child."""


class Child(Archivable):
    """A child. `nirec` is the number in the civil register, `necsg` the Ministry's own number.

    `born_elsewhere`: outside Québec, so that no NIREC is asked for. `distinct_reason`: why a similar child is another
    one (ICSGE-R22). `household` is the main one: the others are those of its adults. `care_plan`: a PAI exists;
    `health_sealed`: allergies and care, encrypted (plugins.families.health reads and writes it).
    """

    household = ForeignKeyField(Household, backref="children", on_delete="RESTRICT")
    first_name = CharField(max_length=80)
    last_name = CharField(max_length=80, index=True)
    usage_name = CharField(max_length=80, default="")
    birth_date = DateField()
    birth_place = CharField(max_length=80, default="")
    sex = CharField(max_length=1, choices=SEXES, default="")
    nirec = CharField(max_length=20, null=True, unique=True)
    necsg = CharField(max_length=20, null=True, unique=True)
    born_elsewhere = BooleanField(default=False)
    place_kind = CharField(max_length=10, choices=PLACES, default="pcr")
    diet = CharField(max_length=10, choices=DIETS, default="standard")
    doctor = CharField(max_length=120, default="")
    image_right = CharField(max_length=5, choices=RIGHTS, default="")
    care_plan = BooleanField(default=False)
    health_sealed = TextField(default="")
    distinct_reason = CharField(max_length=200, default="")
    archived_at = MomentField(null=True)

    searched = ("first_name", "last_name", "nirec", "necsg", "usage_name")
    belongs_to = "household"
    read_permission = "families.read"
    private_fields = ("care_plan", "health_sealed")

    class Meta:
        table_name = "families_child"

    def __str__(self):
        return f"{self.first_name} {self.usage_name or self.last_name}"

    @property
    def lookup_detail(self) -> str:
        """What tells namesakes apart."""
        return local_date(self.birth_date)

    @classmethod
    def within(cls, user, permission: str = ""):
        """The children of the household's organisation, and those who have or had a place in one of mine."""
        placed = Placement.select(Placement.child).where(
            Organisation.holding(Placement.installation, user, permission or cls.permission()))
        return super().within(user, permission) | (cls.id << placed)

    def guardians(self) -> list[Guardian]:
        """Those responsible for the child today, parent A first: one query."""
        query = (Guardian.select(Guardian, Household).join(Household).switch(Guardian).join(Guardianship)
                 .where(Guardianship.child == self.id, Guardianship.current())
                 .order_by(Guardianship.rank, Guardian.id))
        return list(query)

    def add(self) -> int:
        refuse_archived(self.household)
        return super().add()


class Guardianship(Attached):
    """What ties an adult to a child, from a date to another; `rank` A is the one who asks."""

    child = ForeignKeyField(Child, backref="guardianships", on_delete="CASCADE")
    guardian = ForeignKeyField(Guardian, backref="guardianships", on_delete="CASCADE")
    kind = CharField(max_length=10, choices=KINDS, default="other")
    rank = CharField(max_length=1, default="A")
    parental_authority = BooleanField(default=True)
    starts_on = DateField(default=today)
    ends_on = DateField(null=True)

    attached_to = ("child", "guardian")
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

    @classmethod
    def current(cls):
        """The condition that a tie still holds today."""
        return cls.ends_on.is_null() | (cls.ends_on >= today())


class EmergencyContact(Attached):
    """Whom to call when the parents do not answer; a parent's new spouse, in shared custody (ICSGE-R24)."""

    child = ForeignKeyField(Child, backref="contacts", on_delete="CASCADE")
    name = CharField(max_length=120)
    tie = CharField(max_length=80, default="")
    phone = CharField(max_length=20)
    may_collect = BooleanField(default=False)

    attached_to = ("child",)
    belongs_to = "child"
    read_permission = "families.read"

    class Meta:
        table_name = "families_emergency_contact"

    def __str__(self):
        return self.name


class Placement(Attached):
    """A child's place in an installation, and the dates of the allowance for integrating a disabled child there."""

    child = ForeignKeyField(Child, backref="placements", on_delete="CASCADE")
    installation = ForeignKeyField(Organisation, on_delete="RESTRICT")
    starts_on = DateField(default=today)
    ends_on = DateField(null=True)
    allowance_from = DateField(null=True)
    allowance_until = DateField(null=True)
    note = TextField(default="")

    attached_to = ("child",)
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


keep_in_order(Child.last_name)
