"""What Flask-Security says, in our words: facts and a way out, the same whether or not an account exists."""

from __future__ import annotations

from functools import cached_property

from babel.support import Translations
from flask_babel.speaklater import LazyString
from flask_security.babel import FsDomain

from core.i18n import _, language

MESSAGES = {
    "API_ERROR": (_("Cette saisie ne convient pas."), "error"),
    "GENERIC_AUTHN_FAILED": (_("L’adresse ou le mot de passe ne convient pas. Vérifiez les deux, ou choisissez un "
                               "nouveau mot de passe par « Mot de passe oublié »."), "error"),
    "UNAUTHENTICATED": (_("Connectez-vous pour voir cette page."), "info"),
    "REAUTHENTICATION_REQUIRED": (_("Cet acte demande votre mot de passe une nouvelle fois."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (_("Merci, votre mot de passe est confirmé."), "info"),
    "EMAIL_NOT_PROVIDED": (_("Écrivez votre adresse."), "error"),
    "INVALID_EMAIL_ADDRESS": (_("Cette adresse n’est pas complète. Exemple : nom@exemple.org."), "error"),
    "PASSWORD_NOT_PROVIDED": (_("Écrivez votre mot de passe."), "error"),
    "INVALID_PASSWORD": (_("Ce mot de passe ne convient pas."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (_("Les deux mots de passe sont différents."), "error"),
    "PASSWORD_IS_THE_SAME": (_("Le nouveau mot de passe est le même que l’ancien. Choisissez-en un autre."), "error"),
    "PASSWORD_CHANGE": (_("Votre mot de passe est changé. Vos autres séances sont terminées."), "success"),
    "INVALID_CODE": (_("Ce code ne convient pas."), "error"),
    "INVALID_RECOVERY_CODE": (_("Ce code de secours ne convient pas, ou il a déjà servi."), "error"),
    "NO_RECOVERY_CODES_SETUP": (_("Les codes de secours ne sont montrés qu’une fois. Faites-en de nouveaux."), "info"),
    "TWO_FACTOR_INVALID_TOKEN": (_("Ce code ne convient pas, ou il a déjà servi. Attendez le suivant."), "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (_("Vous êtes connecté."), "toast"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (_("Le second facteur est en place. Faites maintenant des codes de "
                                              "secours et gardez-les hors du téléphone."), "success"),
    "TWO_FACTOR_PERMISSION_DENIED": (_("Cette étape a expiré. Recommencez par votre mot de passe."), "warning"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (_("Choisissez l’application de codes."), "error"),
    "TWO_FACTOR_DISABLED": (_("Le second facteur est retiré de votre compte."), "success"),
    "TWO_FACTOR_SETUP_EXPIRED": (_("Cette étape a expiré après %(within)s. Recommencez."), "error"),
    "ANONYMOUS_USER_REQUIRED": (_("Vous êtes déjà connecté."), "info"),
    "UNAUTHORIZED": (_("Vous n’avez pas le droit de voir cette page."), "error"),
    "USER_DOES_NOT_EXIST": (_("L’adresse ou le mot de passe ne convient pas."), "error"),
    "DISABLED_ACCOUNT": (_("L’adresse ou le mot de passe ne convient pas."), "error"),
}


class Words(FsDomain):
    """Flask-Security's catalogue, except that our own texts are translated by ours."""

    def gettext(self, string, **variables):
        if isinstance(string, LazyString):
            return str(string) % variables if variables else str(string)
        return super().gettext(string, **variables)

    def get_translations(self):
        """Its only French is named fr_FR, which « fr » and « fr_CA » do not find."""
        return self.french if language() == "fr" else super().get_translations()

    @cached_property
    def french(self) -> Translations:
        """The French catalogue, read once."""
        return Translations.load(self.translation_directories[0], ["fr_FR"], self.domain[0])
