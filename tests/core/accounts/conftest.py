"""People with passwords, and the steps of a sign-in as a browser makes them."""

from __future__ import annotations

import time

import pytest
from flask import current_app
from flask_security import hash_password

from core.accounts.models import User

PASSWORD = "quatre girafes sous la pluie"


@pytest.fixture
def parent(app):
    """A parent with a password: the second factor is her choice."""
    return person("parent@exemple.test", staff=False)


@pytest.fixture
def clerk(app):
    """A member of staff with a password and a second factor."""
    return with_factor(person("agente@exemple.test", staff=True))


def person(email: str, *, staff: bool) -> User:
    user = User(email=email, first_name="Odile", last_name="Marchand", is_staff=staff, password=hash_password(PASSWORD))
    user.save()
    return user


def with_factor(user: User) -> User:
    user.tf_totp_secret = current_app.extensions["security"].totp_factory.generate_totp_secret()
    user.tf_primary_method = "authenticator"
    user.save()
    return user


def code_of(user: User, steps: int = 0) -> str:
    """What her telephone shows now, or so many steps of thirty seconds later."""
    totp = current_app.extensions["security"].totp_factory._totp.from_source(User.get_by_id(user.id).tf_totp_secret)
    return totp.generate(time.time() + 30 * steps).token


def give_password(client, email: str, password: str = PASSWORD, **more):
    return client.post("/login", data={"email": email, "password": password}, **more)


def give_code(client, code: str):
    return client.post("/tf-validate", data={"code": code})


def is_in(client) -> bool:
    return client.get("/verify").status_code == 200


def value_of(client) -> str:
    """The session cookie's value."""
    cookie = client.get_cookie("marelle")
    return cookie.value if cookie else ""
