"""The page of a record: what stands there, what can be done, and what a refusal says."""

from __future__ import annotations

from core.journal import Entry
from tests.core.admin.workshop import Repair


def test_the_page_shows_state_facts_actions_and_history(sign_in, repairer, north, make_repair):
    repair = make_repair(north)

    page = sign_in(repairer).get(f"/reparations/{repair.id}")

    assert page.status_code == 200
    for words in ("Réparation R-0001", "Demandée", "À vous", "Case 1 sur 4", "Ce que vous pouvez faire", "Bouilloire",
                  "Demander", "Le prix manque."):
        assert words in page.text, words


def test_a_button_fires_the_transition_and_writes_the_journal(sign_in, repairer, north, make_repair):
    repair = make_repair(north, price=900)
    browser = sign_in(repairer)

    answer = browser.post(f"/reparations/{repair.id}/transition/take", data={"version": repair.version})

    assert answer.status_code == 303 and answer.headers["Location"] == f"/reparations/{repair.id}"
    assert Repair.get_by_id(repair.id).state == "taken"
    assert Entry.select().where(Entry.action == "shop.repair.take", Entry.actor == repairer.id).count() == 1
    assert "« Prendre » : c’est fait." in browser.get(answer.headers["Location"]).text.replace("\u00a0", " ")


def test_a_refused_transition_says_what_is_missing_and_changes_nothing(sign_in, repairer, north, make_repair):
    repair = make_repair(north)

    answer = sign_in(repairer).post(f"/reparations/{repair.id}/transition/take", data={"version": repair.version})

    assert answer.status_code == 409
    assert "Le prix manque." in answer.text
    assert Repair.get_by_id(repair.id).state == "asked"


def test_a_record_of_another_workshop_does_not_exist(sign_in, repairer, south, make_repair):
    repair = make_repair(south, price=900)
    browser = sign_in(repairer)

    for path in ("", "/historique", "/pourquoi/take", "/transition/delete/confirmer"):
        assert browser.get(f"/reparations/{repair.id}{path}").status_code == 404
    assert browser.post(f"/reparations/{repair.id}/transition/take").status_code == 404
    assert Repair.get_by_id(repair.id).state == "asked"
