"""Whatever is asked of a list, a look-up or a search, only one's own rows answer (SEC-02)."""

from __future__ import annotations

import json
import re
from urllib.parse import urlencode

import pytest

from core.admin.view import RecordView
from core.i18n import fold
from core.running import running
from plugins.families import Child
from plugins.mes.models import Request
from tests.cases import EVERYTHING
from tests.matrix.arguments import ids, samples
from tests.matrix.planting import PEOPLE
from tests.matrix.printing import readable
from tests.matrix.tokens import A, B, found_in

COUNTER = RecordView.counter
"""The real one: the tests of this folder leave it out elsewhere."""
INSIDERS = ("signer", "clerk", "director")
NOTHING = ("Rien ne correspond à ce filtre.", "Vous n’avez accès à aucune fiche")
COUNTS = {
    # who: requests in « en cours », « brouillons », « conformes », « terminées »
    "signer": (2, 1, 1, 1), "reader": (2, 1, 1, 1), "director": (2, 0, 1, 1), "agent": (2, 0, 1, 1),
    "admin": (4, 0, 2, 2), "committee": (4, 0, 2, 2), "elsewhere": (2, 0, 1, 1), "stranger": (2, 1, 1, 1),
}


def lists(world) -> list[tuple]:
    """Every list of every view of records, with its address."""
    with world.app.test_request_context():
        return [(view, shown, view.list_url(shown)) for view in running().views.values()
                if isinstance(view, RecordView) for shown in view.lists]


def asked(world, view, shown) -> list[list[tuple[str, str]]]:
    """What might bring up another side's rows: words, filters, and marks of the places where its rows stand."""
    house, row = str(world.place("B.house").id), str((ids(world, view.model, "B", "") or [1])[0])
    found = [[("q", B.digits)], [("page_size", "100"), ("last", "1")], [("after", row)]]
    for each in view.filters:
        found += [[(each.name, value)] for value in (house, B.stem, B.region)]
        found += [[(f"{each.name}-from", "1"), (f"{each.name}-to", "9999999")]] if "range" in each.kind else []
    sorts = sorted(view.sort_keys(shown))
    if not EVERYTHING and view.endpoint not in samples():
        return found
    return found + [[("sort", f"-{key}"), ("before", f"{row}.{B.stem}")] for key in sorts] + [
        [("sort", key), ("after", f"{row}.{A.stem}")] for key in sorts]


@pytest.mark.words
@pytest.mark.parametrize("key", INSIDERS)
def test_lists_show_own_rows_only_whatever_is_asked(world, key):
    wrong, calls = [], 0
    for view, shown, address in lists(world):
        if key == "clerk" and world.users["signer"].can(view.permission("read")):
            continue  # the same scope by the same right
        for pairs in asked(world, view, shown):
            url = f"{address}?{urlencode(pairs)}"
            reply = world[key].get(url)
            calls += 1
            leaks = [token for token in found_in(readable(reply)) if token.letter == "B" and token.detail not in url]
            if leaks or reply.status >= 500:
                wrong.append(f"{url}: {reply.status} {leaks}")
    assert calls > 100 and not wrong, "\n".join(wrong)


@pytest.mark.parametrize("key", INSIDERS)
def test_searching_for_another_side_finds_nothing(world, key):
    for view, _shown, address in lists(world):
        reply = world[key].get(f"{address}?{urlencode({'q': B.stem})}")
        assert not view.searchable or reply.refused or any(text in reply.text for text in NOTHING), reply.text


@pytest.mark.parametrize("key", COUNTS)
def test_lists_count_what_they_show(world, key):
    named = {shown.name: address for view, shown, address in lists(world) if view.model is Request}
    for name, wanted in zip(("en-cours", "brouillons", "conformes", "terminees"), COUNTS[key], strict=True):
        page = world[key].get(named[name]).text
        rows = page.partition("<tbody>")[2].partition("</tbody>")[0].count("<tr")
        assert rows == wanted, (name, rows)
        assert not wanted or f"sur {wanted} demande" in page.replace("\xa0", " "), name


