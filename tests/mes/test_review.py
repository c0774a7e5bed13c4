"""The review: the transmitted version read by the Ministry, what changed, comments in place, the decision."""

from __future__ import annotations

import re

import pytest

from core.journal import Entry
from core.workflow.engine import fire
from plugins.mes.comments import add_comment, answer_comment
from plugins.mes.form.filling import fill
from plugins.mes.form.pages import PAGES
from plugins.mes.models import Comment, Request, Version
from tests.mes.counting import statements
from tests.mes.pages import Window

pytestmark = pytest.mark.words


def corrected(world, anchor: str = "field:means", **answers) -> Request:
    """A request sent back on one anchor, changed so, and transmitted again."""
    request = world.returned(anchor)
    request = fill(request, world.editor, answers).request
    comment = Comment.get(Comment.request == request.id)
    answer_comment(request, world.editor, comment.id, reply="C’est fait.", corrected=True)
    return fire(world.sign(Request.get_by_id(request.id)), "resubmit", world.signer)


def address(request: Request, act: str = "") -> str:
    return f"/mes/demandes/{request.id}/examen" + (f"/{act}" if act else "")


def test_every_page_of_the_form_and_the_documents_are_read_in_one_page(planted, world):
    page = Window(planted, world.agent).get(address(world.submitted()))
    for each in PAGES:
        assert f'id="page-{each.number}"' in page
    assert "Coin calme." in page and "Aide constante." in page and "signatures.pdf" in page
    assert not re.search(r'<(input|textarea|select)[^>]+name="(means|contact|hours_per_day)"', page)


def test_mes_r83_each_reading_is_journalled_without_what_was_read(planted, world):
    request, window = world.submitted(), Window(planted, world.agent)
    window.get(address(request))
    entry = Entry.select().where(Entry.action == "mes.review.opened", Entry.record == request.id).get()
    assert (entry.actor, entry.before, entry.after) == (world.agent.id, "", "")


def test_only_those_who_examine_there_read_it_and_never_a_draft(planted, world):
    request, draft = world.submitted(), world.draft()
    for who, status in ((world.signer, 403), (world.committee, 403), (world.elsewhere, 404), (world.director, 200)):
        Window(planted, who).get(address(request), status)
    Window(planted, world.director).get(address(draft), 404)


def test_mes_r71_changes_are_beside_what_was_and_those_that_nobody_asked_for_are_marked(planted, world):
    request = corrected(world, means="Coin calme et pictogrammes.", partners="CLSC et centre de réadaptation")
    page = Window(planted, world.director).get(address(request))
    assert "2 changements" in page and "1 changement n’était demandé par aucun commentaire." in page
    asked, unasked = (page.partition(f'id="ancre-field-{name}"')[2].partition("m-review-line")[0]
                      for name in ("means", "partners"))
    assert "<ins>" in asked and "Hors des commentaires" not in asked
    assert "Hors des commentaires" in unasked and "<del>" in unasked + page
    assert "C’est fait." in asked and "Tour 1" in asked


def test_while_the_service_corrects_the_ministry_reads_what_was_transmitted(planted, world):
    request = world.returned("field:means")
    fill(request, world.editor, {"means": "Pas encore transmis."})
    page = Window(planted, world.director).get(address(request))
    assert "Pas encore transmis." not in page and "Coin calme." in page
    assert "Le service de garde corrige cette demande." in page
    assert "m-composer" not in page.partition("m-review-side")[0]


def test_an_earlier_version_is_read_too_and_nothing_is_written_there(planted, world):
    request = corrected(world, means="Coin calme et pictogrammes.")
    window = Window(planted, world.agent)
    old = window.get(f"{address(request)}?version=1")
    assert "pictogrammes" not in old and "Lire la dernière version" in old and "Ajouter un commentaire" not in old
    assert "pictogrammes" in window.get(f"{address(request)}?version=2")
    window.get(f"{address(request)}?version=3", 404)
    window.get(f"{address(request)}?version=0", 404)


