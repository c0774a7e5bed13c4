"""The pages of activities: grids, « Pourquoi pas ? », forms, periods, attendance, as a clerk and a school see them."""

from __future__ import annotations

import html
import io
import re
from datetime import date

import pytest

from core.accounts.models import SYSTEM
from core.organisations import Organisation
from core.workflow.engine import create
from plugins.activities.models import Booking, CalendarPeriod, Offer, Participant, SchoolYear, Service
from plugins.families import Child
from tests.mes.counting import statements

pytestmark = pytest.mark.words
TUESDAY = date(2026, 9, 8)
PAGES = (
    "/presences/", "/presences/semaine/", "/presences/tablette/", "/activites/attente/", "/activites/annees/",
    "/activites/niveaux/", "/activites/classes/", "/activites/prestations/", "/activites/associations/",
    "/activites/periodes/", "/activites/fermetures/nouvelle", "/activites/fermetures/calendrier",
    "/activites/calendrier-officiel/", "/activites/actes/", "/reservations/", "/activites/prestations/nouveau",
    "/activites/classes/nouveau", "/activites/annees/nouveau", "/activites/repas/")


def test_every_page_opens_for_who_sets_the_town(town):
    window = town.window(town.admin)
    for path in PAGES:
        assert window.get(path).status_code == 200, path


def test_the_dashboard_says_what_is_booked_next_and_what_waits(town):
    lea, tom = town.child(services=("midi",)), town.child("Tom Martin", services=("midi",))
    town.booking(lea, "midi", TUESDAY)
    town.booking(tom, "midi", TUESDAY)
    Booking.update(state="waiting").where(Booking.participant == tom).execute()
    page = re.sub(r"\s+", " ", town.window(town.clerk).get("/").text)
    assert "Mardi 8 septembre" in page and "0 pointées sur 1" in page
    assert re.search(r"Réservations en liste d’attente</a></div><strong>1<", page)
    assert "Prestations du jour" in town.window(town.clerk).get("/reorganiser").text
    assert "Mardi 8 septembre" not in town.window(town.stranger).get("/").text


def cell(participant, service, day=TUESDAY) -> str:
    return f"{participant.id}.{service.id}.{day.isoformat()}"


def test_the_grid_of_a_class_names_each_cell_in_words(town):
    lea = town.child(services=("midi",))
    town.booking(lea, "midi", TUESDAY)
    page = town.window(town.clerk).get(f"/presences/semaine/?classe={town.classes['CP'].id}&semaine=2026-09-08").text
    assert "Semaine 37 (impaire), du 7 septembre 2026 au 13 septembre 2026" in page
    assert 'aria-label="Léa Martin, mardi 8 septembre, Cantine, réservé"' in page
    assert 'aria-label="Léa Martin, lundi 7 septembre, Garderie du soir, impossible : raison disponible"' in page
    assert "Mercredi" not in page  # nothing runs on Wednesdays
    assert "11:30–13:05" in page  # ACT-R19


def test_the_grid_of_a_class_is_in_the_order_of_last_names_whatever_their_words(town):
    for first_name, last_name in (("Zoé", "Martin"), ("Léa", "Étienne"), ("Marie Claire", "de la Tour")):
        who = Child.get_by_id(town.child(f"{first_name} X").child_id)
        who.first_name, who.last_name = first_name, last_name
        who.save()
    page = town.window(town.clerk).get(f"/presences/semaine/?classe={town.classes['CP'].id}&semaine=2026-09-08").text
    shown = re.findall(r"de la Tour, Marie Claire|Étienne, Léa|Martin, Zoé", page)
    assert shown == ["de la Tour, Marie Claire", "Étienne, Léa", "Martin, Zoé"]


def test_periods_are_shown_as_a_list_and_as_a_calendar_act_r13(town):
    CalendarPeriod.create(organisation=town.places["town"], label="Travaux du préau", starts_on=TUESDAY,
                          ends_on=TUESDAY)
    window = town.window(town.clerk)
    assert "Travaux du préau" in window.get("/activites/periodes/").text
    calendar = html.unescape(window.get("/activites/fermetures/calendrier").text)
    assert 'data-start="2026-09-08" data-end="2026-09-09" data-title="Travaux du préau"' in calendar, "what is drawn"
    assert "Travaux du préau</a>" in calendar, "and listed below"


