"""What every page keeps to: facts that are read and not typed, helps, dates in French, whole histories, names heard."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from core.running import running
from plugins.mes.comments import add_comment
from plugins.mes.content import identity
from plugins.mes.form.filling import fill
from plugins.mes.form.planned import counted
from plugins.mes.models import Request
from plugins.mes.rules import warnings
from plugins.mes.workflow import RequestFlow
from tests.mes.pages import JSON, Window
from tests.mes.sound import faults
from tests.mes.test_ways import words

pytestmark = pytest.mark.words


@pytest.fixture
def agreement(monkeypatch):
    """An agreement of four hours a day, as another plugin would give it."""
    def call(name, **about):
        if name != "child_attendance":
            return []
        days = (about["first"] + timedelta(days=n) for n in range((about["last"] - about["first"]).days + 1))
        return [("ententes", {day: Decimal(4) for day in days if day.weekday() < 5})]

    monkeypatch.setattr(running().host, "call", call)


@pytest.mark.parametrize(("hours", "warned"), [("4", False), ("4,25", True), ("8", True)])
def test_mes_r31_more_hours_than_the_agreement_plans_is_a_warning_that_stops_nothing(
        world, planted, agreement, hours, warned):
    request = fill(world.complete(), world.editor, {"hours_per_day": hours}).request
    said = [str(each) for each in warnings(request) if "dépasse la présence prévue" in str(each)]
    assert bool(said) == warned and all("(4 h)" in each.replace("\xa0", " ") for each in said)
    page = Window(planted, world.editor).get(f"/mes/demandes/{request.id}/formulaire/6")
    assert ("dépasse la présence prévue" in page) == warned
    assert world.sign(request).signed_at


@pytest.mark.parametrize(("planned", "reason", "warned"), [
    ("", "", False), ("150", "", True), ("150", "Vacances.", False), ("261", "", True)])
def test_mes_r38_another_number_than_the_computed_one_is_a_warning_until_a_reason_is_given(
        world, planned, reason, warned):
    request = world.complete()
    days = planned or str(counted(request.year.first_day, request.year.last_day, Decimal(3)))
    request = fill(request, world.editor, {"days_per_week": "3", "planned_days": days,
                                           "planned_days_reason": reason}).request
    assert any("s’écarte du calcul" in str(each) for each in warnings(request)) == warned


def test_mes_r21_what_comes_from_the_files_is_no_field_of_any_way_in(world, planted):
    request, window = world.draft(), Window(planted, world.editor)
    before = identity(request)
    for name in (*before, "child", "division", "installation", "guardian_id"):
        answer = window.client.post(f"/mes/demandes/{request.id}/saisie", headers=JSON,
                                    json={"fields": {name: {"value": "x", "seen": 0}}})
        assert answer.status_code == 409 and "n’a pas de champ" in answer.get_json()["error"], name
    window.post(f"/mes/demandes/{request.id}/formulaire/1", aller="suivant", **dict.fromkeys(before, "x"))
    assert identity(Request.get_by_id(request.id)) == before


def test_mes_r27_the_three_numbers_have_their_help_in_the_form_and_beside_the_summary(world, planted):
    request, window = world.complete(), Window(planted, world.editor)
    for path in ("/formulaire/6", ""):
        said = words(window.get(f"/mes/demandes/{request.id}{path}"))
        for help in ("par quarts d’heure", "De 0,5 à", "jusqu’au 31 mars"):
            assert help in said.replace("\xa0", " "), (path, help)


# Dates and history

PROSE = re.compile(r"\d{1,2}(?:er)? (?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|"
                   r"décembre) \d{4}")
FOREIGN = re.compile(r"\b(?:January|February|March|April|June|July|August|September|October|November|December)\b|"
                     r"\b\d{1,2}/\d{1,2}/\d{4}\b|\b\d{4}-\d{2}-\d{2}T")


def test_mes_r80_dates_are_in_french_on_every_page_of_a_request(world, planted):
    request = world.closed()
    for who in ("reader", "signer", "director"):
        window = Window(planted, world.named[who])
        for path in ("", "/historique"):
            said = words(window.get(f"/mes/demandes/{request.id}{path}")).replace("\xa0", " ")
            assert not FOREIGN.search(said), (who, path, FOREIGN.search(said))
        assert len(PROSE.findall(words(window.get(f"/mes/demandes/{request.id}")).replace("\xa0", " "))) >= 3


def test_mes_r80_both_sides_read_the_whole_history(world, planted):
    request = world.corrected(world.returned("field:contact"))
    world.sign(request)
    done = ("create", "edit", "attach", "sign", "submit", "return_with_comments", "mark_corrected", "reply")
    for who in ("reader", "editor", "director", "agent"):
        said = words(Window(planted, world.named[who]).get(f"/mes/demandes/{request.id}/historique"))
        missing = [name for name in done if str(RequestFlow.transitions[name].done) not in said]
        assert missing == [], who


# What is heard

OURS = ("", "/historique", "/type", *(f"/formulaire/{n}?revoir=1" for n in range(1, 8)), "/pieces", "/joindre",
        "/verification", "/imprimer")
THEIRS = ("", "/historique", "/examen", "/confier", "/imprimer", "/depart")
PLACES = {
    "signer": ("/mes/demandes/", "/mes/demandes/liste/brouillons", "/mes/demandes/liste/en-cours", "/mes/creer/",
               "/mes/creer/?nirec=999"),
    "director": ("/mes/examen/", "/mes/tableau/"),
    "admin": ("/administration/textes-aide/",),
}


@pytest.mark.parametrize("state", ["draft", "complete", "submitted", "returned", "compliant", "closed"])
def test_mes_r85_every_page_of_a_request_has_names_heads_and_targets(world, planted, state):
    request = getattr(world, state)()
    if state == "submitted":
        add_comment(request, world.agent, anchor="field:contact", text="Précisez.")
    for who, paths in (("signer", OURS), ("director", THEIRS)):
        client = Window(planted, world.named[who]).client
        for path in paths:
            answer = client.get(f"/mes/demandes/{request.id}{path}")
            if answer.status_code == 200:
                assert faults(answer.text) == [], (who, path)
        if state != "draft":
            assert client.get(f"/mes/demandes/{request.id}").status_code in (200, 404)


@pytest.mark.parametrize("who", PLACES)
def test_mes_r85_every_list_and_first_page_too(world, planted, who):
    world.draft()
    world.submitted()
    for path in PLACES[who]:
        assert faults(Window(planted, world.named[who]).get(path)) == [], path


@pytest.mark.parametrize("broken", [
    "<input name=a>", "<button></button>", "<a href=x> </a>", "<img src=x>", "<th>a</th>", "<label for=no>a</label>",
    "<i id=a></i><i id=a></i>", "<h1>b</h1>", "<a href=x tabindex=2>a</a>"])
def test_the_ear_hears_what_is_wrong(broken):
    page = '<html lang="fr"><title>a</title><main><h1>a</h1>{}</main></html>'
    assert faults(page.format("")) == [] and faults(page.format(broken))
