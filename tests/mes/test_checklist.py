"""« Analyse de recevabilité »: its lines, their words and links, and that they never differ from the transmission."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from core.errors import Refused
from core.workflow.engine import fire
from core.workflow.obstacles import Obstacle, explain
from plugins.mes import checklist, rules
from plugins.mes.form.filling import fill
from plugins.mes.form.pages import FIELDS
from plugins.mes.models import Comment, Document, Request
from plugins.mes.workflow import CHECKLIST
from tests.cases import tries
from tests.mes.pages import Window
from tests.mes.world import gather
from tests.planted import undone

pytestmark = pytest.mark.words


def lines_of(request, user) -> dict[str, checklist.Line]:
    return {str(line.title): line for line in checklist.check(request, user)}


def correct(world, request, comment) -> None:
    """Answer a comment and tick it."""
    fire(request, "reply", world.editor, comment=comment.id, reply="C’est fait.")
    fire(request, "mark_corrected", world.editor, comment=comment.id, corrected=True)


FIELDS_LINE, COMMENTS_LINE = "Champs obligatoires remplis", "Commentaires corrigés"
SIGNATURE_LINE = "Signature électronique de la direction du service de garde"


def test_mes_r50_each_missing_field_is_named_with_its_page_and_a_link_to_it(world):
    request = fill(world.complete(), world.editor, {"contact": "", "hours_per_day": "9", "means": ""}).request
    line = lines_of(request, world.signer)[FIELDS_LINE]
    assert not line.met and line.said == "3 champs à remplir ou à corriger"
    here = f"/mes/demandes/{request.id}/formulaire"
    assert [each.url for each in line.missing] == [
        f"{here}/1?revoir=1#champ-contact", f"{here}/3?revoir=1#champ-means", f"{here}/6?revoir=1#champ-hours_per_day"]
    assert "Page 1" in str(line.missing[0].text) and "Personne à joindre" in str(line.missing[0].text)


def test_mes_r50_what_a_whole_block_lacks_is_linked_to_the_block(world):
    request = fill(world.complete(), world.editor, dict.fromkeys(
        [name for name in FIELDS if name.endswith("_meal")], "")).request
    (missing,) = lines_of(request, world.signer)[FIELDS_LINE].missing
    assert missing.url.endswith("/formulaire/4?revoir=1#bloc-needs")


@pytest.mark.parametrize("width", [3, 40])
def test_mes_r50_every_link_of_an_empty_form_leads_to_something_that_is_there(world, planted, width):
    request, window = world.draft(), Window(planted, world.signer)
    links = [each.url for each in lines_of(request, world.signer)[FIELDS_LINE].missing][:width]
    assert len(links) >= 3
    for link in links:
        path, _hash, anchor = link.partition("#")
        assert f'id="{anchor}"' in window.get(path), link


def test_mes_r51_without_comments_the_line_is_without_object_and_met(world):
    line = lines_of(world.draft(), world.editor)[COMMENTS_LINE]
    assert line.met and "Sans objet" in str(line.said)


def test_mes_r51_each_comment_to_correct_has_its_link(world):
    request = world.returned("field:contact", "needs", "document:plan", "general")
    line = lines_of(request, world.signer)[COMMENTS_LINE]
    here, last = f"/mes/demandes/{request.id}", Comment.select().order_by(Comment.id.desc()).get()
    assert [each.url for each in line.missing] == [
        f"{here}/formulaire/1#champ-contact", f"{here}/formulaire/4#bloc-needs", f"{here}/pieces#piece-plan",
        f"{here}#commentaire-{last.id}"]
    correct(world, request, last)
    assert len(lines_of(request, world.signer)[COMMENTS_LINE].missing) == 3


@pytest.mark.parametrize(("kind", "slots"), [
    ("new", ["plan", "report", "signatures"]), ("renewal", ["plan", "signatures"]),
    ("renewal_change", ["plan", "report", "signatures"])])
def test_mes_r52_one_line_for_each_mandatory_document(world, kind, slots):
    child = world.child()
    if kind != "new":
        world.past(world.greve, child)
    request = world.draft(child, type=kind)
    found = [line for line in checklist.check(request, world.signer)
             if line.missing and "piece-" in line.missing[0].url]
    assert [line.missing[0].url.rpartition("-")[2] for line in found] == slots
    assert {str(line.missing[0].text) for line in found} == {"Aucun document n’est joint."}


def test_mes_r53_the_signature_line_says_who_may_sign(world):
    request = world.complete()
    line = lines_of(request, world.editor)[SIGNATURE_LINE]
    assert not line.met and "Signer Essai" in line.who
    assert "Geneviève Arsenault, Directrice" in str(lines_of(world.sign(request), world.editor)[SIGNATURE_LINE].said)


def test_an_objection_of_another_plugin_is_a_line_too(world, monkeypatch):
    request = world.sign(world.complete())
    assert explain(request, request.workflow.submit, world.signer).possible
    monkeypatch.setattr(checklist.running().host, "call", lambda hook, **_values: [
        ("icsge", Obstacle("Le dossier n’est pas synchronisé.", link="/icsge", link_label="Ouvrir"))]
        if hook == "transition_obstacle" else [])
    line = checklist.check(request, world.signer)[-1]
    assert not line.met and str(line.part) == "Autres conditions" and line.missing[0].url == "/icsge"
    assert not explain(request, request.workflow.submit, world.signer).possible


def spoil(world, request: Request, what: str) -> Request:
    """One thing that may happen to a request, by those who may do it; a refusal leaves it as it is."""
    if what in FIELDS:
        return fill(request, world.editor, {what: ""}).request
    if what.startswith("-"):
        for document in list(Document.select().where(Document.request == request.id, Document.slot == what[1:])):
            document.delete_instance()
    elif what.startswith("+"):
        world.attach(request, what[1:])
    elif what == "sign":
        world.sign(request)
    elif what == "retraite":
        return fill(request, world.editor, {"attestation": "professional", "professional": "Ergothérapeute"}).request
    elif what == "tick" and request.state == "returned":
        for comment in Comment.select().where(Comment.request == request.id):
            correct(world, request, comment)
    return Request.get_by_id(request.id)


EVENTS = st.lists(st.sampled_from(["contact", "means", "signed_guardian", "-plan", "-signatures", "+plan", "+report",
                                   "+signatures", "sign", "retraite", "tick"]), max_size=6)


@settings(max_examples=tries(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EVENTS, st.booleans())
def test_mes_r59_the_lines_and_both_ways_to_transmit_always_agree(planted, events, sent_back):
    with undone(*planted):
        world = gather()
        request = world.returned("field:contact") if sent_back else world.complete()
        for event in events:
            try:
                request = spoil(world, request, event)
            except Refused:
                request = Request.get_by_id(request.id)
        shown = checklist.check(request, world.signer)
        guards = [each(request, world.signer) for each in CHECKLIST]
        transition = checklist.transmission(request)
        possible = explain(request, transition, world.signer).possible
        assert all(line.met for line in shown) == all(answer is None for answer in guards) == possible
        assert all(line.missing for line in shown if not line.met)
        assert checklist.ready(request, world.signer) == (rules.ready_to_sign(request, world.signer) is None)
        try:
            fire(request, transition, world.signer)
        except Refused:
            assert not possible
        else:
            assert possible and request.state == "submitted"


def test_mes_r49_the_page_shows_every_line_in_words_and_counts_them(world, planted):
    request = world.draft()
    page = Window(planted, world.signer).get(f"/mes/demandes/{request.id}/verification")
    assert "Analyse de recevabilité" in page and re.search(r"1\D+ligne remplie sur 6", page)
    assert page.count("Manque") >= 5 and "Sans objet" in page
    assert f"/mes/demandes/{request.id}/pieces#piece-plan" in page


def test_mes_r45_a_signatures_page_of_an_older_content_is_a_warning_apart(world, planted):
    request = fill(world.complete(), world.editor, {"contact": "Une autre"}).request
    assert any("réimprimez" in str(each) for each in checklist.cautions(request))
    assert all(line.met for title, line in lines_of(request, world.signer).items() if title != SIGNATURE_LINE)
    page = Window(planted, world.signer).get(f"/mes/demandes/{request.id}/verification")
    assert "n’empêch" in page and "réimprimez" in page
    world.attach(request, "signatures")
    assert not any("réimprimez" in str(each) for each in checklist.cautions(request))


@pytest.mark.parametrize(("who", "status"), [("reader", 200), ("editor", 200), ("signer", 200), ("agent", 403),
                                             ("director", 403), ("stranger", 404), ("rse", 403)])
def test_only_the_service_opens_the_check(world, planted, who, status):
    Window(planted, world.named[who]).get(f"/mes/demandes/{world.draft().id}/verification", status)


@pytest.mark.parametrize("state", ["submitted", "compliant", "closed"])
def test_mes_r61_a_request_that_left_the_service_shows_why_nothing_can_be_done(world, planted, state):
    request = getattr(world, state)()
    page = Window(planted, world.signer).get(f"/mes/demandes/{request.id}/verification")
    assert "ne peut plus être modifiée" in page and "/signer" not in page and 'id="transmettre"' not in page
