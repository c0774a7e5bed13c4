"""What is archived is read and no more: every write on it, or on what is attached to it, is refused (FAM-R13)."""

from __future__ import annotations

from typing import Any, ClassVar

from core.api import Record, Refused, Searchable, _

RECEIVED = frozenset(("archived_at", "mail_key", "necsg"))
"""What may still be written: the archiving itself, and the number that the Ministry sends afterwards."""


def refuse_archived(*people: Record | None) -> None:
    """Raise Refused when one of these households, adults or children is archived."""
    for each in people:
        if each is not None and each.archived_at is not None:
            raise Refused(_("%(who)s est dans les archives : rien ne s’y écrit.", who=each),
                          _("Désarchivez d’abord cette fiche."))


class Archivable(Searchable):
    """A household, an adult or a child: once archived, only unarchiving writes."""

    def write(self, changes: dict[str, Any], **held: Any) -> None:
        """As for any record, unless it is archived."""
        if not RECEIVED.issuperset(changes):
            refuse_archived(self)
        super().write(changes, **held)


class Attached(Record):
    """A record that says something of a person or of a household; `attached_to` names the foreign keys."""

    attached_to: ClassVar[tuple[str, ...]] = ()

    def refuse_archived(self) -> None:
        """Raise Refused when what it is attached to is archived."""
        refuse_archived(*(getattr(self, name) for name in self.attached_to if self.__data__.get(name)))

    def add(self) -> int:
        self.refuse_archived()
        return super().add()

    def write(self, changes: dict[str, Any], **held: Any) -> None:
        self.refuse_archived()
        super().write(changes, **held)

    def delete_instance(self, *args, **kwargs) -> int:
        self.refuse_archived()
        return super().delete_instance(*args, **kwargs)