def test_a_click_puts_in_the_cart_and_saving_books_act_r14(town):
    lea, window = town.child(), town.window(town.clerk)
    sent = {"case": cell(lea, town.services["midi"]), "personne": lea.id}
    told = window.post("/presences/semaine/case", data=sent, headers={"Accept": "application/json"}).get_json()
    assert "is-cart" in told["cell"] and told["cart"] == 1 and "1 réservation à enregistrer" in told["words"]
    reply = window.post("/presences/semaine/enregistrer", data={"personne": lea.id}, follow_redirects=True)
    assert "1 réservation enregistrée." in reply.text
    assert Booking.get(Booking.participant == lea).state == "booked"


def value_of(page: str, words: str) -> str:
    """What pressing the cell of these words sends."""
    return re.search(rf'name="case" value="([^"]+)" aria-label="{words}', page).group(1)


def test_two_clerks_on_one_cell_the_second_changes_nothing_that_she_had_not_seen(town):
    lea, window, other = town.child(services=("midi",)), town.window(town.clerk), town.window(town.admin)
    shown = f"/presences/semaine/?classe={town.classes['CP'].id}&semaine=2026-09-08"
    free = value_of(other.get(shown).text, "Léa Martin, mardi 8 septembre, Cantine, libre")
    sent = {"case": free, "personne": lea.id}
    window.post("/presences/semaine/case", data=sent)
    window.post("/presences/semaine/enregistrer", data={"personne": lea.id})
    told = other.post("/presences/semaine/case", data=sent, headers={"Accept": "application/json"}).get_json()
    assert "is-booked" in told["cell"] and told["said"].endswith(" : réservé")
    assert Booking.get().state == "booked", "not cancelled by who thought to book it"
    other.post("/presences/semaine/case", data=sent | {"case": value_of(told["cell"], "Léa Martin")})
    assert Booking.get().state == "cancelled", "once it was seen, pressing cancels it"


def test_two_clerks_on_one_mark_the_second_is_told_whose_it_is_act_r06(town):
    lea, window, other = town.child(services=("midi",)), town.window(town.staff), town.window(town.clerk)
    town.booking(lea, "midi", date(2026, 9, 1))
    group, midi = town.classes["CP"].id, town.services["midi"].id
    asked = f"/presences/?depuis=2026-09-01&prestation={midi}&classe={group}&jours=1"
    sent = {"case": value_of(other.get(asked).text, "Léa Martin")}
    window.post("/presences/case", data=sent)
    told = other.post("/presences/case", data=sent, headers={"Accept": "application/json"}).get_json()
    assert told["said"].endswith(" : présent"), "both said the same"
    window.post("/presences/case", data={"case": value_of(window.get(asked).text, "Léa Martin")})
    told = other.post("/presences/case", data={"case": value_of(told["cell"], "Léa Martin")},
                      headers={"Accept": "application/json"}).get_json()
    assert Booking.get().state == "absent_excused" and "staff Essai" not in told["said"], "the same wish again"
    window.post("/presences/case", data={"case": value_of(window.get(asked).text, "Léa Martin")})
    told = other.post("/presences/case", data=sent, headers={"Accept": "application/json"}).get_json()
    assert "Quelqu’un d’autre a pointé « Absence non justifiée »." in told["said"] and "staff Essai" in told["said"]
    assert Booking.get().state == "absent"


def test_a_cell_that_cannot_be_booked_says_which_condition_fails_act_r17(town):
    lea = town.child(services=("matin",))
    page = town.window(town.clerk).get(f"/presences/semaine/pourquoi?case={cell(lea, town.services['midi'])}").text
    assert "1 condition sur" in page and "n’a pas droit à « Cantine » ce jour-là" in page.replace("\xa0", " ")
    assert f'href="/familles/enfants/{lea.child_id}#mes-prestations"' in page


def test_the_sheet_of_a_child_holds_its_cards_act_r20(town):
    lea = town.child()
    page = town.window(town.clerk).get(f"/familles/enfants/{lea.child_id}?semaine=2026-09-08").text
    for title in ("Mon cursus, mes groupes", "Mes prestations et mes réservations en masse", "Mes réservations"):
        assert f"<h2>{title}</h2>" in page
    assert "Léa Martin, jeudi 10 septembre, Garderie du soir, libre" in page


def test_the_sheet_of_an_adult_shows_the_weeks_of_the_children(town):
    lea = town.child()
    parent = lea.child.guardians()[0]
    page = town.window(town.clerk).get(f"/familles/responsables/{parent.id}?semaine=2026-09-08").text
    assert "Léa Martin, jeudi 10 septembre, Garderie du soir, libre" in page and "Mon cursus" not in page


