"""What WTForms says of a value that it refuses, in our words: the one place, for the forms of core and of plugins."""

from __future__ import annotations

from wtforms import Form as Plain

from core.i18n import _

EMPTY, UNREADABLE = _("Remplissez ce champ."), _("Cette saisie ne convient pas.")
NOT_OFFERED, EXPIRED = _("Ce choix n’est pas offert : prenez-le dans la liste."), \
    _("Ce formulaire a expiré : envoyez-le de nouveau.")
CLOSED = _("Ce champ ne se modifie pas.")
SENTENCES = {
    "This field is required.": EMPTY,
    "Invalid input.": UNREADABLE,
    "This field cannot be edited.": CLOSED,
    "This field is disabled and cannot have a value.": CLOSED,
    "Invalid field name '%s'.": _("Le champ « %s » n’existe pas."),
    "Not a valid choice.": NOT_OFFERED,
    "Choices cannot be None.": NOT_OFFERED,
    "Invalid Choice: could not coerce.": NOT_OFFERED,
    "Invalid choice(s): one or more data inputs could not be coerced.": NOT_OFFERED,
    "'%(value)s' is not a valid choice for this field.": _("Choix qui n’est pas offert : %(value)s."),
    "Invalid value, must be one of: %(values)s.": _("Choisissez parmi : %(values)s."),
    "Invalid value, can't be any of: %(values)s.": _("Valeurs qui ne conviennent pas : %(values)s."),
    "Not a valid date value.": _("Cette date ne se lit pas. Écrivez-la comme 2026-11-23."),
    "Not a valid datetime value.": _("Ce moment ne se lit pas. Écrivez-le comme 2026-11-23 14:00."),
    "Not a valid time value.": _("Cette heure ne se lit pas. Écrivez-la comme 14:00."),
    "Not a valid week value.": _("Cette semaine ne se lit pas. Écrivez-la comme 2026-W48."),
    "Date must be at least %(min)s.": _("La date est le %(min)s au plus tôt."),
    "Date must be at most %(max)s.": _("La date est le %(max)s au plus tard."),
    "Date must be between %(min)s and %(max)s.": _("La date va du %(min)s au %(max)s."),
    "Not a valid integer value.": _("Ce n’est pas un nombre entier."),
    "Not a valid decimal value.": _("Ce n’est pas un nombre."),
    "Not a valid float value.": _("Ce n’est pas un nombre."),
    "Number must be at least %(min)s.": _("Le nombre est d’au moins %(min)s."),
    "Number must be at most %(max)s.": _("Le nombre est d’au plus %(max)s."),
    "Number must be between %(min)s and %(max)s.": _("Le nombre va de %(min)s à %(max)s."),
    "Field must be equal to %(other_name)s.": _("Les deux saisies sont différentes : %(other_name)s."),
    "Field must be at least %(min)d character long.": _("Nombre de caractères, au moins : %(min)d."),
    "Field cannot be longer than %(max)d character.": _("Nombre de caractères, au plus : %(max)d."),
    "Field must be exactly %(max)d character long.": _("Nombre exact de caractères : %(max)d."),
    "Field must be between %(min)d and %(max)d characters long.": _("De %(min)d à %(max)d caractères."),
    "Invalid email address.": _("Cette adresse n’est pas complète. Exemple : nom@exemple.org."),
    "Invalid IP address.": _("Ce n’est pas une adresse IP."),
    "Invalid Mac address.": _("Ce n’est pas une adresse MAC."),
    "Invalid URL.": _("Ce n’est pas une adresse de site, comme exemple.org."),
    "Invalid UUID.": _("Ce n’est pas un identifiant UUID."),
    "Invalid CSRF Token.": EXPIRED,
    "CSRF token missing.": EXPIRED,
    "CSRF token expired.": EXPIRED,
    "CSRF failed.": EXPIRED,
}
"""By the sentence of WTForms, in its singular."""


class Ours:
    """The translations that our forms give to WTForms; what it does not know itself is said as it came."""

    def gettext(self, text: str) -> str:
        return str(SENTENCES.get(text, text))

    def ngettext(self, one: str, many: str, count: int) -> str:
        return str(SENTENCES[one]) if one in SENTENCES else one if count == 1 else many


OURS = Ours()


class Worded:
    """Named before the base of a form: its refusals are said in our words and the reader's language."""

    class Meta:
        """Gives WTForms our translations."""

        def get_translations(self, form) -> Ours:
            return OURS


class Form(Worded, Plain):
    """The base of a plugin's own forms."""
