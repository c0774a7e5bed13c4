"""The proofs at load: each mistake in a table is named with its file and its remedy."""

from core.workflow.declare import State, Transition, Workflow
from core.workflow.proof import prove
from tests.tiny.plugin import ALL, LoanFlow


class Record:
    """Stands for a model: the proofs read only the table."""

    @classmethod
    def kind(cls):
        return "test.record"


def undocumented(record, user):
    return None


class Broken(Workflow):
    """Every mistake at once."""

    model = Record
    first = State("Un", "neutre", "pencil")
    alone = State("Seul", "bleu", "pencil")
    stuck = State("Coincé", "mauve", "lock")
    end = State("Fin", "vert", "check", final=True)

    go = Transition(first, end, "Aller")
    fall = Transition(first, stuck, "Tomber", guards=[undocumented])
    go = Transition(first, end, "Aller encore")  # noqa: F811 (the mistake under test)


def said(workflow, **known):
    return [str(finding) for finding in prove(workflow, **known)]


def test_a_sound_table_has_no_finding():
    assert said(LoanFlow, granted=ALL, icons=["pencil", "send", "circle-x", "check"]) == []


def test_each_mistake_is_found_with_file_and_remedy():
    found = said(Broken, granted=["test.record.go"])
    for what in ("go is declared twice. Rename one.", "no transition leads to the state alone. Add one",
                 "no way leads from the state stuck to a final one. Add a transition",
                 "no way leads from the state alone to a final one. Add a transition",
                 "tone 'mauve'", "share the icon pencil", "the guard undocumented of test.record.fall has no docstring",
                 "nobody may fire test.record.fall"):
        assert sum(what in line for line in found) == 1, what
    assert len(found) == 8
    assert all("test_proof.py:" in line for line in found)


def test_an_icon_that_is_not_drawn_is_found():
    assert any("no icon named send" in line for line in said(LoanFlow, icons=["pencil"]))


def test_a_table_without_end_is_found():
    class Endless(Workflow):
        """No end."""

        model = Record
        only = State("Seul", "neutre", "pencil")

    assert any("has no final state" in line for line in said(Endless))
