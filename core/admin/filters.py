"""The filters of a list: GET parameters read into conditions, and said back in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import BooleanField, DateField, DateTimeField, DecimalField, Expression, ForeignKeyField, IntegerField
from werkzeug.datastructures import MultiDict

from core import i18n
from core.admin.columns import NO, YES
from core.admin.selection import field_at, reaching
from core.admin.typed import as_day, as_id, as_number, as_text, end_of, start_of
from core.errors import PluginError
from core.i18n import _
from core.records import MoneyField, Record, matching


@dataclass(frozen=True)
class Chosen:
    """What a filter was set to: the values to compare with, how the form shows them, and the words of the chip."""

    values: tuple
    typed: tuple[str, ...]
    shown: str


class Filter:
    """A filter by field name or dotted path; its kind follows the field.

    `kind`: choices, text, date_range, number_range or relation. `choices`: value and label pairs, or a function of
    (view, user) that gives them. `name`: the parameter in the address, by default the path.
    """

    def __init__(self, path: str, label: object = "", *, kind: str = "", name: str = "",
                 choices: Sequence | Callable | None = None):
        self.path, self.label, self.kind = path, label, kind
        self.name, self.choices = name or path.replace(".", "-"), choices
        self.model: type[Record] | None = None
        self.field: Any = None

    def __repr__(self):
        return f"<Filter {self.path}>"

    def settle(self, model: type[Record]) -> None:
        """Look at the model once, when the view is registered."""
        self.model, self.field = model, field_at(model, self.path)
        self.label = self.label or self.field.verbose_name or self.field.name
        if self.path == "state" and self.choices is None:
            self.choices = [(name, state.label) for name, state in model.workflow.states.items()]
        if isinstance(self.field, BooleanField) and self.choices is None:
            self.choices = [("1", YES), ("0", NO)]
        self.choices = self.choices or self.field.choices
        self.kind = self.kind or ("choices" if self.choices else kind_of(self.field))
        if self.kind == "relation" and "folded" not in self.field.rel_model._meta.fields:
            raise PluginError(f"The filter {self.path!r} leads to {self.field.rel_model.__name__}, which has no words "
                              "to search.", "Make it Searchable, or give the filter its choices=….")

    def options(self, view, user) -> list[tuple[str, str]]:
        """What a filter of choices offers."""
        if self.kind != "choices":
            return []
        pairs = self.choices(view, user) if callable(self.choices) else self.choices or ()
        return [(str(value), str(label)) for value, label in pairs]

    def read(self, args: MultiDict, view, user) -> Chosen | None:
        """What the address asks for; None when nothing, or nothing that can be read."""
        return READERS[self.kind](self, args, (view, user))

    def condition(self, chosen: Chosen, user) -> Expression:
        """The condition on the rows."""
        return reaching(self.model, self.path, lambda field: CONDITIONS[self.kind](field, chosen.values, user))


class ConditionFilter(Filter):
    """A filter of which a function makes the condition: for what no path of the model reaches.

    `where` is given the values chosen and the person, `kind` is choices, text, date_range or number_range. A plugin
    adds such filters to the lists of another by its attribute `filters`.
    """

    def __init__(self, name: str, label: object, where: Callable[[tuple, Any], Expression], *, kind: str = "choices",
                 choices: Sequence | Callable | None = None):
        super().__init__(name, label, kind=kind, choices=choices)
        self.where = where

    def settle(self, model: type[Record]) -> None:
        """There is no field to look at."""
        self.model = model

    def condition(self, chosen: Chosen, user) -> Expression:
        """What the function says."""
        return self.where(chosen.values, user)


def kind_of(field) -> str:
    """The kind of filter that suits a field."""
    if isinstance(field, ForeignKeyField):
        return "relation"
    if isinstance(field, DateField | DateTimeField):
        return "date_range"
    return "number_range" if isinstance(field, IntegerField | DecimalField) else "text"


def read_choices(own: Filter, args: MultiDict, who) -> Chosen | None:
    offered = dict(own.options(*who)) if args.getlist(own.name) else {}
    typed = tuple(dict.fromkeys(value for value in args.getlist(own.name) if value in offered))
    values = tuple(value == "1" for value in typed) if isinstance(own.field, BooleanField) else typed
    return Chosen(values, typed, ", ".join(offered[value] for value in typed)) if typed else None


def read_text(own: Filter, args: MultiDict, who) -> Chosen | None:
    text = as_text(args.get(own.name))
    return Chosen((text,), (text,), text) if text else None


def read_range(own: Filter, args: MultiDict, who) -> Chosen | None:
    read = as_day if own.kind == "date_range" else as_number
    low, high = (read(args.get(f"{own.name}-{side}")) for side in ("from", "to"))
    if low is None and high is None:
        return None
    show = i18n.short_date if own.kind == "date_range" else i18n.number
    if low is None:
        shown = _("jusqu’à %(high)s", high=show(high))
    elif high is None:
        shown = _("à partir de %(low)s", low=show(low))
    else:
        shown = _("%(low)s à %(high)s", low=show(low), high=show(high))
    return Chosen((low, high), tuple("" if each is None else str(each) for each in (low, high)), str(shown))


def read_relation(own: Filter, args: MultiDict, who) -> Chosen | None:
    """The id of the related record, which the look-up and links send, or words of it."""
    number, other = as_id(args.get(own.name)), own.field.rel_model
    seen = other.visible_to(who[1], who[0].choosing(other, "read"))
    found = seen.where(other.id == number).get_or_none() if number is not None else None
    return Chosen((number,), (str(number),), str(found)) if found is not None else read_text(own, args, who)


def within_range(field, values: tuple, user) -> Expression:
    low, high = values
    if isinstance(field, DateTimeField):
        low, high = low and start_of(low), high and end_of(high)
    elif isinstance(field, MoneyField):
        low, high = (None if each is None else int(each * 100) for each in (low, high))
    conditions = ([field >= low] if low is not None else []) + ([field < high] if high is not None and isinstance(
        field, DateTimeField) else [field <= high] if high is not None else [])
    return conditions[0] & conditions[1] if len(conditions) == 2 else conditions[0]


def related(field, values: tuple, user) -> Expression:
    if isinstance(values[0], int):
        return field == values[0]
    other = field.rel_model
    return field << other.select(other.id).where(matching(other, values[0]))


READERS = {"choices": read_choices, "text": read_text, "date_range": read_range, "number_range": read_range,
           "relation": read_relation}
CONDITIONS = {
    "choices": lambda field, values, user: field << list(values),
    "text": lambda field, values, user: field.contains(values[0]),
    "date_range": within_range, "number_range": within_range, "relation": related,
}
