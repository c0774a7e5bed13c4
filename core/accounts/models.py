"""The tables of people: users, their memberships, recovery codes; those of roles and sign-in come with them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from functools import cache, cached_property

from flask_security import UserMixin
from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    Model,
)

from core import statements
from core.accounts.actors import NOBODY as NOBODY, SYSTEM as SYSTEM
from core.accounts.credentials import (
    Attempt as Attempt,
    KeptForm as KeptForm,
    SessionRow as SessionRow,
)
from core.accounts.role import Role as Role, shipped_roles as shipped_roles
from core.database import db
from core.ordering import in_text_order, text_order
from core.organisations import Organisation
from core.records import ALWAYS, MomentField, Record, Searchable, today
from core.running import running
from core.statements import mark

GRANTS = """SELECT place.path, role.permissions FROM core_membership AS held
    JOIN core_organisation AS place ON place.id = held.organisation_id JOIN core_role AS role ON role.id = held.role_id
    WHERE held.user_id = {0} AND (held.ends_on IS NULL OR held.ends_on >= {0})"""
"""What a person's memberships in force give her: asked by every request."""
MEMBERS = """active AND archived_at IS NULL AND id IN (SELECT user_id FROM core_membership
    WHERE role_id IN ({}) AND organisation_id IN ({}) AND (ends_on IS NULL OR ends_on >= {{0}}))"""
"""The active people who hold some roles in some places on a day."""


class User(UserMixin, Searchable):
    """A person who signs in with an e-mail address. What she may do follows from her memberships."""

    email = CharField(unique=True)
    password = CharField(null=True)
    first_name = CharField(max_length=80, default="")
    last_name = CharField(max_length=80, default="")
    active = BooleanField(default=True)
    is_staff = BooleanField(default=True)
    fs_uniquifier = CharField(unique=True, max_length=64, default=lambda: uuid.uuid4().hex)
    tf_primary_method = CharField(null=True)
    tf_totp_secret = CharField(null=True)
    tf_counter = BigIntegerField(null=True)
    language = CharField(max_length=2, default="fr")
    theme = CharField(max_length=10, default="appareil")
    last_login_at = MomentField(null=True)
    archived_at = MomentField(null=True)

    searched = ("first_name", "last_name", "email")
    private_fields = ("password", "tf_totp_secret", "fs_uniquifier", "tf_counter")
    roles = ()
    """Flask-Security's own roles stay empty: rights come from memberships, see `grants`."""

    class Meta:
        table_name = "core_user"

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    @property
    def initials(self) -> str:
        return (self.first_name[:1] + self.last_name[:1]).upper() or self.email[:2].upper()

    @property
    def must_use_second_factor(self) -> bool:
        """Staff must; parents may; in a demonstration nobody must."""
        return self.is_staff and not running().config.demo

    @property
    def has_second_factor(self) -> bool:
        return bool(self.tf_totp_secret and self.tf_primary_method)

    def check_tf_required(self, tf_setup_methods, tf_fresh):
        """Flask-Security asks after a right password: is a code needed, by which methods."""
        return self.must_use_second_factor or bool(tf_setup_methods), tf_setup_methods

    def check_tf_required_setup(self) -> bool:
        """Flask-Security asks whether the second factor may be switched off."""
        return self.must_use_second_factor

    @classmethod
    def within(cls, user, permission: str = ""):
        """Those who are members at or below a place where `user` holds the permission, and `user` herself."""
        places = user.places_with(permission or cls.permission())
        if "" in places:
            return ALWAYS
        mine = cls.id == user.id
        if not places:
            return mine
        members = Membership.select(Membership.user).where(
            Organisation.holding(Membership.organisation, user, permission or cls.permission()))
        return mine | (cls.id << members)

    @cached_property
    def grants(self) -> list[tuple[str, frozenset[str]]]:
        """(path of the organisation, permissions) for each membership in force today: one query."""
        if not self.active:
            return []
        rows = db.execute_sql(GRANTS.format(mark()), (self.id, Membership.ends_on.db_value(today()))).fetchall()
        return [(path, frozenset(Role.permissions.python_value(permissions))) for path, permissions in rows]

    def places_with(self, permission: str) -> tuple[str, ...]:
        """The paths at and below which this person holds the permission."""
        if permission not in self._places:
            self._places[permission] = tuple({path for path, held in self.grants if permission in held})
        return self._places[permission]

    @cached_property
    def _places(self) -> dict[str, tuple[str, ...]]:
        """What `places_with` found: a page asks for a hundred permissions, for most of them several times."""
        return {}

    def can(self, permission: str, record=None) -> bool:
        """Whether she holds the permission: where the record belongs, or, when none is given, wherever it counts.

        That is anywhere; at the top of every tree for a permission whose object belongs to no place.
        """
        places = self.places_with(permission)
        if not places:
            return False
        if record is not None:
            return _below(record.organisation_path(), places)
        return not must_be_held_everywhere(permission) or self.reaches_all(places)

    def reaches_all(self, places: Iterable[str]) -> bool:
        """Whether these places hold the top of every tree in use."""
        return all(_below(root, places) for root in self.roots)

    @cached_property
    def roots(self) -> list[str]:
        """The paths of the tops of the trees in use: asked only for who holds a right that counts everywhere."""
        return [root.path for root in Organisation.roots()]


