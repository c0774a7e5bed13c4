"""Form fields that read what people type in French: days, moments, numbers with a comma, money, related records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from peewee import SQL, ForeignKeyField
from wtforms import SelectFieldBase, StringField, ValidationError
from wtforms.fields.choices import Choice
from wtforms.widgets import Select, TextInput

from core import i18n, statements
from core.admin.finding import can_be_found, found_by
from core.admin.typed import as_day, as_id, as_moment, as_number, as_text
from core.i18n import _, local_date
from core.ordering import in_text_order, named
from core.policy import person
from core.records import Record

A_SELECT = 200
"""More rows than this and the field proposes while one types, instead of holding them all."""


class Typed(StringField):
    """A line of text read by `read` and shown by `show`; what cannot be read stays as it was typed."""

    widget = TextInput()

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def show(self, value: Any) -> str:
        return str(value)

    def mistake(self, text: str) -> object:
        raise NotImplementedError

    def _value(self) -> str:
        if self.raw_data:
            return self.raw_data[0]
        return "" if self.data is None else self.show(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = self.read(text) if text else None
        if text and self.data is None:
            raise ValueError(str(self.mistake(text)))


class DayField(Typed):
    """A day, written 2026-11-23 or 23/11/2026."""

    read, show = staticmethod(as_day), staticmethod(local_date)

    def mistake(self, text: str) -> object:
        return _("« %(text)s » n’est pas une date. Écrivez-la comme %(example)s.", text=text[:40],
                 example=local_date(date(2026, 11, 23)))


class MomentInput(Typed):
    """A day and an hour, in the zone of the organisation being worked in."""

    def read(self, text: str) -> Any:
        return as_moment(text.replace(" ", "T", 1))

    def show(self, value: Any) -> str:
        return i18n.local(value).strftime("%Y-%m-%d %H:%M")

    def mistake(self, text: str) -> object:
        return _("« %(text)s » n’est pas un moment. Écrivez-le comme 2026-11-23 14:00.", text=text[:40])


class NumberField(Typed):
    """A whole or decimal number; `places` is how many decimals it may have."""

    def __init__(self, *args, places: int = 0, least: Decimal | None = None, most: Decimal | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.places, self.least, self.most = places, least, most
        self.render_kw = {"inputmode": "decimal" if places else "numeric"} | (self.render_kw or {})

    def read(self, text: str) -> Any:
        found = as_number(text)
        if found is None or found != round(found, self.places):
            return None
        return found if self.places else int(found)

    def show(self, value: Any) -> str:
        return str(value).replace(".", ",")

    def mistake(self, text: str) -> object:
        if self.places:
            return _("« %(text)s » n’est pas un nombre à %(places)s décimales au plus.", text=text[:40],
                     places=self.places)
        return _("« %(text)s » n’est pas un nombre entier.", text=text[:40])

    def post_validate(self, form, validation_stopped: bool) -> None:
        if self.data is not None and not validation_stopped and not -self.limit < self.data < self.limit:
            raise ValidationError(str(_("Ce nombre est trop grand.")))

    @property
    def limit(self) -> Decimal:
        return self.most or Decimal(2**31)


class MoneyInput(NumberField):
    """An amount typed in dollars or euros, kept in cents."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, places=2, **kwargs)

    def read(self, text: str) -> int | None:
        found = super().read(text.replace("$", "").replace("€", ""))
        return None if found is None else int(found * 100)

    def show(self, value: int) -> str:
        return str(Decimal(value).scaleb(-2)).replace(".", ",")


