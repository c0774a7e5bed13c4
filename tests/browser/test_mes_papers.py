"""Steps 4 and 5 in a browser: files on their way, refused before they leave, tried again; signature, transmission."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import papers
from tests.browser.desk import EDITOR, SIGNER, Desk
from tests.browser.passage import sound

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DRAFT, READY = "-11-047", "-11-051"


def step(desk: Desk, ending: str, page: str) -> None:
    """Open a step of the request whose number ends like this."""
    desk.open(f"/mes/demandes/{desk.site.id_of(ending)}/{page}")


def slot(desk: Desk, name: str) -> Locator:
    """The card of a slot."""
    return desk.page.locator(f"#piece-{name}")


def choose(desk: Desk, name: str, *files: Path) -> None:
    """Choose files for a slot."""
    slot(desk, name).locator("input[type=file]").set_input_files(list(files))


# MES-R39, R40, R42
def test_files_are_looked_at_before_they_leave_and_sent_with_their_progress(desk, tmp_path):
    window, sent = desk(EDITOR), []
    window.page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    step(window, DRAFT, "pieces")
    sound(window)
    (empty := tmp_path / "vide.pdf").write_bytes(b"")
    (word := tmp_path / "plan.docx").write_bytes(b"PK\x03\x04")
    for file, words in ((papers.too_big(tmp_path), "4 194 305 octets ; la limite est de 4 194 304 octets"),
                        (papers.disguised(tmp_path), "Seuls les fichiers PDF"), (word, "Seuls les fichiers PDF"),
                        (empty, "Ce fichier est vide")):
        choose(window, "plan", file)
        row = slot(window, "plan").locator("[data-upload-rows] li", has_text=file.name)
        said = re.compile(words.replace(" ", r"\s"))
        expect(row.locator(".m-error")).to_contain_text(said)
        expect(window.page.locator("[data-papers-voice]")).to_contain_text(said)
    assert sent == []
    sound(window)
    for _row in range(4):
        slot(window, "plan").get_by_role("button", name="Fermer ce message").first.click()
    choose(window, "plan", papers.write(tmp_path, "plan-1"), papers.write(tmp_path, "plan-2"))
    held = slot(window, "plan").locator("#piece-plan-held li")
    expect(held).to_have_count(2)
    expect(window.page.locator("[data-papers-voice]")).to_contain_text("plan-2.pdf")
    expect(window.page.locator("#papers-notes")).to_contain_text("2 documents joints")
    choose(window, "report", tmp_path / "plan-1.pdf")
    expect(slot(window, "report").locator(".m-error")).to_contain_text("déjà joint")
    expect(slot(window, "report").get_by_role("button", name="Réessayer")).to_be_hidden()
    held.first.get_by_role("button", name="Supprimer").click()
    window.page.get_by_role("dialog").get_by_role("button", name="Supprimer").click()
    expect(slot(window, "plan").locator("#piece-plan-held li")).to_have_count(1)


def test_a_file_that_the_network_stopped_is_sent_again_by_hand(desk, tmp_path):
    window = desk(EDITOR)
    step(window, DRAFT, "pieces")
    window.context.set_offline(True)
    choose(window, "service_plan", papers.write(tmp_path, "psi"))
    row = slot(window, "service_plan").locator("[data-upload-rows] li")
    expect(row.locator(".m-error")).to_contain_text("le réseau ne répond pas")
    window.context.set_offline(False)
    row.get_by_role("button", name="Réessayer").click()
    expect(slot(window, "service_plan").locator("#piece-service_plan-held")).to_contain_text("psi.pdf")
    expect(row).to_have_count(0)


def test_a_session_that_ended_meanwhile_loses_no_file(desk, tmp_path):
    window = desk(EDITOR)
    step(window, DRAFT, "pieces")
    window.site.let_sessions_expire()
    choose(window, "report", papers.write(tmp_path, "rapport"))
    row = slot(window, "report").locator("[data-upload-rows] li")
    expect(row.locator(".m-error")).to_contain_text("Votre séance est fermée")
    other = window.context.new_page()
    other.goto("/login")
    other.get_by_label("Adresse courriel").fill(EDITOR)
    other.get_by_label("Mot de passe", exact=True).fill(window.site.password)
    other.get_by_role("button", name="Continuer").click()
    expect(other).to_have_url(f"{window.site.address}/")
    row.get_by_role("button", name="Réessayer").click()
    expect(slot(window, "report").locator("#piece-report-held")).to_contain_text("rapport.pdf")


def test_the_file_button_is_reached_and_seen_by_keyboard(desk):
    window = desk(EDITOR)
    step(window, DRAFT, "pieces")
    window.page.locator("#piece-plan").focus()
    for _tab in range(12):
        window.page.keyboard.press("Tab")
        if window.page.evaluate("document.activeElement.id") == "piece-plan-file":
            break
    label = window.page.locator("label[for=piece-plan-file]")
    assert label.evaluate("label => getComputedStyle(label).outlineStyle") == "solid"
    assert window.page.evaluate("document.activeElement.labels[0].innerText.trim()").startswith("Ajouter")


# MES-R45
def test_the_signatures_page_is_printed_first_and_the_page_knows_it(desk, tmp_path):
    window = desk(EDITOR)
    step(window, DRAFT, "pieces")
    choose(window, "signatures", papers.write(tmp_path, "signatures"))
    expect(slot(window, "signatures").locator(".m-error")).to_contain_text("pas encore été imprimée")
    slot(window, "signatures").get_by_role("button", name="Fermer ce message").click()
    with window.page.expect_download() as download:
        slot(window, "signatures").get_by_role("button", name="Imprimer la page des signatures").click()
    download.value.save_as(tmp_path / "sheet.pdf")
    sheet = papers.read(tmp_path / "sheet.pdf")
    assert sheet.pages == 1 and "Nom en lettres moulées" in sheet.text and sheet.loose_fonts == []
    expect(slot(window, "signatures")).to_contain_text("le contenu n’a pas changé depuis")
    choose(window, "signatures", tmp_path / "signatures.pdf")
    expect(slot(window, "signatures").locator("#piece-signatures-held")).to_contain_text("signatures.pdf")


def test_files_are_joined_and_refused_without_scripts(desk, tmp_path):
    window = desk(EDITOR, java_script_enabled=False)
    step(window, "-11-044", "pieces")
    choose(window, "service_plan", papers.write(tmp_path, "un"), papers.disguised(tmp_path))
    slot(window, "service_plan").get_by_role("button", name="Joindre").click()
    expect(slot(window, "service_plan")).to_contain_text("un.pdf")
    expect(slot(window, "service_plan").get_by_role("alert")).to_contain_text("photo.pdf")
    window.page.get_by_role("link", name="Suivant").click()
    expect(window.page.get_by_role("heading", level=1)).to_contain_text("Vérification")


# MES-R49, R53 to R56, R58, R59
def test_check_tell_sign_and_transmit(desk):
    editor, signer = desk(EDITOR), desk(SIGNER)
    step(editor, READY, "verification")
    editor.sees("Vous n’avez pas le droit de signer.")
    editor.page.get_by_role("button", name="Prévenir que la demande est prête à signer").click()
    editor.sees("Les signataires sont prévenus")
    editor.page.get_by_role("button", name="Demander ce droit").click()
    editor.sees("Demandé le")
    expect(editor.page.get_by_role("button", name="Demander ce droit")).to_have_count(0)
    sound(editor)
    number = signer.site.number_of(READY)
    signer.open("/avis")
    signer.leave_by(signer.page.get_by_role("button", name=f"La demande {number} est prête à signer.", exact=True))
    signer.site.let_passwords_grow_old()
    signer.page.reload()
    sound(signer)
    signer.leave_by(signer.page.get_by_role("link", name="Confirmer mon mot de passe"))
    signer.give_password("Confirmer")
    sound(signer)
    signer.page.get_by_role("button", name="Signer", exact=True).click()
    expect(signer.page.locator(".m-error").first).to_contain_text("obligatoire")
    sound(signer)
    signer.page.get_by_label("Fonction").fill("Directrice générale")
    signer.page.get_by_role("button", name="Signer", exact=True).click()
    signer.sees("La demande est signée. Il reste à la transmettre.")
    signer.page.get_by_role("button", name="Transmettre").click()
    signer.page.get_by_role("dialog").get_by_role("button", name="Transmettre").click()
    expect(signer.page.locator(".m-title-line .m-chip").first).to_have_text("Transmis")


def test_the_choice_of_content_gives_the_document(desk, tmp_path):
    window = desk(SIGNER)
    step(window, "-11-026", "imprimer")
    sound(window)
    window.page.get_by_label("Résumé de la demande").check()
    with window.page.expect_download() as download:
        window.page.get_by_role("button", name="Obtenir le document").click()
    download.value.save_as(tmp_path / "summary.pdf")
    assert "Résumé de la demande" in papers.read(tmp_path / "summary.pdf").text
