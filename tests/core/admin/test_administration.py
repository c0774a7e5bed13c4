"""Settings, plugins, journal, organisations: who may, what is written, what is refused."""

from __future__ import annotations

import pytest

from core import journal
from core.errors import Refused
from core.journal import Entry
from core.organisations import Organisation
from core.running import running
from core.settings import Setting
from core.workflow import counters
from core.workflow.counters import StateCount
from tests.core.admin.conftest import organisation

pytestmark = pytest.mark.words


@pytest.fixture
def admin(sign_in, user_with):
    return sign_in(user_with("core.setting.edit", "core.plugin.edit", "core.journal.read", "core.organisation.read",
                             "core.organisation.edit", "core.dashboard", name="Irène"))


@pytest.fixture
def limit(app):
    settings = running().settings.declared
    settings["shop.limit"] = Setting("shop.limit", 30, "Délai", kind="integer")
    settings["shop.open"] = Setting("shop.open", True, "Ouvert", kind="flag")
    return settings


def test_settings_are_edited_and_written_in_the_journal(admin, limit):
    answer = admin.post("/administration/reglages/shop", data={"shop.limit": "45"})

    assert answer.status_code == 303
    assert running().settings["shop.limit"] == 45 and running().settings["shop.open"] is False
    rows = {row.note: (row.before, row.after) for row in Entry.select().where(Entry.action == "core.setting.changed")}
    assert rows["shop.limit"] == ('{"shop.limit":"30"}', '{"shop.limit":"45"}')
    assert 'value="45"' in admin.get("/administration/reglages/").text


def test_a_setting_that_cannot_be_read_saves_nothing_and_keeps_what_was_typed(admin, limit):
    answer = admin.post("/administration/reglages/shop", data={"shop.limit": "beaucoup", "shop.open": "1"})

    assert answer.status_code == 422
    assert "ne convient pas pour « Délai »" in answer.text.replace("\u00a0", " ") and 'value="beaucoup"' in answer.text
    assert running().settings["shop.limit"] == 30
    assert admin.post("/administration/reglages/autre").status_code == 404


def test_a_plugin_set_aside_is_let_back(admin):
    host = running().host
    for _ in range(5):
        host.failed("shop", "dashboard_cards: RuntimeError: no")

    assert "Mis de côté" in admin.get("/administration/modules/").text
    assert admin.post("/administration/modules/remettre", data={"plugin": "shop"}).status_code == 303
    assert "shop" not in host.aside
    assert Entry.select().where(Entry.action == "core.plugin.let_back").exists()
    assert admin.post("/administration/modules/remettre", data={"plugin": "shop"}).status_code == 404


def test_the_journal_lists_filters_and_turns_pages(sign_in, user_with, north, make_repair):
    admin, repair = sign_in(user_with("core.journal.read", "shop.repair.read")), make_repair(north, price=5)
    for number in range(60):
        journal.write(None, "core.test.act", repair, note=f"acte {number}")

    page = admin.get("/administration/journal/").text
    second = admin.get("/administration/journal/" + page.partition('href="?')[2].partition('"')[0].join(["?", ""])).text

    assert "acte 59" in page and "acte 0<" not in page and "acte 0<" in second
    assert "Demander" in admin.get("/administration/journal/?what=shop.repair.ask").text
    assert "acte" not in admin.get("/administration/journal/?what=shop.repair.ask").text
    assert f"/reparations/{repair.id}" in page


def test_who_reads_the_journal_and_not_the_records_reads_acts_without_their_words(admin, north, make_repair):
    repair = make_repair(north, title="Bouilloire à cœur")
    journal.write(None, "core.test.act", repair, note="un secret")

    page = admin.get("/administration/journal/").text

    assert f"Réparation {repair.id}" in page and "core.test.act" in page
    assert "un secret" not in page and "Bouilloire" not in page


def test_the_journal_of_another_place_is_not_read(sign_in, user_with, north, south, make_repair):
    mine, hidden = make_repair(north), make_repair(south)
    reader = sign_in(user_with("core.journal.read", at=north))

    page = reader.get("/administration/journal/").text

    assert f"Réparation {mine.id}" in page and f"Réparation {hidden.id}<" not in page


@pytest.mark.parametrize("query", ["before=abc", "before=" + "9" * 30, "record=99999999999999", "record=x", "from=soon",
                                   "to=0001-01-01", "who=%00", "kind=x", "what=%25"])
def test_nothing_typed_in_the_journal_is_an_error(admin, query):
    assert admin.get(f"/administration/journal/?{query}").status_code == 200


def fields(parent, /, **changes):
    return {"parent": parent.id, "kind": "installation", "name": "Nouvelle", "code": "N"} | changes


