"""Reserved periods, and the agreements that need one: each rule named by its number (ICSGE-R56, R58 to R64)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from plugins.agreements import Period
from plugins.icsge.rules.csss import age_code, most_at_once
from plugins.icsge.rules.facts import AgreementFacts, PeriodFacts
from plugins.icsge.rules.judge import judge_agreement, judge_period, waits
from tests.icsge.sound import ALONE, YEAR

RESERVED = AgreementFacts(ALONE, (YEAR,))


def codes(**values) -> list[str]:
    return [each.code for each in judge_period(replace(YEAR, **values))]


def agreed(*periods: PeriodFacts, **values) -> list[str]:
    return [each.code for each in judge_agreement(AgreementFacts(replace(ALONE, **values), periods))]


def test_a_sound_period_and_its_agreement_break_nothing():
    assert codes() == agreed(YEAR) == []


def test_icsge_r58_an_agreement_of_the_protocol_has_an_accepted_period():
    """Special case 20: without a period."""
    assert agreed() == ["CSG090E"]
    assert agreed(csss=False) == []


@pytest.mark.parametrize(("period", "broken"), [
    ({"starts_on": date(2026, 9, 7)}, False), ({"starts_on": date(2026, 9, 8)}, True),
    ({"ends_on": date(2027, 3, 30)}, True), ({"days_per_week": 4}, True), ({"starts_on": None}, True)])
def test_icsge_r58_the_period_covers_days_and_days_a_week(period, broken):
    assert agreed(replace(YEAR, **period)) == (["CSG090E"] if broken else [])


@pytest.mark.parametrize("wrong", [
    {"starts_on": None}, {"ends_on": None}, {"ends_on": date(2026, 3, 31)}, {"days_per_week": 0},
    {"days_per_week": 8}, {"places": 0}, {"places": None}, {"age_code": ""}, {"age_code": "60-72"}])
def test_icsge_r59_a_period_is_whole(wrong):
    assert codes(**wrong) == ["CSG091E"]


@pytest.mark.parametrize(("start", "end", "broken"), [
    (date(2026, 4, 1), date(2027, 3, 31), False), (date(2026, 3, 31), date(2026, 4, 1), True),
    (date(2026, 5, 1), date(2027, 4, 1), True)])
def test_icsge_r60_a_period_stays_in_its_financial_year(start, end, broken):
    assert codes(starts_on=start, ends_on=end) == (["CSG092E"] if broken else [])


@pytest.mark.parametrize(("other", "broken"), [
    ({}, True), ({"age_code": "0-17"}, False), ({"starts_on": date(2027, 3, 31)}, True),
    ({"starts_on": date(2027, 4, 1), "ends_on": date(2028, 3, 31)}, False)])
def test_icsge_r61_two_periods_of_one_age_do_not_overlap(other, broken):
    assert ("CSG093E" in codes(others=(replace(YEAR, places=0, **other),))) is broken


@pytest.mark.parametrize(("places", "beside", "broken"), [(4, 0, False), (5, 0, True), (3, 1, False), (3, 2, True)])
def test_icsge_r62_one_place_in_twenty_is_reserved(places, beside, broken):
    other = replace(YEAR, age_code="0-17", places=beside)
    assert codes(places=places, others=(other,)) == (["CSG094A"] if broken else [])
    assert codes(places=500, permit_places=None) == []


@pytest.mark.parametrize(("children", "broken"), [(4, False), (5, True)])
def test_icsge_r63_there_are_no_more_children_than_places(children, broken):
    stays = [Period(str(each), date(2026, 9, 7), None) for each in range(children)]
    most = most_at_once(stays, YEAR.starts_on, YEAR.ends_on)
    assert most == (date(2026, 9, 7), children)
    found = judge_period(replace(YEAR, most_children=most))
    assert [str(each.text) for each in found] == (
        ["Plus d’enfants que de places réservées le 07/09/2026."] if broken else [])


def test_icsge_r63_children_of_other_times_do_not_add_up():
    stays = [Period("1", date(2026, 4, 6), date(2026, 6, 30)), Period("2", date(2026, 7, 1), None),
             Period("3", date(2025, 1, 1), date(2026, 3, 31))]
    assert most_at_once(stays, YEAR.starts_on, YEAR.ends_on) == (date(2026, 4, 6), 1)
    assert most_at_once([], YEAR.starts_on, YEAR.ends_on) is None


@pytest.mark.parametrize(("born", "code"), [(date(2025, 3, 8), "0-17"), (date(2025, 3, 7), "18-59")])
def test_icsge_r64_the_age_at_the_start_is_that_of_the_period(born, code):
    assert age_code(born, ALONE.starts_on) == code
    assert agreed(YEAR, birth_date=born) == ([] if code == "18-59" else ["CSG096E"])


def test_icsge_r64_one_of_two_periods_fits():
    assert agreed(replace(YEAR, age_code="0-17"), YEAR) == []


def test_icsge_r56_r91_a_protocol_held_here_waits_without_error():
    found = judge_agreement(AgreementFacts(replace(ALONE, held_types=frozenset({"csss"}))))
    assert [(each.code, waits(each, RESERVED), str(each.text)) for each in found] == [
        ("CSG112A", True, "Dossier retenu : « Protocole CISSS » n’est pas transmis par cette composante.")]


def test_icsge_r14_an_agreement_begins_before_thirteen():
    late = {"csss": False, "birth_date": date(2013, 9, 7), "starts_on": date(2026, 9, 7)}
    assert agreed(**late)[0] == "CSG011E"
    assert "CSG011E" not in agreed(**(late | {"birth_date": date(2013, 9, 8)}))


def test_icsge_r15_an_agreement_names_the_number_of_its_file():
    """Special case 22, as the server says it; before sending nobody can say."""
    assert [each.code for each in judge_agreement(replace(RESERVED, number_known=False))] == ["CSG015E"]
    assert judge_agreement(replace(RESERVED, number_known=None)) == []
