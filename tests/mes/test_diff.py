"""What changed between two contents: fields, identity, documents, in words; what no comment had asked for."""

import time
from copy import deepcopy

import pytest
from hypothesis import given, settings, strategies as st

from core.workflow.engine import fire
from plugins.mes.comments import answer_comment
from plugins.mes.content import full_content
from plugins.mes.diff import ADDED, CHANGED, REMOVED, compare, compared, marked, outside, since_last, touched
from plugins.mes.form.filling import fill
from plugins.mes.form.pages import FIELDS
from plugins.mes.models import Comment, Request
from tests.cases import tries

pytestmark = pytest.mark.words

BASE = {
    "identity": {"child": "Maëlle Cyr-Poirier", "birth_date": "2023-05-02", "address": "147, rue des Capelans"},
    "form": {"number": "2026-11-001", "type": "new", "reference_year": 2026, "schema": 1,
             "answers": {"contact": "Annick", "hours_per_day": "4.5", "risk": False, "deficiency": ["motor"],
                         "plan_date": "2026-09-01", "means": "Un coin calme."}},
    "documents": [["plan", "plan.pdf", "a" * 64], ["signatures", "signé.pdf", "b" * 64]],
}


def changed(**answers) -> dict:
    """The content with other answers; None takes one away."""
    content = deepcopy(BASE)
    content["form"]["answers"] |= answers
    content["form"]["answers"] = {name: each for name, each in content["form"]["answers"].items() if each is not None}
    return content


@pytest.mark.parametrize(("name", "value", "old", "new"), [
    ("contact", "La coordination", "Annick", "La coordination"),
    ("hours_per_day", "6", "4,5 heures par jour", "6 heures par jour"),
    ("risk", True, "Non", "Oui"),
    ("deficiency", ["motor", "autism"], "Motrice", "Motrice, Trouble du spectre de l’autisme"),
    ("plan_date", "2026-10-01", "1er septembre 2026", "1er octobre 2026"),
    ("means", None, "Un coin calme.", ""),
    ("results", "Elle joue.", "", "Elle joue."),
])
def test_an_answer_is_compared_in_words(planted, name, value, old, new):
    app, _opened = planted
    with app.app_context():
        (change,) = compare(BASE, changed(**{name: value}))
    assert (change.old, change.new, change.label) == (old, new, FIELDS[name].label)
    assert change.anchors[0] == f"field:{name}" and len(change.anchors) == 2
    assert change.kind == (ADDED if not old else REMOVED if not new else CHANGED)


def test_equal_contents_have_no_difference():
    assert compare(BASE, deepcopy(BASE)) == []


def test_the_order_of_differences_is_that_of_the_pages():
    other = changed(means="Un tapis.", contact="Autre", hours_per_day="2")
    other["identity"]["address"] = "2, rue du Quai"
    other["documents"].append(["report", "rapport.pdf", "c" * 64])
    assert [(change.page, change.anchors[0]) for change in compare(BASE, other)] == [
        (1, "identity"), (1, "field:contact"), (3, "field:means"), (6, "field:hours_per_day"), (0, "document:report")]


def test_documents_are_compared_by_their_content():
    other = deepcopy(BASE)
    other["documents"] = [["plan", "autre nom.pdf", "a" * 64], ["signatures", "signé.pdf", "d" * 64]]
    (change,) = compare(BASE, other)
    assert (change.anchors, change.kind) == (("document:signatures", "documents"), CHANGED)
    assert (change.old, change.new) == ("signé.pdf", "signé.pdf (contenu remplacé)")
    other["documents"] = []
    assert [(change.kind, change.old) for change in compare(BASE, other)] == [
        (REMOVED, "plan.pdf"), (REMOVED, "signé.pdf")]


@pytest.mark.parametrize(("anchors", "left"), [
    ((), {"contact", "means"}), (("field:contact",), {"means"}), (("service",), {"means"}),
    (("general",), {"contact", "means"}), (("field:results",), {"contact", "means"}),
    (("means", "field:contact"), set()),
])
def test_mes_r71_what_no_comment_asked_for_is_outside(anchors, left):
    changes = compare(BASE, changed(contact="Autre", means="Un tapis."))
    found = outside(changes, [Comment(anchor=anchor) for anchor in anchors])
    assert {change.anchors[0].removeprefix("field:") for change in found} == left


