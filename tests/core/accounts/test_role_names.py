"""The names of the roles that an installation starts with are read in the reader's language, unless renamed."""

from __future__ import annotations

import html
from dataclasses import replace

import pytest
from flask_babel import force_locale

from core.accounts.models import Membership, Role
from core.accounts.roles import sync_roles
from core.running import running
from core.testing import signed_in
from plugins.activities.plugin import Activities
from plugins.agreements.plugin import Agreements
from plugins.billing.plugin import Billing
from plugins.families.plugin import Families
from plugins.icsge.plugin import Icsge
from plugins.mes.plugin import Mes
from plugins.messages.plugin import Messages

pytestmark = pytest.mark.words


@pytest.fixture
def plugins():
    return [Families, Activities, Agreements, Billing, Icsge, Mes, Messages]


@pytest.fixture
def shipped(app):
    sync_roles(app)
    return Role.get(Role.name == "sdg_editor")


def titles(role: Role) -> tuple[str, str]:
    """What a French and an English reader see."""
    said = []
    for language in ("fr", "en"):
        with force_locale(language):
            said.append(role.title)
    return tuple(said)


def test_a_shipped_role_is_named_in_the_readers_language(app, shipped):
    assert shipped.label == "Saisie" and titles(shipped) == ("Saisie", "Entry")
    with force_locale("en"):
        assert {role.name for role in Role.select() if role.title == role.label} == set()


def test_a_renamed_role_keeps_its_name(app, shipped):
    shipped.label = "Consultation"  # a word that the catalogue knows
    shipped.save()
    assert titles(Role.get_by_id(shipped.id)) == ("Consultation", "Consultation")
    with force_locale("en"):
        assert shipped.purpose != shipped.description


def test_a_role_of_their_own_is_not_translated(app, shipped):
    mine = Role(name="mine", label="Saisie")
    assert titles(mine) == ("Saisie", "Saisie")


def test_the_pages_say_it_in_english(app, shipped, user_with, place):
    officer = user_with("core.user.read", "core.user.edit", "core.role.read", "core.role.edit")
    somebody = user_with("core.dashboard", name="Annick")
    Membership(user=somebody, role=shipped, organisation=place).save()
    browser = signed_in(app, officer)
    browser.post("/langue", data={"language": "en", "next": "/"})
    for address in ("/administration/roles/", f"/administration/roles/{shipped.id}", "/administration/utilisateurs/",
                    f"/administration/utilisateurs/{somebody.id}"):
        page = html.unescape(browser.get(address).text)
        assert "Entry" in page, address
        assert ">Saisie<" not in page and "Conseil régional" not in page, address


def test_so_does_the_sign_in_page_of_a_demonstration(app, shipped, monkeypatch):
    monkeypatch.setattr(running(), "config", replace(running().config, demo=True))
    (running().config.data / "demo-accounts.json").write_text(
        '[{"email": "a@exemple.test", "password": "p", "role": "Saisie", "place": "CPE", "name": "A"}]')
    page = app.test_client().get("/login", headers={"Accept-Language": "en"}).text
    assert "Entry, CPE" in page
