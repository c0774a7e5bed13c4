"""The wizard and the form in a browser: from search to the documents, with everything that interrupts on the way."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.desk import EDITOR, SIGNER, Desk
from tests.browser.looks import faults
from tests.cases import usually

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FRESH, SHARED, OFFLINE, EXPIRED, PLAIN = "-11-052", "-11-044", "-11-048", "-11-040", "-11-047"
TEXTS = {1: "Personne à joindre", 2: "Incapacités", 3: "Moyens déjà en place",
         4: "Accueil et départ : besoin de l’enfant", 5: "Partenaires", 6: "Raison du nombre de jours"}
"""A text field of each page that has one."""


def text(page: Page, label: str):
    """A text field by its label, which a block may share."""
    return page.get_by_role("textbox", name=label, exact=True)


def status(page: Page, words: str | re.Pattern) -> None:
    """The state of saving, in words."""
    expect(page.locator("[data-saving] span")).to_have_text(words)


SAVED = re.compile(r"^Enregistré à \d+\sh\s\d\d$")


def go(page: Page, verb: str, number: int) -> None:
    """Press a button of the wizard; the page of this number opens."""
    page.get_by_role("button", name=verb, exact=True).click()
    expect(page).to_have_url(re.compile(f"/formulaire/{number}(#.*)?$"))


def stored(desk: Desk, ending: str, name: str):
    """What the database holds of an answer."""
    where = name if name in ("contact", "planned_days") else f"json_extract(form_data, '$.values.{name}')"
    return desk.site.ask(f"SELECT {where} FROM mes_request WHERE id = ?", desk.site.id_of(ending))[0]


def form(desk: Desk, ending: str, number: int) -> Page:
    """A page of the form of this request."""
    return desk.open(f"/mes/demandes/{desk.site.id_of(ending)}/formulaire/{number}")


# MES-R02, R04, R22, R23, R26
def test_a_request_is_begun_and_its_seven_pages_are_filled(desk):
    window = desk(SIGNER)
    page = window.page
    number = acts.create(window, 3)
    assert number in page.get_by_role("heading", level=1).inner_text()
    text(page, "Personne à joindre").fill("Annick Leblanc")
    go(page, "Suivant", 2)
    page.get_by_label("Motrice").check()
    expect(page.get_by_label("Autre déficience")).to_be_hidden()
    page.get_by_label("Autre", exact=True).check()
    page.get_by_label("Autre déficience").fill("Rare")
    page.get_by_label("Autre", exact=True).uncheck()
    expect(page.get_by_label("Autre déficience")).to_be_hidden()
    page.get_by_role("button", name="Suivant", exact=True).click()
    window.sees("3 champs sont à corriger")
    page.get_by_role("link", name=re.compile("Incapacités.* est vide")).click()
    text(page, "Incapacités").fill("Ne marche pas seule.")
    page.get_by_label("Retraite Québec").check()
    with page.expect_response("**/saisie"):  # its error goes as the button is pressed, which must not move away
        page.get_by_label("Date de l’attestation").fill(acts.DONE)
    go(page, "Suivant", 3)
    page.get_by_label("Date du plan d’intégration").fill(acts.DONE)
    text(page, "Moyens déjà en place").fill("Coin calme.")
    page.get_by_label("Utilisation de l’allocation").fill("Chaise adaptée.")
    go(page, "Suivant", 4)
    moments(page)
    go(page, "Suivant", 5)
    text(page, "Partenaires").fill("CLSC")
    page.get_by_role("group", name="Plan d’intervention").get_by_label("En vigueur").check()
    go(page, "Suivant", 6)
    summary(page)
    go(page, "Suivant", 7)
    strip = page.get_by_role("navigation", name="Pages du formulaire")
    expect(strip.get_by_text("Complète", exact=True)).to_have_count(6)
    for label in ("du parent ou tuteur", "du professionnel de la santé"):
        page.get_by_label(re.compile(label)).fill(acts.DONE)
    expect(strip.get_by_text("Complète", exact=True)).to_have_count(7)
    page.get_by_role("button", name="Suivant", exact=True).click()
    expect(page).to_have_url(re.compile("/pieces$"))


def moments(page: Page) -> None:
    """Empty rows wait until asked for; the added one takes the focus."""
    meal = page.get_by_label("Repas et collations : besoin de l’enfant")
    expect(meal).to_be_hidden()
    page.get_by_role("button", name="Repas et collations").click()
    expect(meal).to_be_focused()
    meal.fill("Ne mange pas seule.")
    page.get_by_label("Repas et collations : fréquence").select_option("daily")
    page.get_by_label("Repas et collations : aide proposée").fill("Guidance de la main.")
    expect(text(page, "Nature du risque")).to_be_hidden()
    page.get_by_label("Oui").check()
    text(page, "Nature du risque").fill("Fugue.")


def summary(page: Page) -> None:
    """What is wrong is said on leaving the field; the planned days follow, and the calculation can be taken back."""
    page.get_by_label("Accompagnement par jour").fill("beaucoup")
    page.get_by_label("Jours par semaine").click()
    expect(page.locator("#champ-hours_per_day-error")).to_have_text("Entrez un nombre, comme 4,5.")
    expect(page.get_by_label("Accompagnement par jour")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Accompagnement par jour").fill("4,5")
    page.get_by_label("Jours par semaine").fill("5")
    page.get_by_label("Début du soutien").fill(acts.FROM.isoformat())
    page.get_by_label("Fin du soutien").fill(acts.UNTIL.isoformat())
    page.get_by_label("Fin du soutien").blur()
    expect(page.locator("#champ-hours_per_day-error")).to_have_count(0)
    expect(page.get_by_label("Fréquentation prévue")).to_have_value(acts.DAYS)
    page.get_by_label("Fréquentation prévue").fill("80")
    page.get_by_role("button", name="Reprendre le calcul").click()
    expect(page.get_by_label("Fréquentation prévue")).to_have_value(acts.DAYS)
    expect(page.get_by_role("button", name="Reprendre le calcul")).to_be_hidden()
    status(page, SAVED)


# MES-R23
def test_offline_fields_wait_in_words_and_are_sent_when_the_network_is_back(desk):
    window = desk(SIGNER)
    page = form(window, OFFLINE, 3)
    window.context.set_offline(True)
    text(page, "Moyens déjà en place").fill("Coin calme.")
    status(page, "Hors ligne, 1 champ en attente")
    text(page, "Résultats observés").fill("Elle mange seule.")
    status(page, "Hors ligne, 2 champs en attente")
    expect(page.locator("[data-saving-voice]")).to_have_text("Hors ligne, 1 champ en attente")
    page.get_by_role("button", name="Suivant", exact=True).click()
    expect(text(page, "Moyens déjà en place")).to_have_value("Coin calme.")
    window.context.set_offline(False)
    status(page, SAVED)
    assert stored(window, OFFLINE, "results") == "Elle mange seule."
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('marelle:saisie')).length") == 0


@pytest.mark.parametrize("number", usually(TEXTS, 1, 4))  # of the seven: a column of its own, and a block of a table
def test_the_network_lost_on_a_page_loses_nothing_even_after_a_reload(desk, number):
    window, words = desk(SIGNER), f"Perdu et retrouvé, page {number}."
    page = form(window, FRESH, number)
    page.route("**/saisie", lambda route: route.abort())
    text(page, TEXTS[number]).fill(words)
    status(page, re.compile("^Hors ligne"))
    page.reload()
    expect(text(page, TEXTS[number])).to_have_value(words)
    page.unroute("**/saisie")
    page.reload()
    status(page, SAVED)
    expect(text(page, TEXTS[number])).to_have_value(words)
    page.reload()
    expect(text(page, TEXTS[number])).to_have_value(words)


def test_an_answer_lost_on_the_way_back_is_no_conflict_with_oneself(desk):
    window = desk(SIGNER)
    page = form(window, FRESH, 5)

    def swallow(route):
        route.fetch()
        route.abort()

    page.route("**/saisie", swallow, times=1)
    text(page, "Partenaires").fill("CLSC de Carleton")
    status(page, re.compile("^Hors ligne"))
    text(page, "Partenaires").fill("CLSC de Carleton, CISSS")
    status(page, SAVED)
    expect(page.locator("[data-conflict]")).to_have_count(0)
    assert stored(window, FRESH, "partners") == "CLSC de Carleton, CISSS"


# MES-R23
def test_a_mouse_button_whose_release_is_never_seen_holds_nothing_back(desk):
    page = form(desk(SIGNER), PLAIN, 5)
    page.get_by_role("heading", level=1).hover()
    page.mouse.down()
    text(page, "Partenaires").fill("CLSC et école")
    page.get_by_role("button", name="Précédent", exact=True).press("Enter")
    expect(page).to_have_url(re.compile("/formulaire/4$"))


# MES-R25
def test_two_editors_see_both_values_and_choose(desk):
    first, second = desk(SIGNER), desk(EDITOR)
    mine, theirs = form(first, SHARED, 2), form(second, SHARED, 2)
    for each in (mine, theirs):
        expect(text(each, "Incapacités")).to_be_editable()
    text(mine, "Incapacités").fill("Écrit par Geneviève.")
    text(mine, "Services que l’enfant reçoit").fill("Orthophonie.")
    text(mine, "Services que l’enfant reçoit").blur()
    status(mine, SAVED)
    text(theirs, "Incapacités").fill("Écrit par Annick.")
    both = theirs.locator("[data-field=incapacities] [data-conflict]")
    expect(both).to_contain_text("Vous avez écrit « Écrit par Annick. »")
    expect(both).to_contain_text("Geneviève Arsenault a écrit « Écrit par Geneviève. »")
    status(theirs, "Deux valeurs pour un champ : choisissez")
    expect(theirs.locator("[data-presence]")).to_have_text("Geneviève Arsenault remplit la page 2 en ce moment.")
    assert faults(theirs) == {}
    both.get_by_role("button", name="Garder ma valeur").click()
    status(theirs, SAVED)
    assert stored(second, SHARED, "incapacities") == "Écrit par Annick."
    text(theirs, "Services que l’enfant reçoit").fill("Ergothérapie.")
    theirs.get_by_role("button", name="Prendre celle de Geneviève Arsenault").click()
    expect(text(theirs, "Services que l’enfant reçoit")).to_have_value("Orthophonie.")
    expect(theirs.locator("[data-conflict]")).to_have_count(0)
    status(theirs, SAVED)
    go(theirs, "Précédent", 1)
    assert stored(second, SHARED, "services_received") == "Orthophonie."


def test_what_was_typed_outlives_the_session(desk, site):
    window = desk(SIGNER)
    page = form(window, EXPIRED, 5)
    site.let_sessions_expire()
    text(page, "Partenaires").fill("Écrit après l’expiration.")
    status(page, "Séance expirée : reconnectez-vous, rien n’est perdu")
    page.get_by_role("button", name="Suivant", exact=True).click()
    page.get_by_label("Adresse courriel").fill(SIGNER)
    window.give_password("Continuer")
    expect(page).to_have_url(re.compile("/formulaire/5$"))
    expect(text(page, "Partenaires")).to_have_value("Écrit après l’expiration.")
    status(page, SAVED)
    assert stored(window, EXPIRED, "partners") == "Écrit après l’expiration."


def test_signing_out_leaves_nothing_in_the_browser(desk):
    window = desk(SIGNER)
    page = form(window, FRESH, 3)
    page.route("**/saisie", lambda route: route.abort())
    text(page, "Résultats observés").fill("Secret.")
    status(page, re.compile("^Hors ligne"))
    page.evaluate("document.querySelector('[data-sign-out]').requestSubmit()")
    expect(page).to_have_url(re.compile("/login"))
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('marelle:saisie')).length") == 0


def test_without_scripts_the_form_asks_shows_and_keeps_the_same(desk):
    page = form(desk(SIGNER, java_script_enabled=False), PLAIN, 2)
    expect(page.get_by_label("Autre déficience")).to_be_hidden()
    page.get_by_label("Autre", exact=True).check()
    page.get_by_role("button", name="Suivant", exact=True).click()
    expect(page.get_by_label("Autre déficience")).to_be_visible()
    expect(page.get_by_text("« Autre déficience » est vide.").first).to_be_visible()
    go(page, "Précédent", 1)
    text(page, "Personne à joindre").fill("Sans script")
    go(page, "Suivant", 2)
    page.goto(page.url.replace("/2", "/4"))
    expect(page.get_by_label(re.compile("besoin de l’enfant"))).to_have_count(8)
    text(page, "Sorties : besoin de l’enfant").fill("Se sauve.")
    page.get_by_role("button", name="Suivant", exact=True).click()
    expect(page.get_by_text("« Sorties : fréquence » est vide.").first).to_be_visible()
    expect(text(page, "Sorties : besoin de l’enfant")).to_have_value("Se sauve.")
    expect(page.get_by_role("button", name="Ajouter")).to_have_count(0)
