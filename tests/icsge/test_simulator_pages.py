"""The simulator's pages for humans: search as the Ministry's, codes, register, faults; nothing from another site."""

from __future__ import annotations

import re

import pytest

from plugins.icsge.simulator import faults
from plugins.icsge.simulator.models import Component, File, Person
from tests.icsge.simulated import codes
from tests.icsge.sound import agreement_said, file_said

FATHER = {"reference": "2", "nom": "Roy", "prenom": "Mathieu", "role": "pere"}


@pytest.fixture
def window(csg, simulator_address):
    """A browser on the simulator's pages."""
    return simulator_address[0].test_client()


def text(answer) -> str:
    """What a page says, without its marks and hard spaces."""
    return re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).replace("\u00a0", " ")


def found(window, **search) -> list[str]:
    """The numbers of the files that a search finds."""
    page = window.get("/simulateur/dossiers", query_string=search).get_data(as_text=True)
    return re.findall(r"/simulateur/dossiers/(D\d+)", page)


def test_each_page_says_that_it_is_a_simulator(window):
    for path in ("", "composantes", "registre", "dossiers", "echanges", "pannes"):
        answer = window.get(f"/simulateur/{path}")
        assert answer.status_code == 200
        assert "Simulateur du système CSG" in re.sub(r"\s+", " ", text(answer))
        assert "script" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("search", "finds"), [
    ({}, True), ({"child": "maelle"}, True), ({"child": "CYR maë"}, True), ({"child": "autre"}, False),
    ({"adult": "mathieu"}, True), ({"adult": "josiane cyr"}, True), ({"nirec": "1202305020017"}, True),
    ({"nirec": "12"}, False), ({"necsg": "1"}, False), ({"band": "18-59"}, True), ({"band": "0-17"}, False),
    ({"component": "999999"}, False), ({"after": "25"}, False), ({"after": "-1"}, True), ({"band": "x"}, True)])
def test_files_are_searched_by_child_adult_numbers_and_age_band(csg, window, search, finds):
    csg.file(file_said(parentB=FATHER))
    assert found(window, **search) == (["D00000001"] if finds else [])


def test_a_list_is_turned_page_by_page(csg, window):
    for rank in range(26):
        csg.file(file_said(child={"reference": str(rank), "nirec": "", "neHorsProvince": True}))
    first = window.get("/simulateur/dossiers").get_data(as_text=True)
    assert len(re.findall(r"/dossiers/D", first)) == 25 and "after=25" in first and "Précédent" not in first
    last = window.get("/simulateur/dossiers?after=25").get_data(as_text=True)
    assert len(re.findall(r"/dossiers/D", last)) == 1 and "Précédent" in last and "Suivant" not in last


def test_a_file_is_shown_with_its_agreements_and_its_number_can_be_lost(csg, window):
    """ICSGE-R15, special case 22: what the page loses, the client finds again."""
    number = csg.file(file_said()).csg_number
    csg.agreement(agreement_said(number, remplacant=True))
    page = text(window.get(f"/simulateur/dossiers/{number}"))
    assert "00000001" in page and "remplaçant" in page and "147 rue des Capelans" in page
    window.post(f"/simulateur/dossiers/{number}/perte")
    assert codes(csg.agreement(agreement_said(number, numero="00000002", debut="2027-05-01", fin="2027-06-01"))) == [
        "CSG015E"]
    assert csg.transport.find_file(csg.identity, file_said()) == File.get().number != number
    assert window.get(f"/simulateur/dossiers/{number}").status_code == 404


def test_a_code_is_shown_once_and_opens_then_opens_no_more(csg, window):
    """ICSGE-R83."""
    number = Component.get().id
    page = window.post(f"/simulateur/composantes/{number}/code").get_data(as_text=True)
    code = re.search(r'class="code">([^<]+)<', page).group(1)
    known = csg.identity.__class__(csg.identity.division, csg.identity.installation, code)
    assert csg.transport.state(known).open
    assert code not in window.get("/simulateur/composantes").get_data(as_text=True)
    window.post(f"/simulateur/composantes/{number}/revocation")
    assert Component.get().code_digest == ""


