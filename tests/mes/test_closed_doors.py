"""What no longer changes, and who never changes it, by every way in: pages, JSON, files, buttons, the engine."""

from __future__ import annotations

import pytest

from core.errors import MarelleError, Refused
from core.workflow.engine import fire
from plugins.mes.comments import add_comment
from plugins.mes.content import content_digest
from plugins.mes.form.filling import fill
from plugins.mes.models import Comment, Document, Request
from tests.mes.pages import JSON, Window, pdf

pytestmark = pytest.mark.words

NAMES = {"first_name": "Geneviève", "last_name": "Arsenault", "title": "Directrice"}


def knock(window: Window, request: Request) -> dict[str, int]:
    """Try to change a request by every page that could; the status of each answer."""
    here, document = f"/mes/demandes/{request.id}", request.documents.first()
    comment = request.comments.first()
    post = window.client.post
    tried = {
        "page": post(f"{here}/formulaire/1", data={"contact": "Changé", "aller": "suivant"}),
        "json": post(f"{here}/saisie", json={"fields": {"contact": {"value": "Changé", "seen": 9}}}, headers=JSON),
        "pieces": window.upload(f"{here}/pieces/plan", [(pdf("Autre"), "autre.pdf")]),
        "pieces json": window.upload(f"{here}/pieces/plan", [(pdf("Autre"), "autre.pdf")], JSON),
        "joindre": window.upload(f"{here}/joindre", [(pdf("Autre"), "autre.pdf")], slot="plan"),
        "remove": post(f"{here}/documents/{document.id}/supprimer"),
        "type": post(f"{here}/type", data={"type": "renewal", "reason": "Autre."}),
        "sign": post(f"{here}/signer", data=NAMES),
        "delete": post(f"{here}/transition/delete", data={"number": request.number}),
        "button": post(f"{here}/transition/edit", data={"contact": "Changé"}),
        "core": post(f"{here}/modifier", data={"contact": "Changé", "version": str(request.version)}),
    }
    if comment:
        tried["answer"] = post(f"{here}/commentaires/{comment.id}", data={f"reponse.{comment.id}": "Non"})
    return {way: answer.status_code for way, answer in tried.items()}


def everything(request: Request) -> tuple:
    """All that a way in could have changed."""
    now = Request.get_by_id(request.id)
    return (content_digest(now), now.type, now.state, now.form_data, now.signed_hash, now.version,
            [(each.text, each.reply, each.corrected) for each in now.comments])


def test_the_same_doors_are_open_on_a_draft_of_one_s_own(world, planted):
    request = world.complete()
    answers = knock(Window(planted, world.signer), request)
    opened = dict.fromkeys(("page", "pieces", "remove", "type", "delete"), 303) | {"json": 200}
    assert opened.items() <= answers.items(), answers
    assert Request.get_or_none(Request.id == request.id) is None


@pytest.mark.parametrize("state", ["submitted", "compliant", "closed"])
@pytest.mark.parametrize("who", ["editor", "signer", "reader"])
def test_mes_r61_r63_by_no_page_does_the_service_change_what_left_it(world, planted, state, who):
    request = getattr(world, state)()
    before = everything(request)
    answers = knock(Window(planted, world.named[who]), request)
    assert everything(request) == before
    assert {way: status for way, status in answers.items() if status < 300 and way not in ("delete", "type")} == {}


@pytest.mark.parametrize("state", ["complete", "submitted", "returned", "compliant", "closed"])
@pytest.mark.parametrize("who", ["agent", "director", "admin", "committee"])
def test_mes_r62_by_no_page_does_the_ministry_change_a_content(world, planted, state, who):
    request = getattr(world, state)()
    before = everything(request)
    answers = knock(Window(planted, world.named[who]), request)
    assert everything(request) == before
    assert set(answers.values()) <= {303, 403, 404, 409}, answers
    with pytest.raises(MarelleError):
        fill(Request.get_by_id(request.id), world.named[who], {"contact": "Ministère"})


@pytest.mark.parametrize("typed", ["", "2026", "supprimer"])
def test_mes_r72_a_draft_is_deleted_after_its_number_is_typed(world, planted, typed):
    request, window = world.complete(), Window(planted, world.editor)
    path = f"/mes/demandes/{request.id}/transition/delete"
    page = window.post(path, 200, number=typed).text
    assert request.number in page and Request.get_or_none(Request.id == request.id) and request.documents.count()
    window.post(path, 303, number=request.number)
    assert Request.get_or_none(Request.id == request.id) is None
    assert not Document.select().where(Document.request == request.id).exists()


