"""No unsafe route hears what our own page did not send, and no reading changes anything (SEC-04)."""

from __future__ import annotations

import json

import pytest

from plugins.mes.models import Request
from tests.core.accounts.test_forgery import VARIANTS
from tests.matrix.arguments import ids, own_address, plausible, rules_of
from tests.matrix.browsing import contents, touched, undone
from tests.matrix.crawling import harvest
from tests.matrix.pages import forms_of

pytestmark = pytest.mark.words

SAFE = {"GET", "HEAD", "OPTIONS"}
BY_MACHINE = {"Accept": "application/json"}


def unsafe(world, key: str) -> list[tuple[str, str, dict]]:
    """Every unsafe (method, address) with the fields that it would take."""
    return [(method, own_address(world, rule, key), plausible(world, rule.endpoint, key))
            for rule in rules_of(world) for method in sorted(rule.methods - SAFE)]


@pytest.mark.parametrize("variant", VARIANTS)
def test_nothing_forged_is_applied(world, variant):
    """On every route of the core and of MES, for who holds every right that there is."""
    who, calls = world["everything"], unsafe(world, "everything")
    client, other = who.browser(), world["signer"].browser()
    for method, path, fields in calls:
        given = variant(client, other)
        headers = BY_MACHINE | given.pop("headers", {})
        data = fields | given.pop("data", {})
        reply = who.ask(client, path, method, token=False, headers=headers, data=data, **given)
        assert reply.status == 400 or reply.refused, f"{method} {path}: {reply.status}"
    assert len(calls) > 100 and not touched(world.planted, contents(world.app))


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_no_forged_answers_are_kept(world, variant, kind):
    """The script's way in, which another site may reach with any body that its visitor's browser lets through."""
    who, (path, body) = world["signer"], answers_of(world)
    given = variant(client := who.browser(), world["director"].browser())
    body |= given.pop("data", {})
    reply = who.ask(client, path, "POST", token=False, data=json.dumps(body), content_type=kind,
                    headers=BY_MACHINE | given.pop("headers", {}), **given)
    assert reply.status == 400 and not touched(world.planted, contents(world.app)), reply.text


def test_the_same_answers_are_kept_from_our_own_script(world):
    """The control: with the token of the session in its header, and as JSON only."""
    path, body = answers_of(world)
    kept = world["signer"].post(path, json.dumps(body), content_type="application/json", watch=True)
    assert kept.status == 200 and {model for model, *_rest in kept.rows} == {Request}
    other = world["signer"].post(path, json.dumps(body), content_type="text/plain", watch=True, headers=BY_MACHINE)
    assert other.status == 409 and not other.rows


def answers_of(world) -> tuple[str, dict]:
    """What our own script sends: the address, and one answer."""
    return (f"/mes/demandes/{ids(world, Request, 'A', '')[-1]}/saisie",
            {"fields": {"contact": {"value": "Ailleurs", "seen": 1}}})


def test_the_same_forms_are_heard_from_our_own_pages(world):
    """The control: with the token of the session they change things."""
    heard = [form for form in harvest(world["signer"])
             if world["signer"].post(form.action, form.filled(*form.buttons[:1]), watch=True).rows]
    assert len(heard) >= 10, [form.action for form in heard]


def test_no_reading_changes_anything(world):
    """Every route that can be read, one after the other, with HEAD too."""
    who, calls = world["everything"], 0
    for rule in rules_of(world):
        for method in sorted(rule.methods & {"GET", "HEAD"}):
            assert who.ask(who.browser(), own_address(world, rule), method, headers=BY_MACHINE).status < 500, rule.rule
            calls += 1
    assert calls > 200 and not touched(world.planted, contents(world.app))


def test_a_reading_with_a_forms_fields_changes_nothing(world):
    """What a form would send, in the address of a reading."""
    with undone():
        for _method, path, fields in unsafe(world, "signer"):
            world["signer"].ask(world["signer"].browser(), path, "GET", query_string=fields, headers=BY_MACHINE)
        assert not touched(world.planted, contents(world.app))


def test_what_a_call_writes_is_seen(world):
    """The other tests of this folder conclude from rows that a watched call did not write."""
    url = "/familles/foyers/nouveau"
    form = next(each for each in forms_of(world["clerk"].get(url).text, url) if each.action == url)
    typed = {"name": "Foyer vu", "organisation": str(world.place("A.service").id)}
    reply = world["clerk"].post(url, form.filled() | typed, watch=True)
    assert [model.__name__ for model, _row, values in reply.rows if "Foyer vu" in values.values()] == ["Household"]
    assert not world["clerk"].get(url, watch=True).rows
