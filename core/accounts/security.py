"""Sign-in: Flask-Security over our people, its defaults undone, and every route of it with its policy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from flask import Flask, redirect, url_for
from flask_security import Security

from core import policy
from core.accounts import (
    account,
    forms,
    links,
    memberships,
    passwords,
    people,
    preferences,
    roles,
    signin,
    throttle,
    workplace,
)
from core.accounts.addresses import Addresses
from core.accounts.datastore import People
from core.accounts.forgery import init_forgery
from core.accounts.second_factor import OnceTotp, RecoveryCodes, seed_keys
from core.accounts.sessions import init_sessions
from core.accounts.words import MESSAGES, Words
from core.policy import ANYONE, SIGNED_IN, Policy
from core.running import NAME
from core.settings import Config

STEP_UP = timedelta(minutes=15)
SETTINGS = {
    "PASSWORD_HASH": "argon2", "PASSWORD_SCHEMES": ["argon2"], "PASSWORD_SINGLE_HASH": {"argon2"},
    "PASSWORD_HASH_PASSLIB_OPTIONS": {"argon2__type": "ID", "argon2__memory_cost": 19_456, "argon2__time_cost": 2,
                                      "argon2__parallelism": 1},
    "PASSWORD_LENGTH_MIN": passwords.PARENT,
    "RETURN_GENERIC_RESPONSES": True, "API_ENABLED_METHODS": ["session"], "DEFAULT_REMEMBER_ME": False,
    "LOGOUT_METHODS": ["POST"], "LOGOUT_CSRF": True, "CHANGEABLE": True, "SEND_PASSWORD_CHANGE_EMAIL": False,
    "FRESHNESS": STEP_UP, "FRESHNESS_GRACE_PERIOD": timedelta(0),
    "TWO_FACTOR": True, "TWO_FACTOR_ENABLED_METHODS": ["authenticator"], "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
    "TWO_FACTOR_RESCUE_EMAIL": False, "TWO_FACTOR_POST_SETUP_VIEW": "security.mf_recovery_codes",
    "MULTI_FACTOR_RECOVERY_CODES": True, "TOTP_ISSUER": "Marelle",
    "STATIC_FOLDER": None, "CLI_USERS_NAME": None, "CLI_ROLES_NAME": None,
    "POST_LOGIN_VIEW": "account.arrive", "POST_LOGOUT_VIEW": "security.login",
    "POST_CHANGE_VIEW": "account.mine",
}
ROUTES = {
    "login": ANYONE, "logout": ANYONE, "verify": SIGNED_IN, "change_password": SIGNED_IN,
    "two_factor_setup": ANYONE, "two_factor_setup_validate": SIGNED_IN, "two_factor_token_validation": ANYONE,
    "two_factor_rescue": ANYONE, "tf_select": ANYONE, "mf_recovery": ANYONE, "mf_recovery_codes": SIGNED_IN,
}


def init_accounts(app: Flask) -> None:
    """Give an application its sessions, its sign-in and the guard against forged requests."""
    config: Config = app.extensions[NAME].config
    init_sessions(app, secure=config.secure)
    init_forgery(app)
    app.config.update({f"SECURITY_{name}": value for name, value in SETTINGS.items()})
    app.config.update({f"SECURITY_MSG_{name}": value for name, value in MESSAGES.items()})
    app.config["SECURITY_TOTP_SECRETS"] = seed_keys(config)
    security = Security(
        app, People(), login_form=forms.SignIn, verify_form=forms.Verify, change_password_form=forms.ChangePassword,
        two_factor_setup_form=forms.SetUpFactor, two_factor_verify_code_form=forms.SignInCode,
        two_factor_rescue_form=forms.NoRescue, mf_recovery_form=forms.SignInRecovery, totp_cls=OnceTotp,
        mail_util_cls=Addresses, password_util_cls=passwords.PasswordRule, mf_recovery_codes_util_cls=RecoveryCodes)
    security.i18n_domain = Words(app)
    security.login_manager.session_protection = None
    security.login_manager._request_callback = None
    app.view_functions["security.two_factor_rescue"] = to_recovery
    enter_code = app.view_functions["security.two_factor_token_validation"]
    app.view_functions["security.two_factor_token_validation"] = visitors_only(enter_code)
    for name, permission in ROUTES.items():
        policy.declare(app, f"security.{name}", Policy(permission, "soi-même"))
    app.after_request(throttle.say_when)
    security.multi_factor_recovery_codes = True
    signin.init_signin(app)
    links.init_links(app)
    workplace.init_workplace(app)
    for module in (account, preferences, people, memberships, roles):
        app.register_blueprint(module.pages)


def to_recovery():
    """Without her telephone, a person uses a recovery code."""
    return redirect(url_for("security.mf_recovery"))


def visitors_only(view: Callable) -> Callable:
    """Flask-Security signs out whoever opens the page of the code while signed in: a reading must change nothing."""

    @wraps(view)
    def guarded():
        return redirect(url_for("account.mine")) if policy.person().is_authenticated else view()

    return guarded


def cheap_passwords(app: Flask) -> None:
    """Hash quickly and badly: for tests only."""
    app.extensions["security"].pwd_context.update(argon2__memory_cost=64, argon2__time_cost=1)
