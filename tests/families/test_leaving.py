"""A child leaves: place and files end that day, and the other plugins are told (ICSGE-R75, MES-R77)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.errors import Refused
from core.records import today
from core.testing import signed_in
from plugins.families import ParentChildFile, Placement
from plugins.families.leaving import leave


@pytest.fixture
def placed(family):
    """A child with a place and a file at Les Galets, and the installation."""
    child = family()
    place = child.placements[0].installation
    ParentChildFile(child=child, installation=place, guardian_a=child.guardians()[0],
                    starts_on=today() - timedelta(days=100)).save()
    return child, place


def ends(child) -> tuple:
    """The last days of the child's places and files."""
    return tuple(row.ends_on for model in (Placement, ParentChildFile)
                 for row in model.select().where(model.child == child).order_by(model.id))


def test_the_place_and_the_files_end_on_the_last_day(placed, somebody):
    child, place = placed
    last = today() + timedelta(days=10)
    assert leave(child, place, last, somebody(editor="galets")) == []
    assert ends(child) == (last, last)
    earlier = today() + timedelta(days=3)
    leave(child, place, earlier, somebody(editor="galets"))
    assert ends(child) == (earlier, earlier), "an earlier day may be told afterwards"


def test_what_ended_before_keeps_its_day(placed, somebody):
    child, place = placed
    before = today() - timedelta(days=30)
    ParentChildFile.update(ends_on=before).execute()
    leave(child, place, today(), somebody(editor="galets"))
    assert ends(child) == (today(), before)


def test_nobody_leaves_twice_nor_before_the_beginning(placed, somebody):
    child, place = placed
    user = somebody(editor="galets")
    with pytest.raises(Refused, match="La fréquentation commence après ce jour"):
        leave(child, place, child.birth_date - timedelta(days=1), user)
    leave(child, place, today(), user)
    with pytest.raises(Refused, match="n’est plus attendu à galets-1 après ce jour"):
        leave(child, place, today(), user)


def test_the_page_asks_for_the_day_and_leads_back_to_the_child(placed, somebody, planted_families):
    child, place = placed
    browser = signed_in(planted_families[0], somebody(editor="galets"))
    assert "Fin de fréquentation" in browser.get(f"/familles/enfants/{child.id}").text
    address = f"/familles/departs/{child.id}"
    assert "galets-1" in browser.get(address).text
    assert browser.post(address, data={"installation": place.id, "last_day": "hier"}).status_code == 400
    early = browser.post(address, data={"installation": place.id, "last_day": "1999-01-01"})
    assert early.status_code == 409 and "La fréquentation commence après ce jour." in early.text
    assert ends(child) == (None, None)
    done = browser.post(address, data={"installation": place.id, "last_day": today().isoformat()})
    assert done.status_code == 303 and done.location == f"/familles/enfants/{child.id}"
    assert ends(child) == (today(), today())
    page = browser.get(done.location).text
    assert "La fin de fréquentation est enregistrée." in page


def test_who_only_reads_ends_nothing(placed, somebody, planted_families):
    child, place = placed
    browser = signed_in(planted_families[0], somebody(reader="galets"))
    assert "Fin de fréquentation" not in browser.get(f"/familles/enfants/{child.id}").text
    answer = browser.post(f"/familles/departs/{child.id}",
                          data={"installation": place.id, "last_day": today().isoformat()})
    assert answer.status_code in (403, 404) and ends(child) == (None, None)
