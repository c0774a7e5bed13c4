"""What a person typed, as a value: text to text, date, decimal, whole number, choice."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from core.api import _
from plugins.mes.form.declare import Field

EMPTY: tuple[Any, ...] = (None, "", [])


class Unreadable(ValueError):
    """The typed text is no value of the field; its argument says why, in a sentence."""


def read(field: Field, raw: Any) -> Any:
    """The value of what was typed (None when empty); raises Unreadable with a sentence for the person."""
    if isinstance(raw, str):
        raw = clean(raw).strip()
    return None if raw in EMPTY else READERS[field.kind](field, raw)


def clean(raw: Any, limit: int | None = None) -> str:
    """A text that any database keeps, of so many signs at most."""
    return str(raw).replace("\x00", "").encode("utf-8", "replace").decode()[:limit]


def as_text(field: Field, raw: Any) -> str:
    """A text, of so many characters at most."""
    text = str(raw)
    if len(text) > field.limit:
        raise Unreadable(_("Le texte compte %(count)s caractères ; la limite est de %(limit)s.", count=len(text),
                           limit=field.limit))
    return text


def as_choice(field: Field, raw: Any) -> str:
    """One of the options."""
    if str(raw) not in (field.options or {}):
        raise Unreadable(_("Choisissez une des réponses proposées."))
    return str(raw)


def as_choices(field: Field, raw: Any) -> list[str]:
    """Some of the options, in their order."""
    given = raw if isinstance(raw, list) else [raw]
    if not all(isinstance(each, str) and each in (field.options or {}) for each in given):
        raise Unreadable(_("Choisissez parmi les réponses proposées."))
    return [name for name in field.options or {} if name in given]


def as_date(field: Field, raw: Any) -> date:
    """A day, as « 2026-10-01 »."""
    try:
        day = raw if isinstance(raw, date) else date.fromisoformat(str(raw))
    except ValueError:
        raise Unreadable(_("Cette date n’existe pas. Écrivez-la comme 2026-10-01.")) from None
    if not 1900 <= day.year <= 2100:
        raise Unreadable(_("L’année de cette date ne convient pas."))
    return day


def as_decimal(field: Field, raw: Any) -> Decimal:
    """A number with a comma or a point; « 4 h 30 » is not one."""
    text = re.sub(r"\s", "", str(raw)).replace(",", ".")
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise Unreadable(_("Entrez un nombre, comme 4,5.")) from None
    if not value.is_finite() or abs(value) >= 100 or value != round(value, 2):
        raise Unreadable(_("Entrez un nombre de deux décimales au plus, plus petit que 100."))
    return value


def as_integer(field: Field, raw: Any) -> int:
    """A whole number."""
    text = re.sub(r"\s", "", str(raw))
    if not re.fullmatch(r"[+-]?[0-9]{1,6}", text):
        raise Unreadable(_("Entrez un nombre entier."))
    return int(text)


def as_yes_no(field: Field, raw: Any) -> bool:
    """« oui » or « non »."""
    found = {"yes": True, "no": False, "True": True, "False": False}.get(str(raw))
    if found is None:
        raise Unreadable(_("Répondez par oui ou par non."))
    return found


READERS = {"text": as_text, "long": as_text, "choice": as_choice, "choices": as_choices, "date": as_date,
           "decimal": as_decimal, "integer": as_integer, "yes_no": as_yes_no}


def written(value: Any) -> Any:
    """A value as JSON keeps it and as it is signed: days in ISO, decimals without trailing zeros."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | float):
        return f"{Decimal(str(value)).normalize():f}"
    return value
