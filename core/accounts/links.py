"""Links by mail to choose a password: for who forgot hers, and for who is invited. Single use, by their contents."""

from __future__ import annotations

import hashlib
import uuid
from datetime import timedelta

from flask import Flask, current_app, flash, redirect, render_template, request, url_for
from flask_security import hash_password
from itsdangerous import BadSignature, URLSafeTimedSerializer

from core import journal, outbox
from core.accounts import forms, passwords, sessions, throttle
from core.accounts.addresses import tidy
from core.accounts.models import User
from core.database import write_transaction
from core.i18n import _
from core.mail import MAIL
from core.outbox import deliverer
from core.policy import ANYONE, needs
from core.sentences import pack

GOOD_FOR = {"forgot": timedelta(hours=1), "invitation": timedelta(days=7)}


def ask(address: str, purpose: str) -> None:
    """Put down that a link is to be sent to this address; whether anybody has it is found out later (SEC-08)."""
    outbox.put("core.password_link", {"address": address, "purpose": purpose}, key=f"link:{uuid.uuid4().hex}")


@deliverer("core.password_link", repeatable=True)
def PASSWORD_LINK(payload: dict, key: str) -> None:
    """Mail the link to the person of this address; nothing when there is none."""
    user = User.get_or_none(User.email == payload["address"], User.active, User.archived_at.is_null())
    if user is None:
        return
    if payload["purpose"] == "invitation":
        subject = _("Votre compte Marelle")
        lines = [_("Un compte vous attend dans Marelle."),
                 _("Par ce lien, valable sept jours, vous choisissez votre mot de passe.")]
    else:
        subject = _("Choisir un nouveau mot de passe")
        lines = [_("Par ce lien, valable une heure, vous choisissez un nouveau mot de passe."),
                 _("Si vous n’avez rien demandé, ne faites rien : votre mot de passe reste le même.")]
    MAIL.send({"user": user.id, "subject": pack(subject), "lines": [pack(each) for each in lines],
               "link": path(user, payload["purpose"])}, key)


def path(user: User, purpose: str) -> str:
    """The address of the page where this person, and nobody else, chooses a password."""
    return f"/reset/{_signer(purpose).dumps([user.id, _state(user)])}"


def owner(token: str) -> User | None:
    """Whose link it is; None when it is forged, too old, or was used."""
    for purpose, good_for in GOOD_FOR.items():
        try:
            number, state = _signer(purpose).loads(token, max_age=int(good_for.total_seconds()))
        except BadSignature:
            continue
        user = User.get_or_none(User.id == number, User.active, User.archived_at.is_null())
        return user if user is not None and _state(user) == state else None
    return None


def _signer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key, salt=f"marelle.password.{purpose}")


def _state(user: User) -> str:
    """Changes with her password and whenever her sessions are ended: an older link then means nothing."""
    return hashlib.sha256(f"{user.fs_uniquifier}:{user.password}".encode()).hexdigest()[:20]


@needs(ANYONE, "soi-même")
def forgot_password():
    """Ask for the link; the answer is the same for every address."""
    form = forms.ForgotPassword()
    if form.validate_on_submit():
        throttle.spend("reset", form.email.data)
        ask(tidy(form.email.data) or "-", "forgot")
        flash(_("Si cette adresse est connue, un courriel y part avec un lien valable une heure."), "info")
        return redirect(url_for("security.login"))
    return render_template("security/forgot_password.html", forgot_password_form=form)


@needs(ANYONE, "soi-même")
def reset_password(token: str):
    """Choose the password, from the link."""
    user = owner(token)
    if user is None:
        _count_wrong_link()
        flash(_("Ce lien n’est plus bon : il a servi, ou il est trop ancien. Demandez-en un autre."), "warning")
        return redirect(url_for("security.forgot_password"))
    form = forms.SetPassword(user)
    if form.validate_on_submit():
        set_password(user, form.password.data)
        flash(_("Votre mot de passe est enregistré. Connectez-vous."), "success")
        return redirect(url_for("security.login"))
    return render_template("security/reset_password.html", reset_password_form=form, reset_password_token=token,
                           rule=rule(user))


def _count_wrong_link() -> None:
    throttle.spend("link", request.remote_addr)


def set_password(user: User, password: str, *, actor: User | None = None) -> None:
    """Give her this password: every session of hers ends, and every link sent before."""
    with write_transaction():
        sessions.end_all(user)
        normal = current_app.extensions["security"].password_util.normalize(password)
        User.update(password=hash_password(normal)).where(User.id == user.id).execute()
        journal.write(actor or user, "core.user.password_set", user)


def rule(user: User):
    """The rule in a sentence, before anything is typed."""
    return _("Au moins %(least)s caractères, par exemple quelques mots sans lien entre eux. Vous pouvez le coller.",
             least=passwords.STAFF if user.is_staff else passwords.PARENT)


def init_links(app: Flask) -> None:
    """The two pages, under the names that Flask-Security's templates know."""
    app.add_url_rule("/reset", "security.forgot_password", forgot_password, methods=["GET", "POST"])
    app.add_url_rule("/reset/<token>", "security.reset_password", reset_password, methods=["GET", "POST"])
