"""The rows that typed words mean: by their own text, or by that of the records that they are named after."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_

from peewee import Expression

from core.records import ALWAYS, Record, matching


def can_be_found(model: type[Record]) -> bool:
    """Whether words find rows of this model."""
    return "folded" in model._meta.fields or bool(model.named_after)


def found_by(model: type[Record], text: str) -> Expression:
    """The condition that every word occurs in the record, or in one of those that it is named after."""
    if not model.named_after:
        return matching(model, text)
    words = text.replace(",", " ").split()[:8]
    each = (reduce(or_, (naming(model, key, word) for key in model.named_after)) for word in words)
    return reduce(and_, each, ALWAYS)


def naming(model: type[Record], name: str, word: str) -> Expression:
    """The condition that a word occurs in the record of a foreign key."""
    key = model._meta.fields[name]
    return key << key.rel_model.select(key.rel_model.id).where(matching(key.rel_model, word))


def with_names(rows: list[Record]) -> list[Record]:
    """The rows with the records that they are named after: one query for each foreign key."""
    for name in rows[0].named_after if rows else ():
        key = rows[0]._meta.fields[name]
        wanted = {row.__data__[name] for row in rows}
        found = {each.id: each for each in key.rel_model.select().where(key.rel_model.id << list(wanted))}
        for row in rows:
            setattr(row, name, found.get(row.__data__[name]))
            row._dirty.discard(name)
    return rows
