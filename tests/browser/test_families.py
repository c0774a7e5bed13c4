"""The questions that towns ask of their families' pages, step by step as the clerks' manual answers them.

Each test bears the title of the question. All share one window, of the clerk of a town.
"""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from core.demo import page as pdf_page
from core.records import today
from tests.browser.desk import READER, Desk
from tests.browser.looks import violations
from tests.browser.site import ROOT, environment

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PLANT = f"""
from core.accounts.models import Membership, Role, User
from core.app import create_app
from core.database import connection
from core.organisations import Organisation
from plugins.families import NewChild, found_household
from datetime import date
with create_app().app_context(), connection():
    town = Organisation(kind="town", name="Rocheville", country="FR", currency="EUR", time_zone="Europe/Paris")
    town.save()
    role = Role(name="town_clerk_tested", label="Agente", staff=False, permissions=["core.dashboard", "core.export",
        *("families." + each for each in ("read", "edit", "archive", "health", "settings"))])
    role.save()
    clerk = User.get(User.email == {READER!r})
    Membership.delete().where(Membership.user == clerk).execute()
    Membership(user=clerk, role=role, organisation=town).save()
    clerk = User.get(User.email == {READER!r})
    home = {{"street": "4, rue des Tilleuls", "city": "Rocheville", "postal_code": "35500"}}
    for adult, child in (("Alix Lerouet", "Noé Lerouet"), ("Maëlle Prigent", "Lou Prigent"), ("Yann Tanguy", ""),
                         ("Soizic Cadiou", "Erwan Cadiou"), ("Malo Guillou", "")):
        first, last = adult.split()
        young = NewChild("mother", values={{"first_name": child.split()[0], "last_name": last,
                                            "birth_date": date(2019, 4, 2)}}) if child else None
        found_household(town, home | {{"name": "Foyer " + last}}, {{"first_name": first, "last_name": last}}, young,
                        clerk)
"""


@pytest.fixture(scope="module")
def clerk(browser, site):
    """The clerk of a town with five families, at her window."""
    made = subprocess.run([sys.executable, "-c", PLANT], env=environment(site.folder), cwd=ROOT, capture_output=True,
                          text=True)
    assert made.returncode == 0, made.stderr[-3000:]
    window = Desk(browser, site).sign_in(READER)
    yield window
    window.leave()


@pytest.fixture
def page(clerk) -> Page:
    """Her window, at the dashboard."""
    return clerk.open("/")


def menu(page: Page, name: str) -> None:
    """A link of the left banner."""
    with page.expect_navigation():
        page.get_by_role("navigation", name="Modules").get_by_role("link", name=re.compile(f"^{name}")).click()


def leave(page: Page, name: str | re.Pattern, role: str = "button") -> None:
    """Press what leads to another page."""
    with page.expect_navigation():
        page.get_by_role(role, name=name).first.click()


def sheet(page: Page, list_name: str, name: str) -> None:
    """Search a list, and open the sheet of somebody found."""
    menu(page, list_name)
    page.get_by_label("Rechercher dans la liste").fill(name)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    leave(page, name, "link")


def card(page: Page, name: str):
    """A card of a sheet, unfolded."""
    found = page.locator("details.m-sheet-card", has=page.get_by_role("heading", name=name, exact=True))
    if found.get_attribute("open") is None:
        found.locator("summary").click()
    return found


def fill(page: Page, **values: str) -> None:
    """Type in the fields of these names."""
    for name, value in values.items():
        page.locator(f"main [name={name}]").fill(value)


HOME = {"street": "12, quai Nord", "postal_code": "35500", "city": "Rocheville"}


def adult(page: Page, first: str, last: str) -> None:
    """The steps « Responsable » and « Coordonnées »."""
    fill(page, last_name=last, first_name=first)
    leave(page, "Suivant")
    fill(page, email=f"{last}@exemple.test".lower(), cell_phone="06 01 02 03 04")
    leave(page, "Suivant")


