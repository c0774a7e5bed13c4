"""How Flask-Security finds and changes our people."""

from __future__ import annotations

from flask_security import PeeweeUserDatastore

from core import statements
from core.accounts import sessions
from core.accounts.models import Membership, Role, User
from core.database import db


class People(PeeweeUserDatastore):
    """Addresses are kept in small letters, archived people are found by nobody, sessions end with the password."""

    def __init__(self):
        super().__init__(db, User, Role, Membership)

    def find_user(self, case_insensitive=False, **kwargs):
        if "email" in kwargs:
            kwargs["email"] = kwargs["email"].strip().lower()
        (name, value), = kwargs.items()
        return statements.find(User, **{name: value}, archived_at=None)

    def set_uniquifier(self, user, uniquifier=None):
        sessions.end_all(user)

    def tf_reset(self, user):
        user.tf_primary_method = user.tf_totp_secret = None
        self.put(user)

    def mf_get_recovery_codes(self, user):
        return []
