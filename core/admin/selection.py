"""What a list reads: a record's own fields and those of records it points to, each foreign key joined once."""

from __future__ import annotations

from typing import Any

from peewee import JOIN, Expression, Field, ForeignKeyField, ModelSelect

from core.errors import PluginError
from core.records import Record


def field_at(model: type[Record], path: str) -> Field:
    """The field at the end of a dotted path like `child.household.name`; PluginError when there is none."""
    trail, _, name = path.rpartition(".")
    for step in filter(None, trail.split(".")):
        key = model._meta.fields.get(step)
        if not isinstance(key, ForeignKeyField):
            raise PluginError(f"{model.__name__}.{step} is not a foreign key, in the path {path!r}.")
        model = key.rel_model
    if name not in model._meta.fields:
        raise PluginError(f"{model.__name__} has no field {name!r}, in the path {path!r}.",
                          f"Known: {', '.join(model._meta.fields)}.")
    return model._meta.fields[name]


def reaching(model: type[Record], path: str, condition) -> Expression:
    """`condition(field)` on the field at the end of a path, written as nested subqueries: nothing is joined."""
    head, _, rest = path.partition(".")
    field = model._meta.fields[head]
    if not rest:
        return condition(field)
    other = field.rel_model
    return field << other.select(other.id).where(reaching(other, rest, condition))


class Selection:
    """The columns of one select, by path; the row's id is always the first."""

    def __init__(self, model: type[Record], user: Any = None):
        self.model, self.user = model, user
        self.columns: list[Any] = [model.id]
        self._at: dict[str, int] = {"id": 0}
        self._sources: dict[str, Any] = {"": model}

    def add(self, path: str) -> int:
        """Where in the row the value of this path lies."""
        return self.compute(path, lambda: self.field(path))

    def compute(self, name: str, expression) -> int:
        """Where in the row the value of an expression lies; the same name is computed once."""
        if name not in self._at:
            self._at[name] = len(self.columns)
            self.columns.append(expression())
        return self._at[name]

    def field(self, path: str) -> Any:
        """The column of a path, its foreign keys joined."""
        trail, _, name = path.rpartition(".")
        return getattr(self._source(trail), name)

    def _source(self, trail: str) -> Any:
        if trail not in self._sources:
            before = trail.rpartition(".")[0]
            self._source(before)
            self._sources[trail] = field_at(self.model, trail).rel_model.alias()
        return self._sources[trail]

    def joined(self, query: ModelSelect) -> ModelSelect:
        """The query with the joins that the chosen paths need."""
        for trail, source in self._sources.items():
            if trail:
                before, _, name = trail.rpartition(".")
                key = getattr(self._sources[before], name)
                query = query.join_from(self._sources[before], source, JOIN.LEFT_OUTER, on=(key == source.id))
        return query

    def select(self) -> ModelSelect:
        """The select of all columns, as tuples."""
        return self.joined(self.model.select(*self.columns)).tuples()
