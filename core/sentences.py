"""Sentences kept in the database: the source text and its values, so that each reader has them in her language."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel.speaklater import LazyString

from core.i18n import _, pgettext


def pack(text: object) -> str:
    """A sentence as JSON text: `{"text": source, "values": {…}}` if it was made with `_`, else a string.

    One made with `pgettext` has its `context` too.
    """
    return json.dumps(_parts(text), ensure_ascii=False, sort_keys=True) if text else ""


def unpack(stored: str) -> str:
    """The sentence in the reader's language."""
    return str(_whole(json.loads(stored))) if stored else ""


def _parts(value: Any) -> Any:
    if isinstance(value, LazyString):
        *context, text = value._args
        parts = {"text": text, "values": {name: _parts(each) for name, each in value._kwargs.items()}}
        return parts | ({"context": context[0]} if context else {})
    return str(value) if isinstance(value, datetime | date | Decimal) else value


def _whole(value: Any) -> Any:
    if isinstance(value, dict):
        text, values = value["text"], {name: _whole(each) for name, each in value["values"].items()}
        return pgettext(value["context"], text, **values) if "context" in value else _(text, **values)
    return value
