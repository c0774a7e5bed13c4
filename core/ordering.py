"""The order of names in the database: the same on both, and one that an index can keep."""

from __future__ import annotations

from functools import cache
from typing import Any

from peewee import SQL, CharField, Field, Index, Node, NodeList, TextField

from core.alphabet import in_postgresql
from core.database import SORT_KEY, is_sqlite

HERE = "{}"


def in_text_order(column: Any) -> NodeList:
    """A column of text as an expression to sort by, and to compare with a `sort_key`."""
    before, after = around(is_sqlite())
    return NodeList((SQL(before), column, SQL(after)), glue="")


def text_order(column: str) -> str:
    """The same, written for a column of this name."""
    before, after = around(is_sqlite())
    return f'{before}"{column}"{after}'


@cache
def around(sqlite: bool) -> tuple[str, ...]:
    """What stands before and after a column in that expression."""
    return tuple((f"{SORT_KEY}({HERE})" if sqlite else in_postgresql(HERE)).split(HERE))


def named(field: Field | None) -> bool:
    """Whether a field holds words that people sort by, rather than codes or one of some choices."""
    return isinstance(field, CharField | TextField) and not field.unique and not field.choices


class KeptOrder(Node):
    """A column in the order of names, as an index holds it."""

    def __init__(self, column: str):
        self.column = column

    def __sql__(self, ctx):
        return ctx.literal(f"({text_order(self.column)})")


def keep_in_order(*fields: Field) -> None:
    """Declare that long lists are read in the order of these fields: each has its index; a migration makes it."""
    for field in fields:
        field.model.add_index(index_of(field.model._meta.table_name, field.column_name))


def index_of(table: str, column: str) -> Index:
    """The index that keeps a column in the order of names."""
    return Index(f"{table}_{column}_order", table, [KeptOrder(column), SQL('"id"')])


def order_index(database, table: str, column: str) -> None:
    """Make that index; for migrations."""
    database.execute(index_of(table, column))
