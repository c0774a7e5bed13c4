"""The procedures of a town's guide, step by step as it tells them, each under its title; tablets without a network."""

from __future__ import annotations

import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests.browser.desk import CLERK_OF_TOWN as CLERK, HEAD_OF_TOWN as HEAD, SCHOOL_OF_TOWN as SCHOOL, Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SERVICES = "Mes prestations et mes réservations en masse"
CHILD = """SELECT c.id, p.id, e.class_group_id FROM families_child c JOIN activities_participant p ON p.child_id = c.id
    JOIN activities_enrolment e ON e.participant_id = p.id WHERE c.first_name = ? AND c.last_name = 'Cavanne'"""
COMING = """SELECT b.day, s.label FROM activities_booking b JOIN activities_service s ON s.id = b.service_id
    WHERE b.participant_id = ? AND b.state = 'booked' AND b.day > ? AND s.label = 'Garderie du soir' ORDER BY b.day"""
UNKNOWN = """SELECT c.id, c.first_name, c.last_name FROM families_child c JOIN families_household h
    ON h.id = c.household_id JOIN core_organisation o ON o.id = h.organisation_id LEFT JOIN activities_participant p
    ON p.child_id = c.id WHERE o.kind = 'town' AND p.id IS NULL AND c.archived_at IS NULL ORDER BY c.id"""
YEAR = "SELECT starts_on, ends_on FROM activities_year WHERE state = 'current'"
LAST_DAY = """SELECT max(b.day) FROM activities_booking b JOIN activities_service s ON s.id = b.service_id
    WHERE b.day <= ? AND b.state = 'present' AND b.class_group_id = ? AND s.label = 'Restaurant scolaire'"""
GROUP = "SELECT c.id, c.name, o.name FROM activities_class c JOIN core_organisation o ON o.id = c.establishment_id"


@pytest.fixture(scope="module")
def example(site) -> SimpleNamespace:
    """The two siblings of the guide, by their numbers."""
    child, participant, group = site.ask(CHILD, "Clémence")
    return SimpleNamespace(child=child, participant=participant, group=group, guardian=site.ask(
        "SELECT guardian_id FROM families_guardianship WHERE child_id = ?", child)[0])


def card(desk: Desk, title: str):
    """A card of the page; one that is folded is unfolded first."""
    folded = desk.page.locator("details.m-card:not([open]) > summary", has_text=title)
    if folded.count():
        folded.click()
    return desk.page.locator(".m-card", has=desk.page.get_by_role("heading", name=title, exact=True))


def today() -> date:
    return date.today()  # noqa: DTZ011 - the day of the machine, as the server has it


def test_a_new_child_enters_a_class_and_is_given_services(desk, site):
    """« Comment inscrire un nouvel enfant dans sa classe ? », « Comment ouvrir les droits à une prestation ? »."""
    number, first, last = site.ask(UNKNOWN)
    clerk = desk(CLERK)
    clerk.leave_by(clerk.page.get_by_role("link", name=re.compile("^Enfants")))
    clerk.open(f"/familles/enfants/?q={first} {last}")
    clerk.leave_by(clerk.page.locator(f"a[href$='/familles/enfants/{number}']").first)
    clerk.leave_by(card(clerk, "Mon cursus, mes groupes").get_by_role("link", name="Inscrire dans une classe"))
    clerk.page.get_by_label("Établissement et classe").select_option(label="École des Tilleuls · CP")
    clerk.page.get_by_label("Date d’entrée").fill(site.ask(YEAR)[0])
    clerk.leave_by(clerk.page.get_by_role("button", name="Inscrire", exact=True))
    expect(card(clerk, "Mon cursus, mes groupes")).to_contain_text("École des Tilleuls")
    clerk.leave_by(card(clerk, SERVICES).get_by_role(
        "link", name="Inscrire à des prestations"))
    for name in ("Garderie du matin", "Restaurant scolaire"):
        clerk.page.get_by_role("checkbox", name=re.compile(name)).check()
    clerk.page.get_by_label("À partir du").fill(site.ask(YEAR)[0])
    clerk.leave_by(clerk.page.get_by_role("button", name="Ouvrir les droits"))
    expect(card(clerk, SERVICES)).to_contain_text("07:30–08:30")
    expect(card(clerk, "Mes réservations").locator(".m-week tbody tr")).to_have_count(2)  # visible at once (ACT-R16)


