"""Periods of places reserved by agreement with a CISSS or a CIUSSS (« protocole CSSS »), by financial year."""

from __future__ import annotations

from datetime import date, timedelta

from core.api import BooleanField, CharField, DateField, ForeignKeyField, IntegerField, JSONField, Tracked, _
from plugins.agreements import Period, ServiceAgreement
from plugins.families import ParentChildFile
from plugins.icsge.components import Component
from plugins.icsge.rules.csss import age_code, financial_year, most_at_once

AGE_CODES = {"0-17": _("0-17 mois"), "18-59": _("18-59 mois")}
USING = ("to_sign", "signed", "active")
FIELDS = ("starts_on", "ends_on", "days_per_week", "places", "age_code")


class CsssPeriod(Tracked):
    """Places reserved from a day to another for children of an age.

    `sent_hash` is the digest of what the Ministry accepted last, empty before. `over_share`: the director knows that
    more than 5 % of the subsidised places are reserved (ICSGE-R62). `messages` are those of the Ministry's last answer.
    """

    component = ForeignKeyField(Component, backref="csss_periods", on_delete="RESTRICT")
    starts_on = DateField()
    ends_on = DateField()
    days_per_week = IntegerField(default=5)
    places = IntegerField(default=1)
    age_code = CharField(max_length=5, choices=list(AGE_CODES.items()))
    over_share = BooleanField(default=False)
    csg_number = CharField(max_length=20, default="")
    sent_hash = CharField(max_length=64, default="")
    messages = JSONField(default=list)

    belongs_to = "component"

    class Meta:
        table_name = "icsge_csss_period"

    def __str__(self):
        return f"{self.starts_on:%d/%m/%Y} – {self.ends_on:%d/%m/%Y}"

    @property
    def age_label(self) -> object:
        return AGE_CODES[self.age_code]

    @property
    def financial_year(self) -> int:
        """The year in which its financial year begins."""
        return financial_year(self.starts_on)


def bounds(year: int) -> tuple[date, date]:
    """The first and the last day of a financial year."""
    return date(year, 4, 1), date(year + 1, 3, 31)


def periods_of(component: Component, year: int) -> list[CsssPeriod]:
    """The periods of a financial year that still say something."""
    first, last = bounds(year)
    return list(CsssPeriod.select().where(
        CsssPeriod.component == component.id, CsssPeriod.starts_on.between(first, last),
        CsssPeriod.state != "withdrawn").order_by(CsssPeriod.starts_on, CsssPeriod.age_code, CsssPeriod.id))


def agreements_of(component: Component) -> list[ServiceAgreement]:
    """The agreements of the component that take a reserved place."""
    return list(ServiceAgreement.select(ServiceAgreement, ParentChildFile).join(ParentChildFile).where(
        ParentChildFile.installation == component.organisation_id, ServiceAgreement.csss,
        ServiceAgreement.state << USING))


def covers(period: CsssPeriod, agreement: ServiceAgreement) -> bool:
    """Whether the period holds all the days of an agreement, whose child then has the age of its code."""
    ends = agreement.ends_on or date.max
    return (period.starts_on <= agreement.starts_on and ends <= period.ends_on
            and age_code(agreement.file.child.birth_date, agreement.starts_on) == period.age_code)


def uncovered(period: CsssPeriod, *, without: bool = False) -> list[ServiceAgreement]:
    """The agreements of its component that no accepted period covers, with this one as it now is, or without it."""
    accepted = list(CsssPeriod.select().where(
        CsssPeriod.component == period.component_id, CsssPeriod.state << ("accepted", "amended", "closed"),
        CsssPeriod.id != period.id))
    standing = accepted if without else [*accepted, period]
    return [each for each in agreements_of(period.component) if not any(covers(one, each) for one in standing)]


def most_children(period: CsssPeriod) -> tuple[date, int] | None:
    """The day of the period on which most children take its places, and how many (ICSGE-R63)."""
    rows = [each for each in agreements_of(period.component)
            if age_code(each.file.child.birth_date, each.starts_on) == period.age_code
            and each.starts_on <= period.ends_on and (each.ends_on is None or each.ends_on >= period.starts_on)]
    stays = [Period(each.number, each.starts_on, each.ends_on) for each in rows]
    return most_at_once(stays, period.starts_on, period.ends_on)


def day_after(period: CsssPeriod) -> date:
    """The first day on which the period is over."""
    return period.ends_on + timedelta(days=1)