def test_comment_creer_un_foyer(page, clerk):
    menu(page, "Foyers")
    leave(page, "Créer un foyer", "link")
    adult(page, "Gaël", "Bozec")
    fill(page, first_name="Tilio", birth_date="2020-03-01")
    page.get_by_label("Lien de parenté").select_option("father")
    leave(page, "Suivant")
    page.reload()
    expect(page.get_by_label("Nom du foyer")).to_have_value("Foyer Bozec")
    page.go_back()
    expect(page.locator("[name=first_name]")).to_have_value("Tilio")
    page.go_forward()
    assert violations(page) == []
    fill(page, **HOME)
    leave(page, "Créer le foyer")
    clerk.sees("Le foyer est créé.")
    expect(card(page, "Responsables légaux")).to_contain_text("Gaël Bozec")
    expect(card(page, "Enfants")).to_contain_text("Tilio Bozec")
    expect(card(page, "Compte abonné").get_by_role("button", name="Copier le code")).to_be_visible()
    assert violations(page) == []


def test_comment_deplacer_un_responsable_dans_un_foyer_existant(page, clerk):
    sheet(page, "Responsables", "Prigent Maëlle")
    with page.expect_navigation():
        card(page, "Foyer").get_by_role("link", name="Changer de foyer").click()
    fill(page, q="tanguy")
    leave(page, "Rechercher")
    page.get_by_label(re.compile("^Foyer Tanguy")).check()
    assert violations(page) == []
    leave(page, "Déplacer")
    clerk.sees("1 enfant a suivi.")
    expect(card(page, "Foyer")).to_contain_text("Foyer Tanguy")
    with page.expect_navigation():
        card(page, "Mes enfants").get_by_role("link", name="Lou Prigent", exact=True).click()
    expect(card(page, "Mes responsables légaux")).to_contain_text("Foyer Tanguy")


def test_comment_renommer_un_foyer(page):
    sheet(page, "Foyers", "Foyer Guillou")
    leave(page, re.compile("^Renommer"), "link")
    fill(page, name="Foyer Guillou-Salaün")
    leave(page, "Enregistrer")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Foyer Guillou-Salaün")


def test_comment_creer_les_foyers_de_parents_separes(page):
    menu(page, "Foyers")
    leave(page, "Créer un foyer", "link")
    adult(page, "Loïc", "Gwernig")
    fill(page, q="noé lerouet")
    leave(page, "Rechercher")
    leave(page, "Choisir Noé Lerouet")
    page.get_by_label("Lien de parenté").select_option("father")
    leave(page, "Suivant")
    fill(page, **HOME)
    leave(page, "Créer le foyer")
    with page.expect_navigation():
        card(page, "Enfants").get_by_role("link", name="Noé Lerouet").click()
    both = card(page, "Mes responsables légaux")
    expect(both).to_contain_text("Foyer Lerouet")
    expect(both).to_contain_text("Foyer Gwernig")


def test_comment_ajouter_un_responsable(page, clerk):
    menu(page, "Responsables")
    leave(page, "Ajouter un responsable", "link")
    adult(page, "Katell", "Morvan")
    fill(page, q="tanguy")
    leave(page, "Rechercher")
    leave(page, "Choisir Foyer Tanguy")
    leave(page, "Ajouter le responsable")
    clerk.sees("Le responsable est ajouté.")
    expect(card(page, "Foyer")).to_contain_text("Foyer Tanguy")


def test_comment_archiver_un_responsable_puis_le_desarchiver(page, clerk):
    sheet(page, "Responsables", "Guillou Malo")
    leave(page, "Archiver…", "link")
    clerk.sees("Archiver aussi")
    assert violations(page) == []
    page.get_by_label(re.compile("Foyer Guillou")).uncheck()
    leave(page, "Archiver")
    clerk.sees("Cette fiche est aux archives")
    menu(page, "Responsables")
    expect(page.get_by_role("link", name="Guillou Malo")).to_have_count(0)
    page.locator("summary", has_text="Filtre").click()
    page.get_by_label("Adultes archivés").check()
    archives = page.get_by_role("group", name="Date des archives")
    archives.get_by_label("De").fill(today().isoformat())
    leave(page, "Appliquer")
    leave(page, "Guillou Malo", "link")
    expect(page.get_by_role("link", name="Modifier")).to_have_count(0)
    assert violations(page) == []
    leave(page, "Désarchiver…", "link")
    leave(page, "Désarchiver")
    expect(page.get_by_role("link", name="Modifier").first).to_be_visible()


