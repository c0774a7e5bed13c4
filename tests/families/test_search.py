"""MES-R02: a child is found by NIREC, by NECSG, or by last name, first name and birth date together."""

from datetime import date

import pytest

from core.errors import Refused
from core.records import utcnow
from plugins.families import Child, find_children

BORN = date(2023, 5, 3)


@pytest.fixture
def editor(somebody):
    return somebody(editor="galets")


@pytest.mark.parametrize("typed", ["1202301234567", "12023 0123 4567", " 12023-01234567 "])
def test_by_nirec_as_people_type_it(family, editor, typed):
    child = family(nirec="1202301234567", necsg="123456789")
    assert find_children(editor, nirec=typed) == [child]
    assert find_children(editor, necsg="123 456-789") == [child]


@pytest.mark.parametrize("typed", ["120230123456", "12023012345678", "0", "---"])
def test_a_number_is_compared_whole(family, editor, typed):
    family(nirec="1202301234567", necsg="123456789")
    assert find_children(editor, nirec=typed) == find_children(editor, necsg=typed) == []


def test_a_nirec_is_not_an_necsg(family, editor):
    family(nirec="1202301234567", necsg="123456789")
    assert find_children(editor, nirec="123456789") == find_children(editor, necsg="1202301234567") == []


@pytest.mark.parametrize(("last", "first"), [
    ("Cyr-Poirier", "Maëlle"), ("cyr-poirier", "MAELLE"), (" Cyr Poirier ", " maëlle "), ("CYR  POIRIER", "Maelle")])
def test_by_names_and_birth_date_without_case_accents_or_hyphens(family, editor, last, first):
    child = family(birth_date=BORN)
    assert find_children(editor, last_name=last, first_name=first, birth_date=BORN) == [child]


def test_a_straight_apostrophe_finds_a_curved_one(family, editor):
    child = family("Zoé D’Amours", birth_date=BORN)
    assert find_children(editor, last_name="d'amours", first_name="zoe", birth_date=BORN) == [child]


@pytest.mark.parametrize(("last", "first", "born"), [
    ("Cyr", "Maëlle", BORN), ("Cyr-Poirier", "Maë", BORN), ("Cyr-Poirier", "Maëlle", date(2023, 5, 4)),
    ("%", "%", BORN), ("Maëlle", "Cyr-Poirier", BORN)])
def test_all_three_must_be_right(family, editor, last, first, born):
    family(birth_date=BORN)
    assert find_children(editor, last_name=last, first_name=first, birth_date=born) == []


@pytest.mark.parametrize("given", [
    {}, {"last_name": "Cyr-Poirier", "first_name": "Maëlle"}, {"last_name": "Cyr-Poirier", "birth_date": BORN},
    {"first_name": "Maëlle", "birth_date": BORN}, {"last_name": " ", "first_name": "Maëlle", "birth_date": BORN}])
def test_less_than_that_is_refused_with_what_is_missing(family, editor, given):
    with pytest.raises(Refused, match="ou les trois"):
        find_children(editor, **given)


def test_twins_are_told_apart_by_their_first_names(family, editor):
    twin = family("Zoé Cyr-Poirier", birth_date=BORN)
    family("Noé Cyr-Poirier", birth_date=BORN)
    assert find_children(editor, last_name="Cyr-Poirier", first_name="Zoé", birth_date=BORN) == [twin]


def test_a_child_is_found_among_many_born_on_one_day(family, editor):
    first = family(birth_date=BORN)
    Child.insert_many([{"household": first.household, "first_name": f"Enfant {n}", "last_name": "Tremblay",
                        "birth_date": BORN, "folded": f"enfant {n} tremblay"} for n in range(300)]).execute()
    last = family("Léa Roy", birth_date=BORN)
    assert find_children(editor, last_name="Roy", first_name="Léa", birth_date=BORN) == [last]


def test_an_archived_child_is_not_found(family, editor):
    child = family(nirec="1202301234567")
    child.archived_at = utcnow()
    child.save()
    assert find_children(editor, nirec="1202301234567") == []
