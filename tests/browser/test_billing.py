"""The guide's procedures on who pays, step by step as it tells them, each under its title."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from core.records import today
from tests.browser.desk import CLERK_OF_TOWN, Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
APART = """SELECT g.id, g.first_name || ' ' || g.last_name, o.id, o.first_name || ' ' || o.last_name
    FROM billing_rule r JOIN families_guardian g ON g.id = r.payer_id
    JOIN families_guardianship s ON s.guardian_id = g.id
    JOIN families_guardianship t ON t.child_id = s.child_id AND t.guardian_id <> g.id
    JOIN families_guardian o ON o.id = t.guardian_id
    WHERE r.criterion LIKE '%"none"%' AND o.household_id <> g.household_id
    GROUP BY g.id ORDER BY g.id LIMIT 1 OFFSET ?"""
TITLE = "Règles de facturation"


def family(site, rank: int) -> SimpleNamespace:
    """Parents who live apart, and of whom one alone pays: each test has its own."""
    return SimpleNamespace(**dict(zip(("payer", "name", "other", "other_name"), site.ask(APART, rank), strict=True)))


def card(desk: Desk, guardian: int):
    """The card of an adult's sheet, unfolded."""
    desk.open(f"/familles/responsables/{guardian}")
    desk.page.locator("details.m-card > summary", has_text=TITLE).click()
    return opened(desk)


def opened(desk: Desk):
    """The card, where one came back to it."""
    return desk.page.locator(".m-card", has=desk.page.get_by_role("heading", name=TITLE, exact=True))


def test_how_to_add_and_delete_billing_rules(desk, site):
    """« Comment ajouter / supprimer des règles de facturation ? »"""
    clerk, who = desk(CLERK_OF_TOWN), family(site, 0)
    page = clerk.page
    clerk.leave_by(card(clerk, who.payer).get_by_role("link", name=re.compile("^Supprimer")))
    page.get_by_role("radio", name="Supprimer la règle").check()
    expect(page.get_by_label("Dernier jour de la règle")).to_be_hidden()
    clerk.leave_by(page.get_by_role("button", name="Valider"))
    clerk.sees("La règle est supprimée.")
    clerk.sees("Personne ne paie pour")
    clerk.leave_by(card(clerk, who.payer).get_by_role("link", name="Ajouter une règle"))
    page.get_by_role("radio", name="Liste de semaines").check()
    for box in page.get_by_role("checkbox", name=re.compile("^Semaine")).all()[:2]:
        box.check()
    clerk.leave_by(page.get_by_role("button", name="Suivant"))
    clerk.sees("2 semaines concernées")
    clerk.leave_by(page.get_by_role("button", name="Créer la règle"))
    expect(opened(clerk)).to_contain_text(re.compile("semaines [0-9]+, [0-9]+"))


def test_how_to_transfer_a_rule_to_another_guardian_and_add_a_co_payer(desk, site):
    """« Comment transférer une règle … ? », « Comment ajouter un tiers solidaire … ? »"""
    clerk, who = desk(CLERK_OF_TOWN), family(site, 1)
    page = clerk.page
    clerk.leave_by(card(clerk, who.payer).get_by_role("link", name=re.compile("^Transférer")))
    page.get_by_label("Tiers solidaire").select_option(label=who.other_name)
    clerk.leave_by(page.get_by_role("button", name="Enregistrer"))
    clerk.sees(f"{who.other_name} est tiers solidaire.")
    expect(opened(clerk)).to_contain_text(who.other_name)
    clerk.leave_by(card(clerk, who.payer).get_by_role("link", name=re.compile("^Transférer")))
    page.get_by_label("Transférer la règle sur").select_option(label=who.other_name)
    page.get_by_label("Tiers solidaire").select_option(label="Aucun")
    clerk.leave_by(page.get_by_role("button", name="Enregistrer"))
    clerk.sees(f"La règle est transférée sur {who.other_name}.")
    expect(card(clerk, who.other)).to_contain_text("toutes les semaines")


def test_how_to_adapt_billing_for_a_family_newly_separated(desk, site):
    """« Comment adapter la facturation d’une famille nouvellement séparée ? »"""
    clerk, who = desk(CLERK_OF_TOWN), family(site, 1)
    page, last = clerk.page, today() + timedelta(days=7)
    clerk.leave_by(card(clerk, who.payer).get_by_role("link", name="Adapter à une séparation"))
    page.get_by_label("Dernier jour des règles actuelles").fill(last.isoformat())
    page.get_by_role("radio", name=re.compile("semaines paires$")).check()
    page.get_by_label("Parent qui paie toutes les autres").select_option(label=who.other_name)
    clerk.leave_by(page.get_by_role("button", name="Voir qui paierait"))
    clerk.sees("Chaque jour de la répartition a exactement un payeur.")
    expect(page.locator(".m-cells-legend li")).to_have_text(
        [re.compile(re.escape(who.name)), re.compile(re.escape(who.other_name))])
    expect(page.locator(".m-payer.is-nobody")).to_have_count(0)
    clerk.leave_by(page.get_by_role("button", name="Confirmer la répartition"))
    expect(opened(clerk)).to_contain_text("semaines paires")
    expect(card(clerk, who.other)).to_contain_text("semaines impaires")
