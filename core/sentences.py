"""Sentences kept in the database: the source text and its values, so that each reader has them in her language."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel.speaklater import LazyString

from core.i18n import _


def pack(text: object) -> str:
    """A sentence as JSON text: `{"text": source, "values": {…}}` if it was made with `_`, else a string."""
    return json.dumps(_parts(text), ensure_ascii=False, sort_keys=True) if text else ""


def unpack(stored: str) -> str:
    """The sentence in the reader's language."""
    return str(_whole(json.loads(stored))) if stored else ""


def _parts(value: Any) -> Any:
    if isinstance(value, LazyString):
        return {"text": value._args[0], "values": {name: _parts(each) for name, each in value._kwargs.items()}}
    return str(value) if isinstance(value, datetime | date | Decimal) else value


def _whole(value: Any) -> Any:
    if isinstance(value, dict):
        return _(value["text"], **{name: _whole(each) for name, each in value["values"].items()})
    return value
