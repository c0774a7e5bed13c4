"""Several records at once: the dry run says what would happen to each, and doing it loses nothing."""

from __future__ import annotations

import re

import pytest

from core.database import db
from core.hookspecs import hookimpl
from core.journal import Entry
from core.running import running
from core.workflow import bulk
from core.workflow.bulk import plan, run
from core.workflow.counters import StateCount
from tests.core.admin.workshop import ALL, Repair, RepairFlow


@pytest.fixture
def browser(sign_in, repairer):
    return sign_in(repairer)


def post(browser, path="", **data):
    return browser.post(f"/reparations/lot{path}", data={"list": "toutes", "action": "take"} | data)


def counted():
    return {row.state: row.count for row in StateCount.select() if row.count}


def test_the_dry_run_says_what_would_happen_and_writes_nothing(browser, north, make_repair):
    ready, unpriced = make_repair(north, price=100), make_repair(north)
    before = Entry.select().count()

    page = post(browser, rowid=[ready.id, unpriced.id])

    assert page.status_code == 200
    assert "1 possible, 1 impossible." in page.text and "Le prix manque." in page.text
    assert "Prendre 1 dossier" in page.text
    assert {each.state for each in Repair.select()} == {"asked"} and Entry.select().count() == before


def test_confirming_moves_those_that_may_and_lists_the_others(browser, repairer, north, make_repair):
    made = [make_repair(north, price=100) for _ in range(3)]
    unpriced = make_repair(north)

    page = post(browser, "/faire", ids=",".join(str(each.id) for each in [*made, unpriced]))

    assert "3 faites, 1 refusée." in page.text and unpriced.number in page.text
    assert [each.state for each in Repair.select().order_by(Repair.id)] == ["taken"] * 3 + ["asked"]
    rows = list(Entry.select().where(Entry.action == "shop.repair.take"))
    assert [(row.record, row.actor, row.before, row.after) for row in rows] == [
        (each.id, repairer.id, '{"state":"asked"}', '{"state":"taken"}') for each in made]
    assert counted() == {"asked": 1, "taken": 3}
    assert {each.version for each in Repair.select().where(Repair.state == "taken")} == {made[0].version + 1}


def test_everything_means_every_row_of_the_filter(browser, north, make_repair):
    kept = [make_repair(north, price=100, wear="heavy") for _ in range(30)]
    make_repair(north, price=100)

    page = post(browser, everything="1", query="wear=heavy")

    assert "30 possibles" in page.text
    assert len(re.search(r'name="ids" value="([^"]+)"', page.text)[1].split(",")) == len(kept)


def test_records_of_others_are_left_out(browser, north, south, make_repair):
    mine, hidden = make_repair(north, price=100), make_repair(south, price=100)

    page = post(browser, "/faire", ids=f"{hidden.id},{mine.id}")

    assert "1 faite." in page.text and hidden.number not in page.text
    assert Repair.get_by_id(hidden.id).state == "asked"


def test_a_transition_with_inputs_asks_for_them_once(browser, north, make_repair):
    made = [make_repair(north) for _ in range(2)]
    ids = ",".join(str(each.id) for each in made)

    refused = post(browser, "/faire", action="drop", ids=ids)
    done = post(browser, "/faire", action="drop", ids=ids, reason="Irréparable")

    assert refused.status_code == 422 and "Remplissez ce champ." in refused.text
    assert "2 faites" in done.text
    assert [(each.state, each.note) for each in Repair.select()] == [("dropped", "Irréparable")] * 2


def test_the_plan_can_be_downloaded(browser, north, make_repair):
    make_repair(north, price=100)
    unpriced = make_repair(north)

    answer = post(browser, "/liste", rowid=[unpriced.id])

    assert answer.mimetype == "text/csv" and "Impossible;Le prix manque." in answer.data.decode()


@pytest.mark.parametrize("data", [{"action": "delete"}, {"action": "edit"}, {"action": "nonsense"}])
def test_only_offered_transitions_are_fired(browser, north, make_repair, data):
    assert post(browser, rowid=[make_repair(north).id], **data).status_code == 404


def test_choosing_nothing_or_too_much_is_said(browser, north, make_repair, monkeypatch):
    assert post(browser).status_code == 409
    monkeypatch.setattr("core.admin.bulk.CAP", 1)
    ids = [make_repair(north).id, make_repair(north).id]
    assert post(browser, rowid=ids).status_code == 409
    assert post(browser, everything="1").status_code == 409


def test_what_was_changed_meanwhile_is_reported_not_lost(app, repairer, north, make_repair, monkeypatch):
    first, second = make_repair(north, price=100), make_repair(north, price=100)
    claim = bulk.claim

    def late(transition, records):
        Repair.update(state="dropped", version=Repair.version + 1).where(Repair.id == second.id).execute()
        return claim(transition, records)

    monkeypatch.setattr(bulk, "claim", late)
    outcomes = run(RepairFlow, "take", [first.id, second.id, 999], repairer)

    assert [each.possible for each in outcomes] == [True, True, False] or not outcomes[1].possible
    assert Repair.get_by_id(first.id).state == "taken"
    assert Entry.select().where(Entry.action == "shop.repair.take").count() == sum(each.possible for each in outcomes)


def test_a_plan_asks_the_database_little(app, user_with, north, make_repair, queries):
    user = user_with(*ALL, at=north)
    ids = [make_repair(north, price=100).id for _ in range(40)]
    user.grants  # noqa: B018 (read once, as a request does)
    with queries() as sent:
        assert all(each.possible for each in plan(RepairFlow, "take", ids, user))

    assert len(sent) <= 4, sent


def test_people_without_the_right_are_looked_up_once(app, user_with, north, make_repair, queries):
    reader = user_with("shop.repair.read", at=north)
    ids = [make_repair(north, price=100).id for _ in range(20)]
    with queries() as sent:
        outcomes = plan(RepairFlow, "take", ids, reader)

    assert not any(each.possible for each in outcomes) and "Vous n’avez pas le droit" in outcomes[0].reasons[0]
    assert len(sent) <= 8, sent


def test_plugins_that_follow_or_forbid_are_heard(app, repairer, north, make_repair):
    class Follower:
        seen = []

        @hookimpl
        def transition_obstacle(self, record, transition, user):
            return "Le mardi, non." if record.urgent else None

        @hookimpl
        def transition_done(self, record, transition, user):
            self.seen.append(record.id)

    free, urgent = make_repair(north, price=100), make_repair(north, price=100, urgent=True)
    host = running().host
    host.plugins["follower"] = Follower()
    host.manager.register(host.plugins["follower"], "follower")

    outcomes = run(RepairFlow, "take", [free.id, urgent.id], repairer)

    assert [each.reasons for each in outcomes] == [(), ("Le mardi, non.",)]
    assert Follower.seen == [free.id]
    assert db.in_transaction() is False
