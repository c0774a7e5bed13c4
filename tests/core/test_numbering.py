"""Numbers: gap-free, per series, given back by a rollback, the same under many threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.database import connection, db, write_transaction
from core.numbering import Series, next_number, start_after, take


def number(series="a"):
    with write_transaction():
        return next_number(series)


def test_numbers_count_from_one_per_series(app):
    assert [number("a"), number("a"), number("b"), number("a")] == [1, 2, 1, 3]


def test_a_range_is_taken_at_once(app):
    number()
    with write_transaction():
        assert take("a", 5) == range(2, 7)
    assert number() == 7


def test_a_rollback_gives_the_number_back(app):
    number()
    with pytest.raises(ZeroDivisionError), write_transaction():
        assert next_number("a") == 2
        raise ZeroDivisionError
    assert number() == 2


def test_a_rolled_back_first_number_leaves_no_series(app):
    with pytest.raises(ZeroDivisionError), write_transaction():
        next_number("a")
        raise ZeroDivisionError
    assert Series.select().count() == 0


@pytest.mark.parametrize("act", [lambda: next_number("a"), lambda: take("a", 2), lambda: start_after("a", 2)])
def test_outside_a_write_transaction_it_is_refused(app, act):
    with pytest.raises(RuntimeError, match="write_transaction"):
        act()


def test_a_plain_transaction_is_not_enough(app):
    with db.atomic(), pytest.raises(RuntimeError, match="write_transaction"):
        next_number("a")


def test_no_number_at_all_cannot_be_taken(app):
    with write_transaction(), pytest.raises(ValueError, match="0 numbers"):
        take("a", 0)


def test_a_series_goes_on_after_an_imported_number(app):
    with write_transaction():
        start_after("a", 38)
        start_after("a", 12)
        assert next_number("a") == 39


def test_eight_threads_take_gapless_numbers_from_a_new_series(app):
    def work(_):
        with connection():
            return [number("shared") for _ in range(20)]

    with ThreadPoolExecutor(8) as threads:
        taken = sorted(each for part in threads.map(work, range(8)) for each in part)
    assert taken == list(range(1, 161))
