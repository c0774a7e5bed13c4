"""The first steps of the wizard and the pages of the form as people see them, without scripts (MES-R01 to R27)."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime

import pytest

from core import journal
from core.records import today, utcnow
from core.running import running
from plugins.mes import kinds
from plugins.mes.form.answers import Answers
from plugins.mes.form.filling import fill, stamp_of
from plugins.mes.form.pages import FIELDS, PAGE_OF_FIELD, PAGES
from plugins.mes.models import HelpText, Request
from plugins.mes.rules import mandatory_slots
from plugins.mes.years import ReferenceYear
from tests.mes.pages import JSON, Window
from tests.mes.test_kinds import received
from tests.mes.world import ANSWERS

pytestmark = pytest.mark.words


@pytest.fixture
def desk(planted, world):
    return Window(planted, world.editor)


def text_of(page: str) -> str:
    """The words of the page, as they are read."""
    main = page[page.index("<main"):page.rindex("</main>")]
    main = re.sub(r"<(script|style|template)\b.*?</\1>", " ", main, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.fixture
def synchronised(monkeypatch):
    """A plugin that synchronises: once on 20 November 2026, and a page to do it again."""
    def call(name, **about):
        return {"last_synchronisation": [("icsge", datetime(2026, 11, 20, 19, 2, tzinfo=UTC))],
                "synchronise_link": [("icsge", ("/icsge/envoi", "Synchroniser"))]}.get(name, [])

    monkeypatch.setattr(running().host, "call", call)


# Step 1


def test_mes_r02_r04_the_page_asks_to_search_and_cannot_be_left_without_a_child(desk):
    said = text_of(desk.get("/mes/creer/"))
    assert "Cherchez par le NIREC, par le NECSG, ou par nom, prénom et date de naissance." in said
    assert "Choisissez un enfant pour passer à l’étape suivante." in said and "Suivant" not in said.split()


def test_mes_r02_each_of_the_three_searches_finds_the_child(world, desk):
    child = world.child(name="Léonie Sauvé-Roy")
    for query in (f"nirec={child.nirec}", f"necsg={child.necsg}",
                  f"last_name=sauve roy&first_name=leonie&birth_date={child.birth_date}"):
        assert f"/mes/creer/{child.id}" in desk.get(f"/mes/creer/?{query}"), query
    assert "les trois" in text_of(desk.get("/mes/creer/?last_name=Sauvé-Roy"))


def test_mes_r01_the_last_accepted_synchronisation_stands_beside_the_child(world, desk, synchronised):
    child = world.child()
    said = text_of(desk.get(f"/mes/creer/?nirec={child.nirec}"))
    assert "doit être à jour et déjà synchronisé" in said
    assert "Dernière synchronisation acceptée : 20 nov. 2026 à 14 h 02." in said


def test_mes_r03_a_child_who_is_not_found_is_to_be_synchronised_by_a_button(desk, synchronised):
    page = desk.get("/mes/creer/?nirec=999")
    said = text_of(page)
    assert "Aucun enfant trouvé. Dernière synchronisation acceptée : 20 nov. 2026 à 14 h 02." in said
    assert "Synchronisez-le avec le Ministère" in said and 'href="/icsge/envoi"' in page


def test_mes_r03_without_a_synchronising_plugin_the_page_says_what_is_not_known(desk):
    assert "Aucune synchronisation acceptée n’est connue." in text_of(desk.get("/mes/creer/?nirec=999"))


# Step 2


def test_mes_r05_each_installation_says_which_conditions_are_met(world, desk):
    child = world.child(world.greve)
    said = text_of(desk.get(f"/mes/creer/{child.id}"))
    assert "greve (30002001) Demande possible Choisie" in said
    assert "barachois (30002002) Demande impossible" in said
    assert "Manque : Cet enfant ne reçoit pas l’allocation pour l’intégration dans cette installation." in said
    assert "Rempli : L’enfant a 59 mois ou moins" in said


def test_an_installation_where_nothing_is_possible_offers_no_form(world, desk):
    child = world.child(world.greve)
    said = text_of(desk.get(f"/mes/creer/{child.id}?installation={world.barachois.id}"))
    assert "Une condition manque pour barachois" in said
    assert "Type de la demande" not in said.partition("Installation")[2]


def test_step_2_makes_the_draft_and_leads_to_the_form(world, desk):
    child = world.child()
    sent = {"installation": world.greve.id, "reference_year": year(), "type": "new"}
    answer = desk.post(f"/mes/creer/{child.id}", **sent)
    made = Request.get(Request.child == child)
    assert answer.location == f"/mes/demandes/{made.id}/formulaire/1" and made.number


def year() -> int:
    """The reference year of today."""
    return ReferenceYear.of(today()).start


def test_mes_r15_the_proposed_type_is_chosen_already_and_another_asks_why(world, desk):
    child = world.child()
    world.past(world.laurier, child)
    page = desk.get(f"/mes/creer/{child.id}")
    assert re.search(r'<input[^>]* checked[^>]*value="transfer"', page) and "dans un autre service" in text_of(page)
    sent = {"installation": world.greve.id, "reference_year": year(), "type": "new"}
    assert "n’est pas celui qui est proposé" in text_of(desk.post(f"/mes/creer/{child.id}", 200, **sent).text)
    desk.post(f"/mes/creer/{child.id}", **sent, reason="Premier service inconnu.")
    made = Request.get(Request.child == child, Request.state == "draft")
    assert kinds.type_reason(made) == "Premier service inconnu."


def test_mes_r14_in_a_first_year_the_four_types_are_open_and_what_does_not_suit_is_said(world, desk):
    type(world.greve).update(created_at=utcnow()).where(type(world.greve).id == world.greve.id).execute()
    child = world.child()
    said = text_of(desk.get(f"/mes/creer/{child.id}"))
    assert "les quatre types sont ouverts" in said and "l’enfant n’a pas reçu la mesure ici l’année précédente" in said
    desk.post(f"/mes/creer/{child.id}", installation=world.greve.id, reference_year=year(), type="renewal")
    request = Request.get(Request.child == child)
    assert "n’a pas reçu la mesure ici" in text_of(desk.get(f"/mes/demandes/{request.id}/formulaire/6"))


def test_the_type_of_a_draft_changes_at_step_2_and_nowhere_later(world, desk):
    request = world.draft()
    path = f"/mes/demandes/{request.id}/type"
    assert "Ce que vous avez écrit reste." in text_of(desk.get(path))
    assert "ne convient pas" in text_of(desk.post(path, 200, type="renewal").text)
    answer = desk.post(path, type="renewal", reason="Reçue avant Marelle.")
    assert answer.location == f"/mes/demandes/{request.id}/formulaire/1"
    assert Request.get_by_id(request.id).type == "renewal"
    sent = world.submitted()
    assert "L’état est « Transmis »" in text_of(desk.get(f"/mes/demandes/{sent.id}/type"))


# Step 3


def test_mes_r21_page_1_shows_the_facts_and_where_to_report_an_error(world, desk):
    request = world.draft()
    page = desk.get(f"/mes/demandes/{request.id}/formulaire/1")
    said = text_of(page)
    for fact in ("Maëlle Cyr-Poirier", "Josiane Poirier", "147, rue des Capelans", "3000-2000", "30002001"):
        assert fact in said
    assert said.count("Signaler une erreur") == 2 and f"/familles/enfants/{request.child_id}" in page
    assert "mailto:east@exemple.test" in page and 'name="last_name"' not in page


def test_mes_r22_next_asks_for_the_mandatory_fields_and_previous_asks_for_nothing(world, desk):
    request = world.draft()
    path = f"/mes/demandes/{request.id}/formulaire"
    answer = desk.post(f"{path}/2", aller="suivant", incapacities="Ne marche pas seule.")
    assert answer.location == f"{path}/2?revoir=1"
    said = text_of(desk.get(answer.location))
    assert "« Type de déficience » est vide." in said and "« Incapacités » est vide." not in said
    assert desk.post(f"{path}/2", aller="precedent").location == f"{path}/1"
    assert desk.post(f"{path}/1", aller="precedent").location == f"/mes/demandes/{request.id}/type"
    assert desk.post(f"{path}/1", aller="suivant", contact="Annick").location == f"{path}/2"
    assert desk.post(f"{path}/1", aller="quitter").location == f"/mes/demandes/{request.id}"


def test_mes_r22_a_block_that_lacks_something_is_named_at_the_top(world, desk):
    request = world.draft()
    path = f"/mes/demandes/{request.id}/formulaire/4?revoir=1"
    page = desk.get(path).replace("\xa0", " ")
    (summary,) = re.findall(r'<div class="m-alert is-brique".*?</ul>', page, re.S)
    assert '<a href="#bloc-needs">Décrivez au moins un moment de la journée.</a>' in summary
    assert "2 points sont à corriger" in text_of(page) and '<a href="#champ-risk">« Y a-t-il' in summary


def test_the_last_page_leads_to_the_documents(world, desk):
    request = world.complete()
    answer = desk.post(f"/mes/demandes/{request.id}/formulaire/7", aller="suivant", signed_guardian="2020-09-01")
    assert answer.location == f"/mes/demandes/{request.id}/pieces"


def test_mes_r24_what_cannot_be_read_is_shown_again_with_what_is_wrong(world, desk):
    request = world.draft()
    path = f"/mes/demandes/{request.id}/formulaire"
    desk.post(f"{path}/6", aller="rester", hours_per_day="4 h 30", support_from="le 3 mai")
    page = desk.get(f"{path}/6")
    assert 'value="4 h 30"' in page and 'value="le 3 mai"' in page and "Entrez un nombre, comme 4,5." in text_of(page)


@pytest.mark.parametrize(("name", "answer", "field"), [
    ("deficiency", ["other"], "deficiency_other"), ("attestation", "professional", "professional"),
    ("risk", "yes", "risk_detail")])
def test_a_conditional_field_waits_until_its_answer_is_given(world, desk, name, answer, field):
    request = world.draft()
    number = next(page.number for page in PAGES if field in {each.name for each in page.fields()})
    path = f"/mes/demandes/{request.id}/formulaire/{number}"
    waits = re.compile(rf'data-field="{field}" data-when="[^"]+" hidden')
    assert waits.search(desk.get(path))
    desk.post(path, aller="rester", **{name: answer})
    assert f'data-field="{field}"' in desk.get(path) and not waits.search(desk.get(path))


def test_mes_r26_the_strip_says_how_far_each_page_is(world, desk):
    request = fill(world.draft(), world.editor, {"contact": "Annick", "incapacities": "Ne marche pas."}).request
    said = text_of(desk.get(f"/mes/demandes/{request.id}/formulaire/1"))
    assert "1 Identité Complète 2 Situation de l’enfant Incomplète 3 Intégration en cours À faire" in said


def test_the_rail_counts_the_mandatory_documents(world, desk):
    request = world.draft()
    world.attach(request, "plan")
    world.attach(request, "service_plan")
    wanted = len(mandatory_slots(request))
    assert f"Documents complémentaires, 1 sur {wanted}" in text_of(desk.get(f"/mes/demandes/{request.id}/pieces"))


def test_mes_r27_the_help_of_a_field_is_ours_until_the_ministry_writes_another(world, desk):
    request = world.draft()
    path = f"/mes/demandes/{request.id}/formulaire/6"
    assert "En heures, par quarts d’heure" in text_of(desk.get(path))
    HelpText(key="hours_per_day", french="Au plus huit heures.", english="Eight hours at most.").save()
    assert "Au plus huit heures." in text_of(desk.get(path)) and "par quarts" not in text_of(desk.get(path))


def test_mes_r25_without_scripts_both_values_stand_beside_the_field_with_two_ways_out(world, desk):
    request = world.draft()
    path = f"/mes/demandes/{request.id}/formulaire/1"
    fill(request, world.signer, {"contact": "Geneviève"})
    behind = {"contact": "Mireille", "vu.contact": "0"}
    page = desk.post(path, 409, aller="suivant", **behind).text
    assert "Vous avez écrit « Mireille » ; Signer Essai a écrit « Geneviève »" in text_of(page)
    assert re.search(r'name="contact"[^>]*value="Mireille"', page) and 'name="vu.contact" value="1"' in page
    desk.post(path, prendre="contact", **behind | {"vu.contact": "1"})
    assert Request.get_by_id(request.id).contact == "Geneviève"
    desk.post(path, aller="garder", **behind | {"vu.contact": "1"})
    assert Request.get_by_id(request.id).contact == "Mireille"


def test_mes_r17_locked_answers_are_read_and_not_asked(world, desk):
    child = world.child()
    received(world, child, world.greve)
    request = world.draft(child, type="renewal")
    page = desk.get(f"/mes/demandes/{request.id}/formulaire/2")
    assert 'name="incapacities"' not in page and 'name="attested_on"' in page
    assert "Repris de la demande précédente" in text_of(page) and "Motrice" in text_of(page)
    path = f"/mes/demandes/{request.id}/formulaire/2"
    assert desk.post(path, aller="suivant", attested_on="2026-09-01").location.endswith("/formulaire/3")


def test_mes_r17_each_page_taken_over_asks_its_dates_alone_and_the_last_no_professional(world, desk):
    child = world.child()
    past = received(world, child, world.greve)
    request = world.draft(child, type="renewal")
    pages = {each.number: desk.get(f"/mes/demandes/{request.id}/formulaire/{each.number}") for each in PAGES}
    earlier, asked = past.form_data["values"], Answers(request)
    taken = [(name, page.number) for name, page in PAGE_OF_FIELD.items()
             if page.carried and earlier.get(name) and asked.shown(FIELDS[name])]
    assert {number for _name, number in taken} == {2, 3, 4, 5}
    for name, number in taken:
        assert (f'name="{name}"' in pages[number]) is (FIELDS[name].kind == "date"), name
        assert f'data-field="{name}"' in pages[number], name
    assert 'name="signed_guardian"' in pages[7] and "signed_professional" not in pages[7]


def test_mes_r18_a_transfer_shows_hours_and_end_of_the_other_service_and_nothing_it_wrote(world, desk):
    child = world.child()
    received(world, child, world.laurier)
    request = world.draft(child, type="transfer")
    pages = [desk.get(f"/mes/demandes/{request.id}/formulaire/{page.number}") for page in PAGES]
    assert "Accompagnement accordé par l’autre service 4,5 h" in text_of(pages[5])
    assert not any(ANSWERS["incapacities"] in page or ANSWERS["means"] in page for page in pages)


def test_a_decimal_is_shown_with_a_comma_and_sent_back_it_is_the_same(world, desk):
    request = world.complete()
    path = f"/mes/demandes/{request.id}/formulaire/6"
    assert re.search(r'name="hours_per_day"[^>]*value="4,5"', desk.get(path))
    desk.post(path, aller="rester", hours_per_day="4,5")
    assert stamp_of(Request.get_by_id(request.id), "hours_per_day") == stamp_of(request, "hours_per_day")


def test_mes_r32_the_calculation_is_explained_and_can_be_taken_back(world, desk):
    request = fill(world.complete(), world.editor, {"planned_days": "100"}).request
    path = f"/mes/demandes/{request.id}/formulaire/6"
    page = desk.get(path)
    days = re.search(r'name="calcul" value="(\d+)"', page).group(1)
    assert f"5 jours par semaine, du 1er avril {request.reference_year}" in text_of(page)
    assert f"{days} jours de fréquentation" in text_of(page)
    desk.post(path, aller="calcul", calcul=days, planned_days="100")
    assert Request.get_by_id(request.id).planned_days == int(days)


def test_mes_r61_a_transmitted_request_says_why_it_is_not_changed(world, desk):
    request = world.submitted()
    path = f"/mes/demandes/{request.id}/formulaire/2"
    said = text_of(desk.get(path))
    assert "L’état est « Transmis »" in said and "Incapacités" not in said
    desk.post(path, 409, aller="suivant", incapacities="Trop tard.")


def test_a_page_that_does_not_exist_is_not_found(world, desk):
    desk.get(f"/mes/demandes/{world.draft().id}/formulaire/8", 404)


# Saving while one types


def saved(desk: Window, request: Request, status: int = 200, **fields) -> dict:
    """The answer of the page that keeps fields while one types."""
    now = Request.get_by_id(request.id)
    sent = {name: {"value": value, "seen": stamp_of(now, name)} for name, value in fields.items()}
    answer = desk.client.post(f"/mes/demandes/{request.id}/saisie", json={"fields": sent}, headers=JSON)
    assert answer.status_code == status, answer.text
    return answer.get_json()


def test_mes_r23_a_field_is_kept_and_the_page_is_told_all_it_needs(world, desk):
    request = world.draft()
    told = saved(desk, request, contact="Annick", hours_per_day="neuf")
    assert told["saved"] == {"contact": 1, "hours_per_day": 1} and re.fullmatch(r"\d+\sh\s\d\d", told["at"])
    assert told["problems"] == {"contact": None, "hours_per_day": "Entrez un nombre, comme 4,5."}
    assert [page["state"] for page in told["pages"]] == ["complete", "todo", "todo", "todo", "todo", "partial", "todo"]
    told = saved(desk, request, days_per_week="5", support_from=str(request.year.first_day),
                 support_until=str(request.year.last_day))
    assert told["planned_days"] == str(told["computed"]["days"]) and "5 jours" in told["computed"]["how"]


def sent(desk: Window, request: Request, body: str):
    """The answer to a save whose body is this text."""
    return desk.client.post(f"/mes/demandes/{request.id}/saisie", data=body, content_type="application/json",
                            headers=JSON)


def test_mes_r25_a_conflict_is_told_in_words(world, desk):
    request = fill(world.draft(), world.signer, {"deficiency": ["motor", "autism"]}).request
    sent = {"fields": {"deficiency": {"value": ["visual"], "seen": 0}}}
    told = desk.client.post(f"/mes/demandes/{request.id}/saisie", json=sent, headers=JSON).get_json()
    both = told["conflicts"]["deficiency"]
    assert (both["yours"], both["theirs"]) == ("Visuelle", "Motrice, Trouble du spectre de l’autisme")
    assert (both["value"], both["stamp"], both["who"]) == (["motor", "autism"], 1, "Signer Essai")


def test_mes_r25_two_editors_at_once_the_page_never_says_saved_of_what_is_not_kept(world, desk, monkeypatch):
    request = fill(world.draft(), world.editor, {"contact": "Annick"}).request

    def too_late(read, *args):
        """The page has read the request; somebody else writes before it fills in."""
        fill(Request.get_by_id(read.id), world.signer, {"contact": "Geneviève"})
        return fill(read, *args)

    monkeypatch.setattr("plugins.mes.views.filling.fill", too_late)
    told = saved(desk, request, contact="Annick")
    both = told["conflicts"]["contact"]
    assert told["saved"] == {} and (both["yours"], both["theirs"]) == ("Annick", "Geneviève")
    assert (both["who"], both["stamp"], both["value"]) == ("Signer Essai", 2, "Geneviève")
    assert saved(desk, request, contact="Geneviève")["saved"] == {"contact": 2}


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"fields": 3}', '{"fields": {"contact": "x"}}', "{", '"é"',
                                  '{"fields": {"nothing": {"value": 1}}}'])
def test_a_save_that_cannot_be_read_is_refused_in_words(world, desk, body):
    request = world.draft()
    answer = sent(desk, request, body)
    assert answer.status_code == 409 and answer.get_json()["error"]
    assert Request.get_by_id(request.id).version == request.version


@pytest.mark.parametrize("value", [{}, [{}], [[]], {"a": [1]}, 1e400, True, -1, [None], "\x00", "\ud800"])
def test_a_value_of_any_shape_is_kept_as_text(world, desk, value):
    request = world.draft()
    names = ("contact", "deficiency", "plan_date")
    answer = sent(desk, request, json.dumps({"fields": {name: {"value": value, "seen": None} for name in names}}))
    assert answer.status_code == 200, answer.text
    assert desk.get(f"/mes/demandes/{request.id}/formulaire/2")


def test_a_save_after_transmission_or_by_a_stranger_is_refused(planted, world, desk):
    request = world.submitted()
    assert "Transmis" in saved(desk, request, 409, contact="Trop tard")["error"]
    saved(Window(planted, world.stranger), request, 404, contact="Ailleurs")
    saved(Window(planted, world.reader), request, 403, contact="Lecture")


# The texts of help


def test_mes_r27_the_ministry_words_a_help_anew_and_takes_ours_back(planted, world):
    admin, path = Window(planted, world.admin), "/administration/textes-aide/hours_per_day"
    assert "En heures, par quarts d’heure" in text_of(admin.get("/administration/textes-aide/"))
    admin.post(path, french="Huit heures au plus.", english="Eight hours at most.")
    assert HelpText.get(HelpText.key == "hours_per_day").english == "Eight hours at most."
    assert "Accompagnement par jour Huit heures au plus. Modifié" in text_of(admin.get("/administration/textes-aide/"))
    entry = journal.Entry.select().order_by(journal.Entry.id.desc()).get()
    assert (entry.action, entry.note) == ("mes.help.edited", "hours_per_day")
    admin.post(path, french="  ", english="")
    assert HelpText.select().count() == 0
    admin.post(path, 200, french="x" * 1001)
    assert HelpText.select().count() == 0
    admin.get("/administration/textes-aide/state", 404)


@pytest.mark.parametrize("who", ["signer", "director", "agent"])
def test_mes_r27_nobody_else_changes_the_texts(planted, world, who):
    Window(planted, world.named[who]).get("/administration/textes-aide/", 403)
