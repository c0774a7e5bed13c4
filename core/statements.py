"""Statements whose text is built once: those that every request and every transition send."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from peewee import (
    SQL,
    AutoField,
    CharField,
    Field,
    FieldAlias,
    ForeignKeyField,
    IntegerField,
    Model,
    ModelSelect,
    Node,
    TextField,
)

from core.database import db, is_sqlite

ADAPTED = {kind.adapt for kind in (IntegerField, CharField, TextField)}


def find(model: type[Model], **wanted: Any) -> Model | None:
    """The row whose fields hold these values (None: nothing), which at most one row does; None when there is none."""
    given = tuple(name for name, value in wanted.items() if value is not None)
    empty = tuple(name for name, value in wanted.items() if value is None)
    text = select_text(model, given, empty, mark())
    rows = db.execute_sql(text, stored(model, given, wanted)).fetchall()
    return read(model, rows[0]) if rows else None


def records(query: ModelSelect) -> list[Model]:
    """The records of a select of all columns."""
    text, values = query.sql()
    return [read(query.model, row) for row in db.execute_sql(text, values).fetchall()]


def tuples(query: ModelSelect) -> list[tuple]:
    """The rows of a select of some columns, converted column by column where the database gives them otherwise."""
    found = query.tuples().execute(db)
    found.initialize()
    return converted(found.cursor.fetchall(), conversions(found))


def conversions(found: Any) -> list[tuple[int, Callable]]:
    """The columns of a result that the database does not give as they are, each with what reads its values."""
    return [(place, convert) for place, convert in enumerate(found.converters)
            if convert is not None and not given(found.fields[place])]


def converted(rows: list[tuple], places: list[tuple[int, Callable]]) -> list[tuple]:
    """Rows with these columns converted."""
    columns: list[Any] = list(zip(*rows, strict=True))
    for place, convert in places if columns else ():
        columns[place] = map(convert, columns[place])
    return list(zip(*columns, strict=True))


class Prepared:
    """A select whose text is built once for each shape of what it is given, which must stand in it in this order.

    `build` makes it of lists of values (as `among` gives them, or any SQL) and plain values.
    """

    MOST = 500

    def __init__(self, build: Callable[..., ModelSelect]):
        self.build = build
        self.known: dict[tuple, tuple[str, list[tuple[int, Callable]]]] = {}

    def rows(self, *given: Any) -> list[tuple]:
        """Its rows, as `tuples` gives them."""
        shape = (is_sqlite(), *(each.sql if isinstance(each, SQL) else None for each in given))
        values = [value for each in given for value in (each.params or () if isinstance(each, SQL) else (each,))]
        if shape in self.known:
            text, places = self.known[shape]
            return converted(db.execute_sql(text, values).fetchall(), places)
        query = self.build(*given)
        text, own = query.sql()
        if list(own) != values:
            raise ValueError(f"the values of {text} stand in another order than they are given")
        found = query.tuples().execute(db)
        found.initialize()
        if len(self.known) >= self.MOST:
            self.known.clear()
        self.known[shape] = text, conversions(found)
        return converted(found.cursor.fetchall(), conversions(found))


def count(query: ModelSelect) -> int:
    """How many rows a limited select gives."""
    text, values = query.sql()
    return len(db.execute_sql(text, values).fetchall())


def meets(model: type[Model], key: int, condition: Node) -> bool:
    """Whether there is a row of this id and it meets a condition: no more is built than the condition."""
    built = db.get_sql_context()
    with built.scope_normal(subquery=True):
        row = built.alias_manager.add(model._meta.table)
        built.literal(f'SELECT 1 FROM "{model._meta.table_name}" AS "{row}" WHERE "{row}"."id" = {mark()} AND (')  # noqa: S608
        text, values = built.sql(condition).literal(")").query()
    return bool(db.execute_sql(text, [key, *values]).fetchall())


def among(values: Iterable[Any]) -> SQL:
    """Values as the right side of `<<`: one node, however many they are."""
    listed = list(values)
    return SQL(f"({', '.join([mark()] * len(listed)) or 'NULL'})", listed)


def joined(query: ModelSelect, key: str) -> list[Model]:
    """The records of a select of columns of a model, then of columns of what one of its foreign keys points to.

    Both ids are among them; a column that was not selected reads as None.
    """
    model, other = query.model, query.model._meta.fields[key].rel_model
    names, others = ([each.name for each in query.selected_columns if each.model is one] for one in (model, other))
    found, known = [], {}
    for row in tuples(query):
        made = model(__no_default__=True)
        made.__data__ = dict(zip(names, row, strict=False))
        there = dict(zip(others, row[len(names):], strict=True))
        if there["id"] not in known:
            known[there["id"]] = other(__no_default__=True)
            known[there["id"]].__data__ = there
        made.__rel__[key] = known[there["id"]]
        found.append(made)
    return found


def counts(model: type[Model], wanted: Iterable[tuple[Node, int]]) -> list[int]:
    """How many rows meet each condition, counted one past its cap at most: one statement, no more built than them."""
    built = db.get_sql_context()
    with built.scope_normal(subquery=True):
        row = built.alias_manager.add(model._meta.table)
        one = f'(SELECT COUNT(*) FROM (SELECT 1 FROM "{model._meta.table_name}" AS "{row}" WHERE '  # noqa: S608
        for rank, (condition, cap) in enumerate(wanted):
            built.literal(f"{', ' if rank else 'SELECT '}{one}").sql(condition).literal(
                f" LIMIT {cap + 1}) AS counted)")
        text, values = built.query()
    return [int(each) for each in db.execute_sql(text, values).fetchall()[0]]


def every(model: type[Model], condition: str, values: Iterable[Any]) -> list[Model]:
    """The rows of a condition (and order) written in SQL, where `{0}` stands for each value."""
    text = f'SELECT {columns_text(model)} FROM "{model._meta.table_name}" WHERE {condition.format(mark())}'  # noqa: S608
    return [read(model, row) for row in db.execute_sql(text, list(values)).fetchall()]


def insert(model: type[Model], row: Mapping[str, Any]) -> Any:
    """Add one row, whose names are those of fields; its id where the database gives one."""
    names = tuple(row)
    values = stored(model, names, row)
    if not plain(values):
        return model.insert(row).execute()
    text, numbered = insert_text(model, names, mark()), model._meta.auto_increment
    if numbered and not is_sqlite():
        text += f" RETURNING {column(model, model._meta.primary_key.name)}"
    cursor = db.execute_sql(text, values)
    if not numbered:
        return None
    return cursor.lastrowid if is_sqlite() else cursor.fetchone()[0]


def insert_all(model: type[Model], names: tuple[str, ...], rows: Iterable[tuple]) -> None:
    """Add many rows of values that are already as the database takes them."""
    db.cursor().executemany(insert_text(model, names, mark()), rows)


def constants(model: type[Model], names: Iterable[str], values: Mapping[str, Any]) -> list[Any]:
    """Values as the database takes them, moments as text where the driver would write them anew for each row."""
    return [str(each) if is_sqlite() and isinstance(each, datetime) else each for each in stored(model, names, values)]


def change(model: type[Model], values: Mapping[str, Any], held: Mapping[str, Any]) -> int:
    """Write these values into the rows that hold those; how many did."""
    given = [*stored(model, values, values), *stored(model, held, held)]
    if plain(given):
        return db.execute_sql(update_text(model, tuple(values), tuple(held), mark()), given).rowcount
    fields = model._meta.fields
    return model.update({fields[name]: value for name, value in values.items()}).where(
        *(fields[name] == value for name, value in held.items())).execute()


def mark() -> str:
    """Where a value stands in a statement."""
    return "?" if is_sqlite() else "%s"


def stored(model: type[Model], names: Iterable[str], values: Mapping[str, Any]) -> list[Any]:
    """Values as the database takes them."""
    return [model._meta.fields[name].db_value(values[name]) for name in names]


def plain(values: Iterable[Any]) -> bool:
    """Whether no value is an expression, which would change the statement's text."""
    return not any(isinstance(value, Node) for value in values)


