"""The ways of a request from end to end, wide and on a phone: new, renewed, transferred, commented twice, and blind."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser import acts, passage
from tests.browser.desk import DIRECTOR, EDITOR, MINISTRY, SIGNER, STRANGER, Desk
from tests.browser.looks import SIZES
from tests.browser.passage import answer, forward, sound, status

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("size", SIZES)]


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
    answer(window, 7)
    passage.join(window, tmp_path, "plan", "report")
    passage.transmit(window)
    path = window.page.url
    assert number in desk(DIRECTOR, viewport=SIZES[size]).open("/mes/demandes/").locator("body").inner_text()
    stranger = desk(STRANGER, viewport=SIZES[size])
    for each in ("/mes/demandes/", f"/mes/demandes/?q={number}"):
        assert number not in stranger.open(each).locator("main table, main ul").all_inner_texts()
        assert stranger.page.get_by_role("link", name=number).count() == 0
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


def test_a_renewal_without_change_takes_over_everything_and_locks_it_but_the_dates(desk, size, tmp_path):
    window = desk(SIGNER, viewport=SIZES[size])
    *child, kept, _number, _id = window.site.ask(passage.RENEWABLE, acts.GALETS)
    earlier = json.loads(kept)["values"]
    expect(passage.search(window, *child).get_by_role("radio", name="Renouvellement sans changement")).to_be_checked()
    passage.choose(window, "Renouvellement sans changement")
    answer(window, 1)
    page = forward(window, 2)
    expect(page.locator("[data-field=incapacities] .m-readonly")).to_have_text(earlier["incapacities"])
    expect(page.locator("[data-field=incapacities]")).to_contain_text("Repris de la demande précédente")
    expect(page.get_by_role("textbox", name="Incapacités")).to_have_count(0)
    acts.answer(page, "attested_on", "2026-09-01")
    page = forward(window, 3)
    expect(page.locator("[data-field=means] .m-readonly")).to_have_text(earlier["means"])
    acts.answer(page, "plan_date", "2026-09-01")
    for number in (4, 5):
        expect(forward(window, number).locator("main textarea, main select, main [type=radio]")).to_have_count(0)
    forward(window, 6)
    answer(window, 6)
    forward(window, 7)
    acts.answer(page, "signed_guardian", "2026-11-02")
    expect(page.locator("[data-field=signed_professional]")).to_have_count(0)
    expect(page.get_by_role("navigation", name="Pages du formulaire").get_by_text("Complète")).to_have_count(7)
    passage.join(window, tmp_path, "plan")
    passage.transmit(window)


def test_a_transfer_shows_nothing_that_the_other_service_wrote_and_ends_its_request(desk, size, tmp_path):
    window = desk(SIGNER, viewport=SIZES[size])
    *child, kept, _number, earlier, _child = passage.move_in(window)
    texts = {each for each in json.loads(kept)["values"].values() if isinstance(each, str) and len(each) > 20}
    assert len(texts) > 3
    expect(passage.search(window, *child).get_by_role("radio", name="Transfert", exact=True)).to_be_checked()
    passage.choose(window, "Transfert")
    for number in range(1, 8):
        assert [each for each in texts if each in window.page.content()] == []
        if number == 6:
            window.sees("Accompagnement accordé par l’autre service")
        answer(window, number, **({"changes": "Un autre service."} if number == 5 else {}))
        if number < 7:
            forward(window, number + 1)
    passage.join(window, tmp_path, "plan", "report")
    passage.transmit(window)
    direction = desk(DIRECTOR, viewport=SIZES[size])
    direction.open(window.page.url)
    acts.fire(direction, "Déclarer conforme")
    acts.state_is(direction, "Conforme")
    sound(direction)
    ministry = desk(MINISTRY, viewport=SIZES[size])
    ministry.open(f"/mes/demandes/{earlier}")
    acts.state_is(ministry, "Terminée")