def test_mes_r64_a_comment_is_written_on_a_field_from_here_and_stands_there(planted, world):
    request, window = world.submitted(), Window(planted, world.agent)
    answer = window.client.post(f"/mes/demandes/{request.id}/commentaires?retour=examen",
                                data={"anchor": "field:means", "text": "Depuis quand ?"})
    assert answer.status_code in (302, 303) and answer.location.endswith("/examen#ancre-field-means")
    page = window.get(address(request))
    here = page.partition('id="ancre-field-means"')[2].partition("m-review-line")[0]
    assert "Depuis quand" in here and "Pas encore envoyé." in here
    assert "1 commentaire à envoyer" in page


def test_mes_r65_sending_back_needs_a_comment_and_says_so_on_the_page(planted, world):
    request, window = world.submitted(), Window(planted, world.agent)
    refused = window.client.post(address(request, "return_with_comments"))
    assert refused.status_code in (400, 409, 422) and "Aucun commentaire n’est écrit." in refused.text
    add_comment(request, world.agent, anchor="general", text="À corriger.")
    answer = window.post(address(request, "return_with_comments"), version=str(Request.get_by_id(request.id).version))
    assert answer.location == "/mes/examen/" and Request.get_by_id(request.id).state == "returned"


def test_the_second_of_two_directors_is_told_who_did_what(planted, world):
    request = world.submitted()
    first, second = Window(planted, world.director), Window(planted, world.admin)
    seen = re.search(r'name="version" value="(\d+)"', second.get(address(request)))[1]
    first.post(address(request, "declare_compliant"), version=seen)
    late = second.client.post(address(request, "declare_compliant"), data={"version": seen})
    assert late.status_code == 409
    assert "La demande a changé depuis que vous l’avez ouverte" in late.text
    assert "« Déclarée conforme », par Director Essai" in late.text.replace("\xa0", " ")
    assert Entry.select().where(Entry.action == "mes.request.declare_compliant").count() == 1


def test_a_comment_written_meanwhile_is_not_sent_unread(planted, world):
    request = world.submitted()
    add_comment(request, world.agent, anchor="general", text="Le mien.")
    seen = str(Request.get_by_id(request.id).version)
    add_comment(Request.get_by_id(request.id), world.director, anchor="general", text="Un autre.")
    late = Window(planted, world.agent).client.post(address(request, "return_with_comments"), data={"version": seen})
    assert late.status_code == 409 and "Un autre." in late.text
    assert Request.get_by_id(request.id).state == "submitted"


@pytest.mark.parametrize("act", ["edit", "submit", "delete", "close_year", "sign", "x"])
def test_mes_r62_the_review_offers_no_act_on_the_content(planted, world, act):
    request = world.submitted()
    before = Request.get_by_id(request.id).version
    assert Window(planted, world.director).client.post(address(request, act)).status_code == 404
    assert Request.get_by_id(request.id).version == before


def test_a_committee_or_a_service_decides_nothing_here(planted, world):
    request = world.submitted()
    for who in (world.signer, world.committee, world.elsewhere):
        for act in ("declare_compliant", "return_with_comments", "take", "propose"):
            assert Window(planted, who).client.post(address(request, act)).status_code in (403, 404)
    assert Request.get_by_id(request.id).state == "submitted"


def test_the_proposal_is_seen_by_the_direction(planted, world):
    request = world.submitted()
    Window(planted, world.agent).post(address(request, "propose"))
    assert "Agent Essai propose la conformité" in Window(planted, world.director).get(address(request))
    Window(planted, world.agent).post(address(request, "unpropose"))
    assert "propose la conformité" not in Window(planted, world.director).get(address(request))


def test_the_page_costs_the_same_whatever_the_rounds_comments_and_documents(planted, world):
    window, plain = Window(planted, world.director), world.submitted()
    full = corrected(world, means="Autre.")
    for name in ("contact", "partners", "allowance_use"):
        add_comment(Request.get_by_id(full.id), world.agent, anchor=f"field:{name}", text="À corriger.")
    for each in (plain, full):
        window.get(address(each))
    with statements() as few:
        window.get(address(plain))
    with statements() as many:
        window.get(address(full))
    assert len(many) <= len(few) + 4, "\n".join(many[len(few):])
    assert Version.select().where(Version.request == full.id).count() == 2
