"""What a town decides for its schools: years, levels, classes."""

from __future__ import annotations

from core.api import (
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    MomentField,
    Organisation,
    Record,
    Searchable,
    Tracked,
    keep_in_order,
)


class OfTown(Record):
    """What a town decides: its schools read it too."""

    belongs_to = "organisation"
    read_permission = "activities.read"

    @classmethod
    def within(cls, user, permission: str = ""):
        """That of the towns where one holds the permission; to read, of the town of one's school as well."""
        if permission and permission != cls.permission():
            return super().within(user, permission)
        above = {int(each) for place in user.places_with(cls.permission()) for each in place.split(".") if each}
        return super().within(user, permission) | (cls.organisation << sorted(above))


class SchoolYear(OfTown, Tracked):
    """A year of a town: in preparation, current, then closed."""

    organisation = ForeignKeyField(Organisation, on_delete="RESTRICT")
    label = CharField(max_length=40)
    starts_on = DateField()
    ends_on = DateField()

    belongs_to = "organisation"
    read_permission = "activities.read"

    class Meta:
        table_name = "activities_year"

    def __str__(self):
        return self.label


class Level(OfTown):
    """A level of teaching, in the order of `rank`; one for adults who eat."""

    organisation = ForeignKeyField(Organisation, on_delete="RESTRICT")
    label = CharField(max_length=40)
    rank = IntegerField(default=0)

    belongs_to = "organisation"
    read_permission = "activities.read"

    class Meta:
        table_name = "activities_level"

    def __str__(self):
        return self.label


class ClassGroup(Searchable):
    """A class or group of an establishment; it lasts from one school year to the next."""

    establishment = ForeignKeyField(Organisation, on_delete="RESTRICT")
    name = CharField(max_length=80)
    level = ForeignKeyField(Level, null=True, on_delete="SET NULL")
    archived_at = MomentField(null=True)

    searched = ("name",)
    belongs_to = "establishment"
    read_permission = "activities.read"

    class Meta:
        table_name = "activities_class"

    def __str__(self):
        return self.name

    @classmethod
    def path_of(cls, record_id: int) -> str:
        """In one query: each move of a booking asks for it several times."""
        found = cls.select(Organisation.path).join(Organisation).where(cls.id == record_id).tuples().first()
        return found[0] if found else ""


keep_in_order(ClassGroup.name)
