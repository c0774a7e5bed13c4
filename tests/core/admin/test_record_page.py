"""The page of a record: what stands there, what can be done, and what a refusal says."""

from __future__ import annotations

import pytest
from jinja2 import ChoiceLoader, DictLoader

from core.admin.panels import Panel
from core.hookspecs import hookimpl
from core.journal import Entry
from core.running import running
from core.testing import signed_in
from core.workflow.engine import fire
from tests.core.admin.workshop import Repair, RepairFlow

pytestmark = pytest.mark.words


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


def test_an_older_page_fires_nothing_and_shows_where_the_record_is(sign_in, repairer, north, make_repair):
    repair = make_repair(north, price=900)
    seen = repair.version
    fire(repair, "take", repairer)

    answer = sign_in(repairer).post(f"/reparations/{repair.id}/transition/take", data={"version": seen})

    assert answer.status_code == 409 and "rien n’a été fait" in answer.text and "Case 2 sur 4" in answer.text
    assert Entry.select().where(Entry.action == "shop.repair.take").count() == 1


def test_a_wrong_input_is_said_at_its_field_and_what_was_typed_stays(sign_in, repairer, north, make_repair):
    repair = make_repair(north)
    browser = sign_in(repairer)

    empty = browser.post(f"/reparations/{repair.id}/transition/drop", data={"version": repair.version, "reason": " "})
    long = browser.post(f"/reparations/{repair.id}/transition/drop",
                        data={"version": repair.version, "reason": "mot " * 6000})
    done = browser.post(f"/reparations/{repair.id}/transition/drop",
                        data={"version": repair.version, "reason": "Cassé"})

    assert empty.status_code == 409 and "Remplissez ce champ." in empty.text
    assert long.status_code == 409 and "trop long" in long.text and "mot mot" in long.text
    assert done.status_code == 303
    kept = Repair.get_by_id(repair.id)
    assert (kept.state, kept.note) == ("dropped", "Cassé")
    assert "« Cassé »" in browser.get(f"/reparations/{repair.id}").text.replace("\u00a0", " ")


def test_a_final_act_asks_before(sign_in, repairer, north, make_repair):
    repair = make_repair(north, price=900)
    fire(repair, "take", repairer)
    browser, url = sign_in(repairer), f"/reparations/{repair.id}/transition/finish"

    asked = browser.post(url, data={"version": repair.version})
    done = browser.post(url, data={"version": repair.version, "confirmed": "1"})

    assert asked.status_code == 200 and "La personne est prévenue." in asked.text
    assert done.status_code == 303 and Repair.get_by_id(repair.id).state == "done"


def test_a_grave_transition_asks_for_the_password_again(app, repairer, north, make_repair, monkeypatch):
    repair = make_repair(north, price=900)
    monkeypatch.setattr(RepairFlow.transitions["take"], "step_up", True)
    url = f"/reparations/{repair.id}/transition/take"

    stale = signed_in(app, repairer, fresh=False).post(url, data={"version": repair.version})
    assert stale.status_code == 302 and "/verify" in stale.headers["Location"]
    assert Repair.get_by_id(repair.id).state == "asked"
    fresh = signed_in(app, repairer).post(url, data={"version": repair.version})
    assert fresh.headers["Location"] == f"/reparations/{repair.id}"


@pytest.mark.parametrize("name", ["nonsense", "ask"])
def test_only_transitions_that_people_fire_have_an_address(sign_in, repairer, north, make_repair, name):
    repair, browser = make_repair(north), sign_in(repairer)

    assert browser.post(f"/reparations/{repair.id}/transition/{name}").status_code == 404
    assert browser.get(f"/reparations/{repair.id}/pourquoi/{name}").status_code == 404


def test_why_not_has_a_page_of_its_own(sign_in, repairer, north, make_repair):
    repair = make_repair(north)

    page = sign_in(repairer).get(f"/reparations/{repair.id}/pourquoi/take").text.replace("\u00a0", " ")

    assert "Il manque 1 condition sur 1 pour « Prendre »" in page and "Fixez-le dans le formulaire." in page
    assert "autre personne" not in page


def test_an_officer_asks_for_another_person_whom_she_may_know_of(sign_in, user_with, place, north, south, make_repair):
    repair = make_repair(north, price=900)
    reader = user_with("shop.repair.read", at=north, name="Nadia")
    stranger = user_with("shop.repair.read", at=south, name="Canari")
    officer = sign_in(user_with("shop.repair.read", "core.explain_for_others", at=north, name="Odile"))
    url = f"/reparations/{repair.id}/pourquoi/take"

    page = officer.get(f"{url}?pour={reader.id}").text

    assert "Pour Nadia" in page and "pas le droit" in page
    assert "Pour Nadia" in officer.get(f"{url}?pour=nadia").text
    assert "Canari" not in officer.get(f"{url}?pour={stranger.id}").text
    assert "Personne de ce nom" in officer.get(f"{url}?pour=canari").text
    assert [each["id"] for each in officer.get("/chercher/personnes/?q=nadia").json] == [reader.id]
    assert officer.get("/chercher/personnes/?q=canari").json == []


def test_asking_for_another_person_needs_the_right(sign_in, repairer, north, make_repair):
    repair, browser = make_repair(north), sign_in(repairer)

    assert browser.get(f"/reparations/{repair.id}/pourquoi/take?pour={repairer.id}").status_code == 403
    assert browser.get("/chercher/personnes/?q=o").status_code == 403


class Guest:
    """A plugin that adds panels, one that fails among them."""

    @hookimpl
    def record_panels(self, record, user):
        return [Panel("À côté", "error_free.html", {"words": "dans la marge"}, place="side"),
                Panel("En bas", "error_free.html", {"words": "tout en bas"}, order=200),
                Panel("En haut", "error_free.html", {"words": "<b>en haut</b>"}, order=1)]


class Faulty:
    @hookimpl
    def record_panels(self, record, user):
        raise ValueError("no panels")


def test_plugins_bring_panels_and_one_that_fails_harms_nobody(app, sign_in, repairer, north, make_repair):
    host, repair = running().host, make_repair(north)
    app.jinja_loader = ChoiceLoader([DictLoader({"error_free.html": "{{ context.words }}"}), app.jinja_loader])
    app.jinja_env.loader = app.create_global_jinja_loader()
    for name, plugin in (("guest", Guest()), ("faulty", Faulty())):
        host.plugins[name] = plugin
        host.manager.register(plugin, name)

    page = sign_in(repairer).get(f"/reparations/{repair.id}")

    assert page.status_code == 200 and host.failures == {"faulty": 1}
    assert page.text.index("En haut") < page.text.index("En bas") < page.text.index("dans la marge")
    assert "&lt;b&gt;en haut" in page.text


def test_reading_is_written_where_the_view_says_so(app, sign_in, repairer, north, make_repair, monkeypatch):
    repair = make_repair(north)
    monkeypatch.setattr(app.extensions["marelle"].views["shop.repair"], "reads_are_journalled", True)

    sign_in(repairer).get(f"/reparations/{repair.id}")

    assert Entry.select().where(Entry.action == "shop.repair.opened", Entry.actor == repairer.id).count() == 1
