"""The simulator's pages in a browser: axe, no sideways scroll at any width, printed; a code issued by keyboard."""

from __future__ import annotations

import pytest

from plugins.icsge.simulator.models import writing
from plugins.icsge.simulator.register import fill
from tests.browser import looks
from tests.icsge.simulated import csg as csg, simulator_address as simulator_address
from tests.icsge.sound import agreement_said, file_said

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def page(browser, csg):
    """A window on a simulator in which something happened."""
    number = csg.file(file_said()).csg_number
    csg.agreement(agreement_said(number))
    csg.file(file_said(child={"sexe": "M", "reference": "8"}))
    with writing():
        fill(30, seed=3)
    csg.disturb(latence=1)
    context = browser.new_context(base_url=csg.address, bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", ["", "composantes", "registre", "dossiers", "dossiers/D00000001", "echanges",
                                  "pannes"])
def test_each_page_is_sound(page, path):
    page.goto(f"/simulateur/{path}")
    assert looks.faults(page) == {}


def test_what_was_typed_wrong_is_told_and_a_code_is_issued(page):
    page.goto("/simulateur/composantes")
    page.get_by_label("Nom").fill("Garderie du Parc")
    page.get_by_role("button", name="Inscrire").click()
    assert page.get_by_role("alert").inner_text().count("huit chiffres") == 2
    assert page.get_by_label("Nom").input_value() == "Garderie du Parc"
    assert looks.faults(page) == {}
    page.get_by_role("button", name="Remplacer le code de CPE Biscuit 1").press("Enter")
    assert len(page.locator("code.code").inner_text()) == 36
    assert looks.faults(page) == {}
