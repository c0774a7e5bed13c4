"""Records: the base of every table, with version check, times in UTC, and the one scoped query."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from peewee import (
    OP,
    SQL,
    AutoField,
    BigIntegerField,
    Case,
    CharField,
    DateField as PlainDateField,
    DateTimeField,
    DecimalField,
    Expression,
    Field,
    ForeignKeyField,
    IntegerField,
    Model,
    ModelSelect,
    TextField,
    fn,
)

from core import statements
from core.database import db, is_sqlite
from core.errors import NotFound, Stale
from core.i18n import _, fold, local
from core.text_indexes import rebuilding, triggers

_pinned: ContextVar[datetime | None] = ContextVar("marelle_clock", default=None)


def utcnow() -> datetime:
    """Now, aware, in UTC: the only clock of the application."""
    return _pinned.get() or datetime.now(UTC)


def today() -> date:
    """The day it is, by the same clock, in the zone of the organisation or of the application; never the server's."""
    return local(utcnow()).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at an aware moment for the block: demonstration data and imports live in the past."""
    token = _pinned.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _pinned.reset(token)


class MomentField(DateTimeField):
    """A moment, stored in UTC without zone, read back aware; a naive one is refused."""

    formats = ["%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S"]

    def db_value(self, value):
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise ValueError(f"{self.name}: a moment needs a zone; use utcnow()")
            value = value.astimezone(UTC).replace(tzinfo=None)
        return super().db_value(value)

    def python_value(self, value):
        if value is None:
            return None
        if isinstance(value, str):  # SQLite's text; lists and bulk acts read a great many
            value = datetime.fromisoformat(value)
        return value.replace(tzinfo=UTC) if isinstance(value, datetime) else super().python_value(value)


class DateField(PlainDateField):
    """A day, read back without guessing in which form it is written: grids and acts on many read a great many."""

    def python_value(self, value):
        if value is None:
            return None
        if isinstance(value, str):  # SQLite's text
            return date.fromisoformat(value)
        return super().python_value(value)


class MoneyField(IntegerField):
    """An amount in integer cents."""


def holds(field: Field | None, value: Any) -> bool:
    """Whether a column of numbers can keep this value."""
    if not isinstance(value, int | Decimal) or not isinstance(field, IntegerField | DecimalField):
        return True
    if isinstance(field, DecimalField):
        most = 10 ** (field.max_digits - field.decimal_places)
    else:
        most = 2**63 if isinstance(field, BigIntegerField) else 2**31
    return Decimal(value).is_finite() and -most < value < most


EVERYONE = "everyone"
"""`belongs_to` of reference data that every signed-in person may read."""

NOWHERE = "nowhere"
"""`belongs_to` of what is reached only through another record, whose scope then decides (files)."""

ALWAYS, NEVER = SQL("1 = 1"), SQL("1 = 0")


def kind_of(record) -> str:
    """`mes.request` for a record or class of the table `mes_request`, even where a column is called `kind`."""
    return record._meta.table_name.replace("_", ".", 1)


def as_key(text: str) -> int:
    """A number that was typed, where a row's key is asked for; raises ValueError when no row can have it."""
    number = int(text)
    if not 0 <= number < 2**63:
        raise ValueError(text)
    return number


def is_key(value: Any) -> bool:
    """Whether a value names one row, rather than being an expression or a record."""
    return isinstance(value, int)


