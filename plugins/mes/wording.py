"""An archived answer and the facts around it in words, for what is printed and what is compared."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from core.api import _, ngettext, number, prose_date
from plugins.mes.form.declare import Field

IDENTITY = (("child", _("Enfant")), ("birth_date", _("Date de naissance")), ("nirec", _("NIREC")),
            ("necsg", _("NECSG")), ("guardian", _("Parent")), ("other_guardian", _("Autre parent")),
            ("address", _("Adresse du parent demandeur")), ("email", _("Adresse courriel")),
            ("home_phone", _("Téléphone domicile")), ("cell_phone", _("Téléphone cellulaire")))
SERVICE = (("division_name", _("Nom du service de garde")), ("division", _("Numéro de division")),
           ("installation_name", _("Installation")), ("installation", _("Numéro d’installation")))
COUNTED = ("hours_per_day", "days_per_week", "planned_days")


def spelled(field: Field, value: Any) -> str:
    """An archived answer in words: « 4,5 heures par jour », « Oui », « 3 octobre 2026 », the labels of choices."""
    if field.kind == "yes_no":
        return str(_("Oui") if value else _("Non"))
    if field.kind == "date":
        return prose_date(date.fromisoformat(value))
    if field.options:
        return ", ".join(str(field.options.get(each, each)) for each in (value if isinstance(value, list) else [value]))
    return counted(field.name, Decimal(str(value))) if field.name in COUNTED else str(value)


def counted(name: str, value: Decimal) -> str:
    """« 4,5 heures par jour », « 1 jour par semaine »."""
    count = number(value)
    if name == "hours_per_day":
        return ngettext("%(count)s heure par jour", "%(count)s heures par jour", value, count=count)
    if name == "days_per_week":
        return ngettext("%(count)s jour par semaine", "%(count)s jours par semaine", value, count=count)
    return ngettext("%(count)s jour", "%(count)s jours", value, count=count)
