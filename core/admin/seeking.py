"""Pages by key: a page begins after a row, whatever its number, so that the last costs as much as the first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from peewee import (
    BooleanField,
    DateField,
    DateTimeField,
    DecimalField,
    Expression,
    Field,
    IntegerField,
)

from core.admin.typed import as_day, as_id, as_moment, as_number
from core.database import is_sqlite


@dataclass(frozen=True)
class Mark:
    """The row beside which a page begins: its sort value (None for an empty one) and its id."""

    value: Any
    id: int

    def __str__(self):
        value = self.value
        text = value.isoformat() if isinstance(value, date) else repr(value) if isinstance(value, float) else str(value)
        return f"{self.id}" if value is None else f"{self.id}.{text}"


def read_mark(text: str | None, read: Callable[[str], Any]) -> Mark | None:
    """The mark written in an address, or None when it is not one."""
    number, dot, rest = (text or "").partition(".")
    found, value = as_id(number), read(rest) if dot else None
    return None if found is None or (dot and value is None) else Mark(value, found)


def reader_of(field: Field | None) -> Callable[[str], Any]:
    """How the sort values of a field are read back from an address; None for a computed number."""
    kinds: list[tuple[type[Field], Callable]] = [
        (BooleanField, {"True": True, "False": False}.get), (IntegerField, as_id), (DecimalField, as_number),
        (DateTimeField, as_moment), (DateField, as_day)]
    if field is None:
        return as_float
    return next((read for kind, read in kinds if isinstance(field, kind)),
                lambda text: text if "\x00" not in text else None)


def as_float(text: str) -> float | None:
    """A computed sort value."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if abs(found) < 1e18 else None


PLAIN = str | bool | int | float | Decimal | date | datetime


def beyond(column, key, mark: Mark, *, up: bool, nullable: bool) -> Expression:
    """The rows after `mark` in the order (column, key); empty values stand where the database puts them."""
    tie = key > mark.id if up else key < mark.id
    empty_last = up != is_sqlite()
    if mark.value is None:
        empty = column.is_null()
        return empty & tie if empty_last else (empty & tie) | column.is_null(False)
    past, level = (column > mark.value, column >= mark.value) if up else (column < mark.value, column <= mark.value)
    if empty_last and nullable:
        return (past | tie | column.is_null()) & (level | column.is_null())
    return level & (past | tie)


def plain(value: Any) -> Any:
    """A sort value as a mark holds it."""
    return value if value is None or isinstance(value, PLAIN) else str(value)