def test_entering_a_class_then_being_given_services_act_r01_r03(town):
    parent, window = town.family(), town.window(town.clerk)
    child = Child.create(household=parent.household, first_name="Tom", last_name="Martin", birth_date=date(2020, 1, 2))
    form = {"year": town.year.id, "class_group": town.classes["CP"].id, "level": 0, "starts_on": "2026-09-01"}
    reply = window.post(f"/inscriptions/enfants/{child.id}/classe", data=form, follow_redirects=True)
    assert "Tom Martin entre en CP le 1er septembre 2026." in reply.text
    who = Participant.get(Participant.child == child.id)
    ticked = [town.services[name].id for name in ("matin", "midi")]
    form = {"prestation": ticked, "starts_on": "2026-09-01", "ends_on": "", "weekdays": [1, 2, 8, 16]}
    reply = window.post(f"/inscriptions/{who.id}/prestations", data=form, follow_redirects=True)
    assert "2 droits ouverts" in reply.text and "L M · J V · ·" in reply.text  # ACT-R18


def test_a_mass_booking_shows_its_dates_before_it_is_done_act_r07_r09(town):
    lea, window = town.child(), town.window(town.clerk)
    form = {"prestation": town.services["midi"].id, "weekdays": [2], "first": "2026-09-01", "last": "2026-09-30",
            "mode": "add", "criterion": "even"}
    url = f"/reservations-en-masse/personne/{lea.id}"
    page = window.post(url, data=form).text
    assert "3 réservations seraient ajoutées" in page and "3 dates concernées" in page
    assert Booking.select().count() == 0
    reply = window.post(url, data=form | {"faire": "1"}, follow_redirects=True)
    assert "3 réservations ajoutées." in reply.text
    assert [each.day.isocalendar().week % 2 for each in Booking.select()] == [0, 0, 0]


def test_a_week_that_no_year_has_is_refused_in_words(town):
    lea, window = town.child(), town.window(town.clerk)
    form = {"prestation": town.services["midi"].id, "weekdays": [2], "first": "2026-09-01", "last": "2026-09-30",
            "mode": "add", "criterion": "list", "semaines": "2027-53"}
    reply = window.post(f"/reservations-en-masse/personne/{lea.id}", data=form)
    assert reply.status_code == 409 and "La semaine « 2027-53 » n’existe pas." in reply.text.replace("\xa0", " ")


def test_a_period_says_what_it_deletes_before_it_is_confirmed_act_r11(town):
    lea, window, midi, group = town.child(), town.window(town.clerk), town.services["midi"], town.classes["CP"]
    town.booking(lea, "midi", TUESDAY)
    form = {"town": town.places["town"].id, "label": "Pont", "starts_on": "2026-09-07", "ends_on": "2026-09-11",
            "kind": "closure", "colour": "#7a5c99", "cible": f"{midi.id}.{group.id}"}
    page = window.post("/activites/fermetures/nouvelle", data=form).text
    assert "<strong>1 réservation</strong>, de 1 personne." in page and not CalendarPeriod.select().exists()
    reply = window.post("/activites/fermetures/nouvelle", data=form | {"confirmer": "1"}, follow_redirects=True)
    assert "1 réservation supprimée." in reply.text and Booking.get().state == "closed"


def test_the_official_calendar_waits_without_services_act_r12(town):
    window = town.window(town.clerk)
    page = window.get("/activites/calendrier-officiel/?zone=A").text
    found = re.findall(r'name="periode" value="([\d:-]+)"', page)
    reply = window.post("/activites/calendrier-officiel/", data={"zone": "A", "periode": found[:2]},
                        follow_redirects=True)
    assert "2 périodes créées" in reply.text and "Périodes sans prestations" in reply.text


def test_the_sheet_of_attendance_goes_round_the_marks_act_r06(town):
    lea, window, midi = town.child(), town.window(town.staff), town.services["midi"]
    today = date(2026, 9, 1)
    town.booking(lea, "midi", today)
    asked = f"?depuis=2026-09-01&prestation={midi.id}&classe={town.classes['CP'].id}&jours=1"
    assert "Léa Martin, mardi 1 septembre, Cantine, réservé" in window.get(f"/presences/{asked}").text
    value, seen = re.search(r'name="case" value="([^"]+)"', window.get(f"/presences/{asked}").text)[1], []
    for _each in range(4):
        told = window.post("/presences/case", data={"case": value}, headers={"Accept": "application/json"}).get_json()
        seen.append(told["said"].rsplit(" : ", 1)[1])
        value = re.search(r'value="([^"]+)"', told["cell"])[1]
    assert seen == ["présent", "absent, justifié", "absent, non justifié", "réservé"]


