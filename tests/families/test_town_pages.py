"""The pages of a town's families, as a clerk goes through them."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partialmethod
from io import BytesIO

import pytest

from core.demo import page as pdf_page
from core.journal import Entry
from core.records import today
from core.running import running
from core.testing import signed_in
from plugins.families import (
    Child,
    Criterion,
    CriterionValue,
    FamilyQuotient,
    Guardian,
    Household,
    Insurance,
    InsurancePolicy,
    PersonDocument,
    archive,
    drafting,
    life,
    tie,
)
from plugins.families.health import write_health
from plugins.families.models import Draft
from tests.families.conftest import HOME
from tests.matrix.printing import Printer, readable

pytestmark = pytest.mark.words
ADULT = {"title": "mrs", "last_name": "Lerouet", "usage_name": "", "first_name": "Alix", "birth_date": "1988-05-04",
         "distinct_reason": ""}
CONTACT = {"email": "alix@exemple.test", "cell_phone": "0601020304", "home_phone": "", "profession": "", "employer": "",
           "benefit_fund": "caf", "benefit_number": "123"}
CHILD = {"add": "yes", "last_name": "Lerouet", "first_name": "Noé", "birth_date": "2019-04-02", "birth_place": "Rennes",
         "sex": "M", "diet": "no_pork", "distinct_reason": "", "kind": "mother"}
PLACE = HOME | {"complement": "", "country": ""}


@pytest.fixture
def browser(planted_families, agent):
    return signed_in(planted_families[0], agent)


def begun(browser, kind: str = "foyer", **data) -> str:
    """The address of the draft that a first step opens."""
    answer = browser.post(f"/familles/creer/{kind}", data=ADULT | data)
    assert answer.status_code == 303, answer.text
    return answer.location.rpartition("/")[0]


def test_fam_r01_the_wizard_keeps_each_step_and_creates_at_the_last(browser):
    draft = begun(browser)
    assert "Coordonnées" in browser.get(f"{draft}/coordonnees").text
    browser.post(f"{draft}/coordonnees", data=CONTACT)
    assert browser.post(f"{draft}/enfant", data=CHILD).location == f"{draft}/foyer"
    assert 'value="1988-05-04"' in browser.get(f"{draft}/responsable").text, "going back loses nothing"
    last = browser.get(f"{draft}/foyer").text
    assert "Foyer Lerouet" in last and "Noé Lerouet" in last and not Household.select().exists()
    assert browser.post(f"{draft}/foyer", data=PLACE | {"street": ""}).status_code == 422
    answer = browser.post(f"{draft}/foyer", data=PLACE)
    made = Household.get()
    assert answer.location == f"/familles/foyers/{made.id}" and not Draft.select().exists()
    alix, noe = made.guardians.get(), made.children.get()
    assert (alix.birth_date, alix.email, alix.benefit_fund) == (date(1988, 5, 4), "alix@exemple.test", "caf")
    assert (noe.diet, noe.birth_place, noe.guardians()) == ("no_pork", "Rennes", [alix])
    assert browser.post(f"{draft}/foyer", data=PLACE).status_code == 404, "a double click creates one"


def test_fam_r02_no_child(browser):
    draft = begun(browser)
    browser.post(f"{draft}/coordonnees", data=CONTACT)
    assert browser.post(f"{draft}/enfant", data={"add": "no"}).status_code == 303
    browser.post(f"{draft}/foyer", data=PLACE)
    assert Household.get().guardians.count() == 1 and not Child.select().exists()


def test_fam_r01_a_step_left_out_is_asked_before_the_end_and_drafts_are_one_s_own(browser, planted_families, somebody):
    draft = begun(browser)
    assert browser.post(f"{draft}/foyer", data=PLACE).location == f"{draft}/coordonnees"
    assert not Household.select().exists()
    colleague = signed_in(planted_families[0], somebody(agent="rocheville"))
    assert colleague.get(f"{draft}/foyer").status_code == 404
    assert "Reprendre la saisie" in browser.get("/familles/creer/foyer").text
    assert browser.post(draft + "/abandonner").status_code == 303 and not Draft.select().exists()


def test_fam_r05_r08_search_finds_the_household_the_adult_and_the_child(browser, home):
    made = home()
    noe, alix = made.children.get(), made.guardians.get()
    assert "Choisir Alix Lerouet" in browser.get("/familles/creer/foyer?q=lerouet alix").text
    draft = begun(browser, first_name="Loïc", last_name="Gwernig")
    browser.post(f"{draft}/coordonnees", data=CONTACT)
    assert f'value="{noe.id}"' in browser.get(f"{draft}/enfant?q=noe").text
    browser.post(f"{draft}/enfant", data={"existing": noe.id})
    assert browser.post(f"{draft}/enfant", data={"kind": ""}).status_code == 422
    browser.post(f"{draft}/enfant", data={"kind": "father"})
    browser.post(f"{draft}/foyer", data=PLACE)
    assert [str(each) for each in noe.guardians()] == ["Alix Lerouet", "Loïc Gwernig"]
    draft = begun(browser, "responsable", first_name="Maud", last_name="Prigent")
    browser.post(f"{draft}/coordonnees", data=CONTACT | {"email": ""})
    browser.post(f"{draft}/foyer", data={"existing": made.id})
    assert browser.post(f"{draft}/foyer", data={}).status_code == 303
    assert Guardian.get(Guardian.first_name == "Maud").household == alix.household


def test_fam_r10_a_child_needs_an_adult_that_was_found(browser, home):
    alix = home(child="").guardians.get()
    answer = browser.post("/familles/creer/enfant", data=CHILD)
    lien = answer.location
    assert browser.post(lien, data={"kind": "mother"}).status_code == 409
    browser.post(lien, data={"existing": alix.id})
    browser.post(lien, data={"kind": "mother"})
    assert Child.get().guardians() == [alix]


def test_fam_r01_each_write_of_a_draft_is_a_transaction(browser, monkeypatch):
    opened, writes, real = [], [], drafting.write_transaction

    @contextmanager
    def seen():
        opened.append(1)
        with real():
            yield
        opened.pop()

    def noted(draft, write):
        writes.append((write.__name__, len(opened)))
        return write(draft)

    monkeypatch.setattr(drafting, "write_transaction", seen)
    for write in (Draft.save, Draft.delete_instance):
        monkeypatch.setattr(Draft, write.__name__, partialmethod(noted, write))
    draft = begun(browser, "foyer")
    browser.post(f"{draft}/abandonner")
    assert set(writes) == {("save", 1), ("delete_instance", 1)} and not Draft.select().exists()


def test_fam_r22_who_is_there_already_is_offered(browser, home):
    alix = home(child="", birth_date=date(1988, 5, 4)).guardians.get()
    answer = browser.post("/familles/creer/foyer", data=ADULT)
    assert answer.status_code == 422 and "Utiliser cette fiche" in answer.text
    draft = f"/familles/creer/foyer/{Draft.get().id}"
    assert browser.post(f"{draft}/responsable", data={"existing": alix.id}).location == f"{draft}/enfant"
    browser.post(f"{draft}/enfant", data={"add": "no"})
    browser.post(f"{draft}/foyer", data=PLACE | {"name": "Nouveau foyer"})
    assert Guardian.select().count() == 1 and Guardian.get().household.name == "Nouveau foyer"


def test_fam_r01_who_was_found_and_archived_meanwhile_is_asked_again(browser, home, agent):
    alix = home(child="").guardians.get()
    draft = browser.post("/familles/creer/foyer", data={"existing": alix.id}).location.rpartition("/")[0]
    browser.post(f"{draft}/enfant", data={"add": "no"})
    archive(alix, agent)
    assert browser.post(f"{draft}/foyer", data=PLACE).location == f"{draft}/responsable"
    assert Household.select().count() == 1


def test_fam_r23_the_address_of_somebody_else_is_told_at_its_step(browser, home):
    home("Loïc Gwernig", child="", email="alix@exemple.test")
    draft = begun(browser)
    answer = browser.post(f"{draft}/coordonnees", data=CONTACT)
    assert answer.status_code == 422 and "Loïc Gwernig" in answer.text and "Utiliser cette fiche" in answer.text


def test_fam_r04_a_household_is_renamed(browser, home):
    made = home()
    form = browser.get(f"/familles/foyers/{made.id}/modifier").text
    assert "family_code" not in form and "Complément" in form
    browser.post(f"/familles/foyers/{made.id}/modifier", data=PLACE | {
        "name": "Foyer Lerouet-Gwernig", "version": made.version})
    assert Household.get().name == "Foyer Lerouet-Gwernig" and Entry.get(Entry.action == "families.household.edited")


def test_fam_r06_r07_moving_from_the_sheet(browser, home):
    alix, other = home().guardians.get(), home("Loïc Gwernig", child="")
    page = browser.get(f"/familles/deplacer/{alix.id}?q=gwernig").text
    assert "Foyer Gwernig" in page and f'value="{other.id}"' in page
    browser.post(f"/familles/deplacer/{alix.id}", data={"household": other.id, "day": today().isoformat()})
    assert Child.get().household == other
    answer = browser.post(f"/familles/deplacer/{alix.id}/nouveau", data=PLACE | {"day": today().isoformat()})
    assert answer.status_code == 303 and Guardian.get_by_id(alix.id).household.street == HOME["street"]
    assert browser.post(f"/familles/deplacer/{alix.id}/nouveau", data=PLACE | {
        "day": "2031-01-01"}).status_code == 409 and Household.select().count() == 3


def test_fam_r09_the_sheets_tell_each_other(browser, home, agent):
    made = home()
    alix, noe = made.guardians.get(), made.children.get()
    loic = home("Loïc Gwernig", child="").guardians.get()
    tie(noe, loic, "father", agent)
    child = browser.get(f"/familles/enfants/{noe.id}").text
    assert "Foyer Lerouet" in child and "Foyer Gwernig" in child and "NIREC" not in child
    assert "Noé Lerouet" in browser.get(f"/familles/foyers/{loic.household_id}").text
    adult = browser.get(f"/familles/responsables/{alix.id}").text
    for card in ("foyer", "coordonnees", "inscriptions", "adresse", "enfants", "criteres", "assurances", "documents"):
        assert f'id="{card}"' in adult


def test_fam_r11_r14_lists_searches_and_the_filter_of_archives(browser, home, agent):
    made = home()
    noe = made.children.get()
    archive(noe, agent)
    for path in ("/familles/enfants/", "/recherche/?q=noe", "/familles/creer/enfant?q=noe"):
        assert f"/familles/enfants/{noe.id}" not in browser.get(path).text, path
    there = browser.get(f"/familles/enfants/?archived=1&archived_at-from={today()}&archived_at-to={today()}").text
    assert f"/familles/enfants/{noe.id}" in there
    before = today() - timedelta(days=1)
    assert f"/familles/enfants/{noe.id}" not in browser.get(f"/familles/enfants/?archived_at-to={before}").text


def test_fam_r13_the_sheet_of_the_archives_is_read_only(browser, home, agent):
    made = home()
    noe = made.children.get()
    archive(noe, agent)
    page = browser.get(f"/familles/enfants/{noe.id}").text
    assert "aux archives depuis" in page and "is-archived" in page and "/modifier" not in page
    for path in (f"/familles/enfants/{noe.id}/modifier", f"/familles/fiche/enfant/{noe.id}/document",
                 f"/familles/fiche/enfant/{noe.id}/criteres"):
        answer = browser.post(path, data={"name": "x", "version": noe.version,
                                          "file": (BytesIO(pdf_page("a", ["b"])), "a.pdf")})
        assert answer.status_code == 409 and "dans les archives" in answer.text, path
    assert not PersonDocument.select().exists()


def test_fam_r17_the_question_proposes_and_confirms(browser, home):
    made = home()
    alix, noe = made.guardians.get(), made.children.get()
    page = browser.get(f"/familles/responsables/{alix.id}/archiver").text
    assert f'value="child:{noe.id}"' in page and f'value="household:{made.id}"' in page
    stale = browser.post(f"/familles/responsables/{alix.id}/archiver", data={"version": alix.version + 1})
    assert stale.status_code == 409 and Guardian.get().archived_at is None
    wrong = browser.post(f"/familles/responsables/{alix.id}/archiver", data={"version": alix.version,
                                                                           "along": ["child:0"]})
    assert wrong.status_code == 409 and Guardian.get().archived_at is None
    browser.post(f"/familles/responsables/{alix.id}/archiver", data={
        "version": alix.version, "along": [f"child:{noe.id}", f"household:{made.id}"]})
    assert Guardian.get().archived_at and Child.get().archived_at and Household.get().archived_at
    version = Guardian.get().version
    assert "Désarchiver" in browser.get(f"/familles/responsables/{alix.id}").text
    browser.post(f"/familles/responsables/{alix.id}/archiver", data={"version": version})
    assert Guardian.get().archived_at is None and Household.get().archived_at is None


def test_fam_r16_r17_what_follows_is_said_under_the_name_of_each(browser, home, monkeypatch):
    made = home()
    alix, noe = made.guardians.get(), made.children.get()
    monkeypatch.setattr(life, "consequences", lambda each: [f"{each.first_name}."] if each != made else [])
    page = browser.get(f"/familles/responsables/{alix.id}/archiver").text
    assert page.count("<li>Alix.</li>") == 1 and f"<li>{noe.first_name}.</li>" not in page
    assert f'{noe}<br><span class="m-meta">{noe.first_name}.</span>' in page


def test_fam_r11_several_at_once_with_the_reasons_of_each(browser, home, agent):
    made, alone = home(), home("Loïc Gwernig", child="")
    archive(alone.guardians.get(), agent)
    ids = f"{made.id},{alone.id}"
    page = browser.post("/familles/foyers/lot/archiver", data={"ids": ids, "list": ""}).text
    assert "1 fiche peut être archivée" in page and "Alix Lerouet y habite encore" in page
    assert not Household.select().where(Household.archived_at.is_null(False)).exists()
    browser.post("/familles/foyers/lot/archiver", data={"ids": ids, "list": "", "do": "1"})
    assert [each.id for each in Household.select().where(Household.archived_at.is_null(False))] == [alone.id]


def test_fam_r18_the_switch_of_the_sheet(browser, home):
    maud = home("Maud Prigent", child="").guardians.get()
    browser.post(f"/familles/responsables/{maud.id}/inscriptions", data={"open": "1", "version": maud.version})
    assert Guardian.get().registrations_open
    assert "Fermer l’accès" in browser.get(f"/familles/responsables/{maud.id}").text


def test_fam_r20_a_criterion_is_set_given_filtered_and_kept(browser, home, places):
    noe = home().children.get()
    town = places["rocheville"].id
    form = {"organisation": town, "label": "Quartier", "target": "child", "values": "Nord\n Sud \nNord"}
    assert browser.post("/familles/criteres/nouveau", data=form).status_code == 303
    criterion = Criterion.get()
    assert criterion.options == ["Nord", "Sud"]
    browser.post(f"/familles/fiche/enfant/{noe.id}/criteres", data={f"critere-{criterion.id}": "Sud"})
    assert CriterionValue.get().value == "Sud"
    assert browser.post(f"/familles/fiche/enfant/{noe.id}/criteres", data={
        f"critere-{criterion.id}": "Ouest"}).status_code == 409
    for value, seen in (("Sud", True), ("Nord", False)):
        found = browser.get(f"/familles/enfants/?criteria={criterion.id}:{value}").text
        assert (f"/familles/enfants/{noe.id}\"" in found) is seen
    exported = browser.post("/familles/enfants/export", data={"form": "csv", "list": "", "query": ""}).text
    assert "Quartier" in exported and "Sud" in exported and "NIREC" not in exported
    taken = browser.post(f"/familles/criteres/{criterion.id}/modifier", data=form | {
        "values": "Nord", "version": criterion.version})
    assert taken.status_code == 422 and "la valeur de quelqu’un" in taken.text
    browser.post(f"/familles/fiche/enfant/{noe.id}/criteres", data={f"critere-{criterion.id}": ""})
    assert not CriterionValue.select().exists()


def test_fam_r21_an_insurance_no_longer_visible_stays_where_it_is(browser, home, places):
    noe = home().children.get()
    for label in ("MAE", "MAIF"):
        Insurance(organisation=places["rocheville"], label=label).save()
    mae = Insurance.get(Insurance.label == "MAE")
    typed = {"insurance": mae.id, "number": "A-1", "starts_on": "", "ends_on": ""}
    assert browser.post(f"/familles/fiche/enfant/{noe.id}/assurance", data=typed).status_code == 303
    mae.visible = False
    mae.save()
    policy = InsurancePolicy.get()
    assert "MAE" in browser.get(f"/familles/enfants/{noe.id}").text
    assert ">MAE<" in browser.get(f"/familles/fiche/enfant/{noe.id}/assurance/{policy.id}").text
    assert ">MAE<" not in browser.get(f"/familles/fiche/enfant/{noe.id}/assurance").text
    assert browser.post(f"/familles/fiche/enfant/{noe.id}/assurance", data=typed).status_code == 422
    assert InsurancePolicy.select().count() == 1


def test_msg_r04_a_document_of_a_sheet(browser, home, planted_families, somebody):
    alix = home().guardians.get()
    path = f"/familles/fiche/responsable/{alix.id}/document"
    typed = {"name": "Jugement", "description": "Garde", "available_from": "2026-11-01", "available_until": ""}
    assert browser.post(path, data=typed | {"file": (BytesIO(b"PNG"), "a.png")}).status_code >= 400
    browser.post(path, data=typed | {"file": (BytesIO(pdf_page("a", ["b"])), "a.pdf")})
    paper = PersonDocument.get()
    assert paper.person == alix and paper.available_from == date(2026, 11, 1)
    assert browser.get(f"/familles/fiche/document/{paper.id}").data.startswith(b"%PDF-")
    stranger = signed_in(planted_families[0], somebody(agent="autreville"))
    assert stranger.get(f"/familles/fiche/document/{paper.id}").status_code == 404
    browser.post(f"{path}/{paper.id}", data={"remove": "1"})
    assert not PersonDocument.select().exists()


def test_a_family_quotient_has_dates_a_source_and_no_overlap(browser, home):
    made = home()
    path = f"/familles/quotients/{made.id}"
    typed = {"amount": "1 050,50", "source": "caf", "starts_on": "2026-01-01", "ends_on": ""}
    assert browser.post(path, data=typed).status_code == 303
    assert (FamilyQuotient.get().amount, made.quotient(date(2026, 5, 1)).source) == (105050, "caf")
    for amount in ("NaN", "sNaN", "-1", "beaucoup", "1e9"):
        assert browser.post(path, data=typed | {"amount": amount}).status_code == 422, amount
    again = browser.post(path, data=typed | {"starts_on": "2026-06-01"})
    assert again.status_code == 409 and "autre quotient" in again.text
    assert made.quotient(date(2025, 12, 31)) is None and FamilyQuotient.select().count() == 1


def test_health_is_encrypted_read_by_who_may_and_journalled(browser, home, agent, planted_families, somebody):
    noe = home().children.get()
    browser.post(f"/familles/sante/{noe.id}", data={"version": noe.version, "care_plan": "y", "text": "Arachide"})
    kept = Child.get_by_id(noe.id)
    assert kept.care_plan and "Arachide" not in kept.health_sealed
    assert "Arachide" not in "".join(f"{row.before}{row.after}{row.note}" for row in Entry.select())
    assert "Arachide" in browser.get(f"/familles/sante/{noe.id}").text
    assert Entry.get(Entry.action == "families.child.health.shown").actor == agent.id
    clerk = signed_in(planted_families[0], somebody(clerk="rocheville"))
    assert clerk.get(f"/familles/sante/{noe.id}").status_code == 403
    assert "PAI" not in clerk.get(f"/familles/enfants/{noe.id}").text
    assert "PAI" not in clerk.get("/familles/enfants/").text
    assert f"/familles/enfants/{noe.id}\"" in browser.get("/familles/enfants/?care_plan=1").text
    assert f"/familles/enfants/{noe.id}\"" not in browser.get("/familles/enfants/?care_plan=0").text


def test_msg_r06_sheets_of_a_filtered_list_with_the_ticked_elements(browser, home, agent, planted_families, somebody,
                                                                    monkeypatch):
    noe = home().children.get()
    write_health(noe, "Arachide", True, agent)
    printer = Printer()
    monkeypatch.setattr(running(), "renderer", printer)
    chosen = {"everything": "1", "query": "q=noe", "list": ""}
    page = browser.post("/familles/fiches/enfants", data=chosen).text
    ids = re.search(r'name="ids" value="([\d,]+)"', page)[1]
    assert ids == str(noe.id) and "Santé" in page
    assert browser.post("/familles/fiches/enfants", data={"ids": ids, "print": "1"}).status_code == 422
    wanted = {"ids": ids, "print": "1", "part": ["identity", "guardians", "health"]}
    assert browser.post("/familles/fiches/enfants", data=wanted | {"keep": "1"}).status_code == 409
    made = browser.post("/familles/fiches/enfants", data=wanted)
    assert "Arachide" in readable(made) and "Alix Lerouet" in readable(made) and not PersonDocument.select().exists()
    browser.post("/familles/fiches/enfants", data=wanted | {"keep": "1", "part": ["identity", "guardians"]})
    assert PersonDocument.get().person == noe and "Arachide" not in readable(
        browser.get(f"/familles/fiche/document/{PersonDocument.get().id}"))
    clerk = signed_in(planted_families[0], somebody(clerk="rocheville"))
    assert clerk.post("/familles/fiches/enfants", data={"ids": ids, "print": "1", "part": "health"}).status_code == 422


def test_the_lists_of_a_town_filter_by_age_adult_and_city(browser, home, agent):
    made = home()
    noe, alix = made.children.get(), made.guardians.get()
    age = (today() - date(2019, 4, 2)).days // 365
    for query, seen in ((f"age-from={age - 1}&age-to={age + 1}", True), ("age-to=2", False), ("age-from=300", False),
                        ("guardian=alix", True), ("guardian=zzz", False)):
        assert (f'/familles/enfants/{noe.id}"' in browser.get(f"/familles/enfants/?{query}").text) is seen, query
    for query, seen in (("household-city=Roche", True), ("household-city=Brest", False),
                        ("registrations_open=1", False)):
        assert (f'/familles/responsables/{alix.id}"' in browser.get(
            f"/familles/responsables/?{query}").text) is seen, query


def test_a_service_of_quebec_sees_none_of_it(planted_families, somebody, family):
    child = family()
    editor = signed_in(planted_families[0], somebody(editor="galets"))
    sheet = editor.get(f"/familles/enfants/{child.id}").text
    assert "NIREC" in sheet and "Régime alimentaire" not in sheet and "m-sheet-card" not in sheet
    form = editor.get("/familles/responsables/nouveau").text
    assert "benefit_number" not in form and "home_phone" in form
    assert editor.get("/familles/creer/foyer").status_code == 404
    listed = editor.get("/familles/enfants/").text
    assert "Fiches de renseignements" not in listed and "NECSG" in listed and "Critères" not in listed
