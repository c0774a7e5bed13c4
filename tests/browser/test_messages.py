"""The questions that towns ask about messages, step by step as the clerks' manual answers them.

Each test bears the title of the question. All share one window, of the clerk of the demonstration's town.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.desk import CLERK_OF_TOWN, Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FAMILY = """SELECT g.id FROM families_guardian g JOIN families_guardianship s ON s.guardian_id = g.id
    JOIN messages_copy c ON c.guardian_id = g.id WHERE c.state = 'sent' ORDER BY g.id LIMIT 1"""


@pytest.fixture(scope="module")
def clerk(browser, site):
    """The clerk at her window."""
    window = Desk(browser, site).sign_in(CLERK_OF_TOWN)
    yield window
    window.leave()


def test_comment_envoyer_un_message_a_une_famille(clerk, site):
    page = clerk.open(f"/familles/responsables/{site.ask(FAMILY)[0]}")
    page.locator("#messagerie > summary").click()
    page.get_by_role("link", name="Écrire un message").click()
    page.get_by_label("Objet").fill("Votre inscription")
    page.get_by_label("Texte").fill("Bonjour, elle est enregistrée.")
    page.get_by_role("button", name="Envoyer", exact=True).click()
    clerk.sees("Le message part vers 1 destinataire.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Message Votre inscription")


def test_comment_envoyer_un_message_a_plusieurs_familles(clerk):
    page = clerk.open("/familles/responsables/")
    for box in page.locator(".m-pick").all()[:4]:
        box.check()
    page.get_by_role("button", name="Écrire à la liste").click()
    text = page.get_by_label("Texte")
    page.get_by_label("Objet").fill("Pour ")
    page.get_by_role("button", name="Nom du foyer").click()
    expect(page.get_by_label("Objet")).to_have_value("Pour {foyer}")
    text.fill("Bonjour , à bientôt.")
    text.press("Home")
    for _letter in "Bonjour ":
        text.press("ArrowRight")
    page.get_by_role("button", name="Prénom {prenom}").focus()
    page.keyboard.press("Enter")
    expect(text).to_have_value("Bonjour {prenom}, à bientôt.")
    expect(text).to_be_focused()
    text.press("End")
    text.press_sequentially(" {prenon}")
    page.get_by_role("button", name="Voir l’aperçu").click()
    clerk.sees("La variable {prenon} n’existe pas.")
    text.fill("Bonjour {prénom}, à bientôt.")
    page.get_by_role("button", name="Voir l’aperçu").click()
    first = page.locator("#apercu .m-mail-text").inner_text()
    page.get_by_role("button", name="Suivant").click()
    expect(page.locator("#apercu")).to_contain_text("destinataire 2 sur")
    assert page.locator("#apercu .m-mail-text").inner_text() != first
    page.get_by_role("button", name=re.compile("Envoyer à")).click()
    expect(page.get_by_role("dialog")).to_contain_text("destinataires ?")
    page.get_by_role("dialog").get_by_role("button").last.click()
    page.wait_for_url(re.compile(r"/messages/\d+$"))
    expect(page.locator("#envoi dl")).to_contain_text("Envoyé", timeout=15_000)  # the page renews itself


def test_comment_envoyer_un_message_depuis_la_liste_des_enfants(clerk):
    page = clerk.open("/familles/enfants/")
    page.locator(".m-pick").first.check()
    page.get_by_role("button", name="Écrire aux responsables").click()
    expect(page.locator("#destinataires")).to_contain_text("destinataire")


def test_certaines_familles_ne_recoivent_pas_les_mailings(clerk):
    page = clerk.open("/")
    page.get_by_role("link", name="Messages non reçus").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Messages non reçus")
    clerk.sees("indésirables")
    page.locator("#adresses a").first.click()
    page.locator("#messagerie > summary").click()
    clerk.sees("Le dernier message est revenu")
