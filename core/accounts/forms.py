"""The forms of sign-in: each counts the try before it compares anything."""

from __future__ import annotations

import secrets

from flask import session
from flask_login import current_user
from flask_security import ChangePasswordForm, LoginForm, VerifyForm
from flask_security.forms import TwoFactorRescueForm, TwoFactorSetupForm, TwoFactorVerifyCodeForm
from flask_security.recovery_codes import MfRecoveryForm
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length

from core.accounts import passwords, sessions, signin, throttle
from core.accounts.models import User
from core.accounts.redirects import local
from core.accounts.typed import TypedForm
from core.i18n import _
from core.wording import Worded


def hopeless(typed: str | None) -> str:
    """What was typed, or, when no password can be so long, something that is no password either."""
    return secrets.token_hex(8) if len(typed or "") > passwords.LONGEST else typed or ""


class SignIn(Worded, LoginForm):
    """Address and password; nobody is remembered past the session."""

    remember = None

    def validate(self, **kwargs) -> bool:
        throttle.spend("sign-in", self.email.data or "")
        self.password.data = hopeless(self.password.data)
        self.next.data = local(self.next.data, "")
        if not super().validate(**kwargs):
            signin.refused(self.user, "password")
            return False
        session["next"] = self.next.data or "/"
        return True


class SetUpFactor(Worded, TwoFactorSetupForm):
    """Which second factor: there is one, the application of codes; or none any more."""

    setup = StringField(_("Méthode"))


class NoRescue(Worded, TwoFactorRescueForm):
    """Without her telephone a person uses a recovery code: no other help is offered."""

    help_setup = StringField()


class SignInCode(Worded, TwoFactorVerifyCodeForm):
    """The authenticator's six figures."""

    def validate(self, **kwargs) -> bool:
        throttle.spend("code", self.user.id)
        return super().validate(**kwargs)


class SignInRecovery(Worded, MfRecoveryForm):
    """One of the recovery codes, in the place of the authenticator's."""

    def validate(self, **kwargs) -> bool:
        throttle.spend("recovery", self.user.id)
        return super().validate(**kwargs)


class Verify(Worded, VerifyForm):
    """The password once more; then the session has a new id."""

    def validate(self, **kwargs) -> bool:
        throttle.spend("password", self.user.id)
        self.password.data = hopeless(self.password.data)
        if not super().validate(**kwargs):
            return False
        throttle.forgive("password", self.user.id)
        sessions.rotate()
        return True


class ChangePassword(Worded, ChangePasswordForm):
    """The present password, and the new one twice."""

    def validate(self, **kwargs) -> bool:
        throttle.spend("password", current_user.id)
        self.password.data = hopeless(self.password.data)
        if not super().validate(**kwargs):
            return False
        throttle.forgive("password", current_user.id)
        return True


class ForgotPassword(TypedForm):
    """Where to send the link."""

    email = EmailField(_("Adresse courriel"), validators=[DataRequired(_("Écrivez votre adresse.")), Length(max=254)],
                       render_kw={"autocomplete": "email"})


class SetPassword(TypedForm):
    """A first or new password, twice."""

    password = PasswordField(_("Nouveau mot de passe"), validators=[DataRequired(_("Écrivez votre mot de passe."))],
                             render_kw={"autocomplete": "new-password"})
    password_confirm = PasswordField(_("Le même, une seconde fois"), render_kw={"autocomplete": "new-password"},
                                     validators=[EqualTo("password", _("Les deux mots de passe sont différents."))])

    def __init__(self, user: User, **kwargs):
        super().__init__(**kwargs)
        self.user = user

    def validate(self, extra_validators=None) -> bool:
        if not super().validate(extra_validators):
            return False
        self.password.errors = [str(each) for each in passwords.problems(self.password.data, self.user)]
        return not self.password.errors
