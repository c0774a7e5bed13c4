"""The history of a record: what happened, not who looked; what one person repeats stands in one line."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import pytest

from core import journal
from core.admin import timeline
from core.journal import Entry
from core.running import running
from core.workflow.engine import fire
from tests.core.admin.workshop import Repair


@pytest.fixture
def at():
    """Moves the rows written since the last time to a moment of the 20th of November 2026 (UTC)."""
    seen = [0]

    def moved(hour, minute=0, day=20):
        Entry.update(at=datetime(2026, 11, day, hour, minute, tzinfo=UTC)).where(Entry.id > seen[0]).execute()
        seen[0] = Entry.select(Entry.id).order_by(Entry.id.desc()).limit(1).scalar()

    return moved


def lines(answer):
    """The lines of the timeline, without markup, each with its meta line."""
    body = re.search(r'<ol class="m-timeline">(.*?)</ol>', answer.text, re.S)
    rows = re.findall(r"<li>(.*?)</li>", body[1], re.S) if body else []
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in rows]


def test_openings_never_push_what_happened_off_the_page(sign_in, repairer, north, make_repair, monkeypatch):
    monkeypatch.setattr(running().views["shop.repair"], "reads_are_journalled", True)
    repair = make_repair(north, price=900)
    fire(repair, "take", repairer)
    browser = sign_in(repairer)

    for _turn in range(12):
        page = browser.get(f"/reparations/{repair.id}")

    assert [line.split(" ")[0] for line in lines(page)] == ["Prendre", "Demander"]
    assert "Qui l’a ouvert (12 consultations)" in page.text
    link = html.unescape(re.search(r'href="([^"]*quoi=consultations)"', page.text)[1])
    (told,) = lines(browser.get(link))
    assert told.startswith("Dossier ouvert 12 fois Odile")


def test_what_one_person_repeats_is_one_line_with_count_and_span(sign_in, repairer, user_with, north, make_repair, at):
    other = user_with("shop.repair.read", at=north, name="Basile")
    repair = make_repair(north)
    at(8)
    for minute in (2, 5, 40):
        journal.write(repairer, "shop.repair.edited", repair, before={"note": ""}, after={"note": str(minute)})
        at(14, minute)
    journal.write(other, "shop.repair.edited", repair, note="relu")
    at(15)
    journal.write(repairer, "shop.repair.opened", repair)
    journal.write(other, "shop.repair.edited", repair, note="relu encore")
    at(16, day=21)

    told = lines(sign_in(repairer).get(f"/reparations/{repair.id}"))

    assert told[0].startswith("Modification 2 fois, « relu encore », « relu » Basile")
    assert told[0].endswith(", du 20 nov. 2026 à 10 h 00 au 21 nov. 2026 à 11 h 00")
    assert told[1].startswith("Modification 3 fois, note Odile")
    assert told[1].endswith(", 20 nov. 2026, de 9 h 02 à 9 h 40")
    assert len(told) == 3 and told[2].startswith("Demander")


def test_acts_of_the_workflow_are_never_told_as_one(north, make_repair, repairer):
    repair = make_repair(north)
    for _turn in range(3):
        journal.write(repairer, "shop.repair.take", repair)

    found = timeline.part(repair, running().views["shop.repair"])

    assert [line.count for line in found.lines] == [1, 1, 1, 1] and found.older is None


def test_pages_follow_each_other_without_a_gap_or_a_double(sign_in, repairer, north, make_repair):
    repair = make_repair(north)
    for number in range(60):
        journal.write(repairer, "shop.repair.take", repair, note=f"fois {number}")
        journal.write(repairer, "shop.repair.opened", repair)
    browser = sign_in(repairer)

    short, first = browser.get(f"/reparations/{repair.id}"), browser.get(f"/reparations/{repair.id}/historique")
    older = browser.get(html.unescape(re.search(r'href="([^"]+before=\d+)"', first.text)[1]))

    assert "61 événements" in short.text and len(lines(short)) == 10
    told = [re.search(r"fois \d+|Demander", line)[0] for line in lines(first) + lines(older)]
    assert told == [f"fois {number}" for number in reversed(range(60))] + ["Demander"]
    assert browser.get(f"/reparations/{repair.id}/historique?before=x&quoi=autre").status_code == 200


def test_a_line_of_very_many_acts_ends_the_page_and_goes_on_in_the_next(north, make_repair, repairer, monkeypatch):
    monkeypatch.setattr(timeline, "MOST_READ", 40)
    repair, view = make_repair(north), running().views["shop.repair"]
    for _turn in range(50):
        journal.write(repairer, "shop.repair.edited", repair)

    first = timeline.part(repair, view, size=9)
    second = timeline.part(repair, view, size=9, before=first.older)

    assert [line.count for line in first.lines] == [50] and first.older is not None
    assert [line.count for line in second.lines] == [1] and second.older is None


def test_who_only_looked_is_not_the_one_who_changed_it(north, make_repair, repairer, user_with):
    repair, reader = make_repair(north), user_with("shop.repair.read", at=north, name="Basile")
    journal.write(repairer, "shop.repair.edited", repair)
    journal.write(reader, "shop.repair.opened", repair)

    assert timeline.last_act(Repair.get_by_id(repair.id)).actor_name.startswith("Odile")


def test_exports_stand_among_the_consultations_in_their_place_page_after_page(north, make_repair, repairer):
    repair, other, view = make_repair(north), make_repair(north), running().views["shop.repair"]
    for turn in range(6):
        both = journal.listed([other.id, repair.id])
        journal.write(repairer, "shop.repair.exported", after=both, note=f"liste {turn}")
        journal.write(repairer, "shop.repair.exported", after=journal.listed([other.id]), note="sans elle")
        journal.write(repairer, "shop.repair.opened", repair)

    told, older = [], None
    for _page in range(3):
        page = timeline.part(repair, view, size=4, reads=True, before=older)
        told, older = told + [line.rest or str(line.verb) for line in page.lines], page.older

    wanted = [each for turn in reversed(range(6)) for each in ("Dossier ouvert", f"« liste {turn} »")]
    assert told == wanted and older is None
    assert timeline.exported(repair) == 6 and timeline.exported(other) == 12
    assert timeline.counted(repair) == (1, 6)
