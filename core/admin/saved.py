"""What each person keeps: her saved filters, and how she arranged her pages."""

from __future__ import annotations

from urllib.parse import parse_qsl

from peewee import CharField, ForeignKeyField, JSONField, TextField
from werkzeug.datastructures import MultiDict

from core.accounts.models import User
from core.records import Record


class Own(Record):
    """A row that only its owner sees."""

    user = ForeignKeyField(User, on_delete="CASCADE")

    @classmethod
    def within(cls, user, permission: str = ""):
        return cls.user == user.id

    def organisation_path(self) -> str:
        return ""


class SavedFilter(Own):
    """The query of a list under a name, shown as a tab."""

    view = CharField(max_length=80)
    shown = CharField(max_length=80, default="")
    name = CharField(max_length=60)
    query = TextField(default="")

    class Meta:
        table_name = "core_saved_filter"
        indexes = ((("user", "view", "shown"), False),)

    def __str__(self):
        return self.name

    @property
    def args(self) -> MultiDict:
        """The query as parameters."""
        return MultiDict(parse_qsl(self.query))


class Preference(Own):
    """How a person arranged something: the order of her dashboard's cards."""

    name = CharField(max_length=80)
    value = JSONField(default=list)

    class Meta:
        table_name = "core_preference"
        indexes = ((("user", "name"), True),)


def of(user, view: str, shown: str) -> list[SavedFilter]:
    """The filters a person saved for a list, by name."""
    query = SavedFilter.select().where(SavedFilter.user == user.id, SavedFilter.view == view,
                                       SavedFilter.shown == shown)
    return list(query.order_by(SavedFilter.name).limit(20))