def must_be_held_everywhere(permission: str) -> bool:
    """Whether the permission opens something that belongs to no place."""
    known = running().permissions.get(permission)
    return known is not None and known.everywhere


def _below(path: str, places: Iterable[str]) -> bool:
    return any(path.startswith(place) for place in places)


def by_name(people: type[User]) -> list:
    """The order of people: family names, then first names."""
    return [in_text_order(people.last_name), in_text_order(people.first_name)]


class Membership(Record):
    """A person's role in an organisation and all below it, until an end date (included)."""

    user = ForeignKeyField(User, backref="memberships", on_delete="CASCADE")
    role = ForeignKeyField(Role, backref="memberships", on_delete="RESTRICT")
    organisation = ForeignKeyField(Organisation, backref="memberships", on_delete="CASCADE")
    ends_on = DateField(null=True)

    belongs_to = "organisation"
    read_permission = "core.user.read"

    class Meta:
        table_name = "core_membership"
        indexes = ((("user", "role", "organisation"), True),)

    @classmethod
    def in_force(cls):
        return cls.ends_on.is_null() | (cls.ends_on >= today())

    @property
    def is_in_force(self) -> bool:
        """Whether it gives its rights today."""
        return self.ends_on is None or self.ends_on >= today()


def holders(permission: str, path: str, limit: int | None = 5) -> list[User]:
    """The active people who hold the permission in the organisation of this path, by name: two queries."""
    roles = [role.id for role in statements.every(Role, "1 = 1", ()) if permission in role.permissions]
    places = [int(part) for part in path.split(".") if part]
    if not roles or not places:
        return []
    order = ", ".join(text_order(name) for name in ("last_name", "first_name"))
    day = Membership.ends_on.db_value(today())
    return statements.every(User, members(len(roles), len(places), order, limit), (*roles, *places, day))


@cache
def members(roles: int, places: int, order: str, limit: int | None) -> str:
    """Those who have one of so many roles in one of so many places on a day, as `statements.every` takes it."""
    some = (", ".join(["{0}"] * count) for count in (roles, places))
    return MEMBERS.format(*some) + f" ORDER BY {order}" + (f" LIMIT {limit}" if limit else "")


class RecoveryCode(Model):
    """One single-use code to sign in without the telephone; only its keyed hash is kept."""

    user = ForeignKeyField(User, on_delete="CASCADE")
    digest = CharField(max_length=64)
    used_at = MomentField(null=True)

    class Meta:
        database = db
        table_name = "core_recovery_code"
        indexes = ((("user", "digest"), True),)
