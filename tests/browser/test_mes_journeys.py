"""The ways of a request from end to end, wide and on a phone: new, renewed, transferred, commented twice, and blind."""

from __future__ import annotations

import json
import os
import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from plugins.mes.form.pages import FIELDS, PAGES
from tests.browser import acts, papers, passage
from tests.browser.desk import DIRECTOR, EDITOR, MINISTRY, SIGNER, STRANGER, Desk
from tests.browser.heard import announced, arrives, outline, told
from tests.browser.keys import Keys
from tests.browser.looks import SIZES
from tests.browser.passage import answer, forward, sound, status

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def at(size: str):
    """A journey at this size; with SLOW=1 at both."""
    return pytest.mark.parametrize("size", SIZES if os.environ.get("SLOW") else [size])


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
def test_a_renewal_without_change_takes_over_everything_and_locks_it_but_the_dates(desk, size, tmp_path):
    window = desk(SIGNER, viewport=SIZES[size])
    *child, kept, _number, _id = window.site.ask(passage.RENEWABLE, acts.GALETS)
    earlier = json.loads(kept)["values"]
    expect(passage.search(window, *child).get_by_role("radio", name="Renouvellement sans changement")).to_be_checked()
    passage.choose(window, "Renouvellement sans changement")
    answer(window, 1)
    for number, dates in ((2, ["attested_on"]), (3, ["plan_date"]), (4, []), (5, [])):
        page = forward(window, number)
        locked(page, earlier)
        for name in dates:
            acts.answer(page, name, "2026-09-01")
    forward(window, 6)
    answer(window, 6)
    forward(window, 7)
    expect(page.locator("[data-field=signed_professional]")).to_have_count(0)
    passage.date_all(window)
    strip = page.get_by_role("navigation", name="Pages du formulaire")
    expect(strip.get_by_text("Complète", exact=True)).to_have_count(7)
    passage.join(window, tmp_path, "plan")
    passage.transmit(window)


def locked(page: Page, earlier: dict) -> None:
    """What the earlier request answered on this page is read, not asked, but for dates."""
    there = page.locator("[data-field]").evaluate_all("all => all.map((each) => each.dataset.field)")
    carried = [name for name in there if earlier.get(name) and FIELDS[name].kind != "date"]
    assert carried
    for name in carried:
        expect(page.locator(f"[data-field={name}] .m-readonly")).to_have_count(1)
        expect(page.locator(f"[name={name}]")).to_have_count(0)


@at("phone")
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
        if number < 7:
            answer(window, number, **({"changes": "Un autre service."} if number == 5 else {}))
            forward(window, number + 1)
    passage.date_all(window)
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
    assert keys.here() == field
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
    assert keys.here() == "Mot de passe"
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


@at("wide")
def test_a_blind_journey_from_search_to_signature(desk, size, tmp_path):
    window = desk(SIGNER, viewport=SIZES[size])
    page = window.page
    number = blind_search(window)
    title = f"Modifier la demande {number}"
    acts_of = (blind_identity, blind_situation, blind_integration, blind_needs, blind_concertation, blind_summary,
               blind_dates)
    for rank, (name, act) in enumerate(zip((str(each.title) for each in PAGES), acts_of, strict=True), 1):
        arrives(page, f"{rank}. {name} · {title}", title)
        assert outline(page)[:2] == [(1, title), (2, f"{rank}. {name}")]
        here = page.get_by_role("navigation", name="Pages du formulaire").get_by_role("listitem").nth(rank - 1)
        expect(here.get_by_role("link")).to_have_attribute("aria-current", "page")
        act(window)
        sound(window)
        page.get_by_role("button", name="Suivant", exact=True).click()
    blind_documents(window, tmp_path)
    blind_signature(window)


