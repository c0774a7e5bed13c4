"""Numbers without gaps: one counter row per series, taken last inside the transaction that issues them."""

from __future__ import annotations

from peewee import CharField, IntegerField, Model

from core.database import db, in_write_transaction


class Series(Model):
    """The last number given in a series, as `mes.request.2026.11`."""

    name = CharField(primary_key=True, max_length=120)
    value = IntegerField(default=0)

    class Meta:
        database = db
        table_name = "core_series"


def next_number(series: str) -> int:
    """The next number of the series, counting from 1; given back if the transaction is rolled back."""
    return take(series, 1).start


def take(series: str, count: int) -> range:
    """The next `count` numbers of the series at once: bulk work holds the counter for one statement.

    Until the caller's transaction ends, others wait for the series: take numbers last. A UNIQUE index on the
    record's number is the caller's second guard.
    """
    if not in_write_transaction():
        raise RuntimeError("a number is taken inside write_transaction(), with what it numbers")
    if count < 1:
        raise ValueError(f"{count} numbers cannot be taken")
    last = _raise(series, count, Series.value + count)
    return range(last - count + 1, last + 1)


def start_after(series: str, number: int) -> None:
    """Never give `number` or a lower one in this series: for records that come with their number (import)."""
    if not in_write_transaction():
        raise RuntimeError("a series is moved inside write_transaction()")
    Series.insert(name=series, value=number).on_conflict(
        conflict_target=[Series.name], update={Series.value: number}, where=Series.value < number).execute()


def _raise(series: str, first: int, higher) -> int:
    """Insert the series with `first`, or set the present value to `higher`; returns the stored value."""
    rows = Series.insert(name=series, value=first).on_conflict(
        conflict_target=[Series.name], update={Series.value: higher}).returning(Series.value).execute()
    return next(iter(rows)).value
