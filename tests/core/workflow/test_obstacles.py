"""« Pourquoi pas ? » counts what the transition asks for; state and right only where they are lacking."""

from __future__ import annotations

import pytest

from core.workflow.obstacles import Obstacle, conditions_of, explain
from tests.tiny.plugin import Loan, LoanFlow


def texts(explanation) -> list[tuple[bool, str]]:
    return [(each.met, str(each.text)) for each in explanation.conditions]


def test_met_state_and_right_are_neither_shown_nor_counted(loan, librarian):
    assert texts(explain(loan, LoanFlow.lend, librarian)) == [(True, "Le titre est écrit")]
    loan.title = ""
    found = explain(loan, LoanFlow.lend, librarian)
    assert texts(found) == [(False, "Le titre manque.")]
    assert found.title == "Il manque 1 condition sur 1 pour « Prêter »"


def test_a_lacking_right_is_one_more_condition(loan, user_with):
    found = explain(loan, LoanFlow.lend, user_with("tiny.loan.read"))
    assert texts(found) == [(False, "Vous n’avez pas le droit « Prêter »."), (True, "Le titre est écrit")]
    assert found.title == "Il manque 1 condition sur 2 pour « Prêter »"


def test_in_another_state_only_the_state_is_lacking(loan, librarian):
    found = explain(loan, LoanFlow.give_back, librarian)
    assert [each.met for each in found.conditions] == [False] and "il faut « Prêté » ou « Perdu »" in str(
        found.conditions[0].text)


def test_nothing_asked_is_possible(loan, librarian):
    assert explain(loan, LoanFlow.delete, librarian).title == "Toutes les conditions sont remplies."
    assert Loan.get_by_id(loan.id).state == "asked"


@pytest.mark.parametrize(("answer", "told"), [
    (None, [(True, "Tout y est")]), ([], [(True, "Tout y est")]), ("Le titre manque.", [(False, "Le titre manque.")]),
    (["Le titre manque.", Obstacle("La date manque.")], [(False, "Le titre manque."), (False, "La date manque.")])])
def test_each_reason_of_a_guard_is_a_condition(answer, told):
    assert [(each.met, each.text) for each in conditions_of(answer, "Tout y est")] == told