def blind_search(desk: Desk) -> str:
    """Steps 1 and 2, by names and roles."""
    page = desk.open("/mes/creer/")
    arrives(page, "Créer une demande", "Créer une demande")
    last_name, first_name, born, *_place = acts.free_child(desk.site, 0)
    group = page.get_by_role("group", name="Recherche nominative")
    group.get_by_role("textbox", name="Nom de famille de l’enfant").fill(last_name)
    page.get_by_role("textbox", name="Prénom").fill(first_name)
    page.get_by_label("Date de naissance").fill(born)
    page.get_by_role("button", name="Rechercher").press("Enter")
    page.get_by_role("link", name=f"Choisir {first_name} {last_name}").press("Enter")
    arrives(page, f"Demande pour {first_name} {last_name}", f"Demande pour {first_name} {last_name}")
    expect(page.get_by_role("group", name="Type de la demande (obligatoire)")).to_be_attached()
    assert told(page, "radio", "Nouvelle")["checked"]
    assert "jamais reçu la mesure" in told(page, "radio", "Nouvelle")["description"]
    page.get_by_role("button", name="Suivant", exact=True).press("Enter")
    return re.search(r"\d{4}-\d\d-\d{3}", page.get_by_role("heading", level=1).inner_text()).group()


def blind_identity(desk: Desk) -> None:
    """A mandatory field left empty: the summary of errors takes the focus, names the field and leads to it."""
    page = desk.page
    assert told(page, "textbox", "Personne à joindre") == {
        "value": "", "description": "Qui répondra aux questions de la direction régionale.", "required": True}
    page.get_by_role("button", name="Suivant", exact=True).press("Enter")
    summary = page.get_by_role("alert").filter(has_text="1 champ est à corriger")
    expect(summary).to_be_focused()
    assert page.title().startswith("Erreur")
    summary.get_by_role("link", name="Personne à joindre").press("Enter")
    field = page.get_by_role("textbox", name="Personne à joindre")
    expect(field).to_be_focused()
    heard = told(page, "textbox", "Personne à joindre")
    assert heard["invalid"] and heard["required"] and "est vide" in heard["description"]
    field.fill("Annick Leblanc")
    status(desk)


def blind_situation(desk: Desk) -> None:
    """Groups say their name and that they are mandatory; a date left empty is not said wrong."""
    page = desk.page
    group = page.get_by_role("group", name="Type de déficience (obligatoire)")
    expect(group).to_have_accessible_description("Cochez tout ce qui s’applique.")
    group.get_by_role("checkbox", name="Motrice").press("Space")
    assert told(page, "checkbox", "Motrice")["checked"]
    page.get_by_role("textbox", name="Incapacités").fill("Ne marche pas seule.")
    group = page.get_by_role("group", name="Source de l’attestation (obligatoire)")
    group.get_by_role("radio", name="Rapport d’un professionnel de la santé").press("Space")
    page.get_by_role("textbox", name="Nom et profession du professionnel").fill("Ana Roy, ergothérapeute")
    assert "invalid" not in told(page, "Date", "Date de l’attestation")
    page.get_by_label("Date de l’attestation").fill("2026-09-01")


def blind_integration(desk: Desk) -> None:
    """The network is lost, which is said once, then found again."""
    page = desk.page
    page.get_by_label("Date du plan d’intégration").fill("2026-09-01")
    page.get_by_role("textbox", name="Moyens déjà en place").fill("Coin calme.")
    status(desk)
    desk.context.set_offline(True)
    page.get_by_role("textbox", name="Utilisation de l’allocation pour l’intégration").fill("Chaise adaptée.")
    announced(page, re.compile("^Hors ligne, . champs? en attente"))
    desk.context.set_offline(False)
    announced(page, re.compile("^Enregistré à"))


def blind_needs(desk: Desk) -> None:
    """A table by its headers; a moment that is added takes the focus."""
    page = desk.page
    table = page.get_by_role("table", name="Besoins par moment de la journée")
    heads = ["Moment", "Besoin de l’enfant", "Fréquence", "Aide proposée"]
    if page.viewport_size["width"] > 900:
        assert table.get_by_role("columnheader").all_inner_texts() == heads
    page.get_by_role("button", name="Repas et collations").press("Enter")
    expect(page.get_by_role("textbox", name="Repas et collations : besoin de l’enfant")).to_be_focused()
    page.keyboard.type("Ne mange pas seule.")
    page.get_by_role("combobox", name="Repas et collations : fréquence").select_option(label="Une fois par jour")
    page.get_by_role("textbox", name="Repas et collations : aide proposée").fill("Guidance.")
    page.get_by_role("group", name="Y a-t-il un risque").get_by_role("radio", name="Non").press("Space")
    status(desk)


