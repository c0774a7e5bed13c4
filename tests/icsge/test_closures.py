"""Closure days: the grid, the holidays, the machine 1.12.6 and what depends on it (ICSGE-R65 to R72)."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from core.accounts.models import SYSTEM
from core.errors import Refused
from core.outbox import Delivery
from core.records import today
from core.workflow.engine import fire
from plugins.agreements import ServiceAgreement
from plugins.icsge.closures import ClosureBatch, ClosureDay, closed_days
from plugins.icsge.holidays import as_row, holidays_of
from plugins.icsge.jobs import remind, turn
from plugins.icsge.workflows.closures import ClosureFlow, answered, batch_for, to_send
from tests.icsge.conftest import START

YEAR = START.year
TABLE = {
    ("", "empty", "open_year"), ("empty", "draft", "import_holidays"), ("draft", "draft", "import_holidays"),
    ("empty", "draft", "add"), ("draft", "draft", "add"), ("empty", "draft", "edit"), ("draft", "draft", "edit"),
    ("empty", "draft", "remove"), ("draft", "draft", "remove"), ("draft", "pending", "confirm"),
    ("amended", "pending", "confirm"), ("pending", "accepted", "ack"), ("pending", "partial", "ack_partial"),
    ("partial", "pending", "fix"), ("accepted", "amended", "amend"), ("accepted", "closed", "close_year")}


class Told:
    """A job's progress that says nothing."""

    @contextmanager
    def finish(self, result):
        """All that was done."""
        yield


def test_the_machine_of_a_calendar_is_table_1_12_6():
    found = {(source.name if source else "", each.target.name, each.name)
             for each in ClosureFlow.transitions.values() for source in (each.sources or (None,))}
    assert found == TABLE


def a_day(world, day: date, **values) -> ClosureDay:
    """An unsaved row of the component."""
    return ClosureDay(**({"component": world.component, "day": day, "am": True, "pm": True} | values))


def drafted(world, *rows: ClosureDay, year: int = YEAR) -> ClosureBatch:
    """A calendar in preparation."""
    batch = batch_for(world.component, year)
    return fire(batch, "add", world.clerk, rows=list(rows))


def settle(batch: ClosureBatch, *, refused: tuple[date, ...] = ()) -> ClosureBatch:
    """Answer a confirmed calendar as the Ministry would."""
    for row in batch.changed_rows():
        row.sent_hash = "" if row.day in refused else "a" * 64
        row.messages = [{"code": "CSG103A", "text": "", "field": ""}] if row.day in refused else []
        row.save()
    answered(batch)
    return ClosureBatch.get_by_id(batch.id)


def accepted(world, *days: date) -> ClosureBatch:
    """A calendar that the Ministry accepted."""
    batch = drafted(world, *(a_day(world, day) for day in days))
    fire(batch, "confirm", world.director)
    return settle(batch)


# ICSGE-R65
def test_icsge_r65_an_office_has_no_calendar_nor_its_tab(world):
    house = world.component.organisation
    house.nature = "office"
    house.save()
    with pytest.raises(Refused):
        batch_for(world.component, YEAR)
    browser = world.window(world.director)
    page = browser.get(f"/icsge/?composante={world.component.id}&volet=fermetures").text
    assert "Jours de fermetures" not in page
    answer = browser.post(f"/icsge/fermetures/{world.component.id}/{YEAR}", data={"n0-day": f"{YEAR}-12-24"})
    assert answer.status_code == 409 and not ClosureBatch.select().exists()


# ICSGE-R66
def test_icsge_r66_a_date_stands_once_in_the_calendar(world):
    batch = drafted(world, a_day(world, date(YEAR, 12, 24)))
    with pytest.raises(Refused, match="figure déjà"):
        fire(batch, "add", world.clerk, rows=[a_day(world, date(YEAR, 12, 24))])
    assert len(batch.rows()) == 1


# ICSGE-R67 and R71
def test_icsge_r67_a_calendar_with_an_error_is_not_confirmed(world):
    batch = drafted(world, a_day(world, date(YEAR, 12, 24), am=False, pm=False))
    with pytest.raises(Refused, match="au moins une plage"):
        fire(batch, "confirm", world.director)
    [row] = batch.rows()
    row.am = row.pm = row.care_open = True
    fire(batch, "edit", world.clerk, rows=[row])
    with pytest.raises(Refused, match="contredit"):
        fire(batch, "confirm", world.director)


# ICSGE-R68
def test_icsge_r68_both_easter_days_are_offered_and_the_source_s_year_is_found():
    offered = [each.day for each in holidays_of(2016) if each.chosen]
    assert offered == [date(2016, *day) for day in (
        (1, 1), (3, 25), (3, 28), (5, 23), (6, 24), (7, 1), (9, 5), (10, 10), (12, 25))]
    assert {each.name for each in holidays_of(2016)} >= {"Vendredi saint", "Lundi de Pâques"}
    assert [each.name for each in holidays_of(2016, "en_CA") if each.day == date(2016, 3, 28)] == ["Easter Monday"]


