"""A support request from draft to Conforme, by two people signed in, before the eyes of one who must see nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import acts, papers
from tests.browser.desk import DIRECTOR, SIGNER, STRANGER, Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
REMARKS = {"Documents": "Le plan d’intégration n’est pas daté.", "Jours par semaine": "L’entente prévoit 4 jours."}


def test_a_request_goes_from_draft_to_compliant(desk, tmp_path):
    service, direction, stranger = desk(SIGNER), desk(DIRECTOR), desk(STRANGER)
    number = drafted(service)
    fill_print_and_attach(service, number, tmp_path)
    acts.sign(service)
    acts.fire(service, "Transmettre")
    acts.state_is(service, "Transmis")
    sees_nothing(stranger, number, service.page.url)
    returned(direction, number)
    sees_nothing(stranger, number, service.page.url)
    corrected(service, number)
    direction.open(service.page.url)
    acts.fire(direction, "Déclarer conforme")
    acts.state_is(direction, "Conforme")
    ended(service, number, tmp_path)


def drafted(service: Desk) -> str:
    """One wrong search, the right one, the draft, and why it cannot be transmitted yet."""
    last_name, first_name, _born, *_place = acts.free_child(service.site, 0)
    service.open("/mes/creer/")
    acts.look_for(service, last_name, first_name, "2019-02-03")
    service.sees("Aucun enfant trouvé.")
    number = acts.create(service, 0)
    service.page.get_by_role("button", name="Quitter, tout est enregistré").click()
    acts.state_is(service, "Brouillon")
    line = service.page.locator(".m-action", has=service.page.get_by_role("heading", name="Transmettre", exact=True))
    line.get_by_role("button", name="Pourquoi pas ?").click()
    panel = line.locator(".m-obstacles")
    expect(panel).to_contain_text("Il manque 3 conditions")
    unmet = [" ".join(each.split()) for each in panel.locator(".is-unmet").all_inner_texts()]
    assert [text for text in unmet if "champs à remplir" in text and "« Personne à joindre » est vide" in text]
    assert [text for text in unmet if "3 documents obligatoires" in text and "Plan d’intégration" in text]
    assert [text for text in unmet if "La signature électronique manque." in text
            and "Geneviève Arsenault" in text and "Paul-Émile Duguay" in text]
    return number


def fill_print_and_attach(service: Desk, number: str, folder) -> None:
    """The form, its printouts, two files refused in words, and the three mandatory documents."""
    acts.fill(service, number)
    form = papers.read(acts.printed(service, "Formulaire complet", folder))
    assert number in form.text and "4,5 heures par jour" in form.text and "CPE Les Galets de la baie" in form.text
    assert form.loose_fonts == [] and 1 <= form.pages <= 3
    sheet = papers.read(acts.printed(service, "Page des signatures", folder))
    assert f"Je confirme avoir pris connaissance de la demande de soutien {number}" in sheet.text
    assert "Professionnel de la santé" in sheet.text and sheet.loose_fonts == [] and sheet.pages == 1
    for file, words in ((papers.disguised(folder), "PDF"), (papers.too_big(folder), "la limite est de 4 194 304")):
        acts.attach(service, "plan", file)
        expect(service.page.locator(".m-alert.is-brique")).to_contain_text(words)
        service.page.get_by_role("link", name=f"Demande {number}").click()
        service.sees("Aucun document n’est joint.")
    acts.attach_all(service, folder)


def returned(direction: Desk, number: str) -> None:
    """The director follows her notice, writes two comments and returns the request."""
    direction.open("/avis")
    direction.leave_by(direction.page.get_by_role("button", name=f"La demande {number} a été transmise.", exact=True))
    acts.state_is(direction, "Transmis")
    for anchor, text in REMARKS.items():
        direction.page.get_by_role("combobox", name="Sur", exact=True).select_option(label=anchor)
        direction.page.get_by_role("textbox", name="Commentaire", exact=True).fill(text)
        direction.page.get_by_role("button", name="Ajouter le commentaire").click()
        direction.sees(text)
    acts.fire(direction, "Renvoyer avec commentaires")
    acts.state_is(direction, "Commentaires")


def sees_nothing(stranger: Desk, number: str, address: str) -> None:
    """Not in the lists, not by searching, not by its address, not among the notices."""
    for path in ("/mes/demandes/", f"/mes/demandes/?q={number}", "/mes/demandes/liste/brouillons", "/avis"):
        assert number not in stranger.open(path).locator("body").inner_text()
    stranger.open(address, 404)
    stranger.sees("n’existe")


def corrected(service: Desk, number: str) -> None:
    """The service follows its notice, corrects, ticks and answers, signs again and transmits again."""
    said = f"La demande {number} vous revient avec des commentaires."
    service.open("/avis")
    service.leave_by(service.page.get_by_role("button", name=said, exact=True))
    acts.fill(service, number, {6: {"days_per_week": "4"}})
    for anchor in REMARKS:
        box = service.page.locator(".m-comment", has_text=f"· {anchor}")
        box.get_by_label("Votre réponse").fill(f"C’est fait pour : {anchor}.")
        box.get_by_label("Corrigé", exact=True).check()
        expect(box.locator("[data-comment-chip]")).to_have_text("Corrigé")
    service.sees("2/2 commentaires corrigés")
    service.page.reload()
    acts.sign(service)
    acts.fire(service, "Transmettre de nouveau")
    acts.state_is(service, "Transmis")


def ended(service: Desk, number: str, folder) -> None:
    """Conforme for the service too; the second version opens; the history misses nothing."""
    service.page.reload()
    acts.state_is(service, "Conforme")
    with service.page.expect_download() as download:
        service.page.get_by_role("link", name="Version 2 (PDF)").click()
    download.value.save_as(folder / "v2.pdf")
    version = papers.read(folder / "v2.pdf")
    assert number in version.text and "4 jours par semaine" in version.text and "Directrice générale" in version.text
    service.open(service.page.url.split("#")[0].split("?")[0] + "/historique")
    told = service.page.locator(".m-timeline strong").all_inner_texts()
    story = ("Déclarée conforme", "Transmise de nouveau", "Signée", "Réponse à un commentaire", "Commentaire coché",
             "Renvoyée avec des commentaires", "Commentaire écrit", "Transmise", "Document joint", "Imprimée",
             "Modifiée", "Créée")
    assert [each for each in story if each not in told] == []
