"""Nothing absurd in an address breaks anything: no error page of ours is a fault, no trace is ever shown (REL-14)."""

from __future__ import annotations

import json
import re

import pytest

from plugins.mes.form.pages import FIELDS, PAGES
from plugins.mes.models import Request
from plugins.mes.printouts import PRINTOUTS
from tests.cases import usually
from tests.matrix.arguments import absurd_addresses, ids, own_address, rules_of, view_of
from tests.matrix.browsing import undone

VALUES = {
    "empty": "", "nul": "a\x00b", "only nul": "\x00", "zero": "0", "negative": "-1",
    "huge": "9" * 30, "beyond": str(2**63),
    "fraction": "1.5", "exponent": "1e400", "nan": "nan", "infinite": "-inf", "date": "2026-02-31",
    "last day": "9999-12-31",
    "first day": "0001-01-01", "moment": "9999-12-31T23:59:59+00:00", "first moment": "0001-01-01T00:00:00+14:00",
    "mark": f"{2**63 - 1}.\x00", "quote": "' OR 1=1 --", "wildcard": "%_*\"", "unicode": "é𝔘\u202e\ufffe☃",
    "digits": "١٢٣²",
    "surrogate": "%ed%a0%80", "lines": "a\r\nX-Zorg: 1", "template": "{{7919*7907}}${7919*7907}", "long": "x" * 10_000,
    "words": "a " * 3_000, "path": "../../etc/passwd", "brackets": "[]{}()<>", "comma": "1,2,,3",
}
NAMES = ("q", "sort", "after", "before", "last", "rank", "tab", "page", "page_size", "pour", "next", "status",
         "archives", "retour", "commentaire", "contenu", "revoir", "installation", "reference_year",
         "nirec", "necsg", "last_name", "first_name", "birth_date", "saved", "who", "what", "kind", "record", "from",
         "to",
         "list", "field", "lang", "id", "code")
OF_LISTS = ("q", "sort", "after", "before", "last", "rank", "tab", "page_size")
OF_FORMS = ("text", "anchor", "slot", "file", "title", "typed", "confirmed", "version", "base", "query", "name",
            "ids", "rowid",
            "action", "form", "email", "password", "role", "organisation", "ends_on", "permissions", "label",
            "description",
            "language", "theme", "card", "act", "plugin", "reponse.1", "corrige.1", "code", "setup", "is_staff",
            "active", "aller", "calcul", "prendre", "contenu", "retour", "type", "reason", *FIELDS,
            *(f"vu.{name}" for name in FIELDS))
SHAPES: dict[str, object] = {
    "nothing": None, "true": True, "number": 12, "huge number": 10**400, "fraction": 1e308, "list": ["x", "y"],
    "list of anything": [None, 3, ["deep"], {"a": 1}], "object": {"value": "x"}, "lone surrogate": "\ud800",
    "nul": "\x00", "long": "x" * 50_000, "long list": ["motor"] * 5_000, "empty list": [], "spaces": "  ",
    "day": "9999-12-31", "first day": "0001-01-01", "exponent": "1e400", "not a number": "nan", "digits": "١٢٣²",
}
"""What a script may send in the place of an answer."""
BODIES = (b"", b"null", b"[]", b"3", b'"x"', b"{", b"\xff\xfe", b'{"fields": null}', b'{"fields": []}',
          b'{"fields": {"contact": 3}}', b'{"fields": {"contact": {"value": "x", "seen": "1"}}}',
          b'{"fields": {"contact": {"value": "x", "seen": -99999999999999999999999}}}', b"[" * 5_000)
TRACE = re.compile(r"Traceback|werkzeug|peewee|sqlite3|psycopg|File \"|62615533")
WORST = ("nul", "last day")
FELT = ("nul", "only nul", "zero", "negative", "huge", "beyond", "nan", "last day", "first moment", "quote", "wildcard",
        "unicode", "surrogate", "long")
FELT_SHAPES = ("true", "huge number", "fraction", "lone surrogate", "nul", "long", "long list", "not a number")
"""What the databases themselves take differently; the rest is read, or not, before any of them is asked."""
BROKEN = ("x", "-1", "0", "99999999999999999999", "1%00", "%F0%9F%A6%86", "1'", "..%2f..", "a" * 3000, "%E2%80%AE",
          "1.5")


def readings(world) -> list:
    """The rules that can be read."""
    return [rule for rule in rules_of(world) if "GET" in rule.methods and "static" not in rule.endpoint]


def names_of(endpoint: str) -> tuple[str, ...]:
    """The parameters of a page: all that we know, and its filters."""
    view = view_of(endpoint)
    filters = [each.name for each in view.filters] if view is not None else []
    return (*NAMES, *filters, *(f"{name}-{side}" for name in filters for side in ("from", "to")))


def assert_whole(reply, what: str) -> None:
    """Neither a fault nor a trace."""
    assert reply.status < 500, f"{what}: {reply.status}"
    assert not TRACE.search(reply.text), what
    assert "X-Zorg" not in reply.headers, what


@pytest.mark.parametrize("turn", WORST)
def test_the_worst_parameters_break_no_page(world, turn):
    """Every parameter that we know on every page, all with one of the worst values."""
    ask_all(world, turn)


