"""A draft is opened, edited, completed, signed and transmitted without a mouse, the focus visible at every stop."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.desk import CLERK, SIGNER
from tests.browser.keys import Keys
from tests.browser.papers import write

pytestmark = [pytest.mark.browser, pytest.mark.slow]
UNSIGNED = "-11-051"
DRAFT = "SELECT id FROM agreements_agreement WHERE state = 'draft' AND copied_from_id IS NULL ORDER BY id"


def test_the_whole_task_by_keyboard_alone(desk, site, tmp_path):
    window = desk()
    keys = Keys(window.open("/login"))
    sign_in(keys, site.password)
    keys.leave_by(re.compile("Demandes brouillons"))
    keys.to_content()
    keys.leave_by(site.number_of(UNSIGNED))
    why_not(keys)
    edit(keys)
    attach(keys, write(tmp_path, "rapport"))
    sign(keys, site)
    transmit(keys)
    acts.state_is(window, "Transmis")
    assert keys.steps > 60


def sign_in(keys: Keys, password: str) -> None:
    """The address has the focus when the page opens."""
    keys.stands_on("Adresse courriel")
    keys.page.keyboard.type(SIGNER)
    keys.write("Mot de passe", password)
    keys.leave_by("Continuer")


def why_not(keys: Keys) -> None:
    """« Pourquoi pas ? » opens below its line, and Escape closes it and gives the focus back."""
    keys.to_content()
    keys.to("Transmettre, indisponible")
    keys.activate("Pourquoi pas ?")
    panel = keys.page.locator(".m-obstacles:visible")
    assert "La signature électronique manque." in panel.inner_text()
    keys.to("Signer")
    keys.press("Escape")
    keys.stands_on("Pourquoi pas ?")
    expect(panel).to_be_hidden()


def edit(keys: Keys) -> None:
    """Two fields of the sixth page of the form, reached by its strip, and a page that « Suivant » leads to."""
    keys.page.reload()
    keys.to_content()
    keys.leave_by("Modifier la demande")
    keys.to_content()
    keys.leave_by(re.compile("^6 "))
    keys.to_content()
    keys.write("Fréquentation prévue", "204")
    keys.write("Raison du nombre de jours", "Le calendrier de l’installation.")
    keys.leave_by("Suivant")
    assert "7. Signatures" in keys.page.locator("main").inner_text()
    keys.leave_by("Quitter, tout est enregistré")
    assert "204 j" in keys.page.locator("main").inner_text().replace("\xa0", " ")


def attach(keys: Keys, file) -> None:
    """A document, its nature chosen with the arrows."""
    keys.to_content()
    keys.leave_by("Joindre un document")
    keys.to_content()
    keys.to("Nature du document")
    keys.page.keyboard.type("Rapport")
    with keys.page.expect_file_chooser() as chosen:
        keys.to("Fichier PDF")
        keys.press("Space")
    chosen.value.set_files(file)
    keys.leave_by("Joindre")
    expect(keys.page.locator("main")).to_contain_text(re.compile(r"«\srapport\.pdf\s» \(\d+\so\) est joint\."))


def sign(keys: Keys, site) -> None:
    """The password again, then the function, then the signature."""
    site.let_passwords_grow_old()
    keys.to_content()
    keys.leave_by("Signer")
    keys.stands_on("Mot de passe")
    keys.page.keyboard.type(site.password)
    keys.leave_by("Confirmer")
    keys.to_content()
    keys.write("Fonction", "Directrice générale")
    keys.leave_by("Signer")


def transmit(keys: Keys) -> None:
    """The question keeps the focus inside until it is answered; refused once, it gives the focus back."""
    keys.to_content()
    keys.activate("Transmettre")
    keys.to("Annuler")
    keys.press("Enter")
    keys.stands_on("Transmettre")
    keys.press("Enter")
    keys.leave_by("Transmettre")


def test_the_schedule_is_filled_by_keyboard(desk, site):
    window = desk(CLERK)
    keys = Keys(window.open(f"/ententes/{site.ask(DRAFT)[0]}"))
    keys.to_content()
    keys.leave_by("Modifier l’horaire")
    keys.to_content()
    tick(keys, "AM, samedi")
    keys.write("Arrivée, samedi", "8:00")
    keys.write("Départ, samedi", "11:30")
    keys.leave_by("Sur deux semaines")
    box = keys.page.get_by_role("checkbox", name="AM, samedi")
    expect(box).to_have_count(2)
    expect(box.first).to_be_checked()
    expect(box.last).not_to_be_checked()
    keys.to_content()
    keys.leave_by("Enregistrer l’horaire")
    window.sees("L’horaire est enregistré.")
    expect(keys.page.get_by_role("row", name="samedi AM 08:00 – 11:30")).to_have_count(1)


def tick(keys: Keys, name: str) -> None:
    """Go to a box and tick it."""
    keys.to(name)
    keys.press("Space")
    expect(keys.page.get_by_role("checkbox", name=name)).to_be_checked()
