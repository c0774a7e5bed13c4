"""Households: their address, the code they quote on the telephone, and what they earn by head."""

from __future__ import annotations

from datetime import date

from core.api import (
    CharField,
    DateField,
    File,
    ForeignKeyField,
    MomentField,
    MoneyField,
    Organisation,
    _,
    keep_in_order,
    today,
)
from plugins.families.models.keeping import Archivable, Attached

QUOTIENT_SOURCES = (("entry", _("Saisie")), ("caf", _("CAF")), ("msa", _("MSA")))


class Household(Archivable):
    """The people who live at one address; `family_code` is what they quote on the telephone.

    `code_made_at`: when Marelle made the code; one that was typed has none, and may not be unique. The parts of the
    address are kept apart, as banks want them; `country` is empty at home.
    """

    organisation = ForeignKeyField(Organisation, on_delete="RESTRICT")
    name = CharField(max_length=120)
    family_code = CharField(max_length=20, default="", index=True)
    code_made_at = MomentField(null=True)
    street = CharField(max_length=160, default="")
    complement = CharField(max_length=160, default="")
    city = CharField(max_length=80, default="")
    postal_code = CharField(max_length=10, default="")
    country = CharField(max_length=2, default="")
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
        """« 147, rue des Capelans, Carleton-sur-Mer (Québec) G0C 1J0 », or nothing when it is not complete.

        A code of figures stands before the city, as in « 4, rue des Tilleuls, 35500 Rocheville ».
        """
        city = (self.postal_code, self.city) if self.postal_code[:1].isdigit() else (self.city, self.postal_code)
        street = (self.street, self.complement) if self.complement else (self.street,)
        return ", ".join((*street, " ".join(city).strip())) if self.street and self.city else ""

    @property
    def lookup_detail(self) -> str:
        """What tells namesakes apart."""
        return ", ".join(filter(None, (self.street, self.city)))

    def quotient(self, day: date | None = None) -> FamilyQuotient | None:
        """The family quotient that holds on a day; the latest begun of several."""
        day = day or today()
        return FamilyQuotient.select().where(
            FamilyQuotient.household == self.id, FamilyQuotient.starts_on <= day,
            FamilyQuotient.ends_on.is_null() | (FamilyQuotient.ends_on >= day)).order_by(
                FamilyQuotient.starts_on.desc(), FamilyQuotient.id.desc()).first()


class FamilyQuotient(Attached):
    """The family quotient of a household between two days, and who said it."""

    household = ForeignKeyField(Household, backref="quotients", on_delete="CASCADE")
    amount = MoneyField()
    source = CharField(max_length=10, choices=QUOTIENT_SOURCES, default="entry")
    starts_on = DateField(default=today)
    ends_on = DateField(null=True)
    file = ForeignKeyField(File, null=True, on_delete="RESTRICT", backref="+")

    attached_to = ("household",)
    belongs_to = "household"
    read_permission = "families.read"

    class Meta:
        table_name = "families_quotient"

    def __str__(self):
        return str(_("Quotient familial de %(household)s", household=self.household))


Household.add_index(Household.index(Household.family_code, unique=True, where=Household.code_made_at.is_null(False),
                                    name="families_household_made_code"))
keep_in_order(Household.name)
