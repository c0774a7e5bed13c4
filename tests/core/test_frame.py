"""What stands around the pages: the banner by right, its counts once a page, the doors of the administration."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from core.menu import MenuLink
from core.plugin import Plugin
from core.testing import signed_in

asked: list[str] = []


def waiting(user) -> int:
    asked.append(user.email)
    return 14


class Garden(Plugin):
    """A plugin with three links."""

    name = "garden"
    title = "Jardin"
    icon = "droplets"
    menu = (MenuLink("Plates-bandes", "/comptes/moi", "core.user.read", count=waiting, count_word="plates-bandes"),
            MenuLink("Serre", "account.my_sessions"),
            MenuLink("Cave", "garden.cellar"),
            MenuLink("Coffre", "/coffre", "core.setting.edit"))


@pytest.fixture
def plugins():
    return [Garden]


def test_the_banner_shows_the_links_one_may_open_and_counts_them_once(app, user_with):
    asked.clear()
    user = user_with("core.user.read")
    page = signed_in(app, user).get("/comptes/moi").text
    assert "Jardin" in page and "Serre" in page
    assert "Coffre" not in page and "Cave" not in page
    assert '14<span class="sr-only"> plates-bandes</span>' in page
    assert asked == [user.email]


def test_links_without_right_are_neither_shown_nor_counted(app, user_with):
    asked.clear()
    page = signed_in(app, user_with("core.dashboard")).get("/comptes/moi").text
    assert "Plates-bandes" not in page and "Serre" in page
    assert asked == []


def test_visitors_have_no_frame(client):
    page = client.get("/login").text
    assert "Jardin" not in page and "Mot de passe oublié" in page


def test_the_administration_shows_only_its_open_doors(app, user_with):
    client = signed_in(app, user_with("core.user.read"))
    page = client.get("/administration/").text
    assert "/administration/utilisateurs/" in page and "/administration/roles/" not in page
    assert 'href="/administration/"' in client.get("/comptes/moi").text


def test_the_administration_is_closed_to_who_has_nothing_there(app, user_with):
    client = signed_in(app, user_with("core.dashboard"))
    assert client.get("/administration/").status_code == 403
    assert 'href="/administration/"' not in client.get("/comptes/moi").text


def test_a_demonstration_shows_its_accounts_to_visitors(app, client, config):
    accounts = [{"email": "agente@exemple.test", "password": "phrase connue", "role": "Agente", "place": "Nord"}]
    (config.data / "demo-accounts.json").write_text(json.dumps(accounts))
    assert "agente@exemple.test" not in client.get("/login").text
    app.extensions["marelle"].config = replace(config, demo=True)
    page = client.get("/login").text
    assert "agente@exemple.test" in page and "Agente, Nord" in page and "phrase connue" in page


@pytest.mark.parametrize(("address", "current"), [
    ("/administration/", "page"), ("/administration/utilisateurs/", "true"), ("/administration/roles/", "true"),
    ("/administration/journal/", "true"), ("/administration/reglages/", "true"), ("/comptes/moi", ""), ("/", "")])
def test_the_banner_marks_the_administration_on_its_pages_only(app, user_with, address, current):
    client = signed_in(app, user_with("core.user.read", "core.role.read", "core.journal.read", "core.setting.edit",
                                      "core.dashboard"))
    answer = client.get(address)
    assert answer.status_code == 200
    link = re.search(r'<a class="m-nav-plain" href="/administration/"([^>]*)>(.*?)<span', answer.text, re.S)
    assert link[1].strip() == (f'aria-current="{current}"' if current else "")
    assert bool(link[2].strip()) != bool(current)
