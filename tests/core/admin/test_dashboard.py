"""The dashboard, the live diagram and the search: what each person sees, and no more."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from core.admin.dashboard import arranged, moved
from core.admin.panels import Card
from core.admin.saved import Preference
from core.hookspecs import hookimpl
from core.records import utcnow
from core.running import running
from tests.core.admin.conftest import make_owner
from tests.core.admin.workshop import ALL, Repair

pytestmark = pytest.mark.words


@pytest.fixture
def browser(sign_in, repairer):
    return sign_in(repairer)


def test_the_dashboard_greets_counts_and_puts_the_most_urgent_first(browser, north, south, make_repair):
    fresh, late, hidden = make_repair(north, price=1), make_repair(north), make_repair(south)
    Repair.update(state_since=utcnow() - timedelta(days=9)).where(Repair.id == late.id).execute()

    page = browser.get("/").text

    assert "Bonjour, Odile" in page and "Réparations" in page
    assert "À vous de jouer" in page and page.index(late.number) < page.index(fresh.number)
    assert hidden.number not in page
    assert '/reparations/?state=asked"' in page and "/parcours/shop.repair" in page


def test_cards_are_ordered_hidden_and_shown_by_each_person(browser, sign_in, user_with, north):
    before = browser.get("/reorganiser").text
    browser.post("/reorganiser", data={"card": "waiting", "act": "up"})
    browser.post("/reorganiser", data={"card": "counts.shop.repair", "act": "hide"})

    arranged_page, page = browser.get("/reorganiser").text, browser.get("/").text
    other = sign_in(user_with(*ALL, at=north)).get("/").text

    assert before.index("Réparations") < before.index("À vous de jouer")
    assert re.search(r"À vous de jouer</strong>.*Réparations</strong> <span[^>]*>cachée", arranged_page, re.S)
    assert "m-slate" not in page and "m-slate" in other
    browser.post("/reorganiser", data={"act": "forget"})
    assert "m-slate" in browser.get("/").text


@pytest.mark.parametrize("form", [{}, {"card": "nonsense", "act": "up"}, {"card": "waiting", "act": "nonsense"}])
def test_a_strange_rearrangement_changes_nothing(browser, form):
    assert browser.post("/reorganiser", data=form).status_code == 303
    assert not any(str(name).startswith("-") for row in Preference.select() for name in row.value)


def test_a_new_card_stands_where_its_order_says():
    cards = [Card("A", "a", order=1), Card("B", "b", order=2), Card("C", "c", order=3)]

    found, hidden = arranged(cards, ["c", "-a"])

    assert [card.key for card in found] == ["b", "c", "a"] and hidden == {"a"}
    assert moved(["a", "b"], "a", "up") == ["a", "b"] and moved(["a", "b"], "a", "down") == ["b", "a"]


def test_a_plugin_whose_cards_fail_leaves_the_others(browser, app):
    class Faulty:
        @hookimpl
        def dashboard_cards(self, user):
            raise RuntimeError("no cards today")

    host = running().host
    host.plugins["faulty"] = Faulty()
    host.manager.register(host.plugins["faulty"], "faulty")

    assert browser.get("/").status_code == 200
    assert host.failures["faulty"] == 1


def test_the_live_diagram_shows_counts_oldest_and_late_and_leads_to_the_lists(browser, north, south, make_repair):
    late = make_repair(north)
    make_repair(north)
    make_repair(south)
    Repair.update(state_since=utcnow() - timedelta(days=9)).where(Repair.id == late.id).execute()

    page = browser.get("/parcours/shop.repair").text

    assert "Où en sont les 2 dossiers" in page
    row = re.search(r"<tr><th [^>]+><span [^>]+><span>1\.</span>.*?</tr>", page, re.S)[0]
    assert "9\u00a0j" in row and ">2<" in row and 'href="/reparations/?state=asked"' in row
    assert "m-late" in row


def test_the_diagram_of_what_one_may_not_see_does_not_exist(browser, sign_in, user_with, north):
    stranger = sign_in(user_with("core.dashboard", at=north))

    assert browser.get("/parcours/shop.nonsense").status_code == 404
    assert stranger.get("/parcours/shop.repair").status_code == 404
    assert "m-slate" not in stranger.get("/").text


def test_search_finds_by_kind_within_the_scope(browser, north, south, make_repair):
    repair = make_repair(north, "Lampe d’Élise", make_owner(north, "Lampadaire"))
    hidden = make_repair(south, "Lampe", make_owner(south, "Lampion"))

    page = browser.get("/recherche/?q=lampe").text
    people = browser.get("/recherche/?q=lamp").text

    assert repair.number in page and hidden.number not in page
    assert "Lampadaire" in people and "Lampion" not in people
    assert "Rien ne correspond" in browser.get("/recherche/?q=%00zzz%22*").text
    assert browser.get("/recherche/").status_code == 200


def test_search_shows_five_of_each_and_the_way_to_the_rest(browser, north, make_repair):
    for _ in range(7):
        make_repair(north, "Lampe")

    page = browser.get("/recherche/?q=lampe").text

    assert page.count('href="/reparations/') >= 6 and len(re.findall(r'href="/reparations/\d+"', page)) == 5
    assert "/reparations/?q=lampe" in page
