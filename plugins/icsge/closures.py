"""Closure days of an installation: one batch for each civil year, and what the rules look at in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from core.api import (
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Organisation,
    Record,
    Refused,
    Tracked,
    _,
    slash_date,
)
from plugins.agreements import SLOTS, ServiceAgreement
from plugins.families import ParentChildFile
from plugins.icsge.components import Component

REASONS = {"planned": _("Prévue"), "lock_out": _("Lock-out"), "strike": _("Grève"), "storm": _("Tempête"),
           "breakdown": _("Panne ou sinistre"), "other": _("Autre")}
SHOWN = (*SLOTS, "office_open", "care_open", "reason")
"""What a row of the grid says beside its date."""
DAYTIME = frozenset({"am", "pm"})
ATTENDING = ("signed", "active")


class ClosureBatch(Tracked):
    """The closure days of a component in a civil year, sent together."""

    component = ForeignKeyField(Component, backref="closure_batches", on_delete="RESTRICT")
    year = IntegerField()

    belongs_to = "component"

    class Meta:
        table_name = "icsge_closure_batch"
        indexes = ((("component", "year"), True),)

    def __str__(self):
        return f"{self.component}, {self.year}"

    def rows(self) -> list[ClosureDay]:
        """Its days in order, those to be withdrawn left out."""
        return [row for row in self.all_rows() if not row.removed]

    def all_rows(self) -> list[ClosureDay]:
        """Its days in order, with those that the Ministry must forget."""
        return list(ClosureDay.select().where(ClosureDay.batch == self.id).order_by(ClosureDay.day))

    def changed_rows(self) -> list[ClosureDay]:
        """What the Ministry does not know as it is: new, changed, refused or to be forgotten."""
        return [row for row in self.all_rows() if not row.sent_hash]


class ClosureDay(Record):
    """A day on which slots are closed. `removed`: withdrawn here, and to be withdrawn at the Ministry.

    `sent_hash` is the digest of what the Ministry accepted, empty before and after each change. `messages` are those of
    its last answer, as `{"code", "text", "field"}`.
    """

    component = ForeignKeyField(Component, backref="closure_days", on_delete="RESTRICT", index=False)
    batch = ForeignKeyField(ClosureBatch, backref="days", on_delete="CASCADE")
    day = DateField()
    am = BooleanField(default=False)
    pm = BooleanField(default=False)
    eve1 = BooleanField(default=False)
    eve2 = BooleanField(default=False)
    night1 = BooleanField(default=False)
    night2 = BooleanField(default=False)
    office_open = BooleanField(default=False)
    care_open = BooleanField(default=False)
    reason = CharField(max_length=10, choices=list(REASONS.items()), default="planned")
    removed = BooleanField(default=False)
    known = BooleanField(default=False)
    sent_hash = CharField(max_length=64, default="")
    messages = JSONField(default=list)

    belongs_to = "component"
    read_permission = "icsge.closure_batch.read"

    class Meta:
        table_name = "icsge_closure_day"
        indexes = ((("component", "day"), True),)

    def __str__(self):
        return slash_date(self.day)

    @property
    def slots(self) -> frozenset[str]:
        """The slots that are closed."""
        return frozenset(slot for slot in SLOTS if getattr(self, slot))

    @property
    def reason_label(self) -> object:
        return REASONS[self.reason]

    @property
    def closes_the_day(self) -> bool:
        """Whether no service is given in the daytime."""
        return self.slots >= DAYTIME and not self.care_open


def closed_days(installation: Organisation, first: date, last: date) -> set[date] | None:
    """The days on which an installation gives no service in the daytime; None when it is no component."""
    component = Component.get_or_none(Component.organisation == installation.id)
    if component is None:
        return None
    rows = ClosureDay.select().where(ClosureDay.component == component.id, ClosureDay.day.between(first, last),
                                     ~ClosureDay.removed)
    return {row.day for row in rows if row.closes_the_day}


def batch_of(component: Component, year: int) -> ClosureBatch | None:
    """The batch of a civil year, if it was opened."""
    return ClosureBatch.get_or_none(ClosureBatch.component == component.id, ClosureBatch.year == year)


def expected(component: Component, days: Iterable[ClosureDay]) -> dict[date, int]:
    """How many children attend, by their agreements, in the slots that each of these days closes: one query."""
    rows = list(days)
    if not rows:
        return {}
    first, last = min(row.day for row in rows), max(row.day for row in rows)
    agreements = list(ServiceAgreement.select().join(ParentChildFile).where(
        ParentChildFile.installation == component.organisation_id, ServiceAgreement.state << ATTENDING,
        ServiceAgreement.starts_on <= last, ServiceAgreement.ends_on.is_null() | (ServiceAgreement.ends_on >= first)))
    planned = [(each, each.planned) for each in agreements]
    return {row.day: sum(attends(each, schedule, row) for each, schedule in planned) for row in rows}


def attends(agreement: ServiceAgreement, schedule, row: ClosureDay) -> bool:
    """Whether the agreement plans one of the slots that are closed."""
    runs = agreement.starts_on <= row.day and (agreement.ends_on is None or agreement.ends_on >= row.day)
    return runs and bool(schedule.on(row.day, agreement.starts_on).slots & row.slots)


def write_row(batch: ClosureBatch, row: ClosureDay) -> ClosureDay:
    """Keep a row, new or changed; one that was withdrawn on that day comes back instead of it.

    Raises Refused for a date that the calendar has already.
    """
    other = ClosureDay.get_or_none(ClosureDay.component == batch.component_id, ClosureDay.day == row.day)
    if other is not None and other.id != row.id:
        if not other.removed:
            raise Refused(_("Cette date figure déjà au calendrier : %(day)s.", day=slash_date(row.day)),
                          _("Changez la ligne qui la porte."))
        for name in SHOWN:
            setattr(other, name, getattr(row, name))
        other.batch, other.removed, row = batch, False, other
    row.batch, row.component = batch, batch.component_id
    row.sent_hash, row.messages = "", []
    row.save()
    return row


def remove_row(row: ClosureDay) -> None:
    """Take a row out: at once when the Ministry never had it, else once the Ministry has forgotten it."""
    if not row.known:
        row.delete_instance()
        return
    row.removed, row.sent_hash, row.messages = True, "", []
    row.save()
