"""The tables fit: between a tablet and a desk, and on a phone, none is read by scrolling sideways in its own box."""

from __future__ import annotations

import pytest

from tests.browser.desk import ADMINISTRATOR, AGENT, GUARD_OF_ACCESS, MINISTRY, SIGNER
from tests.browser.looks import SIZES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = (824, 860, 900, 960, 1024, 1064, 1104, 1184, 1264, 1279, 1280)
CUT = """[...document.querySelectorAll("main *")].filter((each) => each.querySelector(":scope > table"))
    .map((each) => each.scrollWidth - each.clientWidth).filter((each) => each > 0)"""


@pytest.mark.parametrize(("who", "path"), [
    (ADMINISTRATOR, "/administration/utilisateurs/"), (ADMINISTRATOR, "/administration/organisations/"),
    (MINISTRY, "/mes/demandes/"), (MINISTRY, "/administration/journal/")], ids=lambda each: each.strip("/"))
def test_a_list_fits_its_box(desk, site, who, path):
    site.do("UPDATE core_user SET last_login_at = '2026-11-22 18:24:00.000000'")
    window = desk(who)
    page = window.open(path)

    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found[width] = page.evaluate(CUT)

    assert page.locator("tbody tr").count() > 5
    assert {width: cut for width, cut in found.items() if cut} == {}


@pytest.mark.parametrize(("who", "path"), [
    (SIGNER, "/mes/aide/"), (SIGNER, "/mes/demandes/{}/imprimer/form/page"), (GUARD_OF_ACCESS, "/mes/droits/"),
    (AGENT, "/mes/demandes/{}/examen"), (AGENT, "/mes/tableau/"), (MINISTRY, "/mes/tableau/")])
def test_on_a_phone_no_table_is_cut(desk, site, who, path):
    window = desk(who)
    window.page.set_viewport_size(SIZES["phone"])
    assert window.open(path.format(site.id_of("-11-012"))).evaluate(CUT) == []


def test_a_block_whose_questions_all_wait_shows_no_title(desk, site):
    page = desk(SIGNER).open(f"/mes/demandes/{site.id_of('-11-026')}/formulaire/5")
    titles = page.locator("main form > section > h3")
    assert [title.inner_text() for title in titles.all() if title.is_visible()] == ["Partenaires et plans"]
