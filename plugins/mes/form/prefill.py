"""What a renewal takes over from the request before it, and the little that a transfer does (MES-R17, R18)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plugins.mes.form.answers import Answers
from plugins.mes.form.filling import put
from plugins.mes.form.pages import FIELDS, PAGES, SCHEMA
from plugins.mes.form.reading import EMPTY
from plugins.mes.models import Request

HOURS = ("hours_per_day", "days_per_week")
"""What a renewal proposes of the summary; a transfer takes the hours alone."""


def prefill(request: Request) -> None:
    """Take over the answers of the earlier request where this one has none; nothing that was typed is replaced.

    A renewal without change notes what it took over: those answers are locked, but for their dates (MES-R17).
    """
    data = {"schema": SCHEMA} | {name: kept for name, kept in (request.form_data or {}).items() if name != "carried"}
    values, columns = dict(data.get("values", {})), {}
    answers, carried = Answers(request), []
    for name, raw in offered(request):
        if answers.raw[name] in EMPTY:
            put(name, raw, values, columns)
        if request.type == "renewal" and answers.raw[name] in (*EMPTY, raw) and FIELDS[name].kind != "date" \
                and name not in HOURS:
            carried.append(name)
    for name, value in columns.items():
        setattr(request, name, value)
    request.form_data = data | {"values": values} | ({"carried": carried} if carried else {})


def offered(request: Request) -> Iterator[tuple[str, Any]]:
    """The answers of the earlier request that this one may take over, field by field."""
    earlier = request.previous
    if earlier is None or request.type == "new":
        return
    answers = Answers(earlier)
    names = [field.name for page in PAGES if page.carried for field in page.fields() if answers.shown(field)]
    for name in ("hours_per_day",) if request.type == "transfer" else (*names, *HOURS):
        if answers.raw[name] not in EMPTY and answers.values[name] is not None:
            yield name, answers.raw[name]


def released(request: Request) -> tuple[Any, Any] | None:
    """What a transfer shows of the request of another service: its hours a day and its last day, nothing it wrote."""
    earlier = request.previous
    if request.type != "transfer" or earlier is None:
        return None
    return earlier.hours_per_day, earlier.departure_on or earlier.year.last_day