def test_comment_mettre_a_jour_la_fiche_de_parents_qui_se_separent(page, clerk):
    sheet(page, "Responsables", "Cadiou Soizic")
    with page.expect_navigation():
        card(page, "Adresse").get_by_role("link", name="Déplacer dans un NOUVEAU foyer").click()
    fill(page, name="Foyer Soizic", **HOME)
    leave(page, "Créer le foyer et déplacer")
    clerk.sees("habite maintenant « Foyer Soizic »")
    expect(card(page, "Adresse")).to_contain_text("12, quai Nord")


def test_comment_ajouter_un_document_pour_un_responsable(page, clerk):
    sheet(page, "Responsables", "Lerouet Alix")
    with page.expect_navigation():
        card(page, "Documents").get_by_role("link", name="Ajouter un document").click()
    page.locator("[name=file]").set_input_files(
        {"name": "jugement.pdf", "mimeType": "application/pdf", "buffer": pdf_page("Jugement", ["Garde"])})
    fill(page, name="Jugement de garde", description="Du tribunal", available_from=today().isoformat())
    leave(page, "Ajouter le document")
    with page.expect_download():
        card(page, "Documents").get_by_role("link", name="Jugement de garde", exact=True).click()


def test_comment_ajouter_un_enfant(page, clerk):
    menu(page, "Enfants")
    leave(page, "Ajouter un enfant", "link")
    fill(page, last_name="Tanguy", first_name="Iwan", birth_date="2021-05-06")
    leave(page, "Suivant")
    fill(page, q="yann")
    leave(page, "Rechercher")
    leave(page, "Choisir Yann Tanguy")
    page.get_by_label("Lien de parenté").select_option("father")
    leave(page, "Enregistrer l’enfant")
    clerk.sees("L’enfant est enregistré.")
    expect(card(page, "Mes responsables légaux")).to_contain_text("Yann Tanguy")


def test_comment_archiver_un_enfant_puis_le_desarchiver(page, clerk):
    sheet(page, "Enfants", "Cadiou Erwan")
    leave(page, "Archiver…", "link")
    leave(page, "Archiver")
    clerk.sees("Cette fiche est aux archives")
    menu(page, "Enfants")
    page.locator("summary", has_text="Filtre").click()
    page.get_by_label("Enfants archivés").check()
    leave(page, "Appliquer")
    leave(page, "Cadiou Erwan", "link")
    leave(page, "Désarchiver…", "link")
    leave(page, "Désarchiver")
    expect(page.get_by_role("link", name="Modifier").first).to_be_visible()


def test_comment_imprimer_des_fiches_de_renseignements(page, clerk):
    menu(page, "Enfants")
    page.get_by_label("Rechercher dans la liste").fill("lerouet")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator(".m-pick").first.check()
    leave(page, "Fiches de renseignements")
    assert violations(page) == []
    page.get_by_label("Contacts d’urgence").uncheck()
    page.get_by_label("Enregistrer dans les fiches").check()
    with page.expect_download() as got:
        page.get_by_role("button", name="Générer les fiches en PDF").click()
    assert got.value.path().read_bytes().startswith(b"%PDF-")
    sheet(page, "Enfants", "Lerouet Noé")
    expect(card(page, "Mes documents")).to_contain_text("Fiche de renseignements")


def test_comment_creer_un_critere_et_ajouter_une_assurance(page, clerk):
    menu(page, "Critères")
    leave(page, re.compile("^Créer"), "link")
    fill(page, label="Quartier", values="Nord\nSud")
    leave(page, "Enregistrer")
    menu(page, "Assurances")
    leave(page, re.compile("^Créer"), "link")
    fill(page, label="Mutuelle des écoliers")
    leave(page, "Enregistrer")
    sheet(page, "Enfants", "Lerouet Noé")
    with page.expect_navigation():
        card(page, "Critères").get_by_role("link", name="Modifier les critères").click()
    page.get_by_label("Quartier").select_option("Sud")
    leave(page, "Enregistrer")
    expect(card(page, "Critères")).to_contain_text("Sud")
    with page.expect_navigation():
        card(page, "Assurances").get_by_role("link", name="Ajouter une assurance").click()
    page.locator("[name=insurance]").select_option("Mutuelle des écoliers")
    leave(page, "Enregistrer")
    expect(card(page, "Assurances")).to_contain_text("Mutuelle des écoliers")
