"""Answers that nobody must believe: each changes nothing here and says so (SEC-24)."""

from __future__ import annotations

import json

import pytest

from core.errors import SettingError
from plugins.icsge.exchange.address import read_address
from plugins.icsge.exchange.answers import LARGEST, read_outcome, read_state
from plugins.icsge.exchange.envelope import ADD_FILE, Identity, Sent
from plugins.icsge.exchange.transport import Unanswered
from plugins.icsge.simulator.hostile import HOSTILE
from tests.icsge.simulated import ACCESS
from tests.icsge.sound import file_said

SENT = Sent(ADD_FILE, "file-1-abc", {})
GOOD = {"operation": ADD_FILE, "cle": "file-1-abc", "resultat": "accepte", "numeroDossier": "D1", "necsg": "",
        "messages": []}


def test_there_are_at_least_twenty():
    assert len({name for name, _made in HOSTILE}) == len(HOSTILE) >= 20


@pytest.mark.parametrize("number", range(1, len(HOSTILE) + 1), ids=[name for name, _made in HOSTILE])
def test_a_hostile_answer_gives_no_outcome_and_says_so(csg, number):
    """ICSGE-R86: the record is not refused; asked again, the server says what it did, and it did it once."""
    sent = csg.sent(ADD_FILE, file_said())
    csg.disturb(hostile=number)
    with pytest.raises(Unanswered) as found:
        csg.transport.send(csg.identity, sent)
    assert str(found.value.message)
    assert "1202305020017" not in str(found.value)
    csg.disturb(hostile=0)
    assert csg.transport.look_up(csg.identity, sent).accepted
    assert csg.transport.send(csg.identity, sent).accepted
    assert csg.applied() == 1


def test_a_redirect_is_not_followed_and_the_code_goes_nowhere(csg, monkeypatch):
    asked = []
    real = csg.transport.pool.request
    monkeypatch.setattr(csg.transport.pool, "request",
                        lambda *args, **more: asked.append(args[1]) or real(*args, **more))
    for number in (10, 11):
        csg.disturb(hostile=number)
        with pytest.raises(Unanswered, match="redirection"):
            csg.file(file_said())
    assert asked == [f"{csg.address}/csg/v1/{ADD_FILE}"] * 2


@pytest.mark.parametrize("text", ["null", "3", '"accepte"', "[]", "{}", "", "{", '{"a": 1e999}', '{"a": Infinity}',
                                  "\ufeff{}", '{"cle": null}'])
def test_what_is_no_answer_is_none(text):
    with pytest.raises(Unanswered):
        read_outcome(text.encode(), SENT)


@pytest.mark.parametrize("wrong", [
    {"messages": None}, {"messages": {}}, {"messages": [None]}, {"messages": [{}]}, {"resultat": None},
    {"resultat": ["accepte"]}, {"resultat": "refuse"}, {"resultat": "accepteAvecAvertissements"},
    {"numeroDossier": None}, {"numeroDossier": "D1\n"}, {"necsg": "12a"}, {"necsg": "١٢"}, {"cle": "file-1-ABC"},
    {"messages": [{"code": "CSG043A", "texte": "x" * 2000}]}, {"messages": [{"code": "CSG043A", "texte": ""}]},
    {"messages": [{"code": "CSG043A", "texte": "x", "champ": "<b>"}]}, {"messages": [{"code": 43, "texte": "x"}]},
    {"messages": [{"code": "CSG043A", "texte": "caché\u200b"}]}])
def test_an_answer_that_says_something_else_is_none(wrong):
    with pytest.raises(Unanswered):
        read_outcome(json.dumps(GOOD | wrong).encode(), SENT)


def test_a_good_answer_is_read_and_so_are_the_suffixes_of_codes():
    assert read_outcome(json.dumps(GOOD).encode(), SENT).csg_number == "D1"
    refused = GOOD | {"resultat": "refuse", "messages": [{"code": "CSG042ET", "texte": "Ne concorde pas"}]}
    message, = read_outcome(json.dumps(refused).encode(), SENT).messages
    assert (message.code, message.number, message.severity) == ("CSG042ET", 42, "E")


def test_the_largest_answer_is_read_and_no_larger_one():
    content = json.dumps(GOOD).encode()
    assert read_outcome(content + b" " * (LARGEST - len(content)), SENT).accepted
    with pytest.raises(Unanswered, match="taille"):
        read_outcome(content + b" " * (LARGEST - len(content) + 1), SENT)


@pytest.mark.parametrize("wrong", [{"ouvert": 1}, {"message": None}, {"guide": "<b>"}, {"heure": "hier"},
                                   {"heure": None}, {"message": "\x1b[2J"}])
def test_a_state_that_says_something_else_is_none(wrong):
    good = {"ouvert": True, "message": "", "guide": "2026-1", "heure": "2026-11-22T12:00:00+00:00"}
    assert read_state(json.dumps(good).encode(), skew=0).open
    with pytest.raises(Unanswered):
        read_state(json.dumps(good | wrong).encode(), skew=0)


@pytest.mark.parametrize("typed", [
    "ftp://csg.exemple.test", "csg.exemple.test", "https://", "https://a@csg.exemple.test", "https://csg.exemple.test?x=1",
    "http://csg.exemple.test", "https://voleur.test", "https://csg.exemple.test.voleur.test", "https://CSG_exemple.test",
    "https://csg.exemple.test:99999", "https://[::1", "javascript:alert(1)", "https://csg.exemple.test#x", "",
    "https://xn--csg-9la.exemple.test", "http://127.0.0.1.voleur.test", "http://2130706433"])
def test_an_address_that_is_not_allowed_is_refused_with_a_sentence(typed):
    with pytest.raises(SettingError):
        read_address(typed, "csg.exemple.test")


@pytest.mark.parametrize(("typed", "url"), [
    ("https://csg.exemple.test", "https://csg.exemple.test:443/a"), ("https://CSG.exemple.test./x/", None),
    ("http://localhost:5050", "http://localhost:5050/a"), ("http://[::1]:5050", "http://[::1]:5050/a")])
def test_an_allowed_address_is_used_as_it_is_meant(typed, url):
    assert read_address(typed, "autre.test,\n csg.exemple.test").url("/a") == (
        url or "https://csg.exemple.test:443/x/a")


def test_an_access_code_is_never_printed():
    """ICSGE-R83: neither by the identity nor by what is sent."""
    assert ACCESS not in repr(Identity("1", "2", ACCESS))
