"""Adults responsible for children, and the households where they live and lived."""

from __future__ import annotations

from core.api import (
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegrityError,
    MomentField,
    Refused,
    _,
    keep_in_order,
    pgettext,
    today,
    write_transaction,
)
from plugins.families.models.households import Household
from plugins.families.models.keeping import Archivable, Attached, refuse_archived
from plugins.families.places import is_french

TITLES = (("", _("Non précisée")), ("mrs", _("Madame")), ("mr", _("Monsieur")))
FUNDS = (("", _("Aucune")), ("caf", _("CAF")), ("msa", _("MSA")), ("other", pgettext("caisse", "Autre")))
DIETS = (("standard", _("Standard")), ("no_pork", _("Sans porc")), ("no_meat", _("Sans viande")),
         ("packed", _("Panier-repas (PAI)")))
"""What one eats, never why: reasons of health or belief are not kept here."""


class Guardian(Archivable):
    """An adult responsible for children. `distinct_reason`: why a similar one is somebody else (ICSGE-R22).

    `household` is the present one; the dated history is in `HouseholdMembership`, and `plugins.families.move` alone
    writes both. `registrations_open`: may be registered, as a child is (FAM-R18). `mail_key`: the e-mail within its
    root organisation, kept unique among those who are not archived (FAM-R23).
    """

    household = ForeignKeyField(Household, backref="guardians", on_delete="RESTRICT")
    title = CharField(max_length=5, choices=TITLES, default="")
    first_name = CharField(max_length=80)
    last_name = CharField(max_length=80)
    usage_name = CharField(max_length=80, default="")
    birth_date = DateField(null=True)
    email = CharField(default="")
    mail_key = CharField(max_length=280, null=True, unique=True)
    home_phone = CharField(max_length=20, default="")
    cell_phone = CharField(max_length=20, default="")
    profession = CharField(max_length=80, default="")
    employer = CharField(max_length=120, default="")
    benefit_number = CharField(max_length=20, default="")
    benefit_fund = CharField(max_length=10, choices=FUNDS, default="")
    diet = CharField(max_length=10, choices=DIETS, default="standard")
    registrations_open = BooleanField(default=False)
    distinct_reason = CharField(max_length=200, default="")
    archived_at = MomentField(null=True)

    searched = ("first_name", "last_name", "email", "usage_name")
    belongs_to = "household"
    read_permission = "families.read"
    private_fields = ("mail_key",)

    class Meta:
        table_name = "families_guardian"

    def __str__(self):
        return f"{self.first_name} {self.usage_name or self.last_name}"

    @property
    def lookup_detail(self) -> str:
        """What tells namesakes apart."""
        return ", ".join(filter(None, (self.cell_phone or self.home_phone, self.email)))

    def mail_key_now(self) -> str | None:
        """Her e-mail within her root organisation; none in Québec, without an address, or once archived."""
        if not self.email.strip() or self.archived_at is not None or not is_french(self):
            return None
        return f"{self.organisation_path().partition('.')[0]}:{self.email.strip().casefold()}"

    def save(self, *args, **kwargs) -> int:
        """Save, and keep the address unique where it must be."""
        if self.id is None or {"email", "household", "archived_at"} & set(self._dirty):
            self.mail_key = self.mail_key_now()
        try:
            return super().save(*args, **kwargs)
        except IntegrityError:  # somebody else was given the address in the same moment
            if self.mail_key is None:
                raise
            raise Refused(_("Cette adresse courriel est celle d’une autre personne."),
                          _("Écrivez-en une autre, ou utilisez la fiche existante.")) from None

    def add(self) -> int:
        """Insert, with the beginning of her life in her household."""
        refuse_archived(self.household)
        with write_transaction():
            done = super().add()
            HouseholdMembership(guardian=self, household=self.household_id, starts_on=today()).save()
        return done


class HouseholdMembership(Attached):
    """An adult's household from a day to another; the open one is `Guardian.household`. Written by `move` alone."""

    guardian = ForeignKeyField(Guardian, backref="memberships", on_delete="CASCADE")
    household = ForeignKeyField(Household, backref="memberships", on_delete="RESTRICT")
    starts_on = DateField(default=today)
    ends_on = DateField(null=True)

    attached_to = ("guardian",)
    belongs_to = "guardian"
    read_permission = "families.read"

    class Meta:
        table_name = "families_membership"

    def __str__(self):
        return f"{self.guardian}, {self.household}"


HouseholdMembership.add_index(HouseholdMembership.index(
    HouseholdMembership.guardian, unique=True, where=HouseholdMembership.ends_on.is_null(),
    name="families_membership_open"))
keep_in_order(Guardian.last_name)