def blind_concertation(desk: Desk) -> None:
    """Two groups with the same options are told apart by their names."""
    page = desk.page
    page.get_by_role("textbox", name="Partenaires").fill("CLSC")
    page.get_by_role("group", name="Plan d’intervention (obligatoire)").get_by_role("radio", name="En vigueur").press(
        "Space")
    expect(page.get_by_role("group", name="Plan de service individualisé (PSI)").get_by_role(
        "radio", name="En vigueur")).not_to_be_checked()


def blind_summary(desk: Desk) -> None:
    """A wrong number is said wrong, with how to write it, on leaving the field."""
    page = desk.page
    page.get_by_role("textbox", name="Accompagnement par jour").fill("beaucoup")
    page.get_by_role("textbox", name="Jours par semaine").fill("5")
    page.get_by_role("textbox", name="Jours par semaine").blur()
    expect(page.get_by_role("textbox", name="Accompagnement par jour")).to_have_attribute("aria-invalid", "true")
    heard = told(page, "textbox", "Accompagnement par jour")
    assert heard["invalid"] and "Entrez un nombre, comme 4,5." in heard["description"]
    page.get_by_role("textbox", name="Accompagnement par jour").fill("4,5")
    page.get_by_label("Début du soutien").fill("2026-12-01")
    page.get_by_label("Fin du soutien").fill("2027-03-31")
    page.get_by_label("Fin du soutien").blur()
    expect(page.get_by_role("textbox", name="Fréquentation prévue")).to_have_value("87")
    assert "invalid" not in told(page, "textbox", "Accompagnement par jour")


def blind_dates(desk: Desk) -> None:
    """The last page; every page of the strip says its state."""
    passage.date_all(desk)
    strip = desk.page.get_by_role("navigation", name="Pages du formulaire")
    expect(strip.get_by_role("link", name=re.compile(r"^\d .*Complète$"))).to_have_count(7)


def blind_documents(desk: Desk, folder) -> None:
    """Each slot is a region that says whether it is mandatory; a file that arrives is announced."""
    page = desk.page
    arrives(page, "Documents à joindre", "Documents à joindre")
    with page.expect_download():
        page.get_by_role("button", name="Imprimer la page des signatures").press("Enter")
    for name in ("Plan d’intégration", "Rapport d’un professionnel de la santé", "Signatures MES"):
        slot = page.get_by_role("region", name=f"{name} (obligatoire)")
        file = papers.write(folder, name)
        slot.get_by_role("button", name=f"Ajouter… {name}").set_input_files(file)
        announced(page, f"{name}.pdf")
        expect(slot.get_by_role("link", name=file.name)).to_be_visible()
    page.get_by_role("link", name="Suivant", exact=True).press("Enter")


def blind_signature(desk: Desk) -> None:
    """The lines say « Rempli » or « Manque » first; after the password the signature is given, and is announced."""
    page = desk.page
    arrives(page, "Vérification", "Vérification")
    titles = [text for _level, text in outline(page)]
    assert titles == ["Vérification", "Analyse de recevabilité", "Formulaire", "Documents",
                      "Signature électronique de la demande", "Transmission au Ministère"]
    lines = page.get_by_role("region", name="Analyse de recevabilité").get_by_role("listitem")
    assert lines.filter(has_text="Rempli :").count() == lines.filter(has_text="Rempli").count() == 5
    expect(lines.filter(has_text="Manque :")).to_contain_text("La signature électronique manque.")
    desk.site.let_passwords_grow_old()
    page.reload()
    page.get_by_role("link", name="Confirmer mon mot de passe").press("Enter")
    expect(page.get_by_label("Mot de passe", exact=True)).to_be_focused()
    desk.give_password("Confirmer")
    assert told(page, "textbox", "Fonction")["required"]
    page.get_by_role("button", name="Signer", exact=True).press("Enter")
    expect(page.get_by_role("alert").filter(has_text="1 champ est à corriger")).to_be_focused()
    page.get_by_role("textbox", name="Fonction").fill("Directrice générale")
    page.get_by_role("button", name="Signer", exact=True).press("Enter")
    announced(page, "La demande est signée. Il reste à la transmettre.")
    page.get_by_role("button", name="Transmettre", exact=True).press("Enter")
    asked = page.get_by_role("dialog")
    expect(asked).to_have_accessible_name(re.compile("Transmettre"))
    assert asked.evaluate("each => each.contains(document.activeElement)")
    asked.get_by_role("button", name="Annuler").press("Enter")
    expect(page.get_by_role("button", name="Transmettre", exact=True)).to_be_focused()
    sound(desk)