def test_bookings_of_a_stretch_by_typical_week_then_undone(desk, site, example):
    """« Comment enregistrer des réservations sur une période selon une semaine type ? »."""
    clerk, (_first, last) = desk(CLERK), site.ask(YEAR)
    clerk.open(f"/familles/enfants/{example.child}")
    services = card(clerk, SERVICES)
    clerk.leave_by(services.get_by_role("link", name="Réserver en masse Garderie du soir"))
    page = clerk.page
    for name in ("Lundi", "Jeudi", "Vendredi"):
        page.get_by_role("checkbox", name=name, exact=True).uncheck()
    page.get_by_role("radio", name=re.compile("^Remplacer")).check()
    page.get_by_role("radio", name="Une semaine sur deux, à partir d’une date").check()
    page.get_by_label("À partir de la semaine du").fill(last)
    clerk.leave_by(page.get_by_role("button", name="Voir les dates"))
    page.get_by_text("dates concernées").click()
    clerk.leave_by(page.get_by_role("button", name="Enregistrer les réservations"))
    clerk.sees("retirée")
    clerk.leave_by(page.get_by_role("link", name=re.compile("^Actes en masse")))
    clerk.leave_by(page.get_by_role("link", name=re.compile("Semaine type : Garderie du soir")).first)
    page.get_by_role("button", name="Annuler cet acte").click()
    clerk.leave_by(page.get_by_role("dialog").get_by_role("button", name="Annuler cet acte"))
    expect(page.locator(".m-chip", has_text="Annulé").first).to_be_visible()


def test_attendance_of_the_day(desk, site, example):
    """« Comment pointer les présences du jour ? »."""
    school, day = desk(SCHOOL), site.ask(LAST_DAY, today().isoformat(), example.group)[0]
    page = school.page
    school.leave_by(page.get_by_role("link", name="Présences", exact=True))
    page.get_by_label("À partir du").fill(day)
    page.get_by_label("Tri").select_option(label="Établissement")
    page.get_by_role("radio", name=re.compile("Restaurant scolaire")).check()
    page.get_by_role("checkbox", name="CP", exact=True).check()
    school.leave_by(page.get_by_role("button", name="Afficher"))
    cell = page.locator("button.m-cell.is-present").first
    who = cell.get_attribute("aria-label").rpartition(", ")[0]
    cell.click()
    expect(page.get_by_label(f"{who}, absent, justifié")).to_be_visible()
    expect(page.locator("[data-grid-voice]")).to_contain_text("absent, justifié")


def test_a_day_is_booked_from_the_sheet_of_the_guardian(desk, site, example):
    """« Comment ajouter des réservations pour un enfant ? »: a basket, then « Enregistrer », then green."""
    clerk = desk(CLERK)
    day, _label = site.ask(COMING, example.participant, (today() + timedelta(days=2)).isoformat())
    clerk.open(f"/familles/responsables/{example.guardian}?semaine={day}")
    card(clerk, "Mes réservations")
    cell = clerk.page.locator(
        f'[data-cell^="{example.participant}."][data-cell*="{day}"][aria-label*="Garderie du soir"]')
    cell.click()
    expect(cell).to_have_class(re.compile("is-free"))
    cell.click()
    expect(cell).to_have_class(re.compile("is-cart"))
    expect(clerk.page.locator("[data-grid-count]")).to_have_text("1 réservation à enregistrer")
    clerk.leave_by(clerk.page.get_by_role("button", name="Enregistrer", exact=True))
    clerk.sees("1 réservation enregistrée.")
    expect(cell).to_have_class(re.compile("is-booked"))


def test_the_grid_by_keyboard_alone(desk, example):
    """Arrows move, Home and End, « ? » tells why not and gives the focus back, Space books."""
    clerk = desk(CLERK)
    page = clerk.open(f"/presences/semaine/?classe={example.group}")
    cells = page.locator(".m-week tbody tr").first.locator("[data-cell]")
    cells.first.focus()
    page.keyboard.press("End")
    expect(cells.last).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".m-week tbody tr").nth(1).locator("[data-cell]").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(cells.first).to_be_focused()
    assert page.locator("[data-cell][tabindex='0']").count() == 1


def test_a_period_is_added_and_says_what_it_deletes(desk, site, example):
    """« Comment ajouter une période ? »."""
    head = desk(HEAD)
    day, _label = site.ask(COMING, example.participant, (today() + timedelta(days=20)).isoformat())
    page = head.page
    head.leave_by(page.get_by_role("link", name=re.compile("^Périodes")))
    head.leave_by(page.get_by_role("link", name="Ajouter une période"))
    page.get_by_label("Libellé").fill("Journée pédagogique")
    page.get_by_label("Premier jour").fill(day)
    page.get_by_label("Dernier jour").fill(day)
    page.locator("summary", has_text="Garderie du soir").click()
    page.get_by_role("group", name="Garderie du soir, École des Tilleuls").get_by_role(
        "checkbox", name="École des Tilleuls").check()
    head.leave_by(page.get_by_role("button", name="Enregistrer la période"))
    expect(card(head, "Ce que cette période supprime")).to_contain_text("École des Tilleuls · CP")
    head.leave_by(page.get_by_role("button", name="Confirmer la période et supprimer"))
    head.sees("réservations supprimées.")
    head.open(f"/presences/semaine/?classe={example.group}&semaine={day}")
    expect(page.locator(f'.is-holiday[data-cell*="{day}"]').first).to_be_visible()


