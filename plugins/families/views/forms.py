"""The forms of what a sheet's cards open."""

from __future__ import annotations

from decimal import Decimal

from wtforms import BooleanField, DateField, DecimalField, FileField, SelectField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from core.api import Form, _, today
from plugins.families.models.households import QUOTIENT_SOURCES
from plugins.families.wizard import REQUIRED, among, at_most, line, stripped

MOST_EUROS = 100_000


class PolicyForm(Form):
    """An insurance, its number, and from when to when."""

    insurance = SelectField(_("Assurance"), [REQUIRED], coerce=int)
    number = line(_("Numéro de police"), 40)
    starts_on = DateField(_("Depuis le"), [Optional()])
    ends_on = DateField(_("Jusqu’au"), [Optional()])


class PaperForm(Form):
    """What a document is called, and when the family finds it."""

    name = line(_("Nom du document"), 120, REQUIRED)
    description = line(_("Description"), 300)
    available_from = DateField(_("Disponible sur le portail à partir du"), [Optional()])
    available_until = DateField(_("Disponible jusqu’au"), [Optional()])


class NewPaperForm(PaperForm):
    """The same, with the file."""

    file = FileField(_("Fichier PDF"), [REQUIRED], description=_("4 Mo au plus."))


class EurosField(DecimalField):
    """An amount typed with a comma or a point, spaces between thousands."""

    def process_formdata(self, valuelist: list[str]) -> None:
        texts = ["".join(text.split()).replace(",", ".") for text in valuelist]
        super().process_formdata(texts)
        if self.data is not None and not self.data.is_finite():
            self.data = None
            raise ValueError(str(_("Ce n’est pas un nombre.")))


class QuotientForm(Form):
    """A family quotient: the amount, who says it, from when to when, and the proof."""

    amount = EurosField(_("Quotient familial, en euros"),
                        [InputRequired(_("Ce champ est obligatoire.")), NumberRange(Decimal(0), Decimal(MOST_EUROS))],
                        places=2)
    source = SelectField(_("Source"), choices=among(QUOTIENT_SOURCES))
    starts_on = DateField(_("Depuis le"), [REQUIRED], default=today)
    ends_on = DateField(_("Jusqu’au"), [Optional()])
    file = FileField(_("Justificatif, en PDF"), description=_("4 Mo au plus."))


class HealthForm(Form):
    """What must be known to look after a child."""

    care_plan = BooleanField(_("Un PAI existe"))
    text = TextAreaField(_("Allergies, soins, conduite à tenir"), [at_most(10_000)], filters=[stripped])