@pytest.mark.words
@pytest.mark.parametrize("key", ["signer", "clerk", "rse", "director", "agent"])
def test_look_ups_propose_own_rows_only(world, key):
    urls = [f"{view.url}/chercher/{field}" for view, _shown, _address in lists(world)
            for field in {*view.form_fields, *(each.name for each in view.filters)}]
    for url in {*urls, "/administration/utilisateurs/lieux"}:
        for words in ("", B.stem):
            reply = world[key].get(f"{url}?q={words}")
            assert reply.status in (200, 403, 404), url
            assert not [token for token in found_in(reply.text) if token.letter == "B"], url


def test_a_child_of_another_service_is_not_found(world):
    child = Child.get_by_id(ids(world, Child, "B", "")[0])
    names = {"last_name": child.last_name, "first_name": child.first_name, "birth_date": child.birth_date.isoformat()}
    for wanted in ({"nirec": child.nirec}, {"necsg": child.necsg}, names):
        page = world["signer"].get(f"/mes/creer/?{urlencode(wanted)}").text
        assert "Aucun enfant trouvé" in page and f"/mes/creer/{child.id}" not in page
        assert "Choisir" in world["stranger"].get(f"/mes/creer/?{urlencode(wanted)}").text


def test_people_of_another_service_are_not_found(world):
    page = world["rse"].get(f"/administration/utilisateurs/?q={B.stem}").text
    assert "Personne ne correspond" in page and fold(world.users["stranger"].email) not in fold(page)


def test_nobody_asks_why_for_a_stranger(world):
    url = f"/mes/demandes/{ids(world, Request, 'A', '')[0]}/pourquoi/submit"
    for asked_for in (world.users["stranger"].id, B.stem, world.users["stranger"].email):
        page = world["director"].get(f"{url}?pour={asked_for}").text
        assert "Personne de ce nom" in page
        assert not [token for token in found_in(page) if token.letter == "B" and token.detail not in str(asked_for)]
    assert world["signer"].get(f"{url}?pour={world.users['reader'].id}").status == 403


BANNER = re.compile(r'<a [^>]*href="([^"]+)"[^>]*>(?:(?!</a>).)*?<span class="m-nav-count">([^<]*)<', re.S)


@pytest.mark.words
@pytest.mark.parametrize("key", [key for key in PEOPLE if key != "homeless"])
def test_the_numbers_in_the_banner_are_those_of_the_rows_that_each_can_list(world, key, monkeypatch):
    """Read on a page that asks for no record: its own list's number would be known from its rows."""
    monkeypatch.setattr(RecordView, "counter", COUNTER)
    told = {href: int("".join(filter(str.isdigit, number))) for href, number in
            BANNER.findall(world[key].get("/comptes/moi").text)}
    links = {address for view, shown, address in lists(world)
             if shown.menu and shown.counted and view.key in in_menu(world)
             and world.users[key].can(view.permission("read"))}
    assert set(told) == links
    for address, number in told.items():
        page = world[key].get(f"{address}?page_size=100").text
        rows = page.partition("<tbody>")[2].partition("</tbody>")[0].count("<tr")
        assert rows == number, address
    assert told or key not in COUNTS


def in_menu(world) -> set[str]:
    """The views that plugins bring: those of the core stand in the page of the administration."""
    return {view.name for plugin in world.app.extensions["marelle"].host for view in plugin.views}


def test_an_installation_is_proposed_to_who_sees_a_request_of_it_and_need_not_read_the_tree(world):
    """A service holds no right to read organisations; her own are proposed, and only those that occur."""
    for key, wanted in (("reader", ["A.house"]), ("director", ["A.house"]), ("committee", ["A.house", "B.house"]),
                        ("stranger", ["B.house"]), ("shared", ["A.house", "B.house"])):
        assert not world.users[key].can("core.organisation.read")
        for words in ("", A.stem, B.stem):
            reply = world[key].get(f"/mes/demandes/chercher/installation?q={words}")
            houses = [world.place(name) for name in wanted]
            assert [each["id"] for each in json.loads(reply.text)] == [each.id for each in houses if words in each.name]
