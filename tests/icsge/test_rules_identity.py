"""Who a child is, and its numbers: each rule named by its number (ICSGE-R01 to R15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from plugins.icsge.rules.facts import Known, Named
from plugins.icsge.rules.judge import ONLY_THE_MINISTRY, judge_file, waits
from tests.icsge.sound import CHILD, SOUND, TODAY

KNOWN = Known(entry=CHILD)


def codes(known: Known | None = None, **child) -> list[str]:
    """The codes of what a sound file breaks once its child is said otherwise."""
    return [each.code for each in judge_file(replace(SOUND, child=replace(CHILD, **child), known=known))]


def test_a_sound_file_breaks_nothing_here_and_at_the_ministry():
    assert codes() == codes(KNOWN) == []


def test_icsge_r01_a_child_born_in_quebec_has_a_nirec_or_waits_sworn_or_not():
    """Special case 11: the file waits, it is not in error."""
    facts = replace(SOUND, child=replace(CHILD, nirec=" "))
    assert [(each.code, waits(each, facts)) for each in judge_file(facts)] == [("CSG040E", True)]


def test_icsge_r01_r09_a_child_born_elsewhere_may_have_a_nirec_a_necsg_or_nothing():
    """Special case 12, before the server gives a number."""
    assert codes(nirec="", born_elsewhere=True) == []
    assert codes(nirec="", necsg="100000123", born_elsewhere=True) == []
    assert codes(born_elsewhere=True) == []


@pytest.mark.parametrize("typed", ["120230502001", "12023050200170", "12023O5020017", "1202305 020017",
                                   "12023-05020017", "１２０２３０５０２００１７", "²202305020017"])
def test_icsge_r02_a_nirec_is_thirteen_digits(typed):
    assert codes(nirec=typed) == ["CSG041E"]


@pytest.mark.parametrize(("nirec", "broken"), [("1102305020017", False), ("1202305020017", False),
                                               ("1302305020017", True), ("2202305020017", True)])
def test_icsge_r03_a_nirec_begins_with_11_or_12(nirec, broken):
    assert ("CSG043A" in codes(nirec=nirec)) is broken


def test_icsge_r04_the_register_knows_the_nirec():
    assert codes(Known()) == ["CSG044E"]
    assert codes() == []


@pytest.mark.parametrize("wrong", [{"birth_date": date(2023, 5, 3)}, {"sex": "M"}])
def test_icsge_r05_birth_and_sex_are_those_of_the_register(wrong):
    """The one message that the source shows, CSG042E."""
    assert codes(KNOWN, **wrong) == ["CSG042E"]


@pytest.mark.parametrize(("said", "broken"), [
    ({"last_name": "CYR"}, False), ({"first_name": "Maelle"}, False), ({"last_name": "Cyr-Roy"}, False),
    ({"first_name": "Maëlle Rose"}, False), ({"last_name": "Roy"}, True), ({"first_name": "Maël"}, True)])
def test_icsge_r06_names_are_those_of_the_register_but_for_case_accents_and_hyphens(said, broken):
    assert ("CSG045E" in codes(KNOWN, **said)) is broken


@pytest.mark.parametrize(("year", "broken"), [("2021", True), ("2022", True), ("2023", False), ("2024", False),
                                              ("2025", True)])
def test_icsge_r07_the_year_of_the_nirec_is_that_of_the_birth_or_the_next(year, broken):
    assert ("CSG046A" in codes(nirec=f"1{year}05020017")) is broken


def test_icsge_r08_a_nirec_is_that_of_one_child():
    """A shared custody has two files of one child, corrected one after the other: these are not two children."""
    def judged(other: Named) -> list[str]:
        return [each.code for each in judge_file(replace(SOUND, namesakes=(other,)))]

    assert judged(CHILD) == judged(replace(CHILD, birth_date=date(2023, 5, 3))) == []
    assert judged(Named("Roy", "Léo", date(2022, 1, 8), "M", CHILD.nirec)) == ["CSG047E"]


def test_icsge_r11_a_necsg_is_one_that_was_given_to_this_child():
    elsewhere = {"nirec": "", "necsg": "100000123", "born_elsewhere": True}
    assert codes(Known(holder=replace(CHILD, nirec="")), **elsewhere) == []
    assert codes(Known(holder=Named("Roy", "Léo", date(2022, 1, 8))), **elsewhere) == ["CSG051E"]
    assert codes(Known(), **elsewhere) == ["CSG051E"]
    assert codes(Known(), **(elsewhere | {"necsg": "0"})) == []


def test_icsge_r12_both_numbers_are_those_of_one_child():
    holder = Named("Roy", "Léo", date(2022, 1, 8), nirec="1202201080011")
    assert codes(replace(KNOWN, holder=holder), necsg="100000123") == ["CSG052E"]
    assert codes(replace(KNOWN, holder=CHILD), necsg="100000123") == []


@pytest.mark.parametrize(("part", "value"), [("last_name", " "), ("first_name", ""), ("birth_date", None),
                                             ("sex", "")])
def test_icsge_r13_a_child_has_names_a_birth_and_a_sex(part, value):
    assert codes(**{part: value}) == ["CSG010E"]


@pytest.mark.parametrize(("born", "broken"), [
    (TODAY, False), (date(2026, 11, 23), True), (date(2011, 9, 4), False), (date(2011, 9, 3), True)])
def test_icsge_r14_a_child_is_born_and_under_thirteen_when_the_service_begins(born, broken):
    assert ("CSG011E" in codes(birth_date=born)) is broken


def test_icsge_r14_the_age_is_a_setting():
    facts = replace(SOUND, child=replace(CHILD, birth_date=date(2012, 1, 1), nirec="1201201010011"))
    assert [each.code for each in judge_file(facts)] == []
    assert [each.code for each in judge_file(replace(facts, most_years=12))] == ["CSG011E"]


def test_icsge_r15_a_file_number_is_one_of_the_component():
    assert codes(replace(KNOWN, number_known=False)) == ["CSG015E"]


def test_icsge_r87_errors_come_before_warnings():
    found = judge_file(replace(SOUND, child=replace(CHILD, nirec="1302005020017", sex=""), similar=True))
    assert [each.code for each in found] == ["CSG010E", "CSG043A", "CSG046A", "CSG016A"]


def test_what_only_the_ministry_knows_is_never_said_here():
    """ICSGE-R04, R05, R06, R11, R12, R15, R25: without a register, no rule judges by it."""
    wrong = replace(CHILD, nirec="1209905020017", necsg="999999999", last_name="Autre")
    assert not {each.rule.name for each in judge_file(replace(SOUND, child=wrong))} & ONLY_THE_MINISTRY
