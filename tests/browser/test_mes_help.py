"""Help, rights, withdrawal, departure and readings in a browser: done by hand, looked at at all widths."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.desk import ADMINISTRATOR, DIRECTOR, EDITOR, GUARD_OF_ACCESS, MINISTRY, SIGNER
from tests.browser.passage import sound

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SUBMITTED, COMPLIANT = "-11-038", "-11-001"


# MES-R27, 1.11
def test_the_help_is_reached_from_a_step_searched_by_keyboard_and_reads_in_english(desk):
    window = desk(EDITOR)
    window.open(f"/mes/demandes/{window.site.id_of('-11-043')}/formulaire/1")
    window.page.locator("main").get_by_role("link", name="Aide en ligne").click()
    expect(window.page).to_have_url(re.compile("/mes/aide/#"))
    expect(window.page.get_by_role("heading", level=1)).to_have_text("Aide en ligne")
    sound(window)
    field = window.page.get_by_role("searchbox", name="Chercher dans l’aide")
    field.fill("integration plan")
    field.fill("retraite quebec")
    field.press("Enter")
    expect(window.page.get_by_role("status").filter(has_text="parle")).to_be_visible()
    expect(window.page.locator("#documents")).to_be_visible()
    expect(window.page.locator("#menu")).to_have_count(0)
    sound(window)
    window.leave_by(window.page.get_by_role("link", name="Voir toute l’aide"))
    window.page.get_by_role("button", name=re.compile("English")).click()
    expect(window.page.get_by_role("heading", level=1)).to_have_text("Online help")
    assert "Brouillon" not in window.page.locator("#statuts").inner_text()


def test_the_contents_of_the_help_lead_to_their_sections_on_a_phone(desk):
    window = desk(SIGNER, viewport={"width": 390, "height": 844})
    window.open("/mes/aide/")
    for link in window.page.get_by_role("navigation", name="Sections de l’aide").get_by_role("link").all():
        section = window.page.locator(link.get_attribute("href"))
        expect(section.get_by_role("heading", level=2)).to_have_text(link.inner_text())


def test_on_paper_the_help_is_its_texts_without_fields_or_menus(desk):
    window = desk(SIGNER)
    window.open("/mes/aide/")
    window.page.emulate_media(media="print")
    expect(window.page.locator("#statuts")).to_be_visible()
    expect(window.page.locator("#aide-q")).to_be_hidden()
    expect(window.page.get_by_role("navigation", name="Sections de l’aide")).to_be_hidden()


# MES-R79, R81
def test_a_withdrawal_is_asked_by_the_service_and_granted_by_the_ministry(desk):
    service, ministry = desk(SIGNER), desk(DIRECTOR)
    page = f"/mes/demandes/{service.site.id_of(SUBMITTED)}"
    service.open(page)
    service.sees("Cette demande a été transmise ; elle ne peut plus être modifiée.")
    sound(service)
    form = service.page.locator("form", has=service.page.get_by_role("button", name="Demander le retrait"))
    form.get_by_label("Raison").fill("Les heures sont fausses.")
    form.get_by_role("button", name="Demander le retrait").click()
    service.sees("Le retrait est demandé depuis le")
    ministry.open(page)
    ministry.sees("Les heures sont fausses.")
    sound(ministry)
    ministry.page.get_by_role("button", name="Accepter le retrait").click()
    ministry.page.locator("dialog[open]").get_by_role("button", name="Accepter le retrait").click()
    ministry.sees("La demande est rendue au service de garde")
    service.open(page)
    service.sees("Retrait de la demande, comme le veut le service de garde")
    expect(service.page.get_by_role("link", name="Modifier la demande").first).to_be_visible()


# MES-R77
def test_the_notice_of_a_departure_leads_to_a_page_that_closes(desk):
    window = desk(SIGNER)
    window.open(f"/mes/demandes/{window.site.id_of(COMPLIANT)}/depart?jour={acts.DONE}")
    expect(window.page.get_by_label("Date du départ")).to_have_value(acts.DONE)
    sound(window)
    window.page.get_by_label("Raison").fill("La famille déménage.")
    window.page.get_by_role("button", name="Fermer la demande").click()
    window.sees("La demande est terminée.")
    window.sees("Départ de l’enfant")


# MES-R83
def test_the_direction_sees_who_read(desk):
    reader, window = desk(DIRECTOR), desk(SIGNER)
    page = f"/mes/demandes/{window.site.id_of('-11-012')}"
    reader.open(page)
    window.open(page)
    window.page.get_by_role("link", name="Qui l’a ouvert").click()
    line = re.compile("Demande ouverte.*Sylvain Robichaud", re.DOTALL)
    expect(window.page.get_by_role("listitem").filter(has_text=line)).to_be_visible()
    sound(window)


# 1.9b
def test_rights_are_granted_prolonged_and_taken_away(desk):
    window = desk(ADMINISTRATOR)
    window.open("/mes/droits/?service=30002000")
    sound(window)
    window.page.get_by_role("table").nth(1).get_by_role("link", name="Mireille Bujold").click()
    card = window.page.get_by_role("region", name="Saisie", exact=True)
    card.get_by_label("Jusqu’au").fill("2031-03-31")
    card.get_by_role("button", name="Accorder").click()
    window.sees("est accordé jusqu’au 31 mars 2031")
    sound(window)
    card.get_by_role("button", name="Retirer").click()
    window.page.locator("dialog[open]").get_by_role("button", name="Retirer").click()
    window.sees("est retiré")
    window.page.get_by_role("link", name="Retour aux droits").click()
    window.sees("Droit retiré")


def test_the_rse_sees_her_people_and_that_nothing_is_hers_to_take(desk):
    window = desk(GUARD_OF_ACCESS)
    window.open("/")
    window.page.get_by_role("link", name="Droits d’accès").click()
    sound(window)
    window.page.get_by_role("link", name="Rodrigue Poirier").click()
    window.sees("Personne ne s’accorde un droit")
    expect(window.page.get_by_role("button", name=re.compile("Accorder"))).to_have_count(0)
    sound(window)


# MES-R82
def test_the_ministry_writes_a_rate_and_the_request_shows_an_estimate(desk):
    window = desk(MINISTRY)
    window.open("/mes/tarifs/")
    fields = window.page.get_by_label("Taux horaire, en dollars")
    expect(fields).to_have_count(3)
    fields.nth(1).fill("beaucoup")
    window.page.get_by_role("button", name="Enregistrer").click()
    expect(window.page.locator(".m-error").first).to_be_visible()
    sound(window)
    fields.nth(1).fill("24,17")
    window.page.get_by_role("button", name="Enregistrer").click()
    window.sees("Les tarifs sont enregistrés.")
    service = desk(SIGNER)
    service.open(f"/mes/demandes/{service.site.id_of('-11-012')}")
    service.sees("Montant estimé")
    sound(service)
