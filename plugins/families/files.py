"""The file that the Ministry keeps of a child in an installation, with the adults who sign for it."""

from __future__ import annotations

from datetime import date

from core.api import (
    CharField,
    DateField,
    ForeignKeyField,
    MomentField,
    Organisation,
    Record,
    Refused,
    _,
    journal,
    slash_date,
    today,
)
from plugins.families.models import Child, Guardian

CUSTODY = (("none", _("Non partagée")), ("alternate_weeks", _("Une semaine sur deux")),
           ("half_days", _("Par demi-journées")))


class ParentChildFile(Record):
    """A child, the adults who sign for it, and an installation (« dossier parent-enfant »).

    In shared custody each parent has a file: parent A alone signs it, and `sibling` is the other parent's (ICSGE-R23).
    Who signs never changes: another signatory has another file (ICSGE-R25). `ends_on`: the last day of the service.
    `csg_number` is the Ministry's, empty until it first accepted the file. `home_provider`: who looks after the child
    at home, for a coordinating office.
    """

    child = ForeignKeyField(Child, backref="files", on_delete="RESTRICT")
    installation = ForeignKeyField(Organisation, on_delete="RESTRICT")
    guardian_a = ForeignKeyField(Guardian, backref="files_a", on_delete="RESTRICT")
    guardian_b = ForeignKeyField(Guardian, backref="files_b", null=True, on_delete="RESTRICT")
    custody = CharField(max_length=20, choices=CUSTODY, default="none")
    sibling = ForeignKeyField("self", null=True, on_delete="SET NULL")
    home_provider = CharField(max_length=120, default="")
    csg_number = CharField(max_length=20, default="", index=True)
    starts_on = DateField(default=today)
    ends_on = DateField(null=True)
    archived_at = MomentField(null=True)

    belongs_to = "installation"
    read_permission = "families.read"
    named_after = ("child", "guardian_a")

    class Meta:
        table_name = "families_parent_child_file"

    def __str__(self):
        return f"{self.child}, {self.guardian_a}"

    @property
    def lookup_detail(self) -> str:
        """Since when, which tells a file from the one before it."""
        return _("depuis le %(day)s", day=slash_date(self.starts_on))

    @property
    def is_shared(self) -> bool:
        """Whether the other parent has a file of the same child."""
        return self.custody != "none"

    @property
    def custody_label(self):
        return dict(CUSTODY)[self.custody]

    def is_open(self, day: date) -> bool:
        """Whether the service is given on that day."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)

    def link(self, user) -> None:
        """Both files of a shared custody name each other, and nobody else does; in the transaction that saved this.

        Raises Refused when another file would change that `user` may not edit.
        """
        others = list(ParentChildFile.select().where(
            (ParentChildFile.sibling == self.id) | (ParentChildFile.id == self.sibling_id)))
        for other in others:
            named = self if other.id == self.sibling_id else None
            if other.sibling_id != (named and named.id):
                other.name_sibling(named, user)

    def name_sibling(self, named: ParentChildFile | None, user) -> None:
        """Write the other parent's file, as anybody's change of this one."""
        if not user.can("families.edit", self):
            raise Refused(_("Vous n’avez pas le droit de modifier le dossier de l’autre parent."),
                          _("Demandez à son service de garde de faire le lien."))
        before = self.as_dict()
        self.sibling = named
        self.save()
        journal.saved(user, f"{self.kind()}.edited", self, before)

    def overlapping(self) -> ParentChildFile | None:
        """Another file of the child there, signed first by the same adult, that runs at the same time."""
        query = ParentChildFile.select().where(
            ParentChildFile.child == self.child_id, ParentChildFile.installation == self.installation_id,
            ParentChildFile.guardian_a == self.guardian_a_id, ParentChildFile.id != (self.id or 0),
            ParentChildFile.ends_on.is_null() | (ParentChildFile.ends_on >= self.starts_on))
        if self.ends_on is not None:
            query = query.where(ParentChildFile.starts_on <= self.ends_on)
        return query.first()