# ICSGE-R68
def test_icsge_r68_canada_day_on_a_sunday_is_observed_the_day_after():
    assert date(2018, 7, 2) in [each.day for each in holidays_of(2018) if each.chosen]


# ICSGE-R68
def test_icsge_r68_evening_and_night_are_proposed_where_they_are_offered(world):
    assert as_row(world.component, date(YEAR, 12, 25)).slots == {"am", "pm"}
    world.component.evening_care = True
    assert as_row(world.component, date(YEAR, 12, 25)).slots == {"am", "pm", "eve1", "eve2"}


# ICSGE-R68
def test_icsge_r68_the_ticked_holidays_are_imported_and_those_of_the_calendar_are_not_offered_again(world):
    browser = world.window(world.clerk)
    here = f"/icsge/fermetures/{world.component.id}/2016/feries"
    page = browser.get(here).text
    assert "Vendredi saint" in page and "Lundi de Pâques" in page
    browser.post(here, data={"day": ["2016-03-25", "2016-12-25", "2016-02-30", "2016-02-03"]})
    batch = ClosureBatch.get()
    assert [row.day for row in batch.rows()] == [date(2016, 3, 25), date(2016, 12, 25)] and batch.state == "draft"
    assert "déjà au calendrier" in browser.get(here).text


# ICSGE-R69
def test_icsge_r69_a_sunday_or_another_year_is_a_warning_and_may_be_confirmed(world):
    batch = drafted(world, a_day(world, date(2016, 12, 25)), a_day(world, date(2017, 10, 17)), year=2016)
    page = world.window(world.director).get(
        f"/icsge/?composante={world.component.id}&volet=fermetures&annee=2016").text
    assert page.count("CSG103A") >= 2 and "Avertissement" in page
    assert fire(batch, "confirm", world.director).state == "pending"


def test_the_grid_adds_changes_and_takes_out_dates(world):
    browser, here = world.window(world.clerk), f"/icsge/fermetures/{world.component.id}/{YEAR}"
    browser.post(here, data={"n0-day": f"{YEAR}-12-24", "n0-am": "1", "n0-reason": "planned",
                             "n1-day": f"31/12/{YEAR}", "n1-pm": "1", "n1-reason": "other"})
    first, second = ClosureBatch.get().rows()
    assert (first.slots, second.slots, second.reason) == ({"am"}, {"pm"}, "other")
    kept = {f"r{first.id}-day": f"{YEAR}-12-23", f"r{first.id}-am": "1", f"r{first.id}-pm": "1",
            f"r{first.id}-reason": "planned", f"r{second.id}-removed": "1"}
    browser.post(here, data=kept)
    [row] = ClosureBatch.get().rows()
    assert (row.day, row.slots) == (date(YEAR, 12, 23), {"am", "pm"})


@pytest.mark.parametrize("typed", [
    {"n0-day": "hier", "n0-reason": "planned"}, {"n0-day": "2026-02-30", "n0-reason": "planned"},
    {"n0-day": "2026-02-20", "n0-am": "1", "n0-reason": "vacances"}])
def test_what_cannot_be_read_in_the_grid_is_told_and_changes_nothing(world, typed):
    browser = world.window(world.clerk)
    answer = browser.post(f"/icsge/fermetures/{world.component.id}/{YEAR}", data=typed, follow_redirects=True)
    assert answer.status_code == 200 and not ClosureDay.select().exists()


def test_a_refused_grid_is_shown_as_it_was_typed_once(world):
    drafted(world, a_day(world, date(YEAR, 12, 24)))
    [row] = ClosureBatch.get().rows()
    browser, grid = world.window(world.clerk), f"/icsge/fermetures/{world.component.id}/{YEAR}"
    page = browser.post(grid, data={
        f"r{row.id}-day": f"{YEAR}-12-23", f"r{row.id}-eve1": "1", f"r{row.id}-reason": "other",
        "n0-day": f"{YEAR}-12-31", "n0-pm": "1", "n0-reason": "vacances"}, follow_redirects=True).text
    for name in (f'r{row.id}-day" value="{YEAR}-12-23"', f'n0-day" value="{YEAR}-12-31"'):
        assert name in page
    assert re.search(rf'name="r{row.id}-eve1"[^>]* checked', page) and re.search(r'name="n0-pm"[^>]* checked', page)
    assert not re.search(rf'name="r{row.id}-am"[^>]* checked', page)
    page = browser.get(f"/icsge/?composante={world.component.id}&volet=fermetures&annee={YEAR}").text
    assert f'r{row.id}-day" value="{YEAR}-12-24"' in page and f"{YEAR}-12-31" not in page


