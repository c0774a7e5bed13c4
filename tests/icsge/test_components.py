"""Components and their access codes: pasted, encrypted, masked, journalled, never revealed (ICSGE-R81 to R83)."""

from __future__ import annotations

from datetime import date

import pytest

from core.database import db
from core.errors import Refused
from core.journal import Entry
from core.organisations import Organisation
from plugins.icsge.components import AccessCodeEvent, Component, open_component, set_code
from plugins.icsge.sync.running import launch
from tests.icsge.conftest import CODE

pytestmark = pytest.mark.words

OTHER = "Zz9@" * 9


def made(world, nature: str) -> Component:
    """A component of some nature, in the division of the clerk."""
    house = Organisation(kind="installation", nature=nature, name=f"Nouvelle {nature}", code="30054099",
                         parent=world.component.organisation.parent)
    house.save()
    return open_component(house, world.director)


@pytest.mark.parametrize(("nature", "day"), [
    ("cpe", date(2016, 5, 2)), ("subsidised", date(2016, 5, 2)), ("office", date(2016, 5, 2)),
    ("unsubsidised", date(2019, 4, 1))])
def test_the_effective_date_follows_what_pays_for_the_places(world, nature, day):
    assert made(world, nature).effective_date == day


def test_an_organisation_is_a_component_once_and_only_if_it_exchanges(world):
    with pytest.raises(Refused):
        open_component(world.component.organisation, world.director)
    with pytest.raises(Refused):
        open_component(world.component.organisation.parent, world.director)


# ICSGE-R81
def test_icsge_r81_a_run_asks_for_both_numbers_and_the_code(world):
    bare = made(world, "cpe")
    assert [str(each) for each in bare.missing()] == ["le code d’accès"]
    with pytest.raises(Refused, match="code d’accès"):
        launch(bare, world.clerk)
    bare.organisation.code = ""
    assert len(bare.missing()) == 2


# ICSGE-R82
def test_icsge_r82_only_the_blanks_around_a_code_are_taken_off(world):
    set_code(world.component, f" \t{OTHER}\n", world.director)
    assert Component.get_by_id(world.component.id).code() == OTHER
    odd = "lI1O0@#é" * 5
    set_code(world.component, odd, world.director)
    assert Component.get_by_id(world.component.id).code() == odd


# ICSGE-R82
@pytest.mark.parametrize("typed", ["", "  ", "court", "x" * 65, "a" * 20 + " " + "b" * 20,
                                   "a" * 20 + "\x00" + "b" * 20])
def test_icsge_r82_what_is_no_code_is_refused_and_changes_nothing(world, typed):
    with pytest.raises(Refused):
        set_code(world.component, typed, world.director)
    assert Component.get_by_id(world.component.id).code() == CODE


# ICSGE-R83
def test_icsge_r83_the_code_is_stored_encrypted_and_each_change_is_told_without_it(world):
    set_code(world.component, OTHER, world.director)
    stored = db.execute_sql("SELECT access_code FROM icsge_component").fetchall()
    assert all(OTHER not in row[0] and CODE not in row[0] for row in stored)
    last = world.component.code_events.order_by(AccessCodeEvent.id.desc()).first()
    assert (last.user_id, last.rotation) == (world.director.id, True)
    told = [f"{row.before}{row.after}{row.note}" for row in Entry.select().where(Entry.kind == "icsge.component")]
    assert told and not any(OTHER in each or CODE in each for each in told)
    assert Entry.select().where(Entry.action == "icsge.component.code_replaced").exists()


# ICSGE-R83
def test_icsge_r83_no_page_ever_shows_the_code(world):
    browser = world.window(world.director)
    here = world.component.id
    for address in (f"/icsge/?composante={here}", f"/icsge/composantes/{here}", f"/icsge/composantes/{here}/code",
                    f"/icsge/composantes/{here}/modifier", f"/icsge/composantes/{here}/historique",
                    f"/icsge/?composante={here}&volet=options"):
        page = browser.get(address)
        assert page.status_code == 200, address
        assert CODE not in page.text and world.component.access_code not in page.text
    assert "••••" in browser.get(f"/icsge/?composante={here}").text


def test_the_code_is_pasted_in_its_page_and_what_is_wrong_is_told(world):
    browser, here = world.window(world.director), f"/icsge/composantes/{world.component.id}/code"
    refused = browser.post(here, data={"code": "trop court"})
    assert refused.status_code == 409 and "de 30 à 64 signes" in refused.text and "trop court" not in refused.text
    assert browser.post(here, data={"code": f" {OTHER} "}).status_code == 303
    assert Component.get_by_id(world.component.id).code() == OTHER


def test_a_clerk_sees_the_mask_and_may_not_replace_the_code(world):
    browser = world.window(world.clerk)
    page = browser.get(f"/icsge/?composante={world.component.id}").text
    assert "••••" in page and "Remplacer" not in page
    assert browser.post(f"/icsge/composantes/{world.component.id}/code", data={"code": OTHER}).status_code == 403


def test_another_service_knows_nothing_of_the_component(world):
    browser = world.window(world.stranger)
    assert world.component.organisation.name not in browser.get("/icsge/").text
    assert browser.get(f"/icsge/composantes/{world.component.id}/code").status_code == 404


def test_a_new_component_is_chosen_then_asks_for_its_code(world):
    house = Organisation(kind="installation", nature="cpe", name="Annexe du quai", code="30054098",
                         parent=world.component.organisation.parent)
    house.save()
    browser = world.window(world.director)
    assert "Annexe du quai" in browser.get("/icsge/composantes/nouvelle").text
    answer = browser.post("/icsge/composantes/nouvelle", data={"organisation": house.id})
    component = Component.get(Component.organisation == house.id)
    assert answer.location.endswith(f"/icsge/composantes/{component.id}/code")