def test_the_periods_of_the_official_calendar_are_created_then_linked(desk):
    """« Comment créer toutes les périodes scolaires de l'année (…) ? », then « Lier des prestations et groupes »."""
    head = desk(HEAD)
    page = head.open("/activites/periodes/")
    head.leave_by(page.get_by_role("link", name="Calendrier officiel"))
    page.get_by_role("radio", name="Zone C").check()
    head.leave_by(page.get_by_role("button", name="Afficher les périodes"))
    page.get_by_role("checkbox", name="Toutes").check()
    head.leave_by(page.get_by_role("button", name="Créer"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Périodes sans prestations")
    head.leave_by(page.get_by_role("link", name=re.compile("^Vacances")).first)
    head.leave_by(page.get_by_role("link", name="Modifier, lier des prestations"))
    page.locator("summary", has_text="Atelier théâtre").click()
    page.locator("details[open] [data-ticks]").first.check()
    head.leave_by(page.get_by_role("button", name=re.compile("Enregistrer la période")))
    if page.get_by_role("button", name="Confirmer la période et supprimer").count():
        head.leave_by(page.get_by_role("button", name="Confirmer la période et supprimer"))
    head.sees("est enregistrée.")
    head.leave_by(page.get_by_role("link", name="Périodes", exact=True).last)
    head.leave_by(page.get_by_role("link", name="Voir en calendrier"))
    expect(page.locator(".fc-daygrid, .fc-list").first).to_be_visible()


def test_an_adult_is_registered_for_meals(desk, site):
    """« Comment inscrire un adulte à un repas ? »."""
    number = site.ask("""SELECT g.id FROM families_guardian g JOIN families_household h ON h.id = g.household_id
        JOIN core_organisation o ON o.id = h.organisation_id WHERE o.kind = 'town' AND NOT g.registrations_open
        AND g.archived_at IS NULL ORDER BY g.id""")[0]
    clerk = desk(CLERK)
    page = clerk.open(f"/familles/responsables/{number}")
    clerk.leave_by(card(clerk, "Accès aux inscriptions").get_by_role("button"))
    clerk.leave_by(card(clerk, "Mon cursus, mes groupes").get_by_role("link", name="Inscrire dans une classe"))
    page.get_by_label("Établissement et classe").select_option(label="Restaurant des adultes · Adultes")
    page.get_by_label("Date d’entrée").fill(site.ask(YEAR)[0])
    clerk.leave_by(page.get_by_role("button", name="Inscrire", exact=True))
    clerk.leave_by(card(clerk, SERVICES).get_by_role("link", name="Inscrire à des prestations"))
    page.get_by_role("checkbox", name=re.compile("Repas adulte")).check()
    clerk.leave_by(page.get_by_role("button", name="Ouvrir les droits"))
    expect(card(clerk, "Mes réservations")).to_contain_text("Repas adulte")


def test_a_cut_network_loses_no_mark_and_a_conflict_is_chosen(desk, site, example):
    """Two tablets, one without network: its marks wait, also after a reload, then leave; both versions are shown."""
    day = site.ask(LAST_DAY, today().isoformat(), example.group)[0]
    service = site.ask("SELECT id FROM activities_service WHERE label = 'Restaurant scolaire'")[0]
    url = f"/presences/tablette/?classe={example.group}&prestation={service}&jour={day}"
    lost, other = desk(SCHOOL), desk(CLERK)
    for each in (lost, other):
        each.open(url)
    expect(lost.page.locator("[data-tablet][data-kept=yes]")).to_be_attached()
    people = lost.page.locator("[data-person][data-state=present]")
    first, second = (people.nth(rank).get_attribute("data-person") for rank in (0, 1))
    lost.context.set_offline(True)
    for who in (first, second):
        press(lost, who, "Absent", exact=True)
    expect(lost.page.locator("[data-network]")).to_contain_text("Hors ligne. Pointages gardés dans cet appareil : 2.")
    lost.page.reload()
    expect(lost.page.locator("[data-network]")).to_contain_text("Pointages gardés dans cet appareil : 2.")
    press(other, first, "Absent, justifié")
    expect(other.page.locator("[data-network]")).to_contain_text("tout est envoyé")
    lost.context.set_offline(False)
    both = lost.page.locator(f'[data-person="{first}"] [data-both]')
    expect(both).to_contain_text("Colette Marchand")
    expect(lost.page.locator(f'[data-person="{second}"]')).to_have_attribute("data-state", "absent")
    both.get_by_role("button", name="Garder le mien").click()
    expect(lost.page.locator("[data-network]")).to_contain_text("tout est envoyé")
    marked = "SELECT state FROM activities_booking WHERE participant_id = ? AND day = ? AND service_id = ?"
    assert [site.ask(marked, who, day, service)[0] for who in (first, second)] == ["absent", "absent"]
    lost.wrong = [each for each in lost.wrong if "ERR_INTERNET_DISCONNECTED" not in each]


def press(desk: Desk, who: str, name: str, **how) -> None:
    """Mark somebody on a tablet."""
    desk.page.locator(f'[data-person="{who}"]').get_by_role("button", name=name, **how).click()
