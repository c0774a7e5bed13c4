"""The notice board: which agreements the calendar asks something of, the act that mends each, and what may change
under a signature."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.admin.dashboard import cards_of
from core.records import today
from core.running import running
from core.workflow.engine import create
from plugins.agreements import board, following
from plugins.agreements.models import ServiceAgreement
from plugins.agreements.notices import WITHIN, months_after, next_cut
from plugins.families import Child
from tests.agreements.test_life import in_force
from tests.mes.counting import statements

SOON = today() + timedelta(days=20)


def parts_of(world, user=None) -> list[board.Part]:
    """The board of a person, within a request of hers."""
    with world.app.test_request_context():
        return board.parts(user or world.clerk)


def shown(world, user=None) -> dict[str, list[ServiceAgreement]]:
    """The agreements of each part of the board, and a check that it counts what it shows."""
    parts = parts_of(world, user)
    assert all(part.count == len(part.lines) for part in parts)
    return {part.notice.name: [each.agreement for each in part.lines] for part in parts if part.lines}


def act_of(world, name: str) -> str:
    """Where the first line of a part leads."""
    return next(part.lines[0].url for part in parts_of(world) if part.notice.name == name)


@pytest.fixture(autouse=True)
def numbered(world):
    """The child's NIREC is known, so that only what a test is about stands on the board."""
    Child.update(nirec="1120230000001").where(Child.id == world.child.id).execute()


def test_an_agreement_that_ends_soon_stands_there_until_another_follows(world):
    agreement = in_force(world, ends_on=SOON)
    assert shown(world) == {"a-echeance": [agreement]}
    assert act_of(world, "a-echeance") == f"/ententes/{agreement.id}/copier"
    following.copy(agreement, world.clerk)
    assert shown(world) == {}


@pytest.mark.parametrize(("last", "stands"), [(59, True), (60, True), (61, False)])
def test_the_setting_says_how_far_the_board_looks_ahead(world, last, stands):
    in_force(world, ends_on=today() + timedelta(days=last))
    assert bool(shown(world)) is stands
    running().settings.change(WITHIN, 61)
    assert shown(world)


def test_a_child_who_leaves_asks_for_no_other_agreement(world):
    in_force(world, ends_on=SOON)
    world.file.ends_on = SOON
    world.file.save()
    assert shown(world) == {}


@pytest.mark.parametrize(("day", "stands"), [((-5, 9, 30), True), ((-5, 10, 1), False), ((-6, 9, 30), False)])
def test_icsge_r54_who_is_five_on_30_september_reaches_school_age_that_1_september(world, day, stands):
    cut = next_cut()
    born = date(cut.year + day[0], *day[1:])
    agreement = in_force(world, ends_on=today() + timedelta(days=90))
    Child.update(birth_date=born).where(Child.id == world.child.id).execute()
    assert ("age-scolaire" in shown(world)) is stands
    if stands:
        assert act_of(world, "age-scolaire") == f"/ententes/{agreement.id}/copier?debut={cut}"
        ServiceAgreement.update(ends_on=cut).where(ServiceAgreement.id == agreement.id).execute()
        assert act_of(world, "age-scolaire") == f"/ententes/{agreement.id}/suivante?debut={cut}"
        page = world.window(world.clerk).get(act_of(world, "age-scolaire")).text
        assert f'value="{cut}"' in page, "the day that the board proposes stands in the form"


def test_a_missing_nirec_is_told_but_of_who_was_born_elsewhere(world):
    agreement = create(world.agreement(), "create", world.clerk)
    Child.update(nirec=None).where(Child.id == world.child.id).execute()
    assert shown(world) == {"sans-nirec": [agreement]}
    assert act_of(world, "sans-nirec") == f"/familles/enfants/{world.child.id}/modifier"
    Child.update(born_elsewhere=True).where(Child.id == world.child.id).execute()
    assert shown(world) == {}


