"""What each person keeps: her saved filters, and how she arranged her pages."""

from __future__ import annotations

from urllib.parse import parse_qsl

from peewee import CharField, ForeignKeyField, JSONField, TextField
from werkzeug.datastructures import MultiDict

from core import journal, statements
from core.accounts.models import User
from core.database import write_transaction
from core.errors import NotFound
from core.i18n import _
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


OF = """user_id = {0} AND view = {0} AND shown = {0} ORDER BY name LIMIT 20"""


def of(user, view: str, shown: str) -> list[SavedFilter]:
    """The filters a person saved for a list, by name."""
    return statements.every(SavedFilter, OF, (user.id, view, shown))


def keep(user, view: str, shown: str, *, name: str, query: str) -> None:
    """Save the query of a list under a name; a filter of that name is replaced."""
    with write_transaction():
        found = next((each for each in of(user, view, shown) if each.name == name), None) or SavedFilter(
            user=user.id, view=view, shown=shown, name=name)
        before = found.as_dict() if found.id else None
        found.query = query
        if found.save():
            journal.saved(user, "core.saved_filter.kept", found, before)


def find(user, view: str, filter_id: int) -> SavedFilter:
    """One of the filters that a person saved for a view; NotFound when it is not hers, or another view's."""
    found = SavedFilter.find_for(user, filter_id)
    if found.view != view:
        raise NotFound(_("Ce filtre n’existe pas."))
    return found


def forget(user, found: SavedFilter) -> None:
    """Delete one of a person's own filters."""
    with write_transaction():
        journal.write(user, "core.saved_filter.forgotten", found, note=found.name)
        SavedFilter.delete().where(SavedFilter.id == found.id).execute()


def preference(user, name: str) -> list:
    """How a person arranged something; an empty list when she did not."""
    found = Preference.get_or_none(Preference.user == user.id, Preference.name == name)
    return list(found.value) if found is not None else []


def arrange(user, name: str, value: list) -> None:
    """Remember how a person arranged something."""
    with write_transaction():
        found = Preference.get_or_none(Preference.user == user.id, Preference.name == name) or Preference(
            user=user.id, name=name)
        before = found.as_dict() if found.id else None
        found.value = value
        if found.save():
            journal.saved(user, "core.preference.kept", found, before)
