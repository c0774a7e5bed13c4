"""The texts made from a workflow's table: what is heard, listed, and written in the documentation."""

from __future__ import annotations

from functools import partial

import pytest
from flask import Flask, g
from flask_babel import Babel

from core.i18n import choose_language
from core.workflow.declare import State, Transition, Workflow
from core.workflow.diagram import Path, mermaid, sentence, steps, table
from core.workflow.drawing.moves import moves
from tests.core.walks import Mes, complete, invented, record

HERE = Path("returned", {"draft": "12 sept. 2026", "submitted": "14 oct. 2026", "returned": "depuis 13 jours"},
            frozenset({"draft", "submitted"}), frozenset({"submitted", "closed"}))


@pytest.fixture(autouse=True, scope="module")
def french():
    """A small application, for the words only."""
    app = Flask(__name__)
    Babel(app, default_locale="fr", locale_selector=choose_language)
    with app.app_context():
        g.language = "fr"
        yield


def test_the_sentence_says_what_the_picture_shows():
    assert sentence(Mes, HERE) == (
        "Case 3 sur 5 : Commentaires (depuis 13 jours). "
        "Passées : 1 Brouillon (12 sept. 2026), 2 Transmis (14 oct. 2026). "
        "Possibles ensuite : 2 Transmis (14 oct. 2026), 5 Terminée. À venir : 4 Conforme.")


def test_the_sentence_of_a_late_record_says_so():
    late = Path("submitted", {"submitted": "depuis 40 jours"}, overdue=True)
    assert sentence(Mes, late) == ("Case 2 sur 5 : Transmis (depuis 40 jours). En retard. "
                                   "À venir : 1 Brouillon, 3 Commentaires, 4 Conforme, 5 Terminée.")


def test_steps_tell_each_square_in_order():
    told = steps(Mes, HERE)
    assert [(step["number"], step["name"], step["status"]) for step in told] == [
        (1, "draft", "passed"), (2, "submitted", "passed"), (3, "returned", "current"), (4, "compliant", "later"),
        (5, "closed", "next")]
    assert [step["text"] for step in told] == [
        "Brouillon, passée, 12 sept. 2026", "Transmis, passée, possible de nouveau, 14 oct. 2026",
        "Commentaires, case actuelle, depuis 13 jours", "Conforme, à venir", "Terminée, possible ensuite"]
    assert [step["overdue"] for step in steps(Mes, Path("draft", overdue=True))] == [True, *[False] * 4]


def test_parallel_transitions_share_one_arrow():
    said = {(move.start.name, move.end.name): (" ".join(move.lines), move.dashed) for move in moves(Mes)}
    assert said["compliant", "closed"] == ("terminer (3 façons)", False)
    assert said["closed", "compliant"] == ("rouvrir", True)
    assert said["submitted", "closed"] == ("retirer la demande", True)
    assert ("draft", "draft") not in said and len(said) == 8


@pytest.mark.parametrize(("labels", "expected"), [
    (["Payer", "Annuler"], "payer, annuler"),
    (["Constater un paiement en espèces", "Annuler la facture à la demande"],
     "constater un paiement en espèces… (2 façons)"),
    (["Payer", "Annuler", "Céder"], "payer… (3 façons)"),
    (["PDF seul", "PDF et courriel"], "PDF seul, PDF et courriel"),
    (["Même", "Même"], "même"),
])
def test_words_on_an_arrow(labels, expected):
    workflow = invented(["Un", "Deux"], arrows=[(0, 1, label) for label in labels])
    assert [" ".join(move.lines) for move in moves(workflow)] == [expected]


def test_an_arrow_is_dashed_only_when_all_its_transitions_are_exceptional():
    arrows = [(0, 1, "a"), (1, 0, "b"), (1, 0, "c"), (0, 1, "d")]  # the third one is exceptional
    assert [move.dashed for move in moves(invented(["Un", "Deux"], arrows=arrows))] == [False, False]


def test_mermaid_has_every_state_and_every_transition():
    lines = mermaid(Mes).splitlines()
    assert lines[:3] == ["stateDiagram-v2", "    direction LR", '    state "Brouillon" as draft']
    assert "    [*] --> draft : Créer une demande" in lines
    assert "    draft --> draft : Modifier" in lines and "    returned --> returned : Modifier" in lines
    assert "    draft --> [*] : Supprimer" in lines
    assert "    returned --> closed : Retirer la demande" in lines
    assert lines[-1] == "    closed --> [*]"
    assert len(lines) == 2 + 5 + 14 + 1


def test_mermaid_keeps_signs_and_reserved_words_from_its_grammar():
    class Odd(Workflow):
        model = record("odd")
        end = State('La "fin"; #1', "neutre", "circle")
        go = Transition(None, end, "a: b --> c")

    text = mermaid(Odd)
    assert 'state "La #34;fin#34;#59; #35;1" as end_' in text
    assert "[*] --> end_ : a#58; b --#62; c" in text


def test_the_table_tells_each_transition():
    rows = {row.name: row for row in table(Mes)}
    assert list(rows) == [f"mes.request.{name}" for name in Mes.transitions]
    submit = rows["mes.request.submit"]
    assert (submit.source, submit.target, submit.label) == ("Brouillon", "Transmis", "Transmettre")
    assert submit.permission == "mes.request.submit"
    assert submit.guards == ("Every required field is filled.",)
    assert submit.effects == ("archive a copy",)
    assert rows["mes.request.create"].source == "" and rows["mes.request.delete"].target == ""
    assert rows["mes.request.edit"].source == "Brouillon, Commentaires"
    assert rows["mes.request.edit"].target == "même case"


def test_a_guard_made_with_partial_is_told_by_its_own_docstring():
    class Guarded(Workflow):
        model = record("guarded")
        one = State("Un", "neutre", "circle")
        go = Transition(None, one, "Aller", guards=[partial(complete, user=None)])

    assert table(Guarded)[0].guards == ("Every required field is filled.",)
