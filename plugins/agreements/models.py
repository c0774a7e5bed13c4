"""A service agreement between a parent and a childcare service."""

from __future__ import annotations

from core.api import (
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Searchable,
    Tracked,
    _,
)
from plugins.agreements.schedule import Schedule, as_data, empty, read
from plugins.families import Guardian, ParentChildFile

END_TYPES = (("due", _("Échéance")), ("by_parent", _("Résiliation par le parent")),
             ("by_service", _("Résiliation par le service")), ("renewal", _("Renouvellement")),
             ("departure", _("Départ de l’enfant")), ("other", _("Autre fin")))


class ServiceAgreement(Tracked, Searchable):
    """What a parent and a service agreed on (« entente de service »), for one parent-child file.

    `schedule` is stored as `plugins.agreements.schedule.as_data` writes it. `number`: eight digits, of the
    installation, given when the agreement is printed. `varies`: the child's days change from week to week.
    `exception`: why more than twenty days in four weeks. `printed_hash`: the digest of what the parent was given to
    sign, empty while nothing was printed. The last day of the nursery is kept for ever (ICSGE-R31).
    """

    file = ForeignKeyField(ParentChildFile, backref="agreements", on_delete="RESTRICT")
    number = CharField(max_length=8, default="", index=True)
    starts_on = DateField()
    ends_on = DateField(null=True)
    end_type = CharField(max_length=12, choices=END_TYPES, default="due")
    is_replacement = BooleanField(default=False)
    varies = BooleanField(default=False)
    ecp = BooleanField(default=False)
    csss = BooleanField(default=False)
    transitional = BooleanField(default=False)
    infant = BooleanField(default=False)
    infant_last_day = DateField(null=True)
    exception = CharField(max_length=200, default="")
    group = CharField(max_length=60, default="")
    schedule = JSONField(default=list)
    printed_hash = CharField(max_length=64, default="")
    printings = IntegerField(default=0)
    signed_on = DateField(null=True)
    signed_by = ForeignKeyField(Guardian, null=True, on_delete="RESTRICT")
    copied_from = ForeignKeyField("self", null=True, on_delete="SET NULL")

    searched = ("number",)
    belongs_to = "file"

    class Meta:
        table_name = "agreements_agreement"

    def __str__(self):
        return self.number or str(_("sans numéro"))

    @property
    def planned(self) -> Schedule:
        """The planned attendance."""
        return read(self.schedule) if self.schedule else empty()

    def plan(self, schedule: Schedule) -> None:
        """Write another planned attendance, in one week where two say the same (ICSGE-R43)."""
        self.schedule = as_data(schedule.collapsed())
