"""The periods in which services close or open."""

from __future__ import annotations

from core.api import CharField, DateField, ForeignKeyField, Organisation, Record, Searchable, _
from plugins.activities.models.schools import ClassGroup, OfTown
from plugins.activities.models.services import Service

PERIOD_KINDS = (("closure", _("Fermeture")), ("opening", _("Ouverture")))
PERIOD_ORIGINS = (("typed", _("Saisie")), ("official", _("Calendrier officiel")))


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