def test_icsge_r30_r31_r32_the_end_of_the_nursery_and_the_group_are_written_under_a_signature(world):
    agreement = in_force(world, infant=True)
    assert shown(world) == {"poupons": [agreement]} and "18 mois" in str(parts_of(world)[3].lines[0].told)
    browser, here = world.window(world.clerk), act_of(world, "poupons")
    assert here == f"/ententes/{agreement.id}/modifier"
    form = {"version": agreement.version, "infant_last_day": SOON.isoformat(), "group": "Les Hérons"}
    assert browser.post(here, data=form).status_code == 303
    now = ServiceAgreement.get_by_id(agreement.id)
    assert (now.state, now.infant, now.infant_last_day, now.group) == ("active", True, SOON, "Les Hérons")
    assert ServiceAgreement.select().count() == 1 and "diffère de la version" not in browser.get(
        f"/ententes/{agreement.id}").text
    assert shown(world) == {"poupons": [now]}, "until that day has come"
    cleared = browser.post(here, data=form | {"version": now.version, "infant_last_day": ""})
    assert "ne peut être retirée" in cleared.text
    assert browser.post(here, data=form | {"version": now.version, "starts_on": "2020-01-01"}).status_code == 400
    assert browser.post(f"/ententes/{agreement.id}/horaire", data={"weeks": "1", "save": "1"}).status_code == 409


def test_an_infant_under_eighteen_months_is_not_told_of(world):
    Child.update(birth_date=months_after(today(), -12)).where(Child.id == world.child.id).execute()
    in_force(world, infant=True)
    assert shown(world) == {}


@pytest.mark.parametrize(("day", "months", "then"), [
    (date(2024, 8, 31), 18, date(2026, 2, 28)), (date(2024, 6, 15), 18, date(2025, 12, 15)),
    (date(2026, 8, 31), -18, date(2025, 2, 28)), (date(2026, 1, 1), -1, date(2025, 12, 1))])
def test_months_are_those_of_the_calendar(day, months, then):
    assert months_after(day, months) == then


def test_the_board_of_another_service_is_empty(world):
    in_force(world, ends_on=SOON)
    assert shown(world, world.stranger) == {}
    assert "Rien à faire." in world.window(world.stranger).get("/ententes/babillard/").text


def test_a_part_shows_its_first_lines_and_leads_to_all_of_them_in_as_many_queries(world):
    first = in_force(world, ends_on=SOON)
    browser = world.window(world.clerk)
    browser.get("/ententes/babillard/")
    with statements() as few:
        browser.get("/ententes/babillard/")
    for _rank in range(board.MOST):
        ServiceAgreement.insert({name: value for name, value in first.__data__.items() if name != "id"}).execute()
    with statements() as many:
        page = browser.get("/ententes/babillard/").text
    assert len(many) == len(few), "no query of its own for a line"
    assert page.count("Copier l’entente") == board.MOST and "/ententes/liste/a-echeance" in page
    rows = browser.get("/ententes/liste/a-echeance").text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert rows.count("<tr") == board.MOST + 1


@pytest.mark.words
def test_the_dashboard_counts_the_board_for_who_reads_agreements(world):
    in_force(world, ends_on=SOON)
    with world.app.test_request_context():
        card = next(each for each in cards_of(world.clerk) if each.name == "agreements.board")
    assert [(str(title), count) for title, count, _url in card.context["rows"]] == [("Ententes qui finissent", 1)]
    assert "Ouvrir le babillard" in world.window(world.clerk).get("/").text


@pytest.mark.words
def test_the_page_of_a_file_shows_its_agreements_and_the_way_to_another(world):
    agreement = in_force(world)
    browser = world.window(world.clerk)
    page = browser.get(f"/familles/dossiers/{world.file.id}").text
    assert f"/ententes/{agreement.id}" in page and f"/ententes/nouveau?dossier={world.file.id}" in page
    assert "Entente 00000001" in page and "En vigueur" in page
