"""What a person is entering in the wizard, kept for her alone until she confirms or gives up."""

from __future__ import annotations

from core.api import CharField, ForeignKeyField, JSONField, Record, User


class Draft(Record):
    """The answers of a wizard's steps so far; nothing of it is a family yet (FAM-R01)."""

    user = ForeignKeyField(User, on_delete="CASCADE", backref="+")
    kind = CharField(max_length=20)
    answers = JSONField(default=dict)

    belongs_to = "user"
    read_permission = "families.edit"
    private_fields = ("answers",)

    class Meta:
        table_name = "families_draft"

    @classmethod
    def within(cls, user, permission: str = ""):
        """One's own."""
        return cls.user == user.id

    def organisation_path(self) -> str:
        return ""
