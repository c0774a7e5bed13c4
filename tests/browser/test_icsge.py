"""The transfer to the Ministry, from seven lines to seven accepted ones: the simulator answers beside the server."""

from __future__ import annotations

import re
import subprocess
import time
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.desk import BISCUIT
from tests.browser.site import MARELLE, ROOT, environment

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SUPPORT = "lise.ouimet@biscuit.example"
HOME = """SELECT c.id FROM icsge_component c JOIN core_organisation o ON o.id = c.organisation_id WHERE o.name = ?"""
BORN = date(2014, 4, 20)


@pytest.fixture(scope="module")
def ministry(site):
    """The simulator of CSG beside the server, as script/server starts it."""
    folder = site.folder / "csg"
    with (site.folder / "csg.log").open("w") as log:
        process = subprocess.Popen([*MARELLE, "csg-simulator", "--port", "0", "--data", str(folder)],
                                   env=environment(site.folder), cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
    try:
        end = time.monotonic() + 30
        while not (folder / "address").exists() and time.monotonic() < end:
            time.sleep(0.1)
        yield folder / "csg.db"
    finally:
        process.terminate()
        process.wait(30)


def finished(window, home: str) -> None:
    """Open the page again until the run is over."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        page = window.open(home)
        if page.locator("[data-progress]").count() == 0:
            return
        time.sleep(0.5)
    raise AssertionError("the run did not end")


def test_seven_lines_are_tried_sent_corrected_sent_again_and_reported(desk, site, ministry):
    window = desk(BISCUIT)
    home = f"/icsge/?composante={site.ask(HOME, 'CPE Biscuit 1')[0]}"
    page = window.open("/icsge/")
    expect(page.locator("#zone-2 tbody tr")).to_have_count(7)
    expect(page.locator("#zone-4")).to_contain_text(re.compile("Dossiers à synchroniser.:.7"))
    window.leave_by(page.get_by_role("button", name="Prévalider"))
    window.sees("Rien n’est parti.")
    window.leave_by(page.get_by_role("button", name="Lancer la synchronisation"))
    window.sees("Vous pouvez fermer cette page.")
    page.close()
    window.page = window.context.new_page()
    finished(window, home)
    page = window.page
    expect(page.locator("#zone-1 tr.is-chosen")).to_contain_text("Terminée avec erreurs")
    expect(page.locator("#zone-3")).to_contain_text("CSG042E")
    expect(page.locator("#zone-3")).to_contain_text("Comment corriger")
    window.leave_by(page.locator("#zone-3 li", has_text="CSG042E").get_by_role("link", name="Aller au champ"))
    field = page.get_by_label("Date de naissance")
    assert field.input_value() != BORN.isoformat()
    field.fill(BORN.isoformat())
    page.get_by_role("button", name="Enregistrer").click()
    expect(page).to_have_url(re.compile(r"/icsge/\?composante=\d+&volet=dossiers&ligne=\d+"))
    window.leave_by(page.get_by_role("button", name="Lancer la synchronisation"))
    finished(window, home)
    page = window.page
    expect(page.locator("#zone-1 tr.is-chosen")).to_contain_text(re.compile("Terminée(?! avec erreurs)"))
    expect(page.locator("#zone-2")).to_contain_text("Rien n’est à synchroniser")
    window.leave_by(page.get_by_role("link", name="Imprimer le rapport de validation"))
    expect(page.locator("h1")).to_have_text("Rapport de validation")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Obtenir le PDF").click()
    assert saved.value.suggested_filename == "validation-30054568.pdf"


def test_the_progress_is_live_and_an_incident_asks_first(desk, site, ministry):
    support = desk(SUPPORT)
    page = support.open("/icsge/etat/nouveau")
    page.locator("[name=text]").fill("Le CSG répond lentement ce matin.")
    support.leave_by(page.locator(".m-form-foot button.is-primary, form button.is-primary").last)
    window = desk(BISCUIT)
    home = f"/icsge/?composante={site.ask(HOME, 'Les Biscuits à la maison')[0]}"
    page = window.open(home)
    window.sees("Le CSG répond lentement ce matin.")
    window.leave_by(page.get_by_role("button", name="Lancer la synchronisation"))
    window.leave_by(page.get_by_role("button", name="Lancer quand même"))
    finished(window, home)
    expect(window.page.locator("#zone-4")).to_contain_text("Accepté")


def test_the_grid_is_filled_by_keyboard(desk, site):
    window = desk(BISCUIT)
    biscuit = site.ask(HOME, "CPE Biscuit 2")[0]
    page = window.open(f"/icsge/?composante={biscuit}&volet=fermetures&annee=2027")
    page.get_by_label("Nouvelle date 1", exact=True).fill("2027-12-24")
    page.get_by_label("Nouvelle date 1", exact=True).focus()
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.name") != "n0-am":
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    while "Enregistrer les dates" not in page.evaluate("document.activeElement.textContent"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    window.sees("1 date enregistrée.")
    expect(page.get_by_label("AM, 24/12/2027")).to_be_checked()
