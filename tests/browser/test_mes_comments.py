"""The bar of the comments across the pages by keyboard, boxes that save by themselves, and two directors at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.desk import DIRECTOR, EDITOR, MINISTRY, SIGNER, Desk
from tests.browser.keys import Keys

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HALF = "-11-026"
"""The guide's request that came back: « Jours par semaine » is corrected, « Service de garde » is not."""
SUBMITTED, TWICE, LAST = "-11-038", "-11-028", "-11-014"
SERVICE, DAYS = "Commentaire 1 sur 2", "Commentaire 2 sur 2"


def at(desk: Desk, ending: str, page: str) -> Page:
    """A page of the wizard of this request, or the request's own."""
    return desk.open(f"/mes/demandes/{desk.site.id_of(ending)}/{page}".rstrip("/"))


def stands_on(page: Page, path: str, focus: str, said: str) -> None:
    """The page, what has the focus, and what was announced."""
    expect(page).to_have_url(re.compile(rf"/{path}\?commentaire=\d+#commentaire-\d+$"))
    expect(page.locator("[data-comment-where]")).to_contain_text(said)
    expect(page.locator(focus)).to_be_focused()


def box(page: Page, title: str):
    """A comment's box."""
    return page.get_by_role("article", name=title)


def test_mes_r68_the_bar_by_keyboard_goes_round_across_pages_and_says_where_one_is(desk):
    page = at(desk(EDITOR), HALF, "formulaire/3")
    keys = Keys(page)
    keys.to_content()
    keys.leave_by("Suivant")
    stands_on(page, "formulaire/6", "#champ-days_per_week", f"{DAYS}, corrigé · page 6, Jours par semaine")
    keys.here()
    keys.press("Alt+PageDown")
    stands_on(page, "formulaire/1", "[data-comment]", f"{SERVICE}, à corriger · page 1, Service de garde")
    keys.here()
    keys.press("Alt+PageUp")
    stands_on(page, "formulaire/6", "#champ-days_per_week", DAYS)
    described = page.locator("#champ-days_per_week").get_attribute("aria-describedby")
    assert "jours" in page.locator(f"#{described.split()[-1]}").inner_text()


@pytest.mark.parametrize("place", ["formulaire/7", "pieces", "verification", ""])
def test_mes_r68_the_bar_leads_from_every_page_to_the_first_comment(desk, place):
    page = at(desk(EDITOR), HALF, place)
    page.locator("[data-comment-next]").click()
    stands_on(page, "formulaire/1", "[data-comment]", SERVICE)


def test_mes_r68_without_scripts_the_links_lead_from_box_to_box(desk):
    page = at(desk(EDITOR, java_script_enabled=False), HALF, "formulaire/1")
    for path in ("formulaire/1", "formulaire/6", "formulaire/1"):
        page.get_by_role("link", name="Suivant").first.click()
        expect(page).to_have_url(re.compile(rf"/{path}\?commentaire=(\d+)#commentaire-\1$"))
        number = page.url.rpartition("-")[2]
        expect(page.locator(f"#commentaire-{number} .m-comment-body")).to_be_visible()


def test_the_box_keeps_reply_and_tick_by_itself_and_nothing_typed_is_lost(desk):
    window = desk(EDITOR)
    page = at(window, HALF, "formulaire/1")
    service = box(page, SERVICE)
    service.get_by_label("Corrigé").click()
    expect(service.get_by_role("alert")).to_contain_text("n’a pas changé depuis la transmission")
    expect(service.get_by_label("Votre réponse")).to_be_focused()
    expect(service.get_by_label("Corrigé")).not_to_be_checked()
    page.locator("#champ-contact").fill("Annick Leblanc, poste 214")
    service.get_by_label("Corrigé").click()  # at once: the tick waits for the field to be kept
    expect(service.get_by_role("status")).to_contain_text("2/2 commentaires corrigés")
    expect(service.get_by_role("alert")).to_be_hidden()
    expect(page.locator("[data-comment-count]")).to_have_text("2/2 commentaires corrigés")
    expect(page.locator(".m-strip li").first).to_contain_text("Corrigé")
    service.get_by_label("Votre réponse").fill("C’est Annick.")
    with page.expect_response(re.compile(r"/commentaires/\d+\?")):  # the status says « Enregistré » since the tick
        service.get_by_label("Votre réponse").press("Tab")
    expect(service.get_by_role("status")).to_contain_text("Enregistré")
    page.reload()
    expect(page.locator("#champ-contact")).to_have_value("Annick Leblanc, poste 214")
    service.locator("summary").click()
    expect(service.get_by_label("Votre réponse")).to_have_value("C’est Annick.")
    service.get_by_label("Corrigé").uncheck()
    expect(page.locator("[data-comment-count]")).to_have_text("1/2 commentaires corrigés")
    assert window.complaints() == []


