"""The columns of a list: which values each reads, and how it writes and draws all its cells of a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from flask import get_template_attribute
from markupsafe import escape
from peewee import BooleanField, DateField, DateTimeField, DecimalField, IntegerField

from core import i18n
from core.admin.selection import Selection, field_at
from core.i18n import _
from core.records import MoneyField, Record

YES, NO = _("Oui"), _("Non")
NUMERIC = ("number", "money")
DAYS = ("local_date", "iso_date", "slash_date", "short_date", "prose_date")
DATES = (*DAYS, "moment")
REPEATED = frozenset((*NUMERIC, *DAYS))
"""The kinds whose values return from row to row: each is written once a page."""

WRITERS: dict[str, Callable[[Any], str]] = {
    "text": lambda value: "" if value is None else str(value),
    "code": lambda value: "" if value is None else str(value),
    "flag": lambda value: "" if value is None else str(YES if value else NO),
    "moment": i18n.prose_moment,
    **{name: i18n.FORMATTERS[name] for name in (
        "local_date", "iso_date", "slash_date", "short_date", "prose_date", "number", "money")},
}


def kind_of(field) -> str:
    """How a field's values are written when the column does not say."""
    if isinstance(field, BooleanField):
        return "flag"
    if isinstance(field, DateTimeField | DateField):
        return "local_date"
    if isinstance(field, MoneyField):
        return "money"
    return "number" if isinstance(field, IntegerField | DecimalField) and not field.choices else "text"


def joined(values: Sequence[Sequence]) -> list[str]:
    """The texts of several columns side by side, without the empty ones."""
    return [" ".join(map(str, filter(None, row))) for row in zip(*values, strict=True)]


def escaped(texts: Sequence) -> Sequence:
    """The texts of a column as markup: each is escaped when a look at them all together finds something to escape."""
    if set(map(type, texts)) <= {str} and (whole := "".join(texts)) == escape(whole):
        return texts
    return [escape(each) for each in texts]


class Column:
    """One column: a dotted path, or several whose texts are joined (`child.first_name child.last_name`).

    `kind` names the writing (see WRITERS); by default it follows the field. `link`: the cell leads to the record.
    `sort`: False, or the path to sort by when it is not the last one. `wide`: left out where the screen is narrow.
    `value`: a function of the values instead of a kind. `sql`: a function of the model that gives an expression,
    for a value that no path reaches (a count); `path` is then its name.
    """

    shape = "text"

    def __init__(self, path: str, label: object = "", *, kind: str = "", link: bool = False, sort: bool | str = True,
                 wide: bool = False, value: Callable[..., Any] | None = None, sql: Callable | None = None,
                 place: str = ""):
        self.paths, self.label, self.kind, self.link = path.split(), label, kind, link
        self.wide, self.value, self.sql, self.place = wide, value, sql, place
        self.key = self.paths[-1] if len(self.paths) > 1 and sort is True else path if sort in (True, False) else sort
        self.sortable = bool(sort)
        self.choices: dict = {}

    def __repr__(self):
        return f"<{type(self).__name__} {' '.join(self.paths)}>"

    def settle(self, model: type[Record]) -> None:
        """Look at the model once, when the view is registered: label and kind; PluginError on a wrong path."""
        if self.sql is not None:
            self.kind = self.kind or "text"
            return
        fields = [field_at(model, path) for path in self.paths]
        self.label = self.label or fields[0].verbose_name or fields[0].name
        self.choices = dict(fields[0].choices or ()) if len(fields) == 1 else {}
        self.kind = self.kind or (kind_of(fields[0]) if len(fields) == 1 else "text")
        if self.sortable and self.key not in self.paths:
            field_at(model, self.key)

    @property
    def css(self) -> str:
        """The classes of its cells."""
        names = {"number": "is-number", "money": "is-number", "code": "is-code"} | dict.fromkeys(DATES, "is-date")
        return " ".join(filter(None, (names.get(self.kind, ""), self.place, "is-wide-only" if self.wide else "")))

    def choose(self, selection: Selection) -> list[int]:
        """Add what this column reads to the select; where each value lies."""
        if self.sql is not None:
            return [selection.compute(self.paths[0], lambda: self.sql(selection.model).alias(self.paths[0]))]
        return [selection.add(path) for path in self.paths]

    def written(self, values: Sequence[Sequence], states=None) -> list:
        """The texts of its cells, from the values of each of its places."""
        if self.value is not None:
            return list(map(self.value, *values))
        only = values[0] if len(values) == 1 else joined(values)
        if self.choices:
            labels = {value: str(label) for value, label in self.choices.items()}
            return [labels.get(each, each or "") for each in only]
        if self.kind in DAYS:
            zone = ZoneInfo(i18n.choose_zone())
            only = [each.astimezone(zone).date() if isinstance(each, datetime) else each for each in only]
        write = WRITERS[self.kind]
        return list(map(cache(write) if self.kind in REPEATED else write, only))

    def drawn(self, written: Sequence, states=None) -> list[str]:
        """The markup of the cells that were written, each escaped."""
        said = f' data-label="{escape(self.label)}"' if self.css.startswith(("is-date", "is-number")) else ""
        begin = f'<td class="{escape(self.css)}"{said}>' if self.css else "<td>"
        return [f"{begin}{each}</td>" for each in escaped(written)]

    def reader(self, places: list[int]) -> Callable[[tuple], Any]:
        """The function from a row to the plain value: what exports write and sorts compare."""
        if self.value is not None:
            function = self.value
            return lambda row: function(*[row[place] for place in places])
        if len(places) == 1:
            return itemgetter(places[0])
        return lambda row: " ".join(str(row[place]) for place in places if row[place])

    def exported(self, places: list[int], states=None) -> Callable[[tuple], Any]:
        """The value of an export's cell: a number, a date, or text."""
        raw, labels = self.reader(places), {key: str(label) for key, label in self.choices.items()}
        if labels:
            return lambda row: labels.get(raw(row), raw(row))
        if self.kind == "money":
            return lambda row: None if raw(row) is None else Decimal(raw(row)).scaleb(-2)
        if self.kind == "flag":
            return lambda row: str(YES if raw(row) else NO)
        return lambda row: plain_of(raw(row))


def plain_of(value: Any) -> Any:
    """A value that a spreadsheet holds: moments become local and lose their zone."""
    if isinstance(value, datetime):
        return i18n.local(value).replace(tzinfo=None) if value.tzinfo else value
    return value if value is None or isinstance(value, int | Decimal | date | str) else str(value)


class StateColumn(Column):
    """The state of a record, as a chip."""

    shape = "state"

    def __init__(self, label: object = "", **options):
        super().__init__("state", label or _("Statut"), place="is-state", **options)

    def drawn(self, written: Sequence, states=None) -> list[str]:
        chip = get_template_attribute("ui/chip.html", "chip")
        cells = {name: f'<td class="is-state">{chip(state)}</td>' for name, state in (states or {}).items()}
        return [cells.get(each) or f'<td class="is-state">{escape(each)}</td>' for each in written]

    def exported(self, places: list[int], states=None) -> Callable[[tuple], Any]:
        labels = {name: str(state.label) for name, state in (states or {}).items()}
        return lambda row: labels.get(row[places[0]], row[places[0]])