class Record(Model):
    """A row with an id, a version raised by each write, and the moments of its birth and last change.

    `belongs_to` names the foreign key whose record decides who may see this one: an organisation, or another
    record whose own rule then holds. `searched` names the fields that search reads; `named_after` the foreign keys to
    searched records by which a form finds a record that has no such text of its own.
    """

    id = AutoField()
    version = IntegerField(default=1)
    created_at = MomentField(default=utcnow)
    updated_at = MomentField(default=utcnow)

    belongs_to: ClassVar[str] = ""
    searched: ClassVar[tuple[str, ...]] = ()
    named_after: ClassVar[tuple[str, ...]] = ()
    read_permission: ClassVar[str] = ""
    workflow: ClassVar[type | None] = None
    private_fields: ClassVar[tuple[str, ...]] = ()
    """Fields whose values the journal names but does not copy (health, secrets)."""

    class Meta:
        database = db
        legacy_table_names = False
        only_save_dirty = True

    @classmethod
    def kind(cls) -> str:
        """`mes.request` for the table `mes_request`: the prefix of its permissions and journal actions."""
        return kind_of(cls)

    @classmethod
    def permission(cls, verb: str = "read") -> str:
        """`mes.request.read`, or the permission that the record names for reading."""
        return cls.read_permission if verb == "read" and cls.read_permission else f"{kind_of(cls)}.{verb}"

    @classmethod
    def within(cls, user, permission: str = "") -> Expression:
        """The condition that keeps the rows `user` may see; a record with a finer rule overrides this."""
        permission = permission or cls.permission()
        if cls.belongs_to == EVERYONE:
            return ALWAYS
        if cls.belongs_to == NOWHERE:
            return NEVER
        if not cls.belongs_to:
            raise LookupError(f"{cls.__name__} declares no scope: set belongs_to, or override within()")
        field = cls._meta.fields[cls.belongs_to]
        return field.rel_model.holding(field, user, permission)

    @classmethod
    def holding(cls, field: ForeignKeyField, user, permission: str) -> Expression:
        """The condition on a child's foreign key: it points to a row of mine that `user` may see.

        Any other right than reading must be held where that row belongs, too.
        """
        wanted = "" if permission.endswith(".read") else permission
        return field << cls.select(cls.id).where(cls.within(user, wanted))

    @classmethod
    def visible_to(cls, user, permission: str = "") -> ModelSelect:
        """The rows `user` may see: where every list, page, look-up, export and document begins."""
        return cls.select().where(cls.within(user, permission))

    @classmethod
    def get_by_id(cls, pk: Any) -> Record:
        """The row of this id, whoever asks; raises DoesNotExist when there is none."""
        found = statements.find(cls, id=pk)
        if found is None:
            raise cls.DoesNotExist(f"There is no {cls.__name__} {pk}.")
        return found

    @classmethod
    def get(cls, *query, **filters) -> Record:
        """The one row of these conditions, by its key without building SQL: what following a foreign key asks."""
        key = query[0] if len(query) == 1 and not filters else None
        if isinstance(key, Expression) and key.op == OP.EQ and key.lhs is cls._meta.primary_key and is_key(key.rhs):
            return cls.get_by_id(key.rhs)
        return super().get(*query, **filters)

    @classmethod
    def find_for(cls, user, record_id: Any, permission: str = "") -> Record:
        """The row of this id if `user` may see it; NotFound otherwise, whatever was typed."""
        try:
            found = cls.visible_to(user, permission).where(cls.id == int(record_id)).get_or_none()
        except (ValueError, TypeError, OverflowError):
            found = None
        if found is None:
            raise NotFound(_("Cette page n’existe pas, ou vous n’avez pas le droit de la voir."))
        return found

    def organisation_path(self) -> str:
        """The path of the organisation this record belongs to, by way of `belongs_to`."""
        if self.belongs_to in ("", EVERYONE, NOWHERE):
            return ""
        key = self._meta.fields.get(self.belongs_to)
        if key is None or self.__rel__.get(self.belongs_to) is not None:
            return getattr(self, self.belongs_to).organisation_path()
        return key.rel_model.path_of(self.__data__.get(self.belongs_to))

    @classmethod
    def path_of(cls, record_id: int) -> str:
        """The organisation path of the row of this id."""
        return cls.get_by_id(record_id).organisation_path()

    def save(self, *args, **kwargs) -> int:
        """Insert, or write the changed fields if nobody else wrote since; raises Stale if somebody did."""
        if "folded" in self._meta.fields and self.searched_anew:
            folded = fold(" ".join(str(text) for name in self.searched if (text := getattr(self, name))))
            if folded != self.folded:
                self.folded = folded
        if self.id is None or kwargs.get("force_insert"):
            return self.add()
        changes = {name: self.__data__[name] for name in self._dirty if name in self.__data__}
        if not changes:
            return 0
        self.write(changes)
        return 1

    def add(self) -> int:
        """Insert the record as it is; it then has its id."""
        row = {name: value for name, value in self.__data__.items() if name != "id" or value is not None}
        self._populate_unsaved_relations(row)
        key = statements.insert(type(self), row)
        if self.id is None:
            self.__data__["id"] = key
        self._dirty.clear()
        return 1

    @property
    def searched_anew(self) -> bool:
        """Whether a save may change what search reads: a new record, a changed field, or what is no field of it."""
        fields = self._meta.fields
        return self.id is None or any(name in self._dirty or name not in fields for name in self.searched)

    def write(self, changes: dict[str, Any], **held: Any) -> None:
        """Write these fields if the version and the `held` values still are the stored ones; raises Stale otherwise."""
        now = utcnow()
        values = changes | {"version": self.version + 1, "updated_at": now}
        if statements.change(type(self), values, {"id": self.id, "version": self.version} | held) != 1:
            raise Stale(self)
        for name, value in changes.items():
            setattr(self, name, value)
        self.version, self.updated_at = self.version + 1, now
        self._dirty.clear()

    def as_dict(self) -> dict[str, Any]:
        """The stored values by field name; private fields are replaced by whether they are filled."""
        return {name: bool(value) if name in self.private_fields else value
                for name, value in self.__data__.items()}