def test_the_tablet_is_told_of_each_mark_and_of_who_was_there_before(town):
    lea, window, midi = town.child(), town.window(town.staff), town.services["midi"]
    today = date(2026, 9, 1)
    seen = town.booking(lea, "midi", today).version
    mark = {"participant": lea.id, "wanted": "present", "seen": seen, "made_at": "2026-09-01T06:20:00Z", "mine": None}
    sent = {"service": midi.id, "day": "2026-09-01", "marks": [mark]}
    first = window.post("/presences/tablette/pointer", json=sent).get_json()["answers"][0]
    assert first["answer"] == "done" and first["state"] == "present"
    other = town.window(town.clerk).post("/presences/tablette/pointer", json=sent | {
        "marks": [mark | {"wanted": "absent"}]}).get_json()["answers"][0]
    assert other["answer"] == "conflict" and "staff Essai" in other["said"] and other["version"] == first["version"]
    bad = window.post("/presences/tablette/pointer", json=sent | {"marks": [{"participant": "x"}]})
    assert bad.status_code == 409 and Booking.get().state == "present"


def test_a_stranger_finds_nothing_of_this_town(town):
    lea, window = town.child(), town.window(town.stranger)
    for path in (f"/presences/semaine/?classe={town.classes['CP'].id}", f"/inscriptions/{lea.id}/prestations",
                 f"/reservations-en-masse/personne/{lea.id}", f"/reservations/calendrier/{lea.id}",
                 f"/presences/semaine/pourquoi?case={cell(lea, town.services['midi'])}"):
        assert window.get(path).status_code == 404, path
    assert "Léa" not in window.get("/presences/semaine/").text


def test_the_forecast_of_meals_counts_by_diet_and_downloads_act_r22(town):
    lea, tom = town.child(), town.child("Tom Petit")
    Child.update(diet="no_meat").where(Child.id == tom.child_id).execute()
    for each in (lea, tom):
        town.booking(each, "midi", TUESDAY)
    window = town.window(town.clerk)
    page = window.get("/activites/repas/?depuis=2026-09-07").text
    assert "École Jules-Verne" in page and "mardi 8 septembre" in page and "2 repas" in page
    assert "École Jules-Verne;" in window.get("/activites/repas/?depuis=2026-09-07&fichier=csv").text


def test_a_class_list_is_read_then_enrolled_as_a_whole(town):
    parent, window = town.family(), town.window(town.clerk)
    Child(household=parent.household, first_name="Tom", last_name="Martin", birth_date=date(2020, 1, 2)).save()
    head = "Nom;Prénom;Date de naissance;Classe\n"
    url = f"/activites/import/?annee={town.year.id}"

    def read(lines):
        return window.post(url, data={"fichier": (io.BytesIO((head + lines).encode()), "cp.csv")}).text

    page = read("Martin;Tom;02/01/2020;CP\nPersonne;Zoé;03/01/2020;CP\n")
    assert "1 ligne est refusée" in page and "Inscrire toute la liste" not in page
    kept = re.search(r'name="lignes" value="([^"]+)"', read("Martin;Tom;02/01/2020;CP\n"))[1]
    reply = window.post(url, data={"faire": "1", "lignes": html.unescape(kept)}, follow_redirects=True)
    assert "1 enfant inscrit." in reply.text and "Annuler cet acte" in reply.text
    assert window.post(url, data={"faire": "1", "lignes": "[[1, 2]]"}).status_code == 409


def test_whole_classes_go_to_the_next_year_after_a_look_act_r21(town):
    town.child()
    coming = SchoolYear(organisation=town.places["town"], label="2027-2028", starts_on=date(2027, 9, 1),
                        ends_on=date(2028, 7, 1))
    create(coming, "create", SYSTEM)
    window, url = town.window(town.admin), f"/activites/changement/?vers={coming.id}"
    assert f'<option value="{town.classes["CE1"].id}" selected>' in window.get(url).text
    form = {f"classe-{town.classes['CP'].id}": town.classes["CE1"].id}
    assert "1 personne serait inscrite" in window.post(url, data=form).text
    reply = window.post(url, data=form | {"faire": "1"}, follow_redirects=True)
    assert "1 personne inscrite dans sa classe de l’année suivante." in reply.text


