"""The amount of a request, an estimate only: hours × days × the hourly rate of its year, when one is known (R82)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from plugins.mes.models import Request, YearTerms


def rate_of(reference_year: int) -> int | None:
    """The hourly rate of a reference year in cents; None until the Ministry writes one down."""
    terms = YearTerms.get_or_none(YearTerms.reference_year == reference_year)
    return terms.hourly_rate if terms else None


def estimate(request: Request) -> int | None:
    """The estimated amount of a request in cents; None when hours, days or rate are missing."""
    if not request.hours_per_day or not request.planned_days:
        return None
    rate = rate_of(request.reference_year)
    return amount(request.hours_per_day, request.planned_days, rate) if rate else None


def amount(hours: Decimal, days: int, rate: int) -> int:
    """Hours a day for so many days at a rate in cents, in whole cents."""
    return int((hours * days * rate).quantize(Decimal(1), ROUND_HALF_UP))