def test_words_that_differ_are_marked():
    left, right = marked("Guidance de la main, cuillère adaptée.",
                         "Guidance physique de la main, cuillère adaptée, pause.")
    assert [piece.text for piece in left if piece.differs] == ["adaptée."]
    assert [piece.text for piece in right if piece.differs] == ["physique ", "adaptée, pause."]


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=tries(200), deadline=None)
def test_marks_lose_no_letter_and_equal_texts_have_none(old, new):
    left, right = marked(old, new)
    assert "".join(piece.text for piece in left) == old
    assert "".join(piece.text for piece in right) == new
    assert not any(piece.differs for side in marked(old, old) for piece in side)
    same = ["".join(piece.text for piece in side if not piece.differs).split() for side in (left, right)]
    assert same[0] == same[1]


VALUES = {"contact": st.text(min_size=1, max_size=20), "means": st.text(min_size=1, max_size=40), "risk": st.booleans(),
          "deficiency": st.lists(st.sampled_from(["motor", "autism"]), min_size=1, unique=True),
          "hours_per_day": st.sampled_from(["1", "2.25", "8"]), "plan_date": st.dates().map(str)}
CONTENTS = st.fixed_dictionaries({}, optional=VALUES).map(lambda answers: changed(**dict.fromkeys(VALUES) | answers))


@given(CONTENTS, CONTENTS)
@settings(max_examples=tries(150), deadline=None)
def test_the_differences_are_exactly_the_answers_that_differ_both_ways(planted, old, new):
    app, _opened = planted
    with app.app_context():
        there, back = compare(old, new), compare(new, old)
    was, now = old["form"]["answers"], new["form"]["answers"]
    assert {change.anchors[0] for change in there} == {
        f"field:{name}" for name in was.keys() | now.keys() if was.get(name) != now.get(name)}
    assert [(change.anchors, change.old, change.new) for change in back] == [
        (change.anchors, change.new, change.old) for change in there]


def test_mes_r71_the_ministry_sees_what_was_not_asked_for(world):
    request = world.returned("field:contact")
    request = fill(request, world.editor, {"contact": "La coordination", "means": "Un tapis."}).request
    assert {change.anchors[0] for change in since_last(request)} == {"field:contact", "field:means"}
    answer_comment(request, world.editor, request.comments.get().id, reply="", corrected=True)
    fire(world.sign(Request.get_by_id(request.id)), "resubmit", world.signer)
    found = compared(request)
    assert (found.version.number, found.before.number) == (2, 1)
    assert [change.anchors[0] for change in found.changes] == ["field:contact", "field:means"]
    assert [change.anchors[0] for change in found.outside] == ["field:means"]
    first = compared(request, 1)
    assert (first.before, first.changes, first.outside) == (None, [], [])
    assert compared(request, 3) is compared(request, 0) is None


def test_a_draft_was_never_transmitted(world):
    draft = world.draft()
    assert (since_last(draft), compared(draft), touched(draft, "general")) == ([], None, False)


def test_mes_r69_an_answer_that_cannot_be_read_any_more_is_a_change(world):
    request = world.returned("field:hours_per_day")
    request = fill(request, world.editor, {"hours_per_day": "4 h 30"}).request
    assert touched(request, "field:hours_per_day") and touched(request, "summary") and touched(request, "general")
    assert not touched(request, "field:contact")


def test_two_long_versions_are_compared_in_20_milliseconds(planted):
    app, _opened = planted
    words = [f"mot{number % 97}" for number in range(600)]
    texts = {name: " ".join(words)[:field.limit] for name, field in FIELDS.items() if field.kind == "long"}
    others = {name: " ".join(words[::-1])[:FIELDS[name].limit] for name in texts}
    with app.app_context():
        spent = []
        for _time in range(3):
            start = time.process_time()
            assert len(compare(changed(**texts), changed(**others))) == len(texts)
            spent.append(time.process_time() - start)
    assert min(spent) < 0.02


def test_what_a_request_says_now_can_be_compared_with_itself(world):
    content = full_content(world.complete())
    assert compare(content, deepcopy(content)) == []
