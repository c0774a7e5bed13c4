"""What happens around a sign-in: the journal, and the tries forgiven."""

from __future__ import annotations

from flask import Flask, request
from flask_login import user_logged_out
from flask_security import password_changed, tf_disabled, tf_profile_changed, user_authenticated, user_failed_authn

from core import journal
from core.accounts import throttle
from core.accounts.models import User
from core.database import write_transaction
from core.records import utcnow


def signed_in(_app, user: User, authn_via=None, **_kwargs) -> None:
    """She is in: her tries are forgiven, and the journal says so."""
    if authn_via == ["change"]:
        return
    with write_transaction():
        throttle.forgive("sign-in", user.email)
        throttle.forgive("code", user.id)
        User.update(last_login_at=utcnow()).where(User.id == user.id).execute()
        journal.write(user, "core.user.signed_in", user)


def signed_out(_app, user: User, **_kwargs) -> None:
    """She left."""
    if getattr(user, "id", None):
        journal.write(user, "core.user.signed_out", user)


def refused(user: User | None, what: str) -> None:
    """Write that somebody was not let in; the row costs the same whether the account exists or not."""
    journal.write(None, "core.user.sign_in_refused", user, note=what)


def failed(_app, user: User, auth_type: str, **_kwargs) -> None:
    """A wrong password or code of a known person; the first page of the sign-in writes its own row."""
    if request.endpoint != "security.login":
        refused(user, auth_type)


def changed_password(_app, user: User, **_kwargs) -> None:
    journal.write(user, "core.user.password_changed", user)


def changed_factor(_app, user: User, **_kwargs) -> None:
    journal.write(user, "core.user.second_factor_set", user)


def removed_factor(_app, user: User, **_kwargs) -> None:
    journal.write(user, "core.user.second_factor_removed", user)


def init_signin(app: Flask) -> None:
    """Listen to Flask-Security; the functions are named because signals keep weak references."""
    for signal, function in ((user_authenticated, signed_in), (user_logged_out, signed_out),
                             (user_failed_authn, failed), (password_changed, changed_password),
                             (tf_profile_changed, changed_factor), (tf_disabled, removed_factor)):
        signal.connect(function, app)
