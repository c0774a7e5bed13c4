"""Every unsafe route refuses what our own page did not send, in nine variants (SEC-04)."""

from __future__ import annotations

import pytest

from core.accounts.forgery import UNSAFE
from core.journal import Entry
from core.testing import signed_in

pytestmark = pytest.mark.words
VALUES = {"user_id": "1", "membership_id": "1", "role_id": "1", "kept_id": "1", "id": "1"}


def routes(app) -> list[tuple[str, str]]:
    """Every unsafe (method, path) of the application, its arguments filled in."""
    found = []
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        values = {name: VALUES.get(name, "1" if "Int" in type(rule._converters[name]).__name__ else "x")
                  for name in rule.arguments}
        found += [(method, adapter.build(rule.endpoint, values, method=method)) for method in rule.methods & UNSAFE]
    return sorted(set(found))


def nothing(client, other):
    return {}


def empty(client, other):
    return {"data": {"csrf_token": ""}}


def wrong(client, other):
    return {"data": {"csrf_token": "ImFiYyI.aaaaaa.bbbbbbbbbbbbbbbbbbb"}}


def anothers(client, other):
    return {"data": {"csrf_token": other.token()}}


def in_the_address(client, other):
    return {"query_string": {"csrf_token": client.token()}}


def in_a_cookie(client, other):
    client.set_cookie("csrf_token", client.token())
    return {}


def from_elsewhere(client, other):
    return {"data": {"csrf_token": client.token()}, "headers": {"Origin": "https://ailleurs.test"}}


def across_sites(client, other):
    return {"data": {"csrf_token": client.token()}, "headers": {"Sec-Fetch-Site": "cross-site"}}


def from_nowhere(client, other):
    return {"data": {"csrf_token": client.token()}, "headers": {"Origin": "null"}}


VARIANTS = (nothing, empty, wrong, anothers, in_the_address, in_a_cookie, from_elsewhere, across_sites, from_nowhere)


@pytest.fixture
def everybody(app, user_with):
    """Somebody who may do everything, so that only the forgery stands in the way."""
    return user_with(*app.extensions["marelle"].permissions)


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_forged_request_is_applied(app, everybody, user_with, variant):
    client, other = signed_in(app, everybody), signed_in(app, user_with("core.user.read"))
    client.sends_token = other.sends_token = False
    before = Entry.select().count()
    for method, path in routes(app):
        answer = client.open(path, method=method, **variant(client, other))
        assert answer.status_code == 400, f"{method} {path}: {answer.status_code}"
    assert Entry.select().count() == before


def test_our_own_pages_are_heard(app, everybody):
    """The control: with the token of the session, no route answers that the request is forged."""
    for method, path in routes(app):
        client = signed_in(app, everybody)
        answer = client.open(path, method=method, headers={"Origin": "http://localhost",
                                                           "Sec-Fetch-Site": "same-origin"})
        assert "ne vient pas de Marelle" not in answer.text, f"{method} {path}"


def test_readings_change_nothing(app, everybody):
    client = signed_in(app, everybody)
    client.get("/comptes/moi")
    before = Entry.select().count()
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and not rule.arguments:
            client.get(rule.rule)
            client.head(rule.rule)
    assert [entry.action for entry in Entry.select().where(Entry.id > before)] == []


def test_a_forged_sign_in_is_refused(client, parent):
    client.sends_token = False
    answer = client.post("/login", data={"email": parent.email, "password": "quatre girafes sous la pluie"})
    assert answer.status_code == 400
    assert client.get("/comptes/moi").status_code == 302


def test_a_site_reached_by_another_name_is_still_itself(app, config, everybody):
    """Behind a proxy the Host header may differ from what the browser shows: the public address counts."""
    app.extensions["marelle"].config = config.__class__(**{**config.__dict__, "public_url": "https://marelle.test"})
    client = signed_in(app, everybody)
    answers = [client.post("/langue", data={"language": "en"}, headers={"Origin": f"https://{host}"}).status_code
               for host in ("marelle.test", "autre.test")]
    assert answers == [302, 400]
