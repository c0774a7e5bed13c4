"""What is wrong with one value: a sentence, or nothing. Each is named by its rule in the specification."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.api import _, number, prose_date, running, today

QUARTER, HALF = Decimal("0.25"), Decimal("0.5")


def hours(value: Decimal):
    """Hours a day are above 0, at most 8 (a setting), by quarters (MES-R29)."""
    limit = running().settings["mes.max_hours_per_day"]
    if 0 < value <= limit and not value % QUARTER:
        return None
    return _("L’accompagnement va de 0,25 à %(limit)s heures par jour, par quarts d’heure.", limit=number(limit))


def days(value: Decimal):
    """Days a week go from 0.5 to 7, by halves (MES-R30)."""
    if HALF <= value <= 7 and not value % HALF:
        return None
    return _("Les jours par semaine vont de 0,5 à 7, par demi-jours.")


def planned(value: int):
    """Planned days are a whole number from 1 to 366 (MES-R33)."""
    return None if 1 <= value <= 366 else _("La fréquentation prévue va de 1 à 366 jours.")


def past(value: date):
    """The day has come already: what is attested or signed is done."""
    if value <= today():
        return None
    return _("Le %(day)s n’est pas encore venu.", day=prose_date(value))
