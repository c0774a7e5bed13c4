"""The adults of a file and the address of parent A: each rule named by its number (ICSGE-R16 to R25)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plugins.icsge.rules.facts import Address, Adult, Known
from plugins.icsge.rules.judge import judge_file, waits
from tests.icsge.sound import SOUND

FATHER = Adult("Roy", "Mathieu", "pere", "2")


def codes(**facts) -> list[str]:
    """The codes of what a sound file breaks once these facts are said."""
    return [each.code for each in judge_file(replace(SOUND, **facts))]


def at(**address) -> list[str]:
    """The codes of what a sound file breaks with another address."""
    return codes(address=replace(SOUND.address, **address))


@pytest.mark.parametrize("part", ["last_name", "first_name", "role"])
def test_icsge_r16_parent_a_has_names_and_a_role(part):
    assert codes(adult=replace(SOUND.adult, **{part: " "})) == ["CSG020E"]


@pytest.mark.parametrize("address", [{"street": ""}, {"city": " "}, {"street": "rue des Capelans"}, {"street": "147"}])
def test_icsge_r17_parent_a_has_a_civic_address(address):
    """Special case 16: an address on parent B alone is none, since only that of parent A is looked at and sent."""
    assert at(**address) == ["CSG030E"]


@pytest.mark.parametrize("street", ["C.P. 120", "CP 120", "Case postale 7", "case postale", "B.P. 4", "BP 4",
                                    "PO Box 12", "P.O. Box 12", "12 rue Roy, C.P. 3", "C. P. 120", "Boîte postale 9",
                                    "120, succursale Carleton", "120, succ. B"])
def test_icsge_r18_a_box_is_no_home(street):
    """Special case 13."""
    assert "CSG031E" in at(street=street)
    assert "CSG030E" not in at(street=street)


@pytest.mark.parametrize("street", ["12 rue du CPE", "147 rue Succès", "3 chemin de la Boîte", "12 rue Cap-Pelé"])
def test_icsge_r18_a_street_is_no_box(street):
    assert at(street=street) == []


@pytest.mark.parametrize("typed", ["", "G0C", "G0C1J0", "g0c 1j0", "00C 1J0", "D0C 1J0", "G0O 1J0", "GOC 1J0"])
def test_icsge_r19_a_postal_code_is_a1a_1a1(typed):
    assert at(postal_code=typed) == ["CSG032E"]


def test_icsge_r19_without_a_postal_code_a_file_waits_with_a_wrong_one_it_is_wrong():
    """Special case 15: the code of a new development will come."""
    for typed, awaited in (("", True), ("G0C 1J", False)):
        facts = replace(SOUND, address=replace(SOUND.address, postal_code=typed))
        assert [waits(each, facts) for each in judge_file(facts)] == [awaited]


@pytest.mark.parametrize(("typed", "broken"), [("G0C 1J0", False), ("H2X 1A1", False), ("J4B 5C9", False),
                                               ("K1A 0B1", True), ("E1A 1A1", True)])
def test_icsge_r20_a_postal_code_of_quebec_begins_with_g_h_or_j(typed, broken):
    assert at(postal_code=typed) == (["CSG033A"] if broken else [])


@pytest.mark.parametrize(("street", "broken"), [
    ("2-147 rue des Patriotes", True), ("A-12 rue Roy", True), ("12B - 147, rue Roy", True),
    ("app. 3-12 rue Roy", True), ("#4-12 rue Roy", True), ("147 rue des Patriotes App 2", False),
    ("12-5e Avenue", False), ("147-B rue Roy", False),
    ("12 rue Roy-Dupuis", False), ("147 rang 2", False)])
def test_icsge_r21_the_flat_comes_last(street, broken):
    """Special case 14."""
    assert at(street=street) == (["CSG034E"] if broken else [])


def test_icsge_r22_somebody_alike_is_a_warning():
    assert codes(similar=True) == ["CSG016A"]


@pytest.mark.parametrize("custody", ["alternate_weeks", "half_days"])
def test_icsge_r23_in_shared_custody_the_other_parent_is_not_parent_b(custody):
    """Special case 5: entered as the spouse. The new spouse is an emergency contact (ICSGE-R24)."""
    assert codes(custody=custody, second=FATHER) == ["CSG021E"]
    assert codes(custody=custody) == []


@pytest.mark.parametrize(("other", "broken"), [
    (FATHER, True), (Adult("ROY", "mathieu"), True), (Adult("Roy", "Marc", reference="9"), False)])
def test_icsge_r23_parent_b_has_no_file_of_the_child_elsewhere(other, broken):
    assert codes(second=FATHER, others=(other,)) == (["CSG021E"] if broken else [])


def test_icsge_r23_both_parents_of_one_household_sign_one_file():
    assert codes(second=FATHER) == []


@pytest.mark.parametrize(("signers", "broken"), [(("1", "2"), False), (("1", ""), True), (("2", "1"), True)])
def test_icsge_r25_other_signers_have_another_file(signers, broken):
    known = Known(entry=SOUND.child, signers=signers)
    assert codes(second=FATHER, known=known) == (["CSG022E"] if broken else [])


def test_an_address_is_judged_once_for_what_it_is():
    assert codes(address=Address()) == ["CSG030E", "CSG032E"]
