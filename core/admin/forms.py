"""Forms made from models: only the fields offered, in their order, each with the right reading."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import request, url_for
from flask_admin.contrib.peewee.form import CustomModelConverter
from flask_admin.form import BaseForm
from peewee import (
    AutoField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    DecimalField,
    ForeignKeyField,
    IntegerField,
    TextField,
)
from wtforms import BooleanField as Box, Form, HiddenField, SelectField, StringField, TextAreaField, validators
from wtforms.fields.choices import SelectChoice

from core.admin.fields import DayField, MomentInput, MoneyInput, NumberField, RelationField
from core.admin.finding import can_be_found
from core.errors import MarelleError, PluginError
from core.i18n import _, language
from core.policy import person
from core.records import MoneyField, Record
from core.wording import Worded

log = logging.getLogger("marelle.security")
BOOKKEEPING = frozenset(("csrf_token", "version", "base", "add_row"))


class Unexpected(MarelleError):
    """A form that sends what it was not offered."""

    status = 400


class Filled(Worded, BaseForm):
    """The base of the forms of records."""


class Required:
    """Something must be there; a zero or a No is something."""

    field_flags = {"required": True}

    def __call__(self, form, field) -> None:
        if not field.errors and (field.data is None or (isinstance(field.data, str) and not field.data.strip())):
            raise validators.StopValidation(str(_("Remplissez ce champ.")))


class Converter(CustomModelConverter):
    """From a model's field to a form's. Primary keys are hidden and never asked for; keys obey the person's scope."""

    def __init__(self, view, record: Record | None = None):
        super().__init__(view)
        self.record = record

    def convert(self, model, field, field_args):
        own = model is self.view.model
        args = {"label": str(self.view.label_of(field.name) if own else field.verbose_name or field.name),
                "description": str(self.view.helps.get(field.name, "") if own else field.help_text or ""),
                "default": field.default, "validators": [Required()] if required(field) else []} | (field_args or {})
        if isinstance(field, AutoField):
            return field.name, HiddenField()
        if field.choices:
            return field.name, choice(field, args)
        make = next((make for kind, make in MAKERS if isinstance(field, kind)), None)
        if make is None:
            raise PluginError(f"No form field is known for {model.__name__}.{field.name}, a {type(field).__name__}.",
                              "Leave it out of form_fields, and give it a page of its own.")
        return field.name, make(self, field, args)


def required(field) -> bool:
    """Whether a form must give this field a value: the database wants one and the model has no default."""
    return not field.null and field.default is None and not isinstance(field, BooleanField | AutoField)


def choice(field, args: dict[str, Any]) -> SelectField:
    """A select; one that may stay empty begins with a line that says so."""
    coerce = int if isinstance(field, IntegerField) else str
    offered = [SelectChoice(value, str(label)) for value, label in field.choices]
    if field.null or field.default is None:
        offered.insert(0, SelectChoice("", str(_("Choisissez"))))
    return SelectField(choices=offered, coerce=lambda value: None if value in ("", None) else coerce(value), **args)


def relation(converter: Converter, field: ForeignKeyField, args: dict[str, Any]) -> RelationField:
    """A foreign key; it looks up rows when they are many, or where the view says so, and can be searched."""
    searchable = can_be_found(field.rel_model) and field.model is converter.view.model
    lookup = url_for(f"{converter.view.endpoint}.lookup", field=field.name) if searchable else ""
    verb = "edit" if converter.record is not None and converter.record.id else "create"
    return RelationField(key=field, lookup_url=lookup, permission=converter.view.choosing(field.rel_model, verb),
                         always=searchable and field.name in converter.view.looked_up, **args)


def text(converter: Converter, field: CharField, args: dict[str, Any]) -> StringField:
    """A line, no longer than its column."""
    most = field.max_length
    limit = validators.Length(max=most, message=str(_("%(count)s caractères au plus.", count=most)))
    return StringField(**args | {"validators": [*args["validators"], limit], "filters": [without_nul]})


def without_nul(value: str | None) -> str | None:
    """Text as PostgreSQL accepts it."""
    return value.replace("\x00", "") if value else value


MAKERS = (
    (ForeignKeyField, relation),
    (DateTimeField, lambda converter, field, args: MomentInput(**args)),
    (DateField, lambda converter, field, args: DayField(**args)),
    (BooleanField, lambda converter, field, args: Box(**args)),
    (MoneyField, lambda converter, field, args: MoneyInput(**args)),
    (DecimalField, lambda converter, field, args: NumberField(
        places=field.decimal_places, most=Decimal(10) ** (field.max_digits - field.decimal_places), **args)),
    (IntegerField, lambda converter, field, args: NumberField(**args)),
    (CharField, text),
    (TextField, lambda converter, field, args: TextAreaField(**args | {"filters": [without_nul]})),
)


def form_of(view, record: Record, names: Sequence[str]) -> Form:
    """The form of these fields, filled from the request when it posts, else from the record."""
    key = (tuple(names), record.id is None, language(), request.script_root)
    if key not in view.form_classes:
        view.form_classes[key] = form_class(view, record, names)
    formdata = request.form if request.method == "POST" else None
    return view.form_classes[key](formdata, obj=record if view.inline_models else None, data=record.__data__,
                                  meta={"record": record})


def form_class(view, record: Record, names: Sequence[str]) -> type[Form]:
    """The class of the forms of these fields: made once, as making one costs more than filling it."""
    converter, fields = Converter(view, record), record._meta.fields
    built = dict(converter.convert(type(record), fields[name], view.form_args_of(name)) for name in names)
    return view.with_inline_rows(type(f"{type(record).__name__}Form", (Filled,), built), converter)


def refuse_unexpected(form: Form, view) -> None:
    """Refuse a post that holds a field the form does not offer, and say so in the security log (SEC-05)."""
    inline = tuple(f"{name}-" for name, field in form._fields.items() if field.type == "InlineModelFormList")
    offered = BOOKKEEPING | set(form._fields) | {f"choose-{name}" for name in form._fields}
    extra = [name for name in request.form if name not in offered
             and not name.removeprefix("del-").startswith(inline or ("\x00",))]
    if extra:
        log.warning("%s posted fields that were not offered to %s: %s", person().id, view.endpoint,
                    ", ".join(repr(name[:60]) for name in sorted(extra)[:10]))
        raise Unexpected(_("Le formulaire envoyé contient un champ qui n’était pas offert : rien n’est enregistré."),
                         _("Revenez à la page du dossier et ouvrez le formulaire de nouveau."))


def values_of(form: Form, record: Record) -> dict[str, Any]:
    """What the form says of each of the record's fields; an empty one that needs a value takes its default."""
    found = {}
    for name, field in form._fields.items():
        column = record._meta.fields.get(name)
        if column is not None:
            value = None if field.data == "" and column.null else field.data
            if value is None and not column.null and column.default is not None:
                value = column.default() if callable(column.default) else column.default
            found[name] = value
    return found


def differing(record: Record, values: dict[str, Any]) -> dict[str, Any]:
    """The values that differ from the record's."""
    return {name: value for name, value in values.items() if record.__data__.get(name) != value}


def traces(record: Record, names: Sequence[str]) -> str:
    """A trace of each value as it was when the form was shown: who changed what is told from it."""
    return json.dumps({name: trace(record.__data__.get(name)) for name in names}, separators=(",", ":"))


def trace(value: Any) -> str:
    """A short digest of one value."""
    return hashlib.blake2s(repr(value).encode(), digest_size=6).hexdigest()