# ICSGE-R72
def test_icsge_r72_silence_of_the_ministry_is_said_in_words(world):
    accepted(world, date(YEAR, 12, 24), date(YEAR, 12, 31))
    page = world.window(world.clerk).get(
        f"/icsge/?composante={world.component.id}&volet=fermetures&annee={YEAR}").text
    assert "2 dates acceptées" in page


def test_a_refused_day_is_mended_and_only_it_goes_again(world):
    bad = date(YEAR, 12, 31)
    batch = drafted(world, a_day(world, date(YEAR, 12, 24)), a_day(world, bad))
    fire(batch, "confirm", world.director)
    assert to_send(world.component) == [batch]
    batch = settle(batch, refused=(bad,))
    assert batch.state == "partial"
    row = next(each for each in batch.rows() if each.day == bad)
    world.window(world.clerk).post(f"/icsge/fermetures/{batch.id}/grille", data={
        f"r{row.id}-day": f"{YEAR}-12-30", f"r{row.id}-am": "1", f"r{row.id}-pm": "1", f"r{row.id}-reason": "planned"})
    batch = ClosureBatch.get_by_id(batch.id)
    assert batch.state == "pending" and [each.day for each in batch.changed_rows()] == [date(YEAR, 12, 30)]


# ICSGE-R70
def test_icsge_r70_an_unforeseen_closure_is_told_to_the_parents_of_the_children_expected_that_day(world):
    file = world.child()
    parent = file.guardian_a
    parent.email = "josiane@courriel.test"
    parent.save()
    ServiceAgreement.update(state="active").execute()
    batch = accepted(world, date(YEAR, 12, 25))
    monday = START + timedelta(days=21)
    browser = world.window(world.clerk)
    here = f"/icsge/fermetures/{world.component.id}/{YEAR}"
    storm = {"n0-day": monday.isoformat(), "n0-am": "1", "n0-pm": "1"}
    refused = browser.post(here, data=storm | {"n0-reason": "planned", "reason": "Neige"}, follow_redirects=True)
    assert "n’est plus prévue" in refused.text
    browser.post(here, data=storm | {"n0-reason": "storm", "reason": "La neige bloque la rue."})
    assert ClosureBatch.get_by_id(batch.id).state == "amended"
    mails = [row.payload for row in Delivery.select() if "josiane@courriel.test" in str(row.payload)]
    assert len(mails) == 1 and "neige" in str(mails)
    page = browser.get(f"/icsge/?composante={world.component.id}&volet=fermetures&annee={YEAR}").text
    assert "CSG104A" in page


def test_a_day_that_the_ministry_knows_is_withdrawn_there_before_it_is_forgotten(world):
    batch = accepted(world, date(YEAR, 12, 24), date(YEAR, 12, 31))
    fire(batch, "amend", world.clerk, removed=batch.rows()[:1], rows=[], reason="On ouvre")
    assert [row.day for row in batch.rows()] == [date(YEAR, 12, 31)]
    fire(batch, "confirm", world.director)
    assert [row.removed for row in batch.changed_rows()] == [True]
    assert settle(batch).state == "accepted" and ClosureDay.select().count() == 1


def test_agreements_ask_which_days_are_closed(world):
    drafted(world, a_day(world, date(YEAR, 12, 24)), a_day(world, date(YEAR, 12, 23), pm=False),
            a_day(world, date(YEAR, 12, 22), care_open=True))
    found = closed_days(world.component.organisation, date(YEAR, 12, 1), date(YEAR, 12, 31))
    assert found == {date(YEAR, 12, 24)}
    assert closed_days(world.component.organisation.parent, date(YEAR, 1, 1), date(YEAR, 12, 31)) is None


def test_last_year_s_calendar_closes_on_its_day(world, monkeypatch):
    batch = accepted(world, date(YEAR, 12, 24))
    for day, state in ((date(YEAR + 1, 1, 30), "accepted"), (date(YEAR + 1, 1, 31), "closed")):
        for module in ("plugins.icsge.jobs", "plugins.icsge.workflows.closures"):
            monkeypatch.setattr(f"{module}.today", lambda day=day: day)
        turn(Told())
        assert ClosureBatch.get_by_id(batch.id).state == state
    with pytest.raises(Refused):
        fire(ClosureBatch.get_by_id(batch.id), "close_year", SYSTEM)


def test_on_the_first_of_december_the_calendar_that_was_not_sent_is_recalled(world, monkeypatch):
    assert remind() == 0 or (today().month, today().day) == (12, 1)
    monkeypatch.setattr("plugins.icsge.jobs.today", lambda: date(YEAR, 12, 1))
    assert remind() == 2
    batch = drafted(world, a_day(world, date(YEAR + 1, 1, 1)), year=YEAR + 1)
    fire(batch, "confirm", world.director)
    assert remind() == 1
