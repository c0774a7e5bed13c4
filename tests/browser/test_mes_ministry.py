"""The Ministry at its desk: taken, read beside the version before, commented in place, decided."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core.records import today
from tests.browser.desk import AGENT, DIRECTOR, MINISTRY, STRANGER

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EAST = "Direction Capitale-Nationale, Nord et Est"
FREE = """SELECT id, number FROM mes_request WHERE state = 'submitted' AND round = 0 AND assigned_to_id IS NULL
    AND proposed_at IS NULL AND region = '11' AND id NOT IN (SELECT request_id FROM mes_comment) ORDER BY id"""


def test_taken_read_commented_in_place_and_sent_back(desk, site):
    key, number = site.ask(FREE)
    window = desk(AGENT)
    page = window.open("/mes/examen/")
    page.get_by_role("button", name=f"Prendre la demande {number}").click()
    window.sees(f"La demande {number} vous est confiée.")
    page = window.open("/mes/examen/liste/a-moi")
    page.get_by_role("link", name=number).click()
    expect(page).to_have_url(re.compile(f"/mes/demandes/{key}/examen$"))
    line = page.locator("#ancre-field-means")
    line.get_by_text("Ajouter un commentaire").click()
    line.get_by_label("Commentaire sur").fill("Depuis quand ces moyens sont-ils en place ?")
    line.get_by_role("button", name="Ajouter le commentaire").click()
    expect(page).to_have_url(re.compile("#ancre-field-means$"))
    expect(page.locator("#ancre-field-means")).to_contain_text("Pas encore envoyé.")
    page.get_by_role("button", name="Renvoyer avec commentaires").click()
    expect(page).to_have_url(re.compile("/mes/examen/$"))
    assert site.ask("SELECT state FROM mes_request WHERE id = ?", key) == ("returned",)


def test_proposed_by_the_agent_declared_by_the_direction_and_the_second_one_gets_words(desk, site):
    key, number = site.ask(FREE)
    agent, first, second = desk(AGENT), desk(DIRECTOR), desk(MINISTRY)
    agent.open(f"/mes/demandes/{key}/examen").get_by_role("button", name="Proposer la conformité").click()
    agent.sees("propose la conformité")
    for window in (first, second):
        window.open(f"/mes/demandes/{key}/examen")
        window.sees("Nadia Ouellet propose la conformité")
    for window in (first, second):
        window.page.get_by_role("button", name="Déclarer conforme").click()
        window.page.get_by_role("dialog").get_by_role("button", name="Déclarer conforme").click()
    expect(first.page).to_have_url(re.compile("/mes/examen/$"))
    second.sees("La demande a changé depuis que vous l’avez ouverte : rien n’a été fait.")
    second.sees("« Déclarée conforme », par Sylvain Robichaud")


def test_the_direction_delegates_and_the_colleague_ends_it(desk, site):
    lender, colleague = desk(DIRECTOR), desk(STRANGER)
    page = lender.open("/mes/delegations/")
    page.get_by_label("À", exact=False).nth(0).wait_for()
    page.locator("#what").select_option(label=f"Direction régionale, {EAST}")
    page.locator("#to").select_option(label="Claudette Fontaine")
    page.locator("#starts_on").fill(today().isoformat())
    page.locator("#ends_on").fill((today() + timedelta(days=9)).isoformat())
    page.get_by_role("button", name="Déléguer").click()
    lender.sees("Claudette Fontaine examine à votre place")
    colleague.open("/mes/examen/")
    colleague.sees("Sylvain Robichaud a délégué")
    page = colleague.open("/mes/delegations/")
    page.get_by_role("button", name="Mettre fin").click()
    page.get_by_role("dialog").get_by_role("button", name="Mettre fin").click()
    colleague.sees("La délégation est finie.")
    colleague.open("/mes/examen/")
    expect(colleague.page.locator("body")).not_to_contain_text("a délégué")
