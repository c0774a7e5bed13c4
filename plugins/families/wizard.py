"""The forms by which a town enters a family, step by step (FAM-R01 to R10)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import DateField, EmailField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from core.api import Form, _, pgettext, today
from plugins.families.models import DIETS, FUNDS, KINDS, SEXES, TITLES

REQUIRED = InputRequired(_("Ce champ est obligatoire."))
MAIL = Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s.]+$", message=_("Cette adresse n’est pas complète. Exemple : nom@exemple.org."))
COUNTRIES = (("", _("France")), ("BE", _("Belgique")), ("CH", _("Suisse")), ("DE", _("Allemagne")),
             ("ES", _("Espagne")), ("IT", _("Italie")), ("LU", _("Luxembourg")), ("MC", _("Monaco")))
"""Where a family that a town keeps may live: at home, or across a border."""


CHOOSE = ("", _("Choisissez"))


def among(pairs: Iterable[tuple]) -> list[SelectChoice]:
    """What a field of choices offers, from values and labels."""
    return [SelectChoice(value, label) for value, label in pairs]


def at_most(count: int) -> Length:
    """No longer than its column."""
    return Length(max=count, message=str(_("%(count)s caractères au plus.", count=count)))


def stripped(value: Any) -> Any:
    """Text without spaces around, nor signs that no database keeps."""
    return value.replace("\x00", "").strip() if isinstance(value, str) else value


def line(label, most: int, *validators, **more) -> StringField:
    """A line of text."""
    return StringField(label, [*validators, at_most(most)], filters=[stripped], **more)


def day(label, *validators, **more) -> DateField:
    """A day that has come."""
    return DateField(label, [*validators, not_to_come], **more)


def not_to_come(form, field) -> None:
    """Nobody is born tomorrow, nor before 1900."""
    if field.data is not None and not date(1900, 1, 1) <= field.data <= today():
        field.errors.append(str(_("Cette date n’est pas possible.")))


class StepForm(Form):
    """A step: what was typed, as a draft keeps it and as it is given back."""

    def kept(self) -> dict[str, Any]:
        """The answers, days as text."""
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in self.data.items()}

    @classmethod
    def given_back(cls, kept: dict[str, Any]) -> dict[str, Any]:
        """The answers of a draft, as the form's `data`."""
        return {name: (date.fromisoformat(value) if value else None) if name.endswith("_date") else value or ""
                for name, value in kept.items() if hasattr(cls, name)}


class AdultForm(StepForm):
    """Who the adult is."""

    title = SelectField(_("Civilité"), choices=among(TITLES))
    last_name = line(pgettext("nom de famille", "Nom"), 80, REQUIRED)
    usage_name = line(_("Nom d’usage"), 80)
    first_name = line(_("Prénom"), 80, REQUIRED)
    birth_date = day(_("Date de naissance"), Optional())
    distinct_reason = line(_("Pourquoi ce dossier est distinct"), 200)


class ContactForm(StepForm):
    """How to reach the adult, and what pays."""

    email = EmailField(_("Courriel"), [Optional(), MAIL, at_most(255)], filters=[stripped])
    cell_phone = line(_("Téléphone mobile"), 20)
    home_phone = line(_("Téléphone domicile"), 20)
    profession = line(_("Profession"), 80)
    employer = line(_("Employeur"), 120)
    benefit_fund = SelectField(_("Caisse d’allocations"), choices=among(FUNDS))
    benefit_number = line(_("No d’allocataire"), 20)


class ChildForm(StepForm):
    """Who the child is."""

    last_name = line(_("Nom de famille"), 80, REQUIRED)
    first_name = line(_("Prénom"), 80, REQUIRED)
    birth_date = day(_("Date de naissance"), REQUIRED)
    birth_place = line(_("Lieu de naissance"), 80)
    sex = SelectField(_("Sexe"), choices=among((CHOOSE, *SEXES)))
    diet = SelectField(_("Régime alimentaire"), choices=among(DIETS))
    distinct_reason = line(_("Pourquoi ce dossier est distinct"), 200)


class TieForm(StepForm):
    """What the adult is to the child."""

    kind = SelectField(_("Lien de parenté"), [REQUIRED], choices=among((CHOOSE, *KINDS)))


class NewChildForm(ChildForm):
    """A child and the tie, or no child at all: « Ajouter un nouvel enfant : Non » (FAM-R02)."""

    add = RadioField(_("Ajouter un nouvel enfant"), choices=among((("yes", _("Oui")), ("no", _("Non")))), default="yes")
    kind = SelectField(_("Lien de parenté"), [REQUIRED], choices=among((CHOOSE, *KINDS)))

    def validate(self, *args, **kwargs) -> bool:
        """Without a child nothing else is asked."""
        return self.add.data == "no" or super().validate(*args, **kwargs)


class AddressForm(StepForm):
    """The name of a household and its address."""

    name = line(_("Nom du foyer"), 120, REQUIRED)
    street = line(_("Numéro et voie"), 160, REQUIRED)
    complement = line(_("Complément d’adresse"), 160, description=_("Bâtiment, étage, chez qui."))
    postal_code = line(_("Code postal"), 10, REQUIRED)
    city = line(_("Commune"), 80, REQUIRED)
    country = SelectField(_("Pays"), choices=among(COUNTRIES))

    def address(self) -> dict[str, str]:
        """The address alone."""
        return {name: self.data[name] or "" for name in ("street", "complement", "postal_code", "city", "country")}


class HomeForm(AddressForm):
    """The same, and the town it belongs to when one may choose."""

    organisation = SelectField(_("Collectivité"), [REQUIRED], coerce=int)
