"""Filling in: several fields at once, kept whether or not they are valid, each with its own lock (MES-R23 to R25)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field as part
from typing import Any

from core.api import Refused, Stale, User, _, fire, ngettext, utcnow
from plugins.mes.form.answers import Answers
from plugins.mes.form.pages import COLUMNS, FIELDS, SCHEMA
from plugins.mes.form.planned import computed
from plugins.mes.form.reading import EMPTY, Unreadable, clean, read, written
from plugins.mes.models import Request

TRIES = 5


@dataclass
class Conflict:
    """Two values of one field: what this person typed, and what another wrote since she last saw it (MES-R25)."""

    yours: Any
    theirs: Any
    who: str
    at: str
    stamp: int


@dataclass
class Filled:
    """What became of the fields: those kept with their new stamp, those in conflict, those locked."""

    request: Request
    saved: dict[str, int] = part(default_factory=dict)
    conflicts: dict[str, Conflict] = part(default_factory=dict)
    locked: dict[str, object] = part(default_factory=dict)


def stamp_of(request: Request, name: str) -> int:
    """How many times the field was written: what an editor shows she has seen."""
    return (request.form_data or {}).get("stamps", {}).get(name, [0])[0]


def fill(request: Request, user: User, given: Mapping[str, Any], seen: Mapping[str, int] | None = None) -> Filled:
    """Keep these answers. `seen` are the stamps the person saw: a field written since then is a conflict, not lost.

    Where none is given, she saw `request` as it was read. Partial and unreadable values are kept as they were typed.
    Raises Refused when the request may not be edited or a field does not exist. Somebody else's simultaneous write of
    other fields is waited for, not refused.
    """
    for name in given:
        if name not in FIELDS:
            raise Refused(_("Le formulaire n’a pas de champ « %(name)s ».", name=name), _("Rechargez la page."))
    seen = {name: stamp_of(request, name) for name in given} | dict(seen or {})
    for attempt in range(TRIES):
        try:
            return _fill(request, user, given, seen)
        except Stale:
            fresh = Request.get_or_none(Request.id == request.id)
            if fresh is None or attempt == TRIES - 1:
                raise
            request = fresh
    raise AssertionError("unreachable")


def _fill(request: Request, user: User, given: Mapping[str, Any], seen: Mapping[str, int]) -> Filled:
    answers, filled = Answers(request), Filled(request)
    changed: dict[str, Any] = {}
    for name, raw in given.items():
        kept, typed = answers.raw[name], stored(name, raw)
        if typed == kept or (typed in EMPTY and kept in EMPTY):
            filled.saved[name] = stamp_of(request, name)
        elif answers.locked(FIELDS[name]):
            filled.locked[name] = _("Cette réponse est reprise de la demande précédente : un renouvellement sans "
                                    "changement ne la modifie pas.")
        elif seen[name] < stamp_of(request, name):
            filled.conflicts[name] = conflict(request, name, typed, kept)
        else:
            changed[name] = typed
    if changed:
        write(request, user, changed)
        filled.saved |= {name: stamp_of(request, name) for name in changed}
    else:
        refuse_outdated(request)
    return filled


def refuse_outdated(request: Request) -> None:
    """Raise Stale when somebody wrote since this was read: what it says may be kept no more (MES-R25)."""
    if Request.select(Request.version).where(Request.id == request.id).scalar() != request.version:
        raise Stale(request, _("Quelqu’un d’autre vient de changer ce dossier."),
                    _("Rechargez la page pour voir où il en est."))


def stored(name: str, raw: Any) -> Any:
    """A typed value as it is kept: in its canonical spelling when it can be read, as it was typed otherwise."""
    try:
        value = read(FIELDS[name], raw)
    except Unreadable:
        return [clean(each, 200) for each in raw[:50]] if isinstance(raw, list) else clean(raw, 10000)
    return written(value)


def conflict(request: Request, name: str, yours: Any, theirs: Any) -> Conflict:
    """The two values, and who wrote the other one when."""
    count, who, at = request.form_data["stamps"][name][:3]
    return Conflict(yours, theirs, who, at, count)


def write(request: Request, user: User, changed: Mapping[str, Any]) -> None:
    """Write kept values through the engine; planned days follow while nobody typed another number (MES-R32)."""
    data = {"schema": SCHEMA} | dict(request.form_data or {})
    values, stamps = dict(data.get("values", {})), dict(data.get("stamps", {}))
    columns: dict[str, Any] = {}
    for name, typed in changed.items():
        put(name, typed, values, columns)
        stamps[name] = [stamps.get(name, [0])[0] + 1, user.name, utcnow().isoformat(timespec="seconds"), user.id]
    data |= {"values": values, "stamps": stamps}
    follow(request, data, columns, typed="planned_days" in changed)
    fire(request, "edit", user, changes=columns | {"form_data": data}, note=told(changed))


def put(name: str, typed: Any, values: dict[str, Any], columns: dict[str, Any]) -> None:
    """One kept value at its place: a readable one of a column in the column, any other in `values`."""
    field = FIELDS[name]
    values.pop(name, None)
    try:
        value = read(field, typed)
    except Unreadable:
        value = None
        values[name] = typed
    if field.column:
        columns[name] = "" if value is None and field.kind not in ("decimal", "integer") else value
    elif value is not None:
        values[name] = typed


def follow(request: Request, data: dict[str, Any], columns: dict[str, Any], *, typed: bool) -> None:
    """Recompute the planned days, unless somebody typed a number of her own; typing the computed one follows again."""
    if not typed and ("planned_days" in data["values"] or request.planned_days not in (None, data.get("computed"))):
        return
    trial = Request(**request.__data__ | columns | {"form_data": data})
    found = computed(trial, Answers(trial).values)
    if found and (not typed or columns.get("planned_days") == found.days):
        columns["planned_days"] = data["computed"] = found.days


def told(changed: Mapping[str, Any]) -> str:
    """What the timeline says: how many fields, never what was written in them."""
    return ngettext("%(num)s champ : %(names)s", "%(num)s champs : %(names)s", len(changed),
                    names=", ".join(str(FIELDS[name].label) for name in list(changed)[:4])
                    + ("…" if len(changed) > 4 else ""))


EDITED = (*COLUMNS, "form_data")
"""The fields of the request that filling in may change."""
