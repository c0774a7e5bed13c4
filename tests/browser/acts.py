"""What people do to a request, in the words of its pages."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from core.records import today
from plugins.mes.years import ReferenceYear
from tests.browser.desk import Desk
from tests.browser.papers import write
from tests.browser.site import Site

GALETS = "30002000"
CHILD = """
SELECT child.last_name, child.first_name, child.birth_date, place.name, place.code
FROM families_child child
JOIN families_placement placement ON placement.child_id = child.id
JOIN core_organisation place ON place.id = placement.installation_id
JOIN core_organisation division ON division.id = place.parent_id
WHERE division.code = ? AND placement.allowance_from <= date('now') AND placement.allowance_until IS NULL
  AND placement.ends_on IS NULL AND child.birth_date > date('now', '-50 months')
  AND NOT EXISTS (SELECT 1 FROM mes_request request WHERE request.child_id = child.id)
ORDER BY child.id LIMIT 1 OFFSET ?"""
SLOTS = {"plan": "Plan d’intégration", "report": "Rapport d’un professionnel de la santé",
         "signatures": "Signatures MES"}
YEAR = ReferenceYear.of(today())
FROM, UNTIL = date(YEAR.start, 12, 1), YEAR.last_day
"""The period of support, in the reference year in which the demonstration lives."""
DAYS = str(YEAR.weekdays(FROM))
"""The planned days of that period, five days a week."""
DONE = (today() - timedelta(days=20)).isoformat()
"""A day that has come: papers are attested and signed by then."""
FORM = {
    1: {"contact": "Annick Leblanc"},
    2: {"deficiency": ["motor"], "incapacities": "Ne marche pas seule.", "attestation": "professional",
        "professional": "Ana Roy, ergothérapeute", "attested_on": DONE},
    3: {"plan_date": DONE, "means": "Coin calme.", "allowance_use": "Chaise adaptée."},
    4: {"need_welcome": "Séparation longue.", "frequency_welcome": "daily", "help_welcome": "Routine en images.",
        "risk": "False"},
    5: {"partners": "CLSC", "intervention_plan": "begun"},
    6: {"hours_per_day": "4,5", "days_per_week": "5", "support_from": FROM.isoformat(),
        "support_until": UNTIL.isoformat()},
    7: {"signed_guardian": DONE, "signed_professional": DONE},
}
"""The answers of a whole form, page by page."""


def free_child(site: Site, rank: int) -> tuple:
    """A child of the service with the allowance and no request yet: names, birth date, installation and its number."""
    return site.ask(CHILD, GALETS, rank)


def look_for(desk: Desk, last_name: str, first_name: str, born: str) -> None:
    """Search a child by names and birth date."""
    page = desk.page
    page.get_by_label("Nom de famille de l’enfant").fill(last_name)
    page.get_by_label("Prénom").fill(first_name)
    page.get_by_label("Date de naissance").fill(born)
    desk.leave_by(page.get_by_role("button", name="Rechercher"))


def create(desk: Desk, rank: int) -> str:
    """Create a draft for a child; its number."""
    last_name, first_name, born, place, code = free_child(desk.site, rank)
    page = desk.open("/mes/creer/")
    look_for(desk, last_name, first_name, born)
    page.get_by_role("link", name=f"Choisir {first_name} {last_name}").click()
    expect(page.locator("li", has_text=f"{place} ({code})")).to_contain_text("Choisie")
    page.get_by_role("radio", name="Nouvelle", exact=True).check()
    desk.leave_by(page.get_by_role("button", name="Suivant", exact=True))
    return re.search(r"\d{4}-\d\d-\d{3}", page.get_by_role("heading", level=1).inner_text()).group()


def fill(desk: Desk, number: str, form: dict | None = None) -> None:
    """Fill these pages of the form of a request, then come back to its page."""
    path = f"/mes/demandes/{desk.site.ask('SELECT id FROM mes_request WHERE number = ?', number)[0]}"
    for rank, answers in (form or FORM).items():
        page = desk.open(f"{path}/formulaire/{rank}")
        for name, value in answers.items():
            answer(page, name, value)
        page.get_by_role("button", name="Quitter, tout est enregistré").click()
        desk.sees("Ce que vous pouvez faire")


def answer(page: Page, name: str, value: str | list[str]) -> None:
    """Give an answer, whatever its control is."""
    control = page.locator(f"[data-field={name}] [name={name}]")
    if control.first.get_attribute("type") in ("radio", "checkbox"):
        for each in [value] if isinstance(value, str) else value:
            page.locator(f"[data-field={name}] [value={each}]").check()
    elif control.evaluate("each => each.tagName") == "SELECT":
        control.select_option(value)
    else:
        control.fill(value)


def printed(desk: Desk, content: str, folder: Path) -> Path:
    """Ask for a printout from the request's page; the file that the browser saved. Then the request's page again."""
    desk.page.get_by_role("link", name="Imprimer", exact=True).click()
    desk.page.get_by_role("radio", name=content, exact=True).check()
    with desk.page.expect_download() as download:
        desk.page.get_by_role("button", name="Obtenir le document").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    desk.page.get_by_role("link", name="Retour à la demande").click()
    return path


def attach(desk: Desk, slot: str, file: Path) -> None:
    """Attach a file as a document of this nature, from the request's page."""
    desk.page.get_by_role("link", name="Joindre un document", exact=True).click()
    desk.page.get_by_label("Nature du document").select_option(label=SLOTS[slot])
    desk.page.get_by_label("Fichier PDF").set_input_files(file)
    desk.page.get_by_role("button", name="Joindre", exact=True).click()


def attach_all(desk: Desk, folder: Path) -> None:
    """Attach the mandatory documents; the signatures page is the printed one."""
    for slot in SLOTS:
        attach(desk, slot, write(folder, slot))
        desk.sees("est joint.")


def sign(desk: Desk) -> None:
    """Sign from the request's page; the password was given too long ago and is asked."""
    desk.site.let_passwords_grow_old()
    desk.leave_by(desk.page.get_by_role("link", name="Signer", exact=True).first)
    expect(desk.page).to_have_url(re.compile("/verify"))
    desk.give_password("Confirmer")
    desk.page.get_by_label("Fonction").fill("Directrice générale")
    desk.page.get_by_role("button", name="Signer", exact=True).click()
    desk.sees("La demande est signée. Il reste à la transmettre.")


def fire(desk: Desk, verb: str) -> None:
    """Press a transition of the request's page, and say yes where it asks."""
    desk.page.get_by_role("button", name=verb, exact=True).click()
    asked = desk.page.get_by_role("dialog")
    if asked.is_visible():
        asked.get_by_role("button", name=verb, exact=True).click()


def state_is(desk: Desk, word: str) -> None:
    """The chip beside the heading says so."""
    expect(desk.page.locator(".m-title-line .m-chip").first).to_have_text(word)