LINES = {
    "MES-R50": ("contact", "champ à remplir"), "MES-R41": ("papers", "document obligatoire"),
    "MES-R53": ("signature", "La signature électronique manque"), "MES-R51": ("tick", "commentaire à corriger"),
}


@pytest.mark.parametrize("rule", LINES)
def test_each_line_that_is_not_met_stops_both_buttons(world, planted, rule):
    """MES-R41, R50, R51, R52, R53, R59: « Soumettre » of the request's page and step 5 answer the same words."""
    what, says = LINES[rule]
    request = world.returned("field:contact") if what == "tick" else world.sign(world.complete())
    name = "resubmit" if what == "tick" else "submit"
    if what == "contact":
        request = fill(request, world.editor, {"contact": ""}).request
    if what == "papers":
        Document.delete().where(Document.request == request.id, Document.slot == "plan").execute()
    if what == "signature":
        request = fill(request, world.editor, {"contact": "Une autre personne"}).request
    window, here = Window(planted, world.signer), f"/mes/demandes/{request.id}"
    assert says in window.get(here).replace("\xa0", " ")
    assert ("Aucun document n’est joint" if what == "papers" else says) in \
        window.get(f"{here}/verification").replace("\xa0", " ")
    answer = window.post(f"{here}/transition/{name}", 409, confirmed="1")
    assert says in answer.text.replace("\xa0", " ")
    with pytest.raises(Refused):
        fire(Request.get_by_id(request.id), name, world.signer)
    assert Request.get_by_id(request.id).submitted_at == request.submitted_at


def test_mes_r55_r56_neither_the_page_nor_the_button_signs_for_who_may_not_or_too_early(world, planted):
    request = world.complete()
    window = Window(planted, world.editor)
    window.post(f"/mes/demandes/{request.id}/signer", 403, **NAMES)
    window.post(f"/mes/demandes/{request.id}/transition/sign", 303, **NAMES)
    early = fill(request, world.editor, {"contact": ""}).request
    Window(planted, world.signer).post(f"/mes/demandes/{early.id}/signer", 409, **NAMES)
    assert Request.get_by_id(request.id).signed_at is None


@pytest.mark.parametrize("sent", [{"anchor": "general", "text": ""}, {"anchor": "general", "text": " \n "},
                                  {"anchor": "", "text": "Précisez."}, {"anchor": "field:rien", "text": "Précisez."},
                                  {}])
@pytest.mark.parametrize("back", ["", "?retour=examen"])
def test_mes_r64_a_comment_without_text_or_anchor_is_written_by_no_page(world, planted, sent, back):
    request, window = world.submitted(), Window(planted, world.agent)
    answer = window.client.post(f"/mes/demandes/{request.id}/commentaires{back}", data=sent)
    assert answer.status_code in (303, 400, 409) and Comment.select().count() == 0


@pytest.mark.parametrize("way", ["transition", "examen"])
def test_mes_r65_r74_the_pages_of_the_ministry_keep_the_same_guards(world, planted, way):
    request, window = world.submitted(), Window(planted, world.director)
    path = f"/mes/demandes/{request.id}/{way}"
    answer = window.post(f"{path}/return_with_comments", 409)
    assert "Aucun commentaire n’est écrit" in answer.text
    add_comment(request, world.agent, anchor="general", text="À corriger.")
    answer = window.post(f"{path}/declare_compliant", 409, confirmed="1")
    assert "commentaire est encore ouvert" in answer.text.replace("\xa0", " ")
    assert Request.get_by_id(request.id).state == "submitted"


@pytest.mark.parametrize("way", ["transition", "examen"])
def test_mes_r74_another_region_declares_nothing(world, planted, way):
    request = world.submitted()
    for who, status in (("elsewhere", 404), ("signer", None), ("committee", None)):
        answer = Window(planted, world.named[who]).client.post(
            f"/mes/demandes/{request.id}/{way}/declare_compliant", data={"confirmed": "1"})
        assert answer.status_code == status if status else answer.status_code in (403, 404, 409), (who, way)
    assert Request.get_by_id(request.id).state == "submitted"
