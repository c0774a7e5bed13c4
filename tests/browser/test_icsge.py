"""The transfer to the Ministry, from seven lines to seven accepted ones: the simulator answers beside the server."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import time
from contextlib import closing
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser import looks
from tests.browser.desk import BISCUIT
from tests.browser.site import MARELLE, ROOT, environment

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HOME = """SELECT c.id FROM icsge_component c JOIN core_organisation o ON o.id = c.organisation_id WHERE o.name = ?"""
INCIDENT = """INSERT INTO icsge_notice (version, created_at, updated_at, text, severity, starts_at)
    SELECT 1, created_at, created_at, ?, 'slow', created_at FROM icsge_component LIMIT 1"""
BORN = date(2014, 4, 20)
CASES = "CPE Biscuit 3"
ONE_CLICK = (
    ("Cas 14 : appartement au début", "CSG034E", "Mettre l’appartement à la fin",
     lambda page: expect(page.get_by_label("Numéro et rue")).to_have_value("147 rue des Patriotes App 2")),
    ("Cas 6 : deux semaines identiques", "CSG071E", "Écrire l’horaire sur une semaine",
     lambda page: expect(page.get_by_label("AM, lundi")).to_have_count(1)),
    ("Cas 3 : demi-journée à préciser", "CSG072E", "Préciser AM ou PM",
     lambda page: expect(page.get_by_label("AM, lundi")).to_be_checked()))
"""Each with its message, its button, and what the page of its field shows afterwards."""


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


def slow_down(store, milliseconds: int) -> None:
    """The simulator takes so long for each answer from now on."""
    with closing(sqlite3.connect(store, timeout=10)) as found, found:
        found.execute("REPLACE INTO trouble (name, value) VALUES ('latence', ?)", (milliseconds,))


def test_the_progress_moves_live_in_the_page_and_an_incident_asks_first(desk, site, ministry):
    site.do(INCIDENT, "Le CSG répond lentement ce matin.")
    slow_down(ministry, 900)
    window = desk(BISCUIT)
    page = window.open(f"/icsge/?composante={site.ask(HOME, 'Les Biscuits à la maison')[0]}")
    window.sees("Le CSG répond lentement ce matin.")
    window.leave_by(page.get_by_role("button", name="Lancer la synchronisation"))
    window.leave_by(page.get_by_role("button", name="Lancer quand même"))
    page.evaluate("window.notReloaded = true")
    page.wait_for_function("() => { const bar = document.querySelector('#zone-4 progress');"
                           "        return 0 < bar.value && bar.value < bar.max; }")
    expect(page.locator("#zone-4 [data-progress-doing]")).to_have_text(re.compile(r"^\w+Ajouts \(\d+ / \d+\)$"))
    expect(page.locator("#zone-4 [data-progress-share]")).to_have_text(re.compile(r"^[1-9]\d\s%$"))
    assert page.evaluate("window.notReloaded")
    slow_down(ministry, 0)
    expect(page.locator("#zone-4")).to_contain_text("Accepté")
    assert not page.evaluate("window.notReloaded")


def test_what_one_click_can_correct_is_corrected_in_the_record(desk, site):
    window = desk(BISCUIT)
    page = window.open(f"/icsge/?composante={site.ask(HOME, CASES)[0]}")
    window.leave_by(page.get_by_role("button", name="Prévalider"))
    for case, code, verb, mended in ONE_CLICK:
        window.open("/icsge/aide/")
        window.leave_by(page.get_by_role("link", name=case, exact=True))
        message = page.locator("#zone-3 li", has_text=code).first
        field = message.get_by_role("link", name="Aller au champ").get_attribute("href")
        window.leave_by(message.get_by_role("button", name=verb))
        window.sees("Corrigé :")
        window.open(field)
        mended(page)


def test_the_public_address_is_copied_by_keyboard_and_a_typed_code_is_advised_against(desk, site, ministry):
    window = desk(BISCUIT)
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    biscuit = site.ask(HOME, "CPE Biscuit 1")[0]
    page = window.open(f"/icsge/?composante={biscuit}&volet=options")
    opener = page.get_by_role("button", name="Mon adresse publique")
    opener.press("Enter")
    dialog = page.get_by_role("dialog", name="Mon adresse publique")
    expect(dialog.get_by_label("Adresse publique", exact=True)).to_have_value("127.0.0.1")
    assert looks.violations(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("status")).to_have_text("Copiée.")
    assert page.evaluate("navigator.clipboard.readText()") == "127.0.0.1"
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    page = window.open(f"/icsge/composantes/{biscuit}/code")
    code, advice = page.locator("[name=code]"), page.locator("#code-conseil")
    code.evaluate("field => field.dispatchEvent(new InputEvent('input', {inputType: 'insertFromPaste'}))")
    expect(advice).to_be_empty()
    code.press_sequentially("k3L9")
    expect(advice).to_contain_text("collez-le plutôt")


def test_the_file_of_a_new_agreement_is_found_by_keyboard(desk, site):
    window = desk(BISCUIT)
    page = window.open("/ententes/nouveau")
    field = page.get_by_role("combobox", name="Dossier parent-enfant")
    field.press_sequentially("verret")
    page.get_by_role("option", name="William Verret").wait_for()
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("William Verret, Carl Verret")
    page.get_by_label("Début").fill("2027-01-04")
    page.get_by_label("Fin", exact=True).fill("2027-06-30")
    window.leave_by(page.get_by_role("button", name="Enregistrer"))
    window.sees("William Verret, Carl Verret")


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
