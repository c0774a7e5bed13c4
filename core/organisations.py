"""The tree of organisations, from a Ministry or a town down to an installation: who sees what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_

from peewee import SQL, CharField, Expression, ForeignKeyField, TextField

from core.database import db, write_transaction
from core.i18n import _
from core.ordering import keep_in_order
from core.records import ALWAYS, NEVER, MomentField, Searchable
from core.statements import mark

KINDS = {
    "ministry": _("Ministère"), "direction": _("Direction régionale"), "region": _("Région"),
    "division": _("Division"), "installation": _("Installation"),
    "town": _("Collectivité"), "establishment": _("Établissement"),
}
CHAINS = (("ministry", "direction", "region", "division", "installation"), ("town", "establishment"))
"""From the top down: a kind stands below an earlier one of its chain."""
FOLLOWERS: list[Callable[[str, str], None]] = []
"""Called with the old and the new path of an organisation that was moved, in the same transaction."""
INHERITED = ("currency", "time_zone", "locale", "country")


class Organisation(Searchable):
    """A node of the tree. `path` is the ids from the root, as « 1.4.9. »: a prefix is an ancestor.

    `code` is the number that people know it by (division, installation, region); `nature` the kind of service.
    Currency, time zone, locale and country are those of the nearest ancestor that has one.
    """

    parent = ForeignKeyField("self", null=True, on_delete="RESTRICT", backref="children")
    path = CharField(index=True, default="")
    kind = CharField(max_length=20, choices=list(KINDS.items()), index=True)
    nature = CharField(max_length=30, default="")
    code = CharField(max_length=20, default="", index=True)
    name = CharField(max_length=160)
    email = CharField(default="")
    phone = CharField(max_length=80, default="")
    address = TextField(default="")
    postal_code = CharField(max_length=10, default="")
    currency = CharField(max_length=3, null=True)
    time_zone = CharField(max_length=40, null=True)
    locale = CharField(max_length=10, null=True)
    country = CharField(max_length=2, null=True)
    archived_at = MomentField(null=True)

    searched = ("name", "code")
    belongs_to = "itself"

    class Meta:
        table_name = "core_organisation"

    def __str__(self):
        return self.name

    @classmethod
    def within(cls, user, permission: str = "") -> Expression:
        """At and below the places where `user` holds the permission."""
        places = user.places_with(permission or cls.permission())
        if not places:
            return NEVER
        if "" in places:
            return ALWAYS
        return reduce(or_, (cls.path.startswith(place) for place in places))

    @classmethod
    def holding(cls, field, user, permission: str) -> Expression:
        """A foreign key to an organisation at or below a place where `user` holds the permission."""
        places = user.places_with(permission or cls.permission())
        if not places or "" in places:
            return ALWAYS if places else NEVER
        below = " OR ".join([f"path LIKE {mark()}"] * len(places))
        text = f"(SELECT id FROM core_organisation WHERE {below})"  # noqa: S608
        return field << SQL(text, [f"{place}%" for place in places])

    def organisation_path(self) -> str:
        return self.path

    @classmethod
    def path_of(cls, record_id: int) -> str:
        text = f"SELECT path FROM core_organisation WHERE id = {mark()}"  # noqa: S608
        found = db.execute_sql(text, (record_id,)).fetchall()
        return found[0][0] if found else ""

    def save(self, *args, **kwargs) -> int:
        """Insert or write; a new one, or one moved elsewhere, takes its path and its descendants theirs."""
        with write_transaction():
            old = self.path
            done = super().save(*args, **kwargs)
            self.path = (self.parent.path if self.parent_id else "") + f"{self.id}."
            if self.path != old:
                super().save()
                if old:
                    for follow in FOLLOWERS:
                        follow(old, self.path)
                    for child in Organisation.select().where(Organisation.parent == self.id):
                        child.save()
        return done

    def why_not_below(self, parent: Organisation) -> object | None:
        """Why this organisation may not be part of that one; None when it may."""
        if self.path and parent.path.startswith(self.path):
            return _("Une organisation ne peut pas faire partie d’elle-même.")
        if not any(parent.kind in chain[:chain.index(self.kind)] for chain in CHAINS if self.kind in chain):
            return _("« %(kind)s » ne peut pas faire partie de « %(above)s » (%(parent)s).", kind=KINDS[self.kind],
                     above=KINDS[parent.kind], parent=parent.name)
        return None

    @classmethod
    def roots(cls) -> list[Organisation]:
        """The tops of the trees in use."""
        return list(cls.select().where(cls.parent.is_null(), cls.archived_at.is_null()).order_by(cls.id))

    def ancestors(self) -> list[Organisation]:
        """From the root down to this one, itself included."""
        ids = [int(part) for part in self.path.split(".") if part]
        found = {row.id: row for row in Organisation.select().where(Organisation.id << ids)}
        return [found[each] for each in ids if each in found]

    def inherited(self, name: str) -> str | None:
        """Currency, time zone, locale or country: mine, else the nearest ancestor's."""
        return next((value for row in reversed(self.ancestors()) if (value := getattr(row, name))), None)

    def ancestor(self, kind: str) -> Organisation | None:
        """The nearest one of this kind, itself included."""
        return next((row for row in reversed(self.ancestors()) if row.kind == kind), None)


keep_in_order(Organisation.name)