class Searchable(Record):
    """A record with a folded column, so that « maelle » finds « Maëlle »."""

    folded = TextField(default="")


class Tracked(Record):
    """A record whose life a workflow drives; only the engine writes `state` and `state_since`."""

    state = CharField(max_length=40)
    state_since = MomentField(default=utcnow)

    @classmethod
    def places_of(cls, user, state: str) -> tuple[str, ...]:
        """The paths where `user` may see the records of this state; counters are summed there."""
        return user.places_with(cls.permission())

    @property
    def current(self):
        """The State object of the record's stored state."""
        return self.workflow.states[self.state]


def count_if(condition: Expression):
    """How many rows of a group meet a condition, as an expression to select."""
    return fn.SUM(Case(None, [(condition, 1)], 0))


def indexed(text: str) -> bool:
    """Whether SQLite's text index finds these words; its planner does not know how few rows hold them."""
    return is_sqlite() and any(len(word) >= 3 for word in fold(text).split()[:8])


def matching(model: type[Record], text: str) -> Expression:
    """The condition that every word of `text` occurs in the record's folded column.

    Uses the text index where the migration made one (`text_index`); words under three letters are scanned.
    """
    words = fold(text).split()[:8]
    condition = ALWAYS
    long_words = [word for word in words if len(word) >= 3]
    if is_sqlite() and long_words:
        query = " AND ".join('"' + word.replace('"', '""') + '"' for word in long_words)
        table = model._meta.table_name
        condition = model.id << SQL(f"(SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH ?)", (query,))
        words = [word for word in words if len(word) < 3]
    for word in words:
        condition = condition & model.folded.contains(word)
    return condition


def text_index(database, table: str) -> None:
    """Make the text index of a table's folded column; for migrations."""
    if not is_sqlite():
        database.execute_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        database.execute_sql(f"CREATE INDEX {table}_folded_trgm ON {table} USING gin (folded gin_trgm_ops)")
        return
    fts = f"{table}_fts"
    for statement in (
        f"CREATE VIRTUAL TABLE {fts} USING fts5(folded, content='{table}', content_rowid='id', tokenize='trigram')",
        *triggers(table),
        rebuilding(table),
        f"INSERT INTO {fts}({fts}) VALUES ('optimize')",
    ):
        database.execute_sql(statement)
    merge_rarely(database, fts)


def merge_rarely(database, fts: str) -> None:
    """Let a text index gather 16 segments before it merges them: a new row costs a third, a search a fifth more."""
    database.execute_sql(f"INSERT INTO {fts}({fts}, rank) VALUES ('automerge', 16)")
