"""The pages of agreements: the form, the schedule editor, what follows, the paper, who sees what."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from core.records import today
from core.running import running
from core.workflow.engine import create, fire
from plugins.agreements.attending import days_of
from plugins.agreements.models import ServiceAgreement
from plugins.agreements.schedule import Schedule
from tests.agreements.conftest import IDLE, NEXT_MONDAY, WEEK
from tests.agreements.test_life import in_force, signed
from tests.matrix.printing import pdf_text
from tests.mes.counting import statements
from tests.test_english import FRENCH, words


def test_an_agreement_is_drafted_planned_printed_and_signed_in_the_pages(world):
    browser = world.window(world.clerk)
    made = browser.post(f"/ententes/nouveau?dossier={world.file.id}", data={
        "file": world.file.id, "starts_on": NEXT_MONDAY.isoformat(), "exception": "", "group": "Hérons",
        "ends_on": (NEXT_MONDAY + timedelta(days=100)).isoformat(), "infant_last_day": ""})
    assert made.status_code == 303, made.text
    agreement = ServiceAgreement.get()
    here = f"/ententes/{agreement.id}"
    assert "L’horaire est vide." in browser.get(here).text
    week = {f"w0d{day}{slot}": "1" for day in range(5) for slot in ("am", "pm")} | {
        f"w0d{day}{name}": typed for day in range(5) for name, typed in (("begins", "7:30"), ("ends", "16 h 30"))}
    assert browser.post(f"{here}/horaire", data=week | {"weeks": "1", "save": "1"}).status_code == 303
    page = browser.get(here).text
    assert "07:30 – 16:30" in page and "Toutes les règles sont respectées." in page
    version = ServiceAgreement.get().version
    browser.post(f"{here}/transition/print", data={"version": version})
    assert ServiceAgreement.get().state == "to_sign"
    paper = browser.get(f"{here}/entente.pdf")
    text = pdf_text(paper.data).replace("\t", " ")
    assert "Maëlle Cyr" in text and "Josiane Cyr" in text and "07:30 – 16:30" in text and "00000001" in text
    version = ServiceAgreement.get().version
    browser.post(f"{here}/transition/sign", data={"version": version, "signed_on": today().isoformat(),
                                                  "signed_by": "a"})
    assert ServiceAgreement.get().state == "signed"


def test_the_file_of_a_new_agreement_is_looked_up_by_child_or_parent_among_those_one_sees(world):
    browser, his = world.window(world.clerk), world.shared()
    form = browser.get("/ententes/nouveau").text
    assert 'data-lookup="/ententes/chercher/file"' in form and '<select id="file"' not in form
    with statements() as few:
        assert [each["id"] for each in browser.get("/ententes/chercher/file?q=maelle+josi").json] == [world.file.id]
    with statements() as many:
        found = browser.get("/ententes/chercher/file?q=cyr").json
    assert {each["id"] for each in found} == {world.file.id, his.id} and len(many) == len(few), "no query for a row"
    assert found[0]["label"] == "Maëlle Cyr, Josiane Cyr" and found[0]["detail"].startswith("depuis le ")
    stranger = world.window(world.stranger)
    assert stranger.get("/ententes/chercher/file?q=cyr").json == []
    days = {"starts_on": NEXT_MONDAY.isoformat(), "ends_on": (NEXT_MONDAY + timedelta(days=9)).isoformat()}
    refused = stranger.post("/ententes/nouveau", data=days | {"file": str(world.file.id)})
    assert refused.status_code == 422 and "prenez-le dans la liste" in refused.text
    assert "Maëlle" not in refused.text, "a number that was guessed names nobody"
    assert browser.post("/ententes/nouveau", data=days | {"file": "Maëlle Cyr, Mathieu Cyr"}).status_code == 303
    assert ServiceAgreement.get().file_id == his.id, "typed without a script"


def test_icsge_r43_two_weeks_alike_are_kept_as_one(world):
    agreement = create(world.agreement(schedule=[]), "create", world.clerk)
    browser = world.window(world.clerk)
    both = {f"w{week}d0am": "1" for week in range(2)}
    browser.post(f"/ententes/{agreement.id}/horaire", data=both | {"weeks": "2", "save": "1"})
    assert len(ServiceAgreement.get().schedule) == 1


def test_the_schedule_keeps_what_was_typed_and_says_which_day_is_wrong(world):
    agreement = create(world.agreement(), "create", world.clerk)
    browser = world.window(world.clerk)
    before = ServiceAgreement.get().schedule
    wrong = {"weeks": "1", "save": "1", "w0d1am": "1", "w0d1begins": "7 heures et quart"}
    answer = browser.post(f"/ententes/{agreement.id}/horaire", data=wrong)
    assert answer.status_code == 409 and "mardi, semaine 1" in answer.text
    assert 'value="7 heures et quart"' in answer.text
    assert ServiceAgreement.get().schedule == before
    answer = browser.post(f"/ententes/{agreement.id}/horaire", data=wrong | {"w0d1begins": "7:10"})
    assert "au quart d’heure" in answer.text


def test_one_week_becomes_two_and_one_again_with_what_was_typed(world):
    agreement = create(world.agreement(schedule=[]), "create", world.clerk)
    browser = world.window(world.clerk)
    typed = {"w0d0am": "1", "w0d0begins": "8:00"}
    page = browser.post(f"/ententes/{agreement.id}/horaire", data=typed | {"weeks": "1", "change": "more"}).text
    assert "Semaine 2" in page and 'name="w1d0am"' in page and 'value="8:00"' in page
    page = browser.post(f"/ententes/{agreement.id}/horaire", data=typed | {"weeks": "2", "change": "less"}).text
    assert 'name="w1d0am"' not in page and 'value="8:00"' in page


# ICSGE-R29
def test_a_printed_schedule_does_not_change_and_offers_no_button_that_would(world):
    agreement = signed(world)
    browser = world.window(world.clerk)
    page = browser.get(f"/ententes/{agreement.id}/horaire")
    assert page.status_code == 200 and "d’une entente imprimée ne change pas" in page.text
    assert 'name="save"' not in page.text
    assert page.text.count(" disabled>") == 7 * (6 + 2)
    answer = browser.post(f"/ententes/{agreement.id}/horaire", data={"weeks": "1", "save": "1"})
    assert answer.status_code == 409 and "d’une entente imprimée ne change pas" in answer.text


def test_icsge_r31_the_form_keeps_the_last_day_of_the_nursery(world):
    agreement = create(world.agreement(infant=True, infant_last_day=today()), "create", world.clerk)
    browser = world.window(world.clerk)
    answer = browser.post(f"/ententes/{agreement.id}/modifier", data={
        "version": agreement.version, "starts_on": agreement.starts_on.isoformat(), "infant": "y",
        "ends_on": agreement.ends_on.isoformat(), "infant_last_day": "", "exception": "", "group": ""})
    assert answer.status_code == 422 and "La date de fin de poupon ne peut être retirée." in answer.text
    assert ServiceAgreement.get().infant_last_day == today()


def test_icsge_r29_fermer_et_creer_la_suivante(world):
    agreement = in_force(world)
    browser = world.window(world.clerk)
    here = f"/ententes/{agreement.id}"
    assert "Fermer et créer la suivante" in browser.get(here).text
    assert browser.post(f"{here}/suivante", data={"starts_on": "demain"}).status_code == 400
    early = browser.post(f"{here}/suivante", data={"starts_on": today().isoformat(), "cause": "ecp"})
    assert early.status_code == 409 and "La suivante commence après le début de celle-ci" in early.text
    day = today() + timedelta(days=10)
    made = browser.post(f"{here}/suivante", data={"starts_on": day.isoformat(), "cause": "ecp"})
    new = ServiceAgreement.get(ServiceAgreement.state == "draft")
    assert made.location == f"/ententes/{new.id}" and ServiceAgreement.get_by_id(agreement.id).state == "superseded"


def test_icsge_r38_copier_une_entente_and_renouveler(world):
    agreement = in_force(world)
    browser = world.window(world.clerk)
    assert browser.post(f"/ententes/{agreement.id}/copier", data={
        "starts_on": (agreement.ends_on + timedelta(days=1)).isoformat()}).status_code == 303
    closed = browser.get(f"/ententes/{agreement.id}/renouveler").text
    assert "Pourquoi pas" in closed, "an agreement in force is copied or replaced, not renewed"
    fire(agreement, "terminate", world.clerk, end_type="departure", ends_on=today(), reason="Départ.")
    done = browser.post(f"/ententes/{agreement.id}/renouveler", data={"starts_on": NEXT_MONDAY.isoformat()})
    assert done.status_code == 303 and ServiceAgreement.select().count() == 3


def test_icsge_r53_both_parents_are_shown_side_by_side_and_collisions_in_words(world):
    his_file = world.shared()
    mine = create(world.agreement(), "create", world.clerk)
    page = world.window(world.clerk).get(f"/ententes/{mine.id}").text
    assert "L’autre parent n’a pas d’entente pour cette période." in page
    mine.plan(Schedule((WEEK, IDLE)))
    mine.save()
    his = create(world.agreement(file=his_file), "create", world.clerk)
    his.plan(Schedule((WEEK[:1] + IDLE[1:], WEEK)))
    his.save()
    page = world.window(world.clerk).get(f"/ententes/{mine.id}").text.replace("\u00a0", " ")
    assert page.count("les deux : AM, PM") == 1 and "lundi de la semaine 1" in page and "Mathieu Cyr" in page


def test_another_service_sees_and_does_nothing(world):
    agreement = signed(world)
    stranger = world.window(world.stranger)
    for path in ("", "/entente.pdf", "/horaire", "/copier", "/renouveler", "/suivante"):
        assert stranger.get(f"/ententes/{agreement.id}{path}").status_code == 404, path
    assert ServiceAgreement.visible_to(world.stranger).count() == 0


def test_the_days_of_attendance_are_those_of_the_agreements_less_the_closed_ones(world, monkeypatch):
    agreement = in_force(world)
    first, last = NEXT_MONDAY, NEXT_MONDAY + timedelta(days=13)
    found = days_of(world.child, world.file.installation, first, last)
    assert len(found) == 10 and set(found.values()) == {Decimal(9)}
    assert days_of(world.child, world.file.installation, last + timedelta(days=900), last + timedelta(days=901)) is None
    host = running().host
    real = host.call
    monkeypatch.setattr(host, "call", lambda hook, **given: [("icsge", [NEXT_MONDAY])] if hook == "closed_days"
                        else real(hook, **given))
    assert NEXT_MONDAY not in days_of(world.child, world.file.installation, first, last)
    assert agreement.state == "active"


@pytest.mark.words
@pytest.mark.parametrize("typed", ["25:00", "7:75", "midi", "7:30:00"])
def test_what_is_no_hour_is_told(world, typed):
    agreement = create(world.agreement(), "create", world.clerk)
    answer = world.window(world.clerk).post(f"/ententes/{agreement.id}/horaire", data={
        "weeks": "1", "save": "1", "w0d0am": "1", "w0d0begins": typed})
    assert answer.status_code == 409 and "ne se lit pas" in answer.text


@pytest.mark.words
def test_the_pages_are_in_english_for_who_reads_english(world):
    his_file, agreement = world.shared(), in_force(world)
    his = create(world.agreement(file=his_file), "create", world.clerk)
    browser = world.window(world.clerk)
    browser.post("/langue", data={"language": "en", "next": "/"})
    for path in ("", "babillard/", f"{agreement.id}", f"{agreement.id}/suivante", f"{his.id}/horaire", "nouveau"):
        assert FRENCH.findall(words(browser.get(f"/ententes/{path}"))) == [], path
