"""What the simulator keeps, in its own SQLite file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from peewee import (
    BooleanField,
    CharField,
    DatabaseProxy,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Model,
    SqliteDatabase,
)

store = DatabaseProxy()
_writing = RLock()


class Kept(Model):
    """A row of the simulator."""

    class Meta:
        database = store
        legacy_table_names = False


class Component(Kept):
    """Who may exchange. Of an access code its sha256 alone is kept; empty when it was revoked."""

    division = CharField(max_length=8)
    installation = CharField(max_length=8)
    name = CharField(max_length=120)
    nature = CharField(max_length=20, default="cpe")
    evening = BooleanField(default=False)
    night = BooleanField(default=False)
    places = IntegerField(null=True)
    code_digest = CharField(max_length=64, default="")

    class Meta:
        indexes = ((("division", "installation"), True),)

    @property
    def care(self) -> frozenset[str]:
        """The groups of slots beyond the daytime that it offers."""
        return frozenset(name for name, offered in (("eve", self.evening), ("night", self.night)) if offered)


class Person(Kept):
    """An entry of the fictional civil register, or a child born elsewhere whom the Ministry gave a NECSG."""

    last_name = CharField(max_length=80, index=True)
    first_name = CharField(max_length=80)
    birth_date = DateField()
    sex = CharField(max_length=1)
    nirec = CharField(max_length=13, null=True, unique=True)
    necsg = CharField(max_length=20, null=True, unique=True)


class File(Kept):
    """A parent-child file as it was accepted; what is searched stands beside its content."""

    component = ForeignKeyField(Component, backref="files")
    number = CharField(max_length=20, unique=True)
    child_reference = CharField(max_length=40, index=True)
    adult_reference = CharField(max_length=40, default="")
    second_reference = CharField(max_length=40, default="")
    child_names = CharField(max_length=200, default="")
    adult_names = CharField(max_length=400, default="")
    nirec = CharField(max_length=13, default="", index=True)
    necsg = CharField(max_length=20, default="", index=True)
    birth_date = DateField(index=True)
    custody = CharField(max_length=20, default="none")
    starts_on = DateField()
    ends_on = DateField(null=True)
    content = JSONField()
    changed_at = DateTimeField()


class Agreement(Kept):
    """A service agreement as it was accepted."""

    file = ForeignKeyField(File, backref="agreements")
    component = ForeignKeyField(Component)
    number = CharField(max_length=8)
    starts_on = DateField()
    ends_on = DateField(null=True)
    csss = BooleanField(default=False)
    content = JSONField()
    changed_at = DateTimeField()

    class Meta:
        indexes = ((("component", "number"), True),)


class Period(Kept):
    """A period of reserved places."""

    component = ForeignKeyField(Component, backref="periods")
    number = CharField(max_length=20, unique=True)
    starts_on = DateField()
    ends_on = DateField()
    days_per_week = IntegerField()
    places = IntegerField()
    age_code = CharField(max_length=5)


class Closure(Kept):
    """A day of closure."""

    component = ForeignKeyField(Component, backref="closures")
    day = DateField()
    content = JSONField()

    class Meta:
        indexes = ((("component", "day"), True),)


class Exchange(Kept):
    """One record that was received under a key, and the last answer to it; once applied, the answer never changes."""

    component = ForeignKeyField(Component, backref="exchanges")
    key = CharField(max_length=120)
    operation = CharField(max_length=60)
    digest = CharField(max_length=64)
    answer = JSONField()
    applied = BooleanField(default=False)
    times = IntegerField(default=1)
    at = DateTimeField(index=True)

    class Meta:
        indexes = ((("component", "key"), True),)


class Series(Kept):
    """The last number given, by what it numbers."""

    name = CharField(max_length=20, primary_key=True)
    last = IntegerField(default=0)


class Trouble(Kept):
    """A fault that is on: its name and how much of it is left."""

    name = CharField(max_length=30, primary_key=True)
    value = IntegerField(default=0)


TABLES = (Component, Person, File, Agreement, Period, Closure, Exchange, Series, Trouble)


def open_store(path: Path) -> None:
    """Open the simulator's file, made when it is not there."""
    store.initialize(SqliteDatabase(str(path), pragmas={
        "journal_mode": "wal", "synchronous": "normal", "foreign_keys": 1, "busy_timeout": 10_000}))
    with store.connection_context():
        store.create_tables(TABLES)


@contextmanager
def writing() -> Iterator[None]:
    """One writer at a time: all of it is kept, or none."""
    with _writing, store.atomic("IMMEDIATE"):
        yield


def next_in(name: str, first: int = 1) -> int:
    """The next number of a series, inside `writing`."""
    row, made = Series.get_or_create(name=name, defaults={"last": first})
    if not made:
        row.last += 1
        row.save()
    return row.last
