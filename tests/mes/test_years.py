"""The reference year of MES: 1 April to 31 March, and its weekdays."""

from datetime import date

import pytest

from plugins.mes.years import ReferenceYear, open_years


@pytest.mark.parametrize(("day", "start"), [
    (date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2026, 12, 31), 2026), (date(2027, 1, 1), 2026)])
def test_a_day_belongs_to_the_year_that_began_on_the_last_first_of_april(day, start):
    assert ReferenceYear.of(day) == ReferenceYear(start)


def test_a_year_goes_from_the_first_of_april_to_the_last_of_march_and_says_both_years():
    year = ReferenceYear(2026)
    assert (year.first_day, year.last_day, str(year)) == (date(2026, 4, 1), date(2027, 3, 31), "2026-2027")


@pytest.mark.parametrize(("start", "weekdays"), [(2015, 262), (2019, 262), (2020, 261), (2021, 261), (2027, 262)])
def test_weekdays_of_a_whole_year(start, weekdays):
    """Counted day by day elsewhere: 260 to 262 (note N18 of the specification)."""
    assert ReferenceYear(start).weekdays() == weekdays


def test_every_year_has_260_to_262_weekdays():
    assert {ReferenceYear(start).weekdays() for start in range(2000, 2100)} == {260, 261, 262}


def test_weekdays_since_a_day_count_both_ends():
    year = ReferenceYear(2026)
    assert year.weekdays(date(2027, 3, 31)) == 1        # a Wednesday
    assert year.weekdays(date(2027, 3, 27)) == 3        # a Saturday: Monday to Wednesday are left
    assert year.weekdays(date(2020, 1, 1)) == year.weekdays()
    assert year.weekdays(date(2027, 4, 1)) == 0


def test_mes_r20_only_the_current_year_is_open_before_the_date_set_for_the_next():
    assert open_years(date(2026, 11, 22), None) == (ReferenceYear(2026),)
    assert open_years(date(2026, 11, 22), date(2026, 11, 23)) == (ReferenceYear(2026),)


def test_mes_r20_the_next_year_opens_on_the_date_set_for_it():
    assert open_years(date(2026, 11, 22), date(2026, 11, 22)) == (ReferenceYear(2026), ReferenceYear(2027))


def test_mes_r20_a_date_of_an_earlier_year_opens_nothing_any_more():
    assert open_years(date(2027, 4, 1), date(2026, 11, 22)) == (ReferenceYear(2027),)
