"""Notices: a row for each person, shown under the bell, and a mail by the outbox; both with the act, or neither."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from peewee import CharField, ForeignKeyField, TextField

from core.accounts.models import Membership, Role, User, holders
from core.database import db, write_transaction
from core.mail import send_later
from core.records import MomentField, Record, utcnow
from core.sentences import pack, unpack
from core.statements import mark

KINDS = ("info", "ask", "late", "fault")
MOST = 99
"""The bell counts no further."""


class Notice(Record):
    """A sentence for one person. `text` is kept as written in the source, and read in her language."""

    user = ForeignKeyField(User, on_delete="CASCADE", backref="notices", index=False)
    nature = CharField(max_length=10, default="info")
    text = TextField()
    link = CharField(default="")
    read_at = MomentField(null=True)

    belongs_to = "user"

    class Meta:
        table_name = "core_notice"
        indexes = ((("user", "read_at", "id"), False),)

    @classmethod
    def within(cls, user, permission: str = ""):
        """A person's own, whatever her role."""
        return cls.user == user.id

    @property
    def sentence(self) -> str:
        """The text in the reader's language."""
        return unpack(self.text)


def at(permission: str, path: str) -> list[User]:
    """Those who hold the permission at the organisation of this path: whom to notify about a record there."""
    return holders(permission, path, limit=None)


def everywhere(permission: str) -> list[User]:
    """Those who hold the permission wherever it counts: administrators, mostly."""
    roles = [role.id for role in Role.select(Role.id, Role.permissions) if permission in role.permissions]
    members = Membership.select(Membership.user).where(Membership.role << (roles or [0]), Membership.in_force())
    found = User.select().where(User.id << members, User.active, User.archived_at.is_null()).order_by(User.id)
    return [user for user in found if user.can(permission)]


def notify(people: Iterable[User], text: object, *, link: str = "", kind: str = "info", mailbox: str = "") -> int:
    """Tell these people, once each, by a notice and a mail, in the caller's transaction; returns how many.

    `text` is a sentence of `_` with its values. Never a child's name: the number of the file. `link` is an address
    of ours, as `/mes/12`. `mailbox` gets the mail too: an office's address.
    """
    if link and (not link.startswith("/") or link.startswith(("//", "/\\"))):
        raise ValueError(f"{link!r} is no address of ours")
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of notice: {', '.join(KINDS)}")
    told = list({person.id: person for person in people}.values())
    with write_transaction():
        for person in told:
            notice = Notice(user=person, nature=kind, text=pack(text), link=link)
            notice.save()
            send_later(person, text, key=f"notice:{notice.id}", link=link)
        if mailbox:
            send_later(mailbox, text, key=f"mailbox:{uuid.uuid4().hex}", link=link)
    return len(told)


UNREAD = """SELECT count(*) FROM (
    SELECT 1 FROM core_notice WHERE user_id = {0} AND read_at IS NULL LIMIT {0}) AS waiting"""


def unread(user) -> int:
    """How many notices the person has not read, counted up to MOST: one indexed query."""
    return db.execute_sql(UNREAD.format(mark()), (user.id, MOST)).fetchone()[0]


def mark_read(user, *notices: Notice) -> int:
    """Mark these notices of the person as read, or all of hers; returns how many were not yet."""
    wanted = (Notice.user == user.id) & Notice.read_at.is_null()
    if notices:
        wanted &= Notice.id << [notice.id for notice in notices]
    with write_transaction():
        return Notice.update(read_at=utcnow()).where(wanted).execute()