@pytest.mark.words
@pytest.mark.parametrize("turn", usually(range(4), 0))
def test_absurd_parameters_break_no_page(world, turn):
    """Each with another value; all in another order with SLOW=1."""
    ask_all(world, turn)


def ask_all(world, turn: str | int) -> None:
    """Every page, with the value of this name for all its parameters, or with another value for each."""
    words = [*VALUES.values()]
    for number, rule in enumerate(readings(world)):
        path, names = own_address(world, rule), names_of(rule.endpoint)
        asked = {name: VALUES[turn] if turn in VALUES else words[(rank + number + turn * 7) % len(words)]
                 for rank, name in enumerate(names)}
        assert_whole(world["everything"].get(path, query_string=asked), f"{path} {asked}")


@pytest.mark.parametrize("name", FELT)
def test_absurd_parameters_of_a_list_one_at_a_time(world, name):
    """A value that cannot be read must not hide behind another."""
    ask_list(world, name)


@pytest.mark.words
@pytest.mark.parametrize("name", [name for name in VALUES if name not in FELT])
def test_odd_parameters_of_a_list_one_at_a_time(world, name):
    ask_list(world, name)


def ask_list(world, name: str) -> None:
    """The list of requests, each of its parameters with this value in turn."""
    view = view_of("mes_request.index")
    for parameter in (*OF_LISTS, *(each.name for each in view.filters)):
        asked = {parameter: VALUES[name]}
        assert_whole(world["signer"].get(view.url, query_string=asked), f"{parameter} {name}")
    for sort in ("-submitted_at", "next", "hours_per_day", "last_name"):
        asked = {"sort": sort, "after": f"1.{VALUES[name]}"}
        assert_whole(world["signer"].get(f"{view.url}liste/conformes", query_string=asked), f"{sort} {name}")


@pytest.mark.words
@pytest.mark.parametrize("value", BROKEN)
def test_absurd_addresses_break_no_route(world, value):
    """In the place of every part of an address, then of each of its parts alone."""
    for rule in rules_of(world):
        for path in absurd_addresses(world, rule, value) if rule.arguments else ():
            for method in sorted(rule.methods & {"GET", "POST"}):
                reply = world["everything"].open(path, method, headers={"Accept": "application/json"})
                assert_whole(reply, f"{method} {path[:120]}")


@pytest.mark.parametrize("value", usually(["nul", "huge"], "nul"))
def test_absurd_forms_break_no_route(world, value):
    """Every unsafe route, with an absurd value under every name that a form has."""
    send_all(world, value)


@pytest.mark.words
@pytest.mark.parametrize("value", usually(["huge", "unicode", "lines"], "huge"))
def test_absurd_texts_break_no_route(world, value):
    send_all(world, value)


def send_all(world, value: str) -> None:
    """Every unsafe route, with an absurd value under every name that a form has."""
    names = (*NAMES, *Request._meta.fields, *OF_FORMS)
    for rule in rules_of(world):
        if "POST" in rule.methods:
            path = own_address(world, rule)
            assert_whole(world["everything"].post(path, dict.fromkeys(names, VALUES[value])), f"POST {path}")


@pytest.mark.parametrize("name", FELT_SHAPES)
def test_absurd_answers_break_no_page(world, name):
    """In every field of the form by the script's way in; then every page and paper of the request is read."""
    send_answers(world, name)


@pytest.mark.words
@pytest.mark.parametrize("name", [name for name in SHAPES if name not in FELT_SHAPES])
def test_odd_answers_break_no_page(world, name):
    send_answers(world, name)


def send_answers(world, name: str) -> None:
    """In every field of the form by the script's way in; then every page and paper of the request is read."""
    row = ids(world, Request, "A", "")[-1]
    here, who = f"/mes/demandes/{row}", world["signer"]
    fields = {field: {"value": SHAPES[name]} for field in FIELDS}
    with undone():
        said = who.ask(who.browser(), f"{here}/saisie", "POST", json={"fields": fields})
        assert said.status == 200 and not TRACE.search(said.text), said.text
        assert {*json.loads(said.text)["saved"]} == {*FIELDS}
        for path in (here, f"{here}/type", f"{here}/pieces", f"{here}/verification", f"{here}/historique",
                     *(f"{here}/formulaire/{page.number}" for page in PAGES),
                     *(f"{here}/imprimer/{kind}/page" for kind in PRINTOUTS)):
            reply = who.ask(who.browser(), path)
            assert reply.status == 200 and not TRACE.search(reply.text), path
        for kind in PRINTOUTS:
            assert who.ask(who.browser(), f"{here}/imprimer/{kind}", "POST").data.startswith(b"%PDF-"), kind


@pytest.mark.parametrize("body", BODIES)
def test_what_is_no_list_of_answers_is_refused_in_words(world, body):
    """The script's way in, with a body that it never sends: nothing breaks, and only a whole answer is kept."""
    reply = world["signer"].post(f"/mes/demandes/{ids(world, Request, 'A', '')[-1]}/saisie", body, watch=True,
                                 content_type="application/json", headers={"Accept": "application/json"})
    assert_whole(reply, repr(body[:60]))
    assert reply.status == (200 if b'"seen"' in body else 409), reply.text
    assert bool(reply.rows) == (b'"1"' in body), "a stamp that is no number was not seen; an old one is a conflict"