@pytest.fixture
def divisions(place):
    """Two divisions, each with an installation."""
    made = []
    for name in ("Est", "Ouest"):
        made.append(Organisation(kind="division", name=f"Division {name}", code=name, parent=place))
        made[-1].save()
        organisation(f"Installation {name}", made[-1])
    return made


def test_an_organisation_is_made_below_one_that_one_may_change(sign_in, user_with, divisions):
    east, west = divisions
    browser = sign_in(user_with("core.organisation.read", "core.organisation.edit", at=east))

    made = browser.post("/administration/organisations/nouveau", data=fields(east))
    refused = browser.post("/administration/organisations/nouveau", data=fields(west))
    rootless = browser.post("/administration/organisations/nouveau", data=fields(east, parent=""))

    assert made.status_code == 303, made.text
    assert Organisation.get(Organisation.name == "Nouvelle").path.startswith(east.path)
    assert refused.status_code == 422 and rootless.status_code == 422
    assert Organisation.select().where(Organisation.name == "Nouvelle").count() == 1


def test_an_organisation_never_stands_below_itself_or_at_the_root(admin, place, north):
    child = organisation("Comptoir", north)
    url = f"/administration/organisations/{north.id}/modifier"

    for parent in (child.id, ""):
        answer = admin.post(url, data=fields(north, parent=parent, version=north.version))
        assert answer.status_code == 422
    assert Organisation.get_by_id(north.id).parent_id == place.id


@pytest.mark.parametrize(("field", "value", "words"), [
    ("currency", "BTC", "CAD ou EUR"), ("time_zone", "Mars/Olympus", "America/Toronto"), ("locale", "de", "fr_CA"),
    ("country", "ZZ", "CA ou FR"), ("kind", "moon", "n’est pas offert")])
def test_what_is_inherited_must_be_usable(admin, north, field, value, words):
    answer = admin.post(f"/administration/organisations/{north.id}/modifier",
                        data=fields(north.parent, version=north.version, **{field: value}))

    assert answer.status_code == 422 and words in answer.text
    assert Organisation.get_by_id(north.id).name == "Atelier Nord"


def moved(browser, record, parent, **changes):
    data = fields(parent, kind=record.kind, name=record.name, code=record.code, version=record.version)
    return browser.post(f"/administration/organisations/{record.id}/modifier", data=data | changes)


def test_a_moved_organisation_takes_what_is_below_along(admin, place, divisions):
    east, west = divisions
    region = Organisation(kind="region", name="Région", parent=place)
    region.save()
    counters.add("shop", Organisation.get(Organisation.name == "Installation Est").path, "open", 2)

    answer = moved(admin, east, region)

    assert answer.status_code == 303, answer.text
    child = Organisation.get(Organisation.name == "Installation Est")
    assert child.path == f"{place.id}.{region.id}.{east.id}.{child.id}."
    assert StateCount.select(StateCount.place, StateCount.count).tuples()[:] == [(child.path, 2)]


def test_an_organisation_is_moved_only_where_one_may_change_the_new_parent(sign_in, user_with, divisions, place):
    east, west = divisions
    child = Organisation.get(Organisation.name == "Installation Est")
    browser = sign_in(user_with("core.organisation.read", "core.organisation.edit", at=east))

    assert moved(browser, child, west).status_code == 422
    record, view = Organisation.get_by_id(child.id), running().views["core.organisation"]
    record.parent = west
    with pytest.raises(Refused, match="au-dessous de « Division Ouest »"):
        view.before_save(record, user_with("core.organisation.edit", at=east))
    with pytest.raises(Refused, match="archives"):
        Organisation.update(archived_at=west.created_at).where(Organisation.id == west.id).execute()
        view.before_save(record, user_with("core.organisation.edit", at=place))
    assert Organisation.get_by_id(child.id).parent_id == east.id


def test_a_kind_stands_only_below_a_higher_one_of_its_own_chain(admin, divisions, place):
    east, west = divisions
    child = Organisation.get(Organisation.name == "Installation Est")

    for record, parent, kind in ((east, west, "division"), (child, west, "town"), (child, place, "ministry"),
                                 (west, place, "installation")):
        answer = moved(admin, record, parent, kind=kind)
        assert answer.status_code == 422 and "ne peut pas faire partie de" in answer.text, kind
    assert admin.post("/administration/organisations/nouveau", data=fields(child)).status_code == 422
    assert moved(admin, child, west).status_code == 303


def test_each_page_asks_for_its_right(sign_in, user_with, north):
    stranger = sign_in(user_with("core.dashboard", at=north))

    for path in ("reglages", "modules", "journal", "organisations"):
        assert stranger.get(f"/administration/{path}/").status_code == 403
