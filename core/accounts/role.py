"""The table of roles, and what the shipped ones are called."""

from __future__ import annotations

from peewee import BooleanField, CharField, JSONField, TextField

from core.accounts.permissions import CORE_ROLES, RoleTemplate
from core.i18n import source
from core.records import EVERYONE, Record
from core.running import running


class Role(Record):
    """A named set of permissions, ticked one by one (ADM-R01).

    `may_grant` holds the names of the roles that its holders may give to others without these rights of their own.
    """

    name = CharField(unique=True, max_length=60)
    label = CharField(max_length=120)
    description = TextField(default="")
    permissions = JSONField(default=list)
    may_grant = JSONField(default=list)
    staff = BooleanField(default=True)
    belongs_to = EVERYONE

    class Meta:
        table_name = "core_role"

    def __str__(self):
        return self.title

    @property
    def title(self) -> str:
        """Its name; that of a role which an installation starts with and nobody renamed, in the reader's language."""
        return self.shipped_words("label")

    @property
    def purpose(self) -> str:
        """Its description, likewise."""
        return self.shipped_words("description")

    def shipped_words(self, name: str) -> str:
        """The words of its template while they are still those that are kept, else those that are kept."""
        kept, words = getattr(self, name), getattr(shipped_roles().get(self.name), name, "")
        return str(words) if kept == source(words) else kept


def shipped_roles() -> dict[str, RoleTemplate]:
    """The roles that core and plugins propose, by name."""
    return {role.name: role for role in (*CORE_ROLES, *(each for plugin in running().host for each in plugin.roles))}
