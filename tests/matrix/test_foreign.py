"""Another side's rows, named in an address or in a form: not found, and nothing changes (SEC-02)."""

from __future__ import annotations

import re

import pytest
from peewee import ForeignKeyField, Model

from core.accounts.models import User
from plugins.mes.models import Request
from tests.matrix.arguments import COMMON, address, ids, model_of, view_of
from tests.matrix.browsing import Reply, tables
from tests.matrix.crawling import harvest
from tests.matrix.pages import Field
from tests.matrix.printing import readable
from tests.matrix.tokens import found_in, known_anyway

INSIDERS = ("signer", "clerk", "rse", "director")
"""People of side A only."""
UNTOUCHED = ("csrf_token", "version", "base", "next", "language", "theme")
READING = ("mes_commenting.transmitted",)
"""Pages that the right to read a request opens."""
NUMBERS = re.compile(r"\d+")
GONE_ALREADY = ("account.forget",)
"""Forgetting what is not there is no mistake."""


def foreign_arguments(rule) -> list[tuple[str, ...]]:
    """The arguments that may name another side's row: all at once, then one at a time."""
    names = [name for name in sorted(rule.arguments) if model_of(rule.endpoint, name) not in (None, *COMMON)]
    return [tuple(names), *((name,) for name in names if len(names) > 1)] if names else []


@pytest.mark.words
@pytest.mark.parametrize("key", INSIDERS)
def test_foreign_rows_in_addresses_are_not_found(world, key):
    wrong, calls = [], 0
    for rule in world.app.url_map.iter_rules():
        for foreign in foreign_arguments(rule):
            path = address(world, rule, lambda name, model, foreign=foreign: next(iter(ids(
                world, model, "B" if name in foreign else "A", key)), 10**6))
            for method in sorted(rule.methods & {"GET", "POST"}):
                reply = world[key].open(path, method, watch=True, data={} if method == "POST" else None)
                whole = len(foreign) == len(foreign_arguments(rule)[0])
                calls += 1
                if fault := trespass(key, reply, whole=whole and rule.endpoint not in GONE_ALREADY):
                    wrong.append(f"{method} {path} ({', '.join(foreign)}): {fault}")
    assert calls > 40 and not wrong, "\n".join(wrong)


def trespass(key: str, reply: Reply, *, whole: bool) -> str:
    """What is wrong with the answer to an address that names a stranger's row; `whole`: it names no other."""
    if reply.changed:
        return f"wrote {reply.changed}"
    if tokens := secrets_in(key, reply):
        return f"showed {tokens}"
    fine = reply.status == 404 or reply.refused or (not whole and reply.status in (302, 303, 409))
    return "" if fine else str(reply.status)


def secrets_in(key: str, reply: Reply) -> list:
    """The words of side B that a page shows."""
    return [token for token in found_in(readable(reply)) if token.letter == "B" and not known_anyway(key, token)]


def test_a_right_held_elsewhere_is_no_right_here(world):
    """She signs and decides on side A, and only reads on side B: whatever else she asks there is refused."""
    wrong, reading = [], ("record", "history", "why", "confirm", "fire")
    for rule in world.app.url_map.iter_rules():
        models = [model_of(rule.endpoint, name) for name in rule.arguments]
        if Request not in models or rule.endpoint in READING or (
                view_of(rule.endpoint) and rule.endpoint.partition(".")[2] in reading):
            continue
        path = address(world, rule, lambda _name, model: ids(world, model, "B", "hats")[0])
        for method in sorted(rule.methods & {"GET", "POST"}):
            reply = world["hats"].open(path, method, watch=True, data={} if method == "POST" else None)
            if reply.changed or reply.data.startswith(b"%PDF") or reply.status == 200:
                wrong.append(f"{method} {path}: {reply.status} {reply.changed}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.words
@pytest.mark.parametrize("key", INSIDERS)
def test_foreign_rows_in_forms_are_refused(world, key):
    wrong, calls, foreign, who = [], 0, strangers(world), world[key]
    for form, each in [(page, part) for page in harvest(who) for part in alike(page.fields)]:
        for value in values_for(world, each):
            button = form.buttons[0] if form.buttons else ("", "")
            reply = who.post(form.action, form.filled(button) | {each.name: value}, watch=True)
            calls += 1
            bad = [f"{model.__name__} {row}" for model, row, values in reply.rows
                   if (model, row) in foreign or keys_of(model, values) & foreign]
            shown = secrets_in(key, reply)
            if bad or shown or reply.status >= 500:
                wrong.append(f"{form.action} {each.name}={value}: {reply.status} {bad} {shown}")
    assert calls > 10 and not wrong, "\n".join(wrong)


def alike(fields: list[Field]) -> list[Field]:
    """One field of those whose names differ by numbers only: a week has many boxes."""
    return [*{NUMBERS.sub("", each.name): each for each in fields}.values()]


def values_for(world, each: Field) -> list[str]:
    """What of the other side may be put in the place of a field's value."""
    if each.name in UNTOUCHED or not (each.looks_up or each.kind in ("select", "radio", "checkbox", "hidden")):
        return []
    house = world.place("B.house").id
    return [str(house), f"id:{house}", str(ids(world, Request, "B", "")[0]), str(world.users["stranger"].id)]


def strangers(world) -> set[tuple[type[Model], int]]:
    """Every row of side B."""
    found = {(User, world.users[key].id) for key in ("stranger", "elsewhere")}
    scoped = [model for model in tables(world.app) if hasattr(model, "organisation_path") and model not in COMMON]
    return found | {(model, row) for model in scoped for row in ids(world, model, "B", "stranger")}


def keys_of(model: type[Model], values: dict) -> set[tuple[type[Model], int]]:
    """The rows that a row points to."""
    return {(field.rel_model, values[name]) for name, field in model._meta.fields.items()
            if isinstance(field, ForeignKeyField)}