def test_a_reply_typed_while_the_network_is_lost_waits_in_the_box(desk):
    window = desk(EDITOR)
    page = at(window, HALF, "formulaire/1")
    service = box(page, SERVICE)
    window.context.set_offline(True)
    service.get_by_label("Votre réponse").fill("Écrit sans réseau.")
    service.get_by_label("Votre réponse").press("Tab")
    expect(service.get_by_role("status")).to_contain_text("Non enregistré")
    window.context.set_offline(False)
    page.reload()
    expect(service.get_by_role("status")).to_contain_text("Enregistré")
    expect(service.get_by_label("Votre réponse")).to_have_value("Écrit sans réseau.")


def test_a_page_asked_for_again_while_a_reply_is_on_its_way_shows_the_reply(desk):
    window = desk(EDITOR)
    page = at(window, HALF, "formulaire/1")
    reply = box(page, SERVICE).get_by_label("Votre réponse")
    before = page.context.request.get(page.url).text()
    reply.fill("Écrit pendant que la page revenait.")
    page.evaluate("dispatchEvent(new Event('beforeunload'))")  # the page is asked for again …
    with page.expect_response(re.compile(r"/commentaires/")):  # … while the reply is sent and kept …
        reply.press("Tab")
    page.route(page.url, lambda route: route.fulfill(body=before, content_type="text/html"), times=1)
    page.reload()  # … and comes as it was before
    expect(reply).to_have_value("Écrit pendant que la page revenait.")


# MES-R69
def test_the_last_comment_corrected_offers_the_signature_at_once(desk):
    window = desk(SIGNER)
    page = at(window, LAST, "")
    actions, last = page.locator("#actions"), box(page, "Commentaire 1 sur 1")
    offered, refused = (actions.get_by_role(role, name=re.compile("^Signer")) for role in ("link", "button"))
    expect(refused).to_be_visible()
    last.get_by_label("Votre réponse").fill("Le plan est le bon.")
    last.get_by_label("Corrigé").click()
    said = re.compile(r"1/1 commentaire corrigé · possible maintenant\s: Signer$")
    expect(last.get_by_role("status")).to_have_text(said)
    expect(offered).to_be_visible()
    expect(last.get_by_label("Corrigé")).to_be_focused()
    last.get_by_label("Corrigé").click()
    expect(refused).to_be_visible()
    expect(last.get_by_role("status")).to_have_text(re.compile(r"0/1 commentaire corrigé$"))
    last.get_by_label("Corrigé").click()
    offered.click()
    expect(page.get_by_role("heading", name="Signature électronique de la demande")).to_be_visible()
    assert window.complaints() == []


# MES-R69
def test_what_is_typed_unfolded_and_focused_among_the_acts_outlives_a_tick(desk):
    window = desk(SIGNER)
    page = at(window, HALF, "")
    acts_of, service = page.locator("#actions"), box(page, SERVICE)
    elsewhere = acts_of.locator("details").first
    elsewhere.locator("summary").click()
    why = acts_of.locator("[data-disclosure=action-resubmit-why]")
    why.click()
    service.get_by_label("Votre réponse").fill("C’est le bon numéro.")
    service.get_by_label("Corrigé").check()
    why.focus()
    expect(service.get_by_role("status")).to_contain_text("2/2 commentaires corrigés")
    expect(acts_of.locator(".m-action-buttons").get_by_role("link", name="Signer")).to_be_visible()
    expect(why).to_be_focused()
    expect(why).to_have_attribute("aria-expanded", "true")
    expect(acts_of.locator("#action-resubmit-why")).to_be_visible()
    expect(elsewhere).to_have_attribute("open", "")
    why.press("Escape")
    expect(acts_of.locator("#action-resubmit-why")).to_be_hidden()
    service.get_by_label("Corrigé").uncheck()
    expect(acts_of.get_by_role("button", name=re.compile("^Signer"))).to_be_visible()
    assert window.complaints() == []


def test_two_directors_at_once_the_second_is_told_in_words_and_keeps_her_text(desk):
    first, second = desk(DIRECTOR), desk(MINISTRY)
    for window in (first, second):
        at(window, SUBMITTED, "")
    acts.fire(first, "Déclarer conforme")
    acts.state_is(first, "Conforme")
    write(second, "Il manque le plan.")
    second.sees("L’état est « Conforme »")
    expect(second.page.get_by_label("Copiez-le")).to_have_value("Il manque le plan.")


def test_two_directors_at_once_a_comment_just_written_stops_the_declaration(desk):
    first, second = desk(DIRECTOR), desk(MINISTRY)
    for window in (first, second):
        at(window, TWICE, "")
    write(first, "Il manque le plan.")
    first.sees("Pas encore envoyé.")
    acts.fire(second, "Déclarer conforme")
    second.sees("1 commentaire est encore ouvert.")
    acts.state_is(second, "Transmis")


def write(desk: Desk, text: str) -> None:
    """Write a comment on the whole request."""
    desk.page.get_by_role("combobox", name="Sur").select_option(label="Demande en général")
    desk.page.get_by_role("textbox", name="Commentaire").fill(text)
    desk.page.get_by_role("button", name="Ajouter le commentaire").click()
