"""Tables of sign-in that name nobody: sessions, counted tries, kept forms."""

from __future__ import annotations

from peewee import BooleanField, CharField, DoubleField, IntegerField, Model, TextField

from core.database import db
from core.records import MomentField, utcnow


class SessionRow(Model):
    """A signed-in session: the digest of its opaque id, whose it is, and until when.

    `rotate` asks for a new id at the next request: her rights were changed.
    """

    digest = CharField(primary_key=True, max_length=64)
    user = CharField(max_length=64, null=True, index=True)
    data = TextField()
    started_at = MomentField(default=utcnow)
    seen_at = MomentField(default=utcnow)
    expires_at = MomentField(index=True)
    agent = CharField(max_length=200, default="")
    rotate = BooleanField(default=False)

    class Meta:
        database = db
        table_name = "core_session"


class Attempt(Model):
    """How often something was tried since `start` (epoch seconds): the throttle's counters."""

    key = CharField(primary_key=True)
    start = DoubleField()
    hits = IntegerField()

    class Meta:
        database = db
        table_name = "core_attempt"


class KeptForm(Model):
    """What somebody had typed when her session ended or her password was asked again; encrypted, short-lived."""

    browser = CharField(max_length=64, index=True)
    user = IntegerField(index=True)
    url = TextField()
    fields = TextField()
    files = BooleanField(default=False)
    expires_at = MomentField(index=True)

    class Meta:
        database = db
        table_name = "core_kept_form"
