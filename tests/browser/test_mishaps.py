"""What goes wrong at a desk (a second editor, a session that ends, a deletion), and what people choose there."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.desk import EDITOR, SIGNER

pytestmark = [pytest.mark.browser, pytest.mark.slow]
UNWANTED = "-11-052"
HOUSEHOLD = """
SELECT household.id FROM families_household household
JOIN core_organisation place ON place.id = household.organisation_id
WHERE place.code = '30002000' ORDER BY household.id LIMIT 1 OFFSET ?"""
SHARE = """
INSERT INTO core_membership (created_at, updated_at, version, user_id, role_id, organisation_id)
SELECT now.created_at, now.updated_at, now.version, now.user_id, now.role_id, other.id
FROM core_membership now JOIN core_user person ON person.id = now.user_id, core_organisation other
WHERE person.email = ? AND other.name = ?"""


def household(site, rank: int) -> str:
    """The address of a household of the service."""
    return f"/familles/foyers/{site.ask(HOUSEHOLD, rank)[0]}"


def test_a_second_editor_sees_both_versions_and_chooses(desk, site):
    path = household(site, 0)
    first, second = desk(SIGNER), desk(EDITOR)
    for window in (first, second):
        window.open(f"{path}/modifier")
    first.page.get_by_label("Nom du foyer").fill("Foyer de Geneviève")
    first.page.get_by_label("Numéro et rue").fill("3, rue du Quai")
    first.page.get_by_role("button", name="Enregistrer").click()
    first.sees("Foyer de Geneviève")
    second.page.get_by_label("Nom du foyer").fill("Foyer d’Annick")
    second.page.get_by_role("button", name="Enregistrer").click()
    second.sees("Quelqu’un d’autre a enregistré ce dossier pendant que vous le remplissiez.")
    second.sees("Dernier changement : Geneviève Arsenault")
    name, street = (second.page.get_by_role("row", name=name) for name in ("Nom du foyer", "Numéro et rue"))
    expect(name.get_by_label("Foyer d’Annick")).to_be_checked()
    expect(name.get_by_label("Foyer de Geneviève")).not_to_be_checked()
    expect(street.get_by_label("3, rue du Quai")).to_be_checked()
    second.page.get_by_role("button", name="Enregistrer ces choix").click()
    second.sees("Foyer d’Annick")
    expect(second.open(f"{path}/modifier").get_by_label("Numéro et rue")).to_have_value("3, rue du Quai")


def test_what_was_typed_outlives_the_session(desk, site):
    path = household(site, 1)
    window = desk(SIGNER)
    window.open(f"{path}/modifier").get_by_role("textbox", name="Ville").fill("Maria (Québec)")
    site.let_sessions_expire()
    window.page.get_by_role("button", name="Enregistrer").click()
    window.sees("Votre séance a expiré après 30 minutes. Ce que vous aviez écrit est gardé")
    window.page.get_by_label("Adresse courriel").fill(SIGNER)
    window.give_password("Continuer")
    window.sees("Ce que vous aviez écrit est gardé")
    window.sees("Maria (Québec)")
    window.page.get_by_role("button", name="Envoyer maintenant").click()
    expect(window.page).to_have_url(re.compile(f"{path}(\\?|$)"))
    window.open(f"{path}/modifier")
    expect(window.page.get_by_role("textbox", name="Ville")).to_have_value("Maria (Québec)")


def test_a_draft_is_deleted_by_typing_its_number(desk, site):
    path = f"/mes/demandes/{site.id_of(UNWANTED)}"
    window = desk(EDITOR)
    window.open(path).get_by_role("link", name="Supprimer la demande").click()
    for typed, words in (("2026", "Ce qui est écrit ne correspond pas : rien n’a été supprimé."),
                         (site.number_of(UNWANTED), "Demandes en cours")):
        window.page.get_by_label("Pour confirmer, écrivez").fill(typed)
        window.page.get_by_role("button", name="Supprimer la demande").click()
        window.sees(words)
    window.open(path, 404)


def test_the_language_changes_and_stays(desk, site):
    window = desk(EDITOR)
    path = f"/mes/demandes/{site.id_of('-11-026')}"
    page = window.open(path)
    assert page.locator("html").get_attribute("lang") == "fr"
    page.get_by_role("button", name="English").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(re.compile(path))
    for each in ("/", "/mes/demandes/", f"{path}/formulaire/2", "/comptes/moi"):
        assert window.open(each).locator("html").get_attribute("lang") == "en"
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
    page.get_by_role("button", name="Français").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_one_works_in_one_organisation_at_a_time(desk, site):
    other = site.ask("SELECT name FROM core_organisation WHERE kind = 'division' AND code = '30201800'")[0]
    site.do(SHARE, EDITOR, other)
    window = desk(EDITOR)
    switcher = window.open("/mes/demandes/").locator(".m-org")
    expect(switcher).to_contain_text("CPE Les Galets de la baie")
    switcher.locator("summary").click()
    switcher.get_by_role("button", name=other).click()
    expect(switcher.locator("summary")).to_contain_text(other)
    assert other in window.open("/").title()


def test_the_theme_is_chosen_and_follows_the_person(desk):
    window = desk(SIGNER)
    choose(window.page, "Sombre")
    expect(window.page.locator("html")).to_have_attribute("data-theme", "sombre")
    dark = window.page.evaluate("getComputedStyle(document.body).backgroundColor")
    elsewhere = desk(SIGNER)
    assert elsewhere.page.locator("html").get_attribute("data-theme") == "sombre"
    choose(elsewhere.page, "Clair")
    expect(elsewhere.page.locator("html")).to_have_attribute("data-theme", "clair")
    assert elsewhere.page.evaluate("getComputedStyle(document.body).backgroundColor") != dark


def choose(page, theme: str) -> None:
    """Choose a theme in the user menu."""
    page.locator(".m-user summary").click()
    page.locator(".m-user").get_by_role("button", name=theme).click()


def test_a_printed_page_has_no_frame(desk, site):
    window = desk(EDITOR)
    page = window.open(f"/mes/demandes/{site.id_of('-11-026')}")
    page.emulate_media(media="print")
    for part in (".m-banner", ".m-topbar", ".m-commands", ".m-action-buttons"):
        assert not page.locator(part).first.is_visible(), part
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_walk_can_be_read_as_text(desk, site):
    window = desk(EDITOR)
    page = window.open(f"/mes/demandes/{site.id_of('-11-026')}")
    page.get_by_text("Voir le parcours complet en texte").click()
    steps = page.locator(".m-slate-steps li")
    assert steps.count() == 5
    assert all(box["height"] > 10 for box in (each.bounding_box() for each in steps.all()))


def test_nothing_is_refused_to_scripts_switched_off(browser, site):
    context = browser.new_context(base_url=site.address, locale="fr-CA", java_script_enabled=False)
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("Adresse courriel").fill(SIGNER)
    page.get_by_label("Mot de passe").first.fill(site.password)
    page.get_by_role("button", name="Continuer").click()
    expect(page).to_have_url(f"{site.address}/")
    page.goto(f"/mes/demandes/{site.id_of('-11-026')}")
    page.get_by_role("link", name="Pourquoi pas ?").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pourquoi pas")
    assert page.locator(".m-condition.is-unmet").count() >= 1
    context.close()