def read(model: type[Model], row: tuple) -> Model:
    """A record made of a row of all columns."""
    names, converters = reading(model)
    found = model(__no_default__=True)
    found.__data__ = data = dict(zip(names, row, strict=True))
    for name, convert in converters:
        data[name] = convert(data[name])
    return found


def column(model: type[Model], name: str) -> str:
    """The quoted column of a field."""
    return f'"{model._meta.fields[name].column_name}"'


@cache
def reading(model: type[Model]) -> tuple[tuple[str, ...], tuple[tuple[str, Callable], ...]]:
    """The names of all fields, and how the values of those are read that the database does not give as they are."""
    fields = model._meta.sorted_fields
    converted = tuple((each.name, each.python_value) for each in fields if not given(each))
    return tuple(each.name for each in fields), converted


def given(field: Field | None) -> bool:
    """Whether the database gives the values of a field as they are: whole numbers, texts, keys to numbered rows."""
    if isinstance(field, FieldAlias):
        return given(field.field)
    if isinstance(field, ForeignKeyField):
        return isinstance(field.rel_field, AutoField)
    plain_kind = isinstance(field, IntegerField | CharField | TextField)
    return plain_kind and type(field).python_value is Field.python_value and type(field).adapt in ADAPTED


@cache
def columns_text(model: type[Model]) -> str:
    return ", ".join(column(model, field.name) for field in model._meta.sorted_fields)


@cache
def select_text(model: type[Model], given: tuple[str, ...], empty: tuple[str, ...], mark: str) -> str:
    conditions = [f"{column(model, name)} = {mark}" for name in given]
    conditions += [f"{column(model, name)} IS NULL" for name in empty]
    held = " AND ".join(conditions)
    return f'SELECT {columns_text(model)} FROM "{model._meta.table_name}" WHERE {held}'  # noqa: S608


@cache
def insert_text(model: type[Model], names: tuple[str, ...], mark: str) -> str:
    columns = ", ".join(column(model, name) for name in names)
    marks = ", ".join([mark] * len(names))
    return f'INSERT INTO "{model._meta.table_name}" ({columns}) VALUES ({marks})'  # noqa: S608


@cache
def update_text(model: type[Model], changed: tuple[str, ...], held: tuple[str, ...], mark: str) -> str:
    values = ", ".join(f"{column(model, name)} = {mark}" for name in changed)
    conditions = " AND ".join(f"{column(model, name)} = {mark}" for name in held)
    return f'UPDATE "{model._meta.table_name}" SET {values} WHERE {conditions}'  # noqa: S608
