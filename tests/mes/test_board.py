"""The regional board: its figures held against counting by hand, its files, the calendar, the directions."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import g
from hypothesis import given, strategies as st
from pypdf import PdfReader

from core.journal import Entry
from core.organisations import Organisation
from core.records import at, today, utcnow
from core.running import running
from core.workflow import counters
from core.workflow.engine import fire
from plugins.mes import board, calendar, week
from plugins.mes.board import Asked
from plugins.mes.calendar import Event
from plugins.mes.models import Request, YearTerms
from plugins.mes.views.board import PRINTED, cells, printed
from plugins.mes.workflow import RequestFlow
from plugins.mes.years import ReferenceYear, open_years
from tests.mes.counting import statements
from tests.mes.pages import Window

BOARD, CALENDAR, DIRECTIONS = "/mes/tableau/", "/mes/calendrier/", "/mes/directions/"


def now_board(user, direction: int = 0) -> board.Board:
    return board.board(user, Asked(ReferenceYear.of(today()), direction))


@pytest.fixture
def full(world):
    """Requests in each state, one late, in two regions."""
    made = {"late": world.submitted(), "new": world.submitted(), "returned": world.returned(),
            "compliant": world.compliant(), "closed": world.closed(), "draft": world.draft(),
            "island": world.compliant(installation=world.laurier)}
    Request.update(state_since=utcnow() - timedelta(days=41)).where(Request.id == made["late"].id).execute()
    fire(made["new"], "propose", world.agent)
    return made


def test_the_board_says_what_counting_by_hand_says(world, full):
    found = now_board(world.admin)
    rows = {row.code: row for row in found.rows}
    assert set(rows) == {"06", "11"}
    east = rows["11"]
    assert east.counts == {"submitted": 2, "returned": 1, "compliant": 1, "closed": 1}
    assert (east.counts["submitted"], east.late["submitted"], east.proposed, east.again) == (2, 1, 1, 0)
    assert (east.hours, east.asked) == (Decimal("4.50"), Decimal("9.00"))
    assert rows["06"].hours == Decimal("4.50") and found.total.hours == Decimal("9.00")
    assert found.total.total == 6 and found.total.median == 0
    assert found.total.week == {"received": 5, "returned": 1, "compliant": 3}  # one has waited for 41 days


def test_a_direction_sees_its_own_regions_and_a_year_its_own_requests(world, full):
    assert [row.code for row in now_board(world.director).rows] == ["11"]
    assert [row.code for row in now_board(world.admin, world.montreal.id).rows] == ["06"]
    before = board.board(world.admin, Asked(ReferenceYear(ReferenceYear.of(today()).start - 1)))
    assert before.total.total == 0
    assert now_board(world.signer).rows == []


def test_the_board_costs_three_queries_whatever_it_holds(world, full):
    with statements() as sent:
        now_board(world.admin)
    rights, *asked = sent
    assert "core_membership" in rights and len(asked) == 3, "\n".join(sent)


# « Cette semaine »


def test_the_week_tells_what_happened_whatever_came_after(world):
    request = world.returned()
    assert this_week(world, request) == {"received": 1, "returned": 1, "compliant": 0}
    request = fire(world.sign(world.corrected(request)), "resubmit", world.signer)
    assert this_week(world, request) == {"received": 2, "returned": 1, "compliant": 0}
    fire(request, "declare_compliant", world.director)
    fire(request, "close_departure", world.director, departure_on=today(), reason="Départ.")
    assert this_week(world, request) == {"received": 2, "returned": 1, "compliant": 1}
    fire(request, "reopen", world.director, reason="Erreur.")
    assert this_week(world, request) == {"received": 2, "returned": 1, "compliant": 1}


def test_the_week_leaves_out_what_happened_before_it(world):
    with at(week.monday() - timedelta(microseconds=1)):
        request = world.returned()
        assert this_week(world, request) == {"received": 1, "returned": 1, "compliant": 0}
    assert this_week(world, request) == {"received": 0, "returned": 0, "compliant": 0}
    fire(world.sign(world.corrected(request)), "resubmit", world.signer)
    assert this_week(world, request) == {"received": 1, "returned": 0, "compliant": 0}


def test_the_week_is_that_of_the_regions_and_the_year_one_looks_at(world):
    request, other = world.returned(), world.compliant(installation=world.laurier)
    year = request.year
    assert now_board(world.elsewhere).total.week == {"received": 1, "returned": 0, "compliant": 1}
    assert now_board(world.admin, world.east.id).total.week == {"received": 1, "returned": 1, "compliant": 0}
    before = Asked(ReferenceYear(year.start - 1))
    assert other.year == year and set(board.board(world.admin, before).total.week.values()) == {0}


@pytest.mark.parametrize(("now", "begun"), [
    ("2026-11-23 04:59Z", "2026-11-16 05:00Z"),  # Sunday, one minute to midnight in Québec
    ("2026-11-23 05:00Z", "2026-11-23 05:00Z"), ("2026-11-22 15:00Z", "2026-11-16 05:00Z"),
    ("2026-11-01 15:00Z", "2026-10-26 04:00Z")])  # the hour has changed since Monday
def test_the_week_begins_on_monday_at_midnight_where_one_works(world, now, begun):
    with at(datetime.fromisoformat(now)):
        assert week.monday() == datetime.fromisoformat(begun)


def this_week(world, request: Request) -> dict[str, int]:
    """What the board says of the week of this request’s year."""
    return board.board(world.admin, Asked(request.year)).total.week


@given(st.dictionaries(st.integers(0, 400), st.integers(1, 50), max_size=30))
def test_the_median_is_the_one_in_the_middle(found):
    spread = sorted(value for value, count in found.items() for _each in range(count))
    assert board.median(found) == (spread[(len(spread) - 1) // 2] if spread else None)


def test_each_chart_is_its_own_table_and_the_page_says_its_year(planted, world, full):
    page = Window(planted, world.admin).get(BOARD)
    for chart in ("Heures d’accompagnement par jour des demandes conformes, par région",
                  "Jours passés au Ministère jusqu’à la conformité, médiane par région"):
        table = re.search(f'<caption class="sr-only">{chart}</caption>.*?</table>', page, re.S).group()
        assert re.search(r'<th scope="row">11 gaspesie</th><td>\s*<svg.*?<strong>\d', table, re.S)
    assert "Demandes transmises, par région" in page and str(ReferenceYear.of(today())) in page
    assert "1 en retard" in page.replace("\xa0", " ")
    odd = Window(planted, world.admin).get(f"{BOARD}?annee=abc&direction=99999")
    assert odd.count("Gaspésie") == page.count("Gaspésie")
    for who in (world.signer, world.committee):
        Window(planted, who).get(BOARD, 403)


def test_mes_r84_the_board_as_csv_says_who_and_when_and_is_journalled(planted, world, full):
    answer = Window(planted, world.admin).post(f"{BOARD}csv", 200, annee=str(ReferenceYear.of(today()).start))
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=";"))
    east = next(row for row in rows if row and row[0] == "11")
    assert east[3:7] == ["2", "1", "0", "1"] and east[12] == "4,50"
    assert rows[-1][0].startswith("Année de référence") and "Admin Essai" in rows[-1][0]
    assert Entry.select().where(Entry.action == "mes.board.exported").count() == 1


def test_a_region_whose_name_is_a_formula_stays_text_in_the_file(planted, world, full):
    Organisation.update(name="=1+1").where(Organisation.id == world.gaspesie.id).execute()
    assert "'=1+1" in Window(planted, world.admin).post(f"{BOARD}csv", 200).text


def test_the_board_as_pdf_holds_every_region(planted, world, full):
    answer = Window(planted, world.admin).post(f"{BOARD}pdf", 200)
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    text = " ".join(text.split())
    assert "Tableau régional" in text and "gaspesie" in text and "Admin Essai" in text


def test_the_printed_board_draws_its_charts_and_puts_each_region_under_its_direction(planted, world, full):
    with planted[0].test_request_context():
        found = board.board(world.admin, Asked(ReferenceYear.of(today())))
        html = PRINTED.html(world.east, {
            "board": found, "target": 30, "cells": cells(found), "rows": printed(found), "several": True,
            "columns": [("", "")] * 12})
    bars = re.search('<table class="mes-bars">.*?</table>', html, re.S).group()
    assert bars.count("<svg") == 3 * len(found.rows) and bars.count("stroke-dasharray") == len(found.rows)
    directions = [row["group"][0] for row in printed(found) if isinstance(row, dict)]
    assert directions == [*sorted({row.direction for row in found.rows}), "Ensemble"]
    assert cells(found)[1]["fact"] == "2, dont 1 en retard"


# The calendar


def first_of(year: ReferenceYear, month: int) -> date:
    return date(year.start + (month < 4), month, 1)


def test_the_calendar_says_the_days_of_three_years_in_order(planted, world):
    year = ReferenceYear.of(today())
    YearTerms(reference_year=year.start, first_opens_on=first_of(year, 6), first_closes_on=first_of(year, 7)).save()
    Event(year=year.start, day=first_of(year, 9), label="Rencontre des directions").save()
    found = calendar.calendar()
    assert [each.year for each in found] == [ReferenceYear(year.start + step) for step in (-1, 0, 1)]
    here = found[1]
    assert here.current and [each.day for each in here.days] == sorted(each.day for each in here.days)
    page = Window(planted, world.signer).get(CALENDAR)
    assert "Premier appel de demandes" in page and "Rencontre des directions" in page and "Noter" not in page


def test_mes_r20_the_opening_of_the_next_year_is_kept_in_one_place(planted, world):
    year, window = ReferenceYear.of(today()), Window(planted, world.admin)
    window.post(f"{CALENDAR}{year.start}", opening=year.first_day.isoformat())
    assert open_years(today(), running().settings[calendar.OPENING]) == (year, ReferenceYear(year.start + 1))
    assert "Ouverture des demandes de l’année" in window.get(CALENDAR)
    window.post(f"{CALENDAR}{year.start}", opening="")
    g.pop("settings", None)
    assert running().settings[calendar.OPENING] is None
    assert Entry.select().where(Entry.action == "core.setting.changed").count() == 2


@pytest.mark.parametrize(("sent", "words"), [
    ({"first_opens_on": "2019-06-01"}, "n’est pas un jour de l’année"),
    ({"first_opens_on": "{7}", "first_closes_on": "{6}"}, "ferme avant d’ouvrir"),
    ({"second_opens_on": "demain"}, "")])
def test_days_that_cannot_be_are_refused_and_nothing_is_kept(planted, world, sent, words):
    year = ReferenceYear.of(today())
    sent = {name: text.replace("{7}", str(first_of(year, 7))).replace("{6}", str(first_of(year, 6)))
            for name, text in sent.items()}
    answer = Window(planted, world.admin).client.post(f"{CALENDAR}{year.start}", data=sent)
    assert answer.status_code in (400, 409, 422) and words in answer.text
    assert not YearTerms.select().exists()


def test_a_day_is_noted_and_taken_away_by_the_ministry_only(planted, world):
    window, day = Window(planted, world.admin), today().isoformat()
    window.post(f"{CALENDAR}jours", day=day, label="Formation")
    event = Event.get()
    assert (event.day, event.year) == (today(), ReferenceYear.of(today()).start)
    for who in (world.director, world.signer):
        other = Window(planted, who).client
        assert other.post(f"{CALENDAR}jours", data={"day": day, "label": "X"}).status_code == 403
        assert other.post(f"{CALENDAR}jours/{event.id}/retirer").status_code == 403
        assert other.get(f"{CALENDAR}2026").status_code == 403
    assert window.client.post(f"{CALENDAR}jours", data={"day": "", "label": ""}).status_code == 400
    window.post(f"{CALENDAR}jours/{event.id}/retirer")
    assert not Event.select().exists()
    window.get(f"{CALENDAR}1066", 404)


# The directions


def test_all_read_how_a_direction_is_reached_and_the_ministry_changes_it(planted, world):
    window, path = Window(planted, world.admin), f"{DIRECTIONS}{world.east.id}"
    window.post(path, phone="418 555-0100, 1 800 555-0100", email="est@exemple.test", regions=[str(world.gaspesie.id)])
    page = Window(planted, world.signer).get(DIRECTIONS)
    assert "1 800 555-0100" in page and "mailto:est@exemple.test" in page and path not in page
    assert window.client.post(path, data={"email": "pas une adresse"}).status_code == 400
    for who in (world.director, world.signer):
        assert Window(planted, who).client.get(path).status_code == 403
    window.get(f"{DIRECTIONS}{world.galets.id}", 404)


def test_a_region_given_to_another_direction_takes_its_requests_and_its_counts_along(planted, world):
    request = world.submitted()
    window = Window(planted, world.admin)
    window.post(f"{DIRECTIONS}{world.montreal.id}", phone="", email="",
                regions=[str(world.gaspesie.id), str(world.island.id)])
    assert not Request.visible_to(world.director).where(Request.id == request.id).exists()
    assert Request.visible_to(world.elsewhere).where(Request.id == request.id).exists()
    places = (Organisation.get_by_id(world.montreal.id).path,)
    assert counters.totals(RequestFlow, places)["submitted"] == 1
    assert counters.rebuild(RequestFlow) == 0
    assert [row.code for row in now_board(world.elsewhere).rows] == ["06", "11"]


def test_no_region_is_left_without_a_direction(planted, world):
    answer = Window(planted, world.admin).client.post(f"{DIRECTIONS}{world.east.id}", data={"phone": "", "email": ""})
    assert answer.status_code in (400, 409, 422) and "resterait sans direction" in answer.text
    assert Organisation.get_by_id(world.gaspesie.id).parent_id == world.east.id
