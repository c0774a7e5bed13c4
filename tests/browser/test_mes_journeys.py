"""The ways of a request from end to end, wide and on a phone: new, whatever interrupts, and commented twice."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser import acts, passage
from tests.browser.desk import DIRECTOR, EDITOR, SIGNER, STRANGER, Desk
from tests.browser.keys import Keys
from tests.browser.looks import SIZES
from tests.browser.passage import answer, at, forward, sound, status

pytestmark = [pytest.mark.browser, pytest.mark.slow]


SENT = {"wide": "-11-038", "phone": "-11-041"}
REMARKS = {"Incapacités": "Dites aussi s’il parle.", "Jours par semaine": "L’entente prévoit 4 jours."}


@at("phone")
def test_a_new_request_goes_from_search_to_transmission_whatever_interrupts(desk, size, tmp_path):
    window = desk(SIGNER, viewport=SIZES[size])
    passage.search(window, *acts.free_child(window.site, 0)[:3])
    number = passage.choose(window, "Nouvelle")
    answer(window, 1)
    forward(window, 2)
    written_by_two(window, desk(EDITOR, viewport=SIZES[size]))
    forward(window, 3)
    answer(window, 3)
    forward(window, 4)
    without_network(window)
    forward(window, 5)
    signed_out(window)
    forward(window, 6)
    answer(window, 6)
    forward(window, 7)
    passage.date_all(window)
    passage.join(window, tmp_path, "plan", "report")
    passage.transmit(window)
    path = window.page.url
    assert number in desk(DIRECTOR, viewport=SIZES[size]).open("/mes/demandes/").locator("body").inner_text()
    stranger = desk(STRANGER, viewport=SIZES[size])
    for each in ("/mes/demandes/", f"/mes/demandes/?q={number}"):
        assert stranger.open(each).get_by_role("link", name=number).count() == 0
    assert number not in stranger.open("/avis").locator("body").inner_text()
    stranger.open(path, 404)


def written_by_two(mine: Desk, theirs: Desk) -> None:
    """Page 2: somebody else answers the same field first; both values are shown, and one is chosen."""
    theirs.open(mine.page.url)
    acts.answer(theirs.page, "incapacities", "Écrit par Annick.")
    theirs.page.keyboard.press("Tab")
    status(theirs)
    answer(mine, 2)
    both = mine.page.locator("[data-field=incapacities] [data-conflict]")
    expect(both).to_contain_text("Vous avez écrit « Ne marche pas seule. »")
    expect(both).to_contain_text("Annick Leblanc a écrit « Écrit par Annick. »")
    sound(mine)
    both.get_by_role("button", name="Garder ma valeur").click()
    status(mine)
    sound(theirs)


def without_network(desk: Desk) -> None:
    """Page 4: what is typed without network stays, and is sent when the network is back."""
    desk.context.set_offline(True)
    answer(desk, 4)
    status(desk, "Hors ligne, 4 champs en attente")
    desk.page.get_by_role("button", name="Suivant", exact=True).click()
    expect(desk.page.locator("#champ-need_welcome")).to_have_value("Séparation longue.")
    desk.context.set_offline(False)
    status(desk)
    desk.page.reload()
    expect(desk.page.locator("#champ-need_welcome")).to_have_value("Séparation longue.")
    expect(desk.page.locator("#champ-frequency_welcome")).to_have_value("daily")


def signed_out(desk: Desk) -> None:
    """Page 5: the session ended meanwhile; one signs in again, and what was typed is there and is sent."""
    desk.site.let_sessions_expire()
    answer(desk, 5)
    status(desk, "Séance expirée : reconnectez-vous, rien n’est perdu")
    desk.page.get_by_role("button", name="Suivant", exact=True).click()
    desk.page.get_by_label("Adresse courriel").fill(SIGNER)
    desk.give_password("Continuer")
    expect(desk.page).to_have_url(re.compile("/formulaire/5$"))
    expect(desk.page.locator("#champ-partners")).to_have_value("CLSC")
    status(desk)


@at("wide")
def test_comments_of_two_rounds_are_corrected_by_keyboard_then_the_child_leaves(desk, size):
    window, direction = (desk(each, viewport=SIZES[size]) for each in (SIGNER, DIRECTOR))
    number = window.site.number_of(SENT[size])
    direction.open(f"/mes/demandes/{window.site.id_of(SENT[size])}")
    for anchor, text in REMARKS.items():
        comment(direction, anchor, text)
    returned(direction)
    keys = follow(window, number)
    correct(keys, "Incapacités", "Ne marche pas et ne parle pas.", "1/2 commentaires corrigés")
    keys.press("Alt+PageDown")
    correct(keys, "Jours par semaine", "4", "2/2 commentaires corrigés")
    transmitted_again(window, keys)
    direction.page.reload()
    direction.page.get_by_text("Rouvrir ce commentaire").first.click()
    direction.page.get_by_label("Ce qui manque encore").first.fill("Et la motricité fine ?")
    direction.page.get_by_role("button", name="Rouvrir", exact=True).first.click()
    returned(direction)
    keys = follow(window, number)
    window.sees("Rouvert : déjà écrit au tour 1.")
    correct(keys, "Incapacités", "Ne marche pas, ne parle pas, ne tient rien.", "1/1 commentaire corrigé")
    transmitted_again(window, keys)
    direction.page.reload()
    acts.fire(direction, "Déclarer conforme")
    acts.state_is(direction, "Conforme")
    left(window)


def comment(desk: Desk, anchor: str, text: str) -> None:
    """The direction writes a comment on a field."""
    desk.page.get_by_role("combobox", name="Sur", exact=True).select_option(label=anchor)
    desk.page.get_by_role("textbox", name="Commentaire", exact=True).fill(text)
    desk.page.get_by_role("button", name="Ajouter le commentaire").click()
    desk.sees(text)


def returned(desk: Desk) -> None:
    """The direction sends the request back."""
    sound(desk)
    acts.fire(desk, "Renvoyer avec commentaires")
    acts.state_is(desk, "Commentaires")
    sound(desk)


def follow(desk: Desk, number: str) -> Keys:
    """From the notice to the request, and by « Suivant » to the first comment, whose field has the focus."""
    keys = Keys(desk.open("/avis"))
    keys.to_content()
    keys.leave_by(f"La demande {number} vous revient avec des commentaires.")
    sound(desk)
    keys.to_content()
    keys.leave_by("Suivant")
    return keys


def correct(keys: Keys, field: str, text: str, count: str) -> None:
    """The field has the focus: type over it, go to its comment, tick it."""
    expect(keys.page.get_by_role("textbox", name=field, exact=True)).to_be_focused()
    keys.stands_on(field)
    keys.press("ControlOrMeta+a")
    keys.page.keyboard.type(text)
    keys.to("Corrigé")
    keys.press("Space")
    expect(keys.page.locator("[data-comment-count]")).to_have_text(count)


def transmitted_again(desk: Desk, keys: Keys) -> None:
    """Leave the form, sign with the password again, and transmit, all by keyboard."""
    sound(desk)
    keys.leave_by("Quitter, tout est enregistré")
    desk.site.let_passwords_grow_old()
    keys.to_content()
    keys.leave_by("Signer")
    keys.stands_on("Mot de passe")
    keys.page.keyboard.type(desk.site.password)
    keys.leave_by("Confirmer")
    sound(desk)
    keys.to_content()
    keys.write("Fonction", "Directrice générale")
    keys.leave_by("Signer")
    keys.to_content()
    keys.activate("Transmettre de nouveau")
    keys.leave_by("Transmettre de nouveau")
    acts.state_is(desk, "Transmis")


def left(desk: Desk) -> None:
    """The notice of a departure leads to a page where the day stands; the request is over."""
    page = desk.open(f"{desk.page.url.split('?')[0].split('#')[0]}/depart?jour={date.today().isoformat()}")
    expect(page.get_by_label("Date du départ")).to_have_value(date.today().isoformat())
    page.get_by_label("Raison").fill("Déménagement.")
    sound(desk).get_by_role("button", name="Fermer la demande").click()
    acts.state_is(desk, "Terminée")
    sound(desk)
