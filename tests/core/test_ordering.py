"""The order of names: « É » beside « E », the same on both databases, page by page, from an index."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from core.alphabet import sort_key
from core.database import db, is_sqlite
from core.ordering import in_text_order
from core.organisations import Organisation
from core.testing import signed_in
from plugins.families.models import Household
from plugins.families.plugin import Families
from tests.cases import tries

NAMES = ["Zoé", "Élodie", "emma", "Edmond", "ÉMILE", "Çelik", "Cyr-Poirier", "Cyr Poirier", "cyr", "Œuvrard", "Oeuvray",
         "L’Heureux", "L'Heureux", "Émile", "élodie", "", "Ñandú", "Nathan", "3 Rivières", "É"]
IN_ORDER = ["", "3 Rivières", "Çelik", "cyr", "Cyr Poirier", "Cyr-Poirier", "É", "Edmond", "Élodie", "élodie", "ÉMILE",
            "Émile", "emma", "L’Heureux", "L'Heureux", "Ñandú", "Nathan", "Œuvrard", "Oeuvray", "Zoé"]
WORDS = st.lists(st.text(st.sampled_from("aAbBzZéÉèÈêëÊçÇàÀâôöœŒæßñøŁ' ’-.0159\u0301đ漢"), max_size=6), max_size=12)


@pytest.fixture
def plugins():
    return [Families]


def stand(names: list[str], place: Organisation) -> None:
    Household.delete().execute()
    for name in names:
        Household(organisation=place, name=name).save()


def read() -> list[str]:
    query = Household.select(Household.name).order_by(in_text_order(Household.name), Household.id)
    return [row.name for row in query]


def test_accents_and_case_do_not_count(app, place):
    stand(NAMES, place)
    assert [sort_key(name) for name in read()] == [sort_key(name) for name in IN_ORDER]
    assert sorted(read()) == sorted(IN_ORDER)


@settings(max_examples=tries(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=WORDS)
def test_the_database_compares_what_python_does(app, place, names):
    """Both databases give the order of `sort_key`, so the same; ties stay in the order of their ids."""
    with db.atomic() as undone:
        stand(names, place)
        assert read() == sorted(names, key=sort_key)
        undone.rollback()


def pages(browser, sort: str, following: str) -> list[str]:
    """The names of the list, page after page, by its links."""
    found, address = [], f"/familles/foyers/?sort={sort}&page_size=25"
    while address:
        text = browser.get(address).text
        found += re.findall(r'<th scope="row"[^>]*><a[^>]*>(.*?)</a>', text)
        link = re.search(rf'<a[^>]*href="([^"]*)"[^>]*rel="{following}"', text)
        address = html.unescape(link[1]) if link else ""
    return [html.unescape(re.sub(r"<[^>]*>", "", each)).strip() for each in found]


@pytest.mark.parametrize("sort", ["name", "-name"])
def test_seeking_goes_through_every_page_in_this_order(app, place, user_with, sort):
    names = [f"{name}{number % 3}" for number, name in enumerate([*NAMES, *NAMES, *NAMES, *NAMES])]
    stand(names, place)
    browser = signed_in(app, user_with("families.read", "core.dashboard"))
    keys = [sort_key(name) for name in pages(browser, sort, "next")]
    assert keys == sorted(map(sort_key, names), reverse=sort.startswith("-"))


def test_a_long_list_is_read_from_the_index(app, place):
    stand(NAMES, place)
    query = Household.select(Household.id).order_by(in_text_order(Household.name), Household.id).limit(5)
    text, values = query.sql()
    if is_sqlite():
        plan = db.execute_sql(f"EXPLAIN QUERY PLAN {text}", values).fetchall()
    else:
        db.execute_sql("SET LOCAL enable_seqscan = off")
        plan = db.execute_sql(f"EXPLAIN {text}", values).fetchall()
    assert "families_household_name_order" in str(plan) and "Sort" not in str(plan)