def test_the_ticks_of_services_are_written_act_r02(town):
    window, midi, adults = town.window(town.admin), town.services["midi"], town.classes["Adultes"]
    window.post("/activites/associations/", data={"offre": f"{midi.id}.{adults.id}"})
    assert [(each.service_id, each.class_group_id) for each in Offer.select()] == [(midi.id, adults.id)]


def test_a_month_of_a_family_is_a_calendar_and_a_list_act_r19(town):
    lea = town.child()
    town.booking(lea, "matin", TUESDAY)
    page = town.window(town.clerk).get(f"/reservations/calendrier/famille/{lea.child.household_id}?mois=2026-09").text
    assert "mardi 8 septembre" in page and "07:30–08:30" in page and "Garderie du matin · Léa" in page


def test_the_service_form_has_boxes_for_days_and_refuses_nonsense(town):
    window, midi = town.window(town.admin), town.services["midi"]
    url = f"/activites/prestations/{midi.id}/modifier"
    page = window.get(url).text
    sent = dict(re.findall(r'<input[^>]+name="(version|base)"[^>]+value="([^"]*)"', page))
    form = {**{key: html.unescape(value) for key, value in sent.items()}, "organisation": midi.organisation_id,
            "label": "Cantine", "kind": "meal", "mode": "booking", "starts_at": "11:30", "ends_at": "13:05",
            "begins_on": "2026-09-01", "weekdays": ["1", "4"], "opens_by_default": "y"}
    assert window.post(url, data=form | {"starts_at": "25:00"}).status_code == 422
    window.post(url, data=form)
    assert Service.get_by_id(midi.id).weekdays == 5


@pytest.mark.parametrize("form", [{}, {"year": "x", "class_group": "9" * 30, "starts_on": "2026-13-40"}])
def test_an_enrolment_form_that_makes_no_sense_is_shown_again(town, form):
    lea, window = town.child(), town.window(town.clerk)
    assert window.post(f"/inscriptions/enfants/{lea.child_id}/classe", data=form).status_code == 400
    wrong = {"starts_on": "x", "weekdays": "y"}
    assert window.post(f"/inscriptions/{lea.id}/prestations", data=wrong).status_code == 400


def test_the_grid_of_a_class_costs_as_many_queries_for_ten_children_as_for_one(town):
    """The bar is five for its rows; the frame of the page and the choice of a class come on top."""
    town.child()
    window, url = town.window(town.clerk), f"/presences/semaine/?classe={town.classes['CP'].id}&semaine=2026-09-08"
    window.get(url)
    with statements() as one:
        window.get(url)
    for rank in range(9):
        town.booking(town.child(f"Tom Martin{rank}"), "midi", TUESDAY)
    with statements() as ten:
        window.get(url)
    assert len(ten) == len(one)
    assert len([each for each in ten if any(f'"activities_{name}"' in each for name in (
        "enrolment", "booking", "offer", "participant"))]) <= 5


def test_a_town_of_france_reads_and_writes_its_days_in_its_order_and_exports_stay_as_they_are(town):
    child = town.child()
    town.booking(child, "midi", date(2026, 9, 7))
    window = town.window(town.clerk)
    assert "2026-09-07" in window.get("/reservations/").text, "an organisation without a locale has the days of ISO"
    Organisation.update(locale="fr_FR").where(Organisation.code == "town").execute()
    window.post("/organisation", data={"organisation": town.places["town"].id})
    page, sheet = window.get("/reservations/").text, window.get(f"/familles/enfants/{child.child_id}/modifier").text
    assert "07/09/2026" in page and "2026-09-07" not in page.split("<tbody")[1].split("</tbody")[0]
    assert 'value="04/03/2020"' in sheet and "2020-03-04" not in sheet
    assert window.post(f"/familles/enfants/{child.child_id}/modifier", data={
        "birth_date": "04/13/2020", "version": child.child.version}).text.count("Écrivez-la comme 23/11/2026")
    export = window.post("/reservations/export", data={"list": "", "form": "csv", "query": ""})
    assert "2026-09-07" in export.get_data().decode("utf-8-sig"), export.status_code


def test_what_has_no_limit_says_so_on_the_sheet_of_a_service(town):
    page = town.window(town.admin).get(f"/activites/prestations/{town.services['midi'].id}").text
    assert re.search(r"Places</dt>\s*<dd[^>]*>\s*sans limite", page), page.partition("Places")[2][:80]
