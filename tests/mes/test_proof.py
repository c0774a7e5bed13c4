"""Every rule has a test that names it, and the page that says so is current."""

from __future__ import annotations

import pytest

from tests.rules import BOOKS, KINDS, MES

pytestmark = pytest.mark.words


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.folder)
def test_every_rule_is_named_by_a_test_and_the_page_that_says_so_is_current(book):
    found = book.proved()
    assert [rule.number for rule in found.values() if not rule.tests] == []
    assert book.page.read_text() == book.text(found), "run: python -m tests.rules"


@pytest.mark.parametrize(("book", "count"), [*zip(BOOKS, (85, 95, 23, 23), strict=True)],
                         ids=[book.folder for book in BOOKS])
def test_the_rules_are_numbered_without_a_gap(book, count):
    assert list(book.rules()) == [f"{book.prefix}-R{number:02}" for number in range(1, count + 1)]
    assert {rule.kind for rule in book.rules().values()} <= set(KINDS)


@pytest.mark.parametrize(("text", "cited"), [
    ("MES-R29 to R33", {29, 30, 31, 32, 33}), ("(MES-R29, R31)", {29, 31}), ("MES-R01 to MES-R03, R07", {1, 2, 3, 7}),
    ("MES-R10 à R12", {10, 11, 12}), ("R12", set()), ("ICSGE-R12", set()), ("MES-R5", set()), ("MES-R123", set())])
def test_rules_are_read_in_sentences(text, cited):
    assert MES.in_words(text) == {f"MES-R{number:02}" for number in cited}


@pytest.mark.parametrize(("name", "cited"), [
    ("test_mes_r61_r63_only", {"MES-R61", "MES-R63"}), ("test_mes_r05", {"MES-R05"}), ("test_r05_alone", set()),
    ("test_mes_r055", set())])
def test_rules_are_read_in_names(name, cited):
    assert MES.in_name(name) == cited


def test_a_comment_a_docstring_and_a_name_count_and_the_module_s_docstring_does_not():
    source = '"""MES-R01."""\n# MES-R02\n\ndef test_a():\n    """MES-R03."""\n    # MES-R04, R05\n    pass\n\n' \
             "# MES-R06\n@mark\ndef test_mes_r07_b():\n    pass\n"
    assert dict(MES.tests_of(source)) == {"test_a": {"MES-R03", "MES-R04", "MES-R05"},
                                            "test_mes_r07_b": {"MES-R06", "MES-R07"}}
