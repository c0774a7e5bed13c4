"""The forms of MES: finding a child, choosing installation and type, attaching, signing, commenting."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import (
    DateField,
    FileField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from core.api import Form, _, pgettext
from plugins.mes.content import ANCHORS
from plugins.mes.models import SLOTS, TYPES

REQUIRED = InputRequired(_("Ce champ est obligatoire."))
FILLED = DataRequired(_("Ce champ est obligatoire."))
"""Blanks alone do not fill it."""

TYPE_HELP = {
    "new": _("L’enfant n’a jamais reçu la mesure dans la division ou l’installation choisie."),
    "renewal": _("L’enfant a reçu la mesure ici l’année de référence précédente ; ses besoins n’ont pas changé."),
    "renewal_change": _("L’enfant a reçu la mesure ici cette année ou la précédente ; ses besoins ont changé."),
    "transfer": _("L’enfant a reçu la mesure dans un autre service cette année ou la précédente."),
}


def offered(labels: Mapping[str, object]) -> list[SelectChoice]:
    """Labels by value, as a select takes them."""
    return [SelectChoice(value=value, label=label) for value, label in labels.items()]


class SearchForm(Form):
    """The three searches of the guide (MES-R02)."""

    nirec = StringField(_("Numéro d’inscription (NIREC)"), [Length(max=30)])
    necsg = StringField(_("Numéro de l’enfant (NECSG)"), [Length(max=30)])
    last_name = StringField(_("Nom de famille de l’enfant"), [Length(max=80)])
    first_name = StringField(_("Prénom"), [Length(max=80)])
    birth_date = DateField(_("Date de naissance"), [Optional()])

    def asked(self) -> bool:
        """Whether anything was typed."""
        return any(each.data for each in self)


class TypeForm(Form):
    """The type of a request, and why it is not the one proposed (MES-R15)."""

    type = RadioField(_("Type de la demande"), [REQUIRED], choices=offered(TYPES))
    reason = TextAreaField(_("Pourquoi un autre type que celui proposé"), [Length(max=1000)])


class CreateForm(TypeForm):
    """Installation, reference year and type for the child that was found."""

    installation = SelectField(_("Installation"), [REQUIRED])
    reference_year = SelectField(_("Année de référence"), [REQUIRED])


class HelpForm(Form):
    """An ⓘ text in both languages (MES-R27)."""

    french = TextAreaField(_("Français"), [Length(max=1000)])
    english = TextAreaField(_("Anglais"), [Length(max=1000)])


class AttachForm(Form):
    """A document and its nature, which comes first (MES-R44)."""

    slot = SelectField(_("Nature du document"), [REQUIRED], choices=offered(SLOTS))
    file = FileField(_("Fichier PDF"), [REQUIRED], description=_("4 Mo au plus."))


class SignForm(Form):
    """The electronic signature (MES-R54)."""

    first_name = StringField(_("Prénom"), [FILLED, Length(max=80)])
    last_name = StringField(pgettext("nom de famille", "Nom"), [FILLED, Length(max=80)])
    title = StringField(_("Fonction"), [FILLED, Length(max=80)])


class CommentForm(Form):
    """A comment and what it concerns (MES-R64)."""

    anchor = SelectField(_("Sur"), [REQUIRED], choices=offered(ANCHORS))
    text = TextAreaField(_("Commentaire"), [REQUIRED, Length(max=4000)])


class DepartureForm(Form):
    """The day a child left, and why the request is closed (MES-R75, R77)."""

    departure_on = DateField(_("Date du départ"), [REQUIRED])
    reason = TextAreaField(_("Raison"), [FILLED, Length(max=4000)])


class RightForm(Form):
    """Until when a right is granted."""

    ends_on = DateField(_("Jusqu’au"), [Optional()], description=_("Ce jour compris ; vide : sans fin."))
