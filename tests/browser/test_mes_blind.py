"""The way of a request as a screen reader tells it: by names, roles and announcements, from search to signature.

With SLOW=1 alone: the names, roles and outlines of the same pages are asked one by one each time (test_pages), the way
itself by the keyboard (test_keyboard) and in test_mes_journeys.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from plugins.mes.form.pages import PAGES
from tests.browser import acts, papers, passage
from tests.browser.desk import SIGNER, Desk
from tests.browser.heard import announced, arrives, outline, told
from tests.browser.passage import sound, status

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_blind_journey_from_search_to_signature(desk, tmp_path):
    window = desk(SIGNER)
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
    with page.expect_navigation():
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
    page.get_by_label("Date de l’attestation").fill(acts.DONE)


def blind_integration(desk: Desk) -> None:
    """The network is lost, which is said once, then found again."""
    page = desk.page
    page.get_by_label("Date du plan d’intégration").fill(acts.DONE)
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
    page.get_by_label("Début du soutien").fill(acts.FROM.isoformat())
    page.get_by_label("Fin du soutien").fill(acts.UNTIL.isoformat())
    page.get_by_label("Fin du soutien").blur()
    expect(page.get_by_role("textbox", name="Fréquentation prévue")).to_have_value(acts.DAYS)
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
    expect(page.get_by_role("textbox", name="Fonction")).to_be_visible()
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