class RelationField(SelectFieldBase):
    """A foreign key: a choice among the rows the person may see, or a look-up when there are many, or `always`.

    The id the record holds already stays allowed, even when the person may not see that row.
    `permission` replaces that of reading the rows, for organisations: one chooses those where one may act.
    """

    widget = Select()

    def __init__(self, *, key: ForeignKeyField, lookup_url: str = "", permission: str = "", always: bool = False,
                 **kwargs):
        super().__init__(**kwargs)
        self.key, self.lookup_url, self.permission, self.always = key, lookup_url, permission, always
        self._rows: list[Record] | None = None
        self.typed = ""

    @property
    def current(self) -> int | None:
        """The id that the record of the form holds already."""
        record = getattr(self.meta, "record", None)
        return record.__data__.get(self.key.name) if record is not None and record.id else None

    @property
    def rows(self) -> list[Record]:
        """The rows to choose from, one more than a select holds at most."""
        if self._rows is None:
            self._rows = list(self.choosable().limit(A_SELECT + 1))
        return self._rows

    def choosable(self):
        """The rows the person may choose."""
        return choosable(self.key.rel_model, self.current, self.permission)

    @cached_property
    def long(self) -> bool:
        """Whether there are too many rows for a select; asked before they are put in order, which takes them all."""
        if not self.lookup_url or self.always:
            return self.always
        model = self.key.rel_model
        some = model.select(SQL("1")).where(allowed(model, self.current, self.permission)).limit(A_SELECT + 1)
        return statements.count(some) > A_SELECT

    def __call__(self, **kwargs) -> str:
        if not self.long:
            return super().__call__(**kwargs)
        chosen = self.chosen()
        label = str(chosen or self.typed)
        value = f"{self.data} · {label}" if chosen else label
        return TextInput()(self, **{"value": value, "data-lookup": self.lookup_url, "data-lookup-label": label,
                                    "autocomplete": "off"} | kwargs)

    def chosen(self) -> Record | None:
        """The row of the present value, if the person may choose it: a number that was guessed names nobody."""
        model = self.key.rel_model
        if self.data is None or not statements.meets(model, self.data, allowed(model, self.current, self.permission)):
            return None
        return model.get_by_id(self.data)

    def iter_choices(self):
        if self.key.null or self.data is None:
            yield Choice("", str(_("Choisissez")), self.data is None, {})
        for row in self.rows:
            yield Choice(row.id, str(row), row.id == self.data, {})

    def process_data(self, value: Any) -> None:
        self.data = value.id if isinstance(value, Record) else value

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = as_text(valuelist[0]) if valuelist else ""
        self.data = as_id(self.typed.partition(" · ")[0])
        if self.data is None and self.typed:
            found = list(self.meant(self.typed))
            self.data = found[0].id if len(found) == 1 else -1

    def meant(self, text: str):
        """The rows that typed words can mean."""
        model = self.key.rel_model
        if not can_be_found(model):
            return [row for row in self.rows if str(row) == text]
        return self.choosable().where(found_by(model, text)).limit(2)

    def pre_validate(self, form) -> None:
        if self.data is None or self.data == self.current:
            return
        model = self.key.rel_model
        if not statements.meets(model, self.data, allowed(model, self.current, self.permission)):
            raise ValidationError(str(_("Ce choix n’est pas offert : prenez-le dans la liste.")))


def choosable(model: type[Record], current: int | None = None, permission: str = ""):
    """The rows a person may choose: those she sees that are not archived, and the one already chosen."""
    return model.select().where(allowed(model, current, permission)).order_by(*named_by(model))


def allowed(model: type[Record], current: int | None = None, permission: str = ""):
    """The condition on those rows."""
    found = model.within(person(), permission)
    if "archived_at" in model._meta.fields:
        found = found & model.archived_at.is_null()
    return found if current is None else found | (model.id == current)


def named_by(model: type[Record]) -> list:
    """The order of names: the words that search reads, else the first text of the model, then the id."""
    names = model.searched or [name for name in ("name", "label", "title") if name in model._meta.fields]
    found = [model._meta.fields[name] for name in reversed(names) if name in model._meta.fields]
    return [*(in_text_order(field) if named(field) else field for field in found), model.id]
