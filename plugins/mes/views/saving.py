"""What a page of the form sends, and what it is told after a save."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from flask import request as http

from core.api import Refused, _, clock, person, utcnow
from plugins.mes import wizard
from plugins.mes.form.answers import Answers
from plugins.mes.form.controls import as_typed
from plugins.mes.form.declare import Field, Page, depends_on
from plugins.mes.form.filling import Conflict, Filled
from plugins.mes.form.pages import FIELDS
from plugins.mes.form.planned import computed
from plugins.mes.form.presence import others
from plugins.mes.form.reading import EMPTY, Unreadable, read, written
from plugins.mes.wording import spelled

STAMP = "vu."
"""Before the name of a field, in a form that is sent: the stamp that the person saw."""


def typed(page: Page) -> tuple[dict[str, Any], dict[str, int]]:
    """What a sent page holds, and the stamps its fields were seen with; not the field left to somebody else’s value."""
    left = http.form.get("prendre", "")
    here = [field for field in page.fields() if field.name != left
            and (field.name in http.form or STAMP + field.name in http.form)]
    given = {field.name: http.form.getlist(field.name) if field.kind == "choices" else http.form.get(field.name, "")
             for field in here}
    return given, {name: int(stamp) for name in given if (stamp := http.form.get(STAMP + name, "")).isdecimal()}


def typed_as_json() -> tuple[dict[str, Any], dict[str, int]]:
    """The same from `{"fields": {name: {"value": …, "seen": stamp}}}`."""
    try:
        sent = http.get_json(silent=True)
    except RecursionError:  # thousands of brackets, which no page sends
        sent = None
    fields = sent.get("fields") if isinstance(sent, dict) else None
    if not isinstance(fields, dict) or not all(isinstance(each, dict) for each in fields.values()):
        raise Refused(_("La demande d’enregistrement ne peut pas être lue."), _("Rechargez la page."))
    seen = {name: each["seen"] for name, each in fields.items() if type(each.get("seen")) is int}
    return {name: each.get("value") for name, each in fields.items()}, seen


def answer(filled: Filled, names: list[str]) -> dict[str, Any]:
    """What the page needs to know after a save."""
    answers = Answers(filled.request)
    found = computed(filled.request, answers.values)
    return {
        "saved": filled.saved, "locked": {name: str(why) for name, why in filled.locked.items()},
        "conflicts": {name: in_words(FIELDS[name], each) for name, each in filled.conflicts.items()},
        "problems": {name: str(problem) if (problem := answers.problem(FIELDS[name])) else None for name in names},
        "others": others(filled.request, person()),
        "planned_days": str(as_typed(answers.raw["planned_days"])), "at": clock(utcnow()),
        "computed": {"days": found.days, "how": str(found.how)} if found else None,
        "pages": [{"number": mark.number, "state": mark.state, "to_correct": mark.to_correct}
                  for mark in wizard.strip(filled.request, 0, answers)],
    }


def in_words(field: Field, conflict: Conflict) -> dict[str, Any]:
    """Both values of a conflict as they are read, and the other one as a control takes it (MES-R25)."""
    return {"yours": words_of(field, conflict.yours), "theirs": words_of(field, conflict.theirs), "who": conflict.who,
            "at": clock(datetime.fromisoformat(conflict.at)), "stamp": conflict.stamp,
            "value": as_typed(conflict.theirs, field)}


def words_of(field: Field, raw: Any) -> str:
    """A kept answer in words; what cannot be read as it was typed."""
    if raw in EMPTY:
        return str(_("(vide)"))
    try:
        return spelled(field, written(read(field, raw)))
    except Unreadable:
        return ", ".join(map(str, raw)) if isinstance(raw, list) else str(raw)


def watched(field: Field) -> str:
    """The condition under which a field shows, for the page to follow while one types: JSON, or nothing."""
    found = depends_on(field.shown)
    return json.dumps({found[0]: [as_typed(value) for value in found[1]]}) if found else ""