@pytest.mark.parametrize(("typed", "said"), [
    ({"name": ""}, "Le nom est obligatoire"), ({"division": "3000-2000"}, "La division a huit chiffres"),
    ({"installation": "1"}, "L’installation a huit chiffres"), ({"nature": "x"}, "Le type est obligatoire"),
    ({"division": "53236600", "installation": "30054568"}, "Ces deux numéros sont déjà")])
def test_a_component_that_is_not_whole_is_not_entered(window, typed, said):
    good = {"name": "Garderie", "division": "12345678", "installation": "87654321", "nature": "cpe"}
    assert said in text(window.post("/simulateur/composantes", data=good | typed))
    assert Component.select().count() == 1


def test_a_component_is_entered_with_the_care_that_it_offers(window):
    window.post("/simulateur/composantes", data={"name": "Garderie", "division": "12345678", "nature": "unsubsidised",
                                                 "installation": "87654321", "care": ["eve", "night"]})
    made = Component.get(Component.name == "Garderie")
    assert (made.care, made.nature, made.code_digest) == (frozenset({"eve", "night"}), "unsubsidised", "")


def test_people_are_invented_entered_and_found(window):
    window.post("/simulateur/registre", data={"count": "12"})
    assert Person.select().count() == 13
    for count in ("0", "501", "x", ""):
        window.post("/simulateur/registre", data={"count": count})
    assert Person.select().count() == 13
    window.post("/simulateur/registre/personne", data={"last_name": "Quessy", "first_name": "Zoé", "sex": "F",
                                                       "birth_date": "2024-02-29", "nirec": "1202402290011"})
    assert "1202402290011" in text(window.get("/simulateur/registre?child=quessy&nirec=1202402"))


@pytest.mark.parametrize("typed", [{"last_name": ""}, {"birth_date": "hier"}, {"sex": "X"}, {"nirec": "12"},
                                   {"nirec": "1202305020017"}])
def test_a_person_who_is_not_whole_is_not_entered(window, typed):
    good = {"last_name": "Roy", "first_name": "Zoé", "sex": "F", "birth_date": "2024-02-29", "nirec": "1202402290011"}
    assert "À corriger" in text(window.post("/simulateur/registre/personne", data=good | typed))
    assert Person.select().count() == 1


def test_faults_are_put_in_by_the_page_and_by_json(window):
    window.post("/simulateur/pannes", data={"latence": "20", "coupeAu": "3"})
    assert faults.standing()["coupeAu"] == 3
    assert "Latence (millisecondes) : 20" in text(window.get("/simulateur/"))
    said = window.post("/simulateur/pannes", json={"maintenance": 1}).get_json()
    assert (said["maintenance"], said["latence"]) == (1, 20)
    window.post("/simulateur/pannes/aucune")
    assert not any(faults.standing().values())


@pytest.mark.parametrize("said", [{"latence": "x"}, {"latence": -1}, {"autre": 1}, {"guide": 3}, [1]])
def test_a_fault_that_is_none_is_refused(window, said):
    assert window.post("/simulateur/pannes", json=said).status_code == 400
    assert not any(faults.standing().values())


def test_a_page_of_another_site_changes_nothing(window):
    answer = window.post("/simulateur/pannes", data={"maintenance": 1}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403 and not any(faults.standing().values())


def test_what_was_received_is_told_with_its_messages(csg, window):
    """ICSGE-R93: codes and keys, no name."""
    csg.file(file_said(child={"sexe": "M"}))
    page = text(window.get("/simulateur/echanges"))
    assert "CSG042E La date de naissance ou le sexe ne concorde pas" in page and "Refusé" in page
    assert "Cyr" not in page


def test_names_are_text_on_every_page(csg, window):
    csg.file(file_said(adult={"prenom": "<script>alert(1)</script>"}))
    for path in ("dossiers", "dossiers/D00000001"):
        assert "<script" not in window.get(f"/simulateur/{path}").get_data(as_text=True)
