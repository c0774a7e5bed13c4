"""The comments where they belong: in order, counted, with the bar that goes round them (MES-R68), and their pages."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from core.errors import Refused
from core.workflow.engine import fire
from plugins.mes.comments import add_comment, answer_comment, by_anchor, remove_comment, reopen_comment
from plugins.mes.content import ANCHORS
from plugins.mes.form.filling import fill
from plugins.mes.form.pages import FIELDS
from plugins.mes.models import Comment, Request, Version
from plugins.mes.remarks import CHECK, PIECES, PLACES, Remarks
from plugins.mes.rules import open_comments, pending_comments
from tests.mes.pages import JSON, Window
from tests.mes.world import gather
from tests.planted import undone

pytestmark = pytest.mark.words

UNORDERED = ("document:plan", "field:hours_per_day", "general", "needs", "field:contact", "field:need_meal",
             "documents")
ORDERED = ("general", "field:contact", "needs", "field:need_meal", "field:hours_per_day", "documents", "document:plan")


def anchors(stops) -> list[str]:
    return [stop.comment.anchor for stop in stops]


def test_each_anchor_has_its_own_place_in_the_wizard():
    assert set(PLACES) == set(ANCHORS) and len(set(PLACES.values())) == len(PLACES)


def test_mes_r68_comments_follow_the_pages_then_the_anchors(world):
    remarks = Remarks(world.returned(*UNORDERED), world.editor)
    assert anchors(remarks.stops) == list(ORDERED)
    assert [stop.rank for stop in remarks.stops] == list(range(1, 8)) and remarks.total == 7 and remarks.done == 0
    assert [stop.page for stop in remarks.stops] == [1, 1, 4, 4, 6, PIECES, PIECES]
    assert remarks.stops[4].said == "Commentaire 5 sur 7, à corriger · page 6, Accompagnement par jour"
    assert [stop["field"] for stop in json.loads(remarks.route())] == [
        "", "contact", "", "need_meal", "hours_per_day", "", ""]


def test_mes_r68_the_bar_goes_round_from_any_comment(world):
    stops = Remarks(world.returned(*UNORDERED), world.editor).stops
    for rank, stop in enumerate(stops):
        remarks = Remarks(stop.comment.request, world.editor, here=stop.comment.id)
        assert remarks.current.rank == rank + 1
        assert anchors([remarks.previous, remarks.next]) == [ORDERED[rank - 1], ORDERED[(rank + 1) % 7]]


@pytest.mark.parametrize(("place", "before", "after"), [
    (0, "document:plan", "general"), (1, "document:plan", "general"), (2, "field:contact", "needs"),
    (4, "field:contact", "needs"), (5, "field:need_meal", "field:hours_per_day"),
    (7, "field:hours_per_day", "documents"), (PIECES, "field:hours_per_day", "documents"),
    (CHECK, "document:plan", "general")])
def test_mes_r68_from_a_page_without_a_comment_in_hand_the_bar_starts_at_the_page(world, place, before, after):
    remarks = Remarks(world.returned(*UNORDERED), world.editor, place=place, here=10**6)
    assert remarks.current is None and anchors([remarks.previous, remarks.next]) == [before, after]


def test_only_the_open_round_of_a_request_with_the_service_is_in_the_bar(world):
    request = world.returned("general", "field:contact")
    reader = Remarks(request, world.reader)
    assert (reader.total, reader.may_answer, Remarks(request, world.editor).may_answer) == (2, False, True)
    fire(world.sign(world.corrected(request)), "resubmit", world.signer)
    request = Request.get_by_id(request.id)
    again = reopen_comment(request, world.agent, request.comments.order_by(Comment.id).first().id)
    assert Remarks(request, world.editor).total == 0
    fire(request, "return_with_comments", world.agent)
    (stop,) = Remarks(request, world.editor).stops
    assert (stop.comment, stop.earlier.round, stop.earlier.reply) == (again, 1, "C’est fait.")


ACTS = st.lists(st.tuples(st.sampled_from(["write", "remove", "reopen", "return", "answer", "resubmit"]),
                          st.integers(0, 9), st.sampled_from(sorted(ANCHORS))), max_size=14)


@given(ACTS)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_mes_r70_no_comment_is_lost_and_counts_are_right_whatever_the_rounds(planted, acts):
    with undone(*planted):
        world = gather()
        request, said = world.submitted(), {}  # said: comment to (round, text, reply, ticked)
        for act, pick, anchor in acts:
            request = Request.get_by_id(request.id)
            try:
                play(world, request, (act, pick, anchor), said)
            except Refused:
                continue
        request = Request.get_by_id(request.id)
        assert {row.id: (row.round, row.text, row.reply, row.corrected) for row in request.comments} == said
        sent = [row for row in said.values() if row[0] <= request.round]
        assert open_comments(request) == sum(not row[3] for row in sent)
        assert pending_comments(request) == len(said) - len(sent)
        remarks = Remarks(request, world.editor)
        current = [row for row in said.values() if row[0] == request.round and request.state == "returned"]
        assert (remarks.done, remarks.total) == (sum(row[3] for row in current), len(current))
        assert sum(map(len, by_anchor(request.comments).values())) == len(said)
        assert Version.select().where(Version.request == request.id).count() == request.round + (
            request.state == "submitted")


def play(world, request: Request, act: tuple[str, int, str], said: dict) -> None:
    """One act of either side, told in `said` when it is done."""
    name, pick, anchor = act
    comment = sorted(said)[pick % len(said)] if said else 0
    if name == "write":
        said[add_comment(request, world.agent, anchor=anchor, text=f"Texte {pick}").id] = (
            request.round + 1, f"Texte {pick}", "", False)
    elif name == "remove":
        remove_comment(request, world.agent, comment)
        del said[comment]
    elif name == "reopen":
        again = reopen_comment(request, world.agent, comment)
        said[again.id] = (request.round + 1, said[comment][1], "", False)
    elif name == "return":
        fire(request, "return_with_comments", world.agent)
    elif name == "answer":
        answer_comment(request, world.editor, comment, reply=f"Réponse {pick}", corrected=pick > 2)
        said[comment] = (*said[comment][:2], f"Réponse {pick}", pick > 2)
    else:
        fire(world.sign(request), "resubmit", world.signer)


# The pages


def box(request: Request) -> tuple[Comment, str]:
    """The first comment of a request and the address that answers it."""
    comment = request.comments.order_by(Comment.id).first()
    return comment, f"/mes/demandes/{request.id}/commentaires/{comment.id}"


@pytest.mark.parametrize(("anchor", "page"), [
    ("general", "formulaire/1"), ("field:contact", "formulaire/1"), ("identity", "formulaire/1"),
    ("field:professional", "formulaire/2"), ("field:need_meal", "formulaire/4"), ("needs", "formulaire/4"),
    ("field:planned_days", "formulaire/6"), ("document:plan", "pieces"), ("documents", "pieces")])
def test_a_comment_stands_in_the_page_of_its_anchor_even_when_the_field_is_not_asked(planted, world, anchor, page):
    request = world.returned(anchor)
    comment, _address = box(request)
    window, here = Window(planted, world.editor), f"/mes/demandes/{request.id}"
    assert f'id="commentaire-{comment.id}"' in window.get(f"{here}/{page}")
    (stop,) = Remarks(request, world.editor).stops
    assert stop.url == f"{here}/{page}?commentaire={comment.id}#commentaire-{comment.id}"


def test_mes_r68_the_bar_is_on_every_page_of_the_wizard_and_on_the_request_s(planted, world):
    request = world.returned("field:contact", "document:plan")
    window, here = Window(planted, world.signer), f"/mes/demandes/{request.id}"
    first, last = (stop.url for stop in Remarks(request, world.signer).stops)
    between = [(f"/formulaire/{number}", first, last) for number in range(2, 8)]
    for path, before, after in [("/formulaire/1", last, first), *between, ("/pieces", first, last),
                                ("/verification", last, first), ("", last, first)]:
        page = window.get(here + path)
        assert "0/2 commentaires corrigés" in page, path
        assert re.findall(r'href="([^"]+)"[^>]*data-comment-(\w+)', page) == [
            (before, "previous"), (after, "next")], path
    draft = world.draft()
    assert "commentaires corrigés" not in window.get(f"/mes/demandes/{draft.id}/formulaire/1")


def test_mes_r69_a_script_is_told_why_a_tick_is_refused_and_the_counts_when_it_is_kept(planted, world):
    request = world.returned("field:contact", "general")
    comment, address = box(request)
    client = Window(planted, world.editor).client
    refused = client.post(f"{address}?retour=1", data={f"corrige.{comment.id}": "1"}, headers=JSON)
    assert refused.status_code == 409 and "n’a pas changé" in refused.json["error"] and refused.json["remedy"]
    kept = client.post(f"{address}?retour=1", headers=JSON,
                       data={f"corrige.{comment.id}": "1", f"reponse.{comment.id}": "C’est elle."})
    assert kept.status_code == 200 and kept.json["corrected"] and kept.json["count"] == "1/2 commentaires corrigés"
    assert "corrigé · page 1" in kept.json["said"] and "1 à corriger" in kept.json["strip"]


def test_without_scripts_the_button_of_a_box_keeps_what_was_typed_in_the_page(planted, world):
    request = world.returned("field:contact")
    comment, address = box(request)
    answer = Window(planted, world.editor).post(
        f"{address}?retour=1", 303, contact="La coordination", **{f"corrige.{comment.id}": "1"})
    assert answer.location == f"/mes/demandes/{request.id}/formulaire/1#commentaire-{comment.id}"
    assert Request.get_by_id(request.id).contact == "La coordination"
    assert Comment.get_by_id(comment.id).corrected


def test_without_scripts_a_conflict_in_the_page_is_shown_by_the_page(planted, world):
    request = world.returned("field:contact")
    comment, address = box(request)
    Window(planted, world.signer).post(f"/mes/demandes/{request.id}/formulaire/1", 303, contact="Une autre")
    window = Window(planted, world.editor)
    answer = window.post(f"{address}?retour=1", 307, contact="La mienne", **{"vu.contact": "1"})
    shown = window.client.post(answer.location, data={"contact": "La mienne", "vu.contact": "1"})
    assert shown.status_code == 409 and "La mienne" in shown.text and "Une autre" in shown.text
    assert not Comment.get_by_id(comment.id).corrected


def test_a_refused_reply_gives_its_text_back(planted, world):
    request = world.returned("general")
    comment, address = box(request)
    page = Window(planted, world.editor).client.post(address, data={f"reponse.{comment.id}": "y" * 4001})
    assert page.status_code == 409 and "y" * 4001 in page.text and "4001 caractères" in page.text


@pytest.mark.parametrize("who", ["editor", "signer", "reader", "rse", "stranger", "committee", "elsewhere"])
def test_mes_r67_the_service_has_no_way_to_write_change_or_delete_a_comment(planted, world, who):
    request = world.returned("general")
    comment, address = box(request)
    client = Window(planted, world.named[who]).client
    for path in (f"{address}/retirer", f"{address}/rouvrir", f"/mes/demandes/{request.id}/commentaires"):
        assert client.post(path, data={"anchor": "general", "text": "Autre"}).status_code in (403, 404)
    client.post(address, data={"text": "Autre", "anchor": "documents", f"reponse.{comment.id}": "Fait."})
    stored = Comment.get_by_id(comment.id)
    assert (stored.text, stored.anchor) == (comment.text, "general") and request.comments.count() == 1


def test_two_directors_one_writes_while_the_other_declares_compliant(planted, world):
    request = world.submitted()
    here, writer = f"/mes/demandes/{request.id}", Window(planted, world.director)
    fire(Request.get_by_id(request.id), "declare_compliant", world.admin)
    page = writer.post(f"{here}/commentaires", 409, anchor="general", text="Un mot encore.")
    assert "« Conforme »" in page.text.replace("\xa0", " ") and "Un mot encore." in page.text
    assert request.comments.count() == 0


def test_two_directors_one_declares_compliant_while_the_other_has_written(planted, world):
    request = world.submitted()
    behind = Request.get_by_id(request.id)
    Window(planted, world.director).post(f"/mes/demandes/{request.id}/commentaires", 303, anchor="general", text="Non.")
    with pytest.raises(Refused, match="1 commentaire est encore ouvert"):
        fire(behind, "declare_compliant", world.admin)


def test_mes_r70_the_ministry_reopens_from_the_request_s_page(planted, world):
    request = world.returned("field:contact")
    comment, address = box(request)
    fire(world.sign(world.corrected(request)), "resubmit", world.signer)
    window, here = Window(planted, world.agent), f"/mes/demandes/{request.id}"
    page = window.get(here)
    assert "Rouvrir ce commentaire" in page and "C’est fait." in page and "Tour 1" in page
    answer = window.post(f"{address}/rouvrir?retour=examen", 303, text="Toujours pas.")
    assert answer.location == f"{here}/examen#commentaires"
    page = window.get(here)
    assert "Toujours pas." in page and "Pas encore envoyé." in page and "Rouvrir ce commentaire" not in page
    assert "Toujours pas." not in Window(planted, world.editor).get(here)


def test_the_transmitted_version_is_read_in_a_page_and_shows_what_changed_since_to_the_service(planted, world):
    request = world.returned("field:contact")
    editor, here = Window(planted, world.editor), f"/mes/demandes/{request.id}"
    editor.post(f"{here}/formulaire/1", 303, contact="La coordination")
    page = editor.get(f"{here}/transmise/1")
    assert 'id="ancre-field-contact"' in page and "<del>Annick Leblanc</del>" in page
    assert "<ins>La coordination</ins>" in page
    page = Window(planted, world.agent).get(f"{here}/transmise/1")
    assert "Annick Leblanc" in page and "La coordination" not in page
    editor.get(f"{here}/transmise/2", 404)
    Window(planted, world.stranger).get(f"{here}/transmise/1", 404)


def test_every_answer_of_the_form_can_be_read_and_commented(planted, world):
    request = world.submitted()
    page = Window(planted, world.agent).get(f"/mes/demandes/{request.id}/transmise/1")
    said = request.versions.get().content["form"]["answers"]
    assert all(f'id="ancre-field-{name}"' in page for name in said) and len(said) > 15
    assert set(said) <= set(FIELDS)


def test_mes_r71_the_request_s_page_marks_the_changes_that_no_comment_asked_for(planted, world):
    request = world.returned("field:contact")
    here = f"/mes/demandes/{request.id}"
    request = fill(request, world.editor, {"contact": "La coordination", "means": "Un tapis."}).request
    assert "Hors des commentaires" not in Window(planted, world.agent).get(here)
    fire(world.sign(world.corrected(request)), "resubmit", world.signer)
    page = Window(planted, world.agent).get(here)
    assert "Changements de la version 2" in page and page.count("Hors des commentaires") == 1
    assert re.search(r'is-outside"><th scope="row"[^>]*>Moyens déjà en place', page)


def test_mes_r71_a_version_that_says_the_same_is_said_to_be_the_same(planted, world):
    request = world.returned("general")
    fire(world.sign(world.corrected(request)), "resubmit", world.signer)
    assert "sont les mêmes que dans la version 1" in Window(planted, world.agent).get(f"/mes/demandes/{request.id}")
