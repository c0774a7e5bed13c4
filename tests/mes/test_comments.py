"""Comments: written by the Ministry, sent with the request, ticked and answered by the service."""

import pytest

from core import journal
from core.errors import Forbidden, Refused, Stale
from core.workflow.engine import fire
from plugins.mes.checklist import comments_line, ready
from plugins.mes.comments import (
    add_comment,
    answer_comment,
    remove_comment,
    reopen_comment,
    visible_comments,
)
from plugins.mes.content import ANCHORS, full_content
from plugins.mes.form.filling import fill
from plugins.mes.form.pages import BLOCKS, FIELDS
from plugins.mes.models import Comment, Request
from plugins.mes.rules import comments_corrected, open_comments, pending_comments
from tests.mes.pages import Window

pytestmark = pytest.mark.words


def test_mes_r64_a_comment_has_a_text_and_an_anchor(world):
    request = world.submitted()
    for anchor, text in (("", "Texte"), ("field:state", "Texte"), ("general", ""), ("general", "  \n ")):
        with pytest.raises(Refused):
            add_comment(request, world.agent, anchor=anchor, text=text)
    assert Comment.select().count() == 0
    comment = add_comment(request, world.agent, anchor="field:contact", text=" Qui est-ce ? ")
    assert (comment.text, comment.round, comment.author_name) == ("Qui est-ce ?", 1, world.agent.name)


def test_mes_r64_blocks_and_each_field_of_the_form_can_be_anchors():
    assert {"general", "identity", "service", "summary", "documents"} | set(BLOCKS) < set(ANCHORS)
    assert {f"field:{name}" for name in FIELDS} < set(ANCHORS)


@pytest.mark.parametrize("who", ["reader", "editor", "signer", "rse", "committee", "elsewhere", "administrator"])
def test_only_the_ministry_of_the_region_writes_comments(world, who):
    with pytest.raises(Forbidden):
        add_comment(world.submitted(), world.named[who], anchor="general", text="Texte")


@pytest.mark.parametrize("state", ["draft", "returned", "compliant", "closed"])
def test_comments_are_written_on_a_transmitted_request_only(world, state):
    request = getattr(world, state)()
    with pytest.raises(Refused, match="demande transmise"):
        add_comment(request, world.director, anchor="general", text="Texte")


def test_a_comment_on_a_request_that_was_just_decided_is_refused(world):
    request = world.submitted()
    behind = Request.get_by_id(request.id)
    fire(request, "declare_compliant", world.director)
    with pytest.raises(Stale):
        add_comment(behind, world.agent, anchor="general", text="Trop tard.")
    assert Comment.select().count() == 0


def test_a_decision_taken_while_a_comment_was_written_is_refused(world):
    request = world.submitted()
    behind = Request.get_by_id(request.id)
    add_comment(request, world.agent, anchor="general", text="Attendez.")
    with pytest.raises(Refused, match="encore ouvert"):
        fire(behind, "declare_compliant", world.director)
    remove_comment(request, world.agent, request.comments.get().id)
    with pytest.raises(Stale):
        fire(behind, "declare_compliant", world.director)


def test_a_comment_not_sent_can_be_taken_back_and_one_that_is_sent_cannot(world):
    request = world.submitted()
    kept = add_comment(request, world.agent, anchor="general", text="Gardé.")
    gone = add_comment(request, world.agent, anchor="general", text="Repris.")
    remove_comment(request, world.director, gone.id)
    assert [comment.text for comment in request.comments] == ["Gardé."]
    fire(request, "return_with_comments", world.agent)
    with pytest.raises(Refused):
        remove_comment(request, world.agent, kept.id)
    again = add_after_resubmission(world, request)
    with pytest.raises(Refused, match="déjà envoyé"):
        remove_comment(request, world.agent, kept.id)
    remove_comment(request, world.agent, again.id)


def add_after_resubmission(world, request) -> Comment:
    answer_comment(request, world.editor, request.comments.get().id, reply="C’est fait.", corrected=True)
    fire(world.sign(request), "resubmit", world.signer)
    return add_comment(request, world.agent, anchor="documents", text="Deuxième tour.")


def test_a_comment_of_another_request_cannot_be_taken_back_through_this_one(world):
    mine, other = world.submitted(), world.submitted()
    comment = add_comment(other, world.agent, anchor="general", text="Ailleurs.")
    with pytest.raises(Refused):
        remove_comment(mine, world.agent, comment.id)


def test_the_service_reads_comments_once_they_are_sent(world):
    request = world.submitted()
    add_comment(request, world.agent, anchor="general", text="À corriger.")
    for who, seen in (("agent", 1), ("director", 1), ("admin", 1), ("signer", 0), ("reader", 0), ("committee", 0)):
        assert len(visible_comments(request, world.named[who])) == seen, who
        assert Comment.visible_to(world.named[who]).count() == seen, who
    fire(request, "return_with_comments", world.agent)
    assert len(visible_comments(request, world.reader)) == Comment.visible_to(world.reader).count() == 1


def test_mes_r67_the_service_ticks_and_replies_and_cannot_change_the_text(world):
    request = world.returned("general")
    comment = request.comments.get()
    fire(request, "reply", world.editor, comment=comment.id, reply=" C’est fait. ", text="Autre", anchor="documents")
    fire(request, "mark_corrected", world.editor, comment=comment.id, corrected=True)
    stored = Comment.get_by_id(comment.id)
    assert (stored.text, stored.anchor, stored.reply) == ("À corriger : general.", "general", "C’est fait.")
    assert (stored.corrected, stored.corrected_by) == (True, world.editor.name) and stored.corrected_at


def test_mes_r67_a_tick_can_be_taken_away(world):
    request = world.returned()
    comment = request.comments.get()
    fire(request, "reply", world.editor, comment=comment.id, reply="C’est bien ainsi.")
    fire(request, "mark_corrected", world.editor, comment=comment.id, corrected=True)
    fire(request, "mark_corrected", world.editor, comment=comment.id, corrected=False)
    stored = Comment.get_by_id(comment.id)
    assert (stored.corrected, stored.corrected_by, stored.corrected_at) == (False, "", None)


@pytest.mark.parametrize("transition", ["mark_corrected", "reply"])
def test_a_comment_of_another_request_is_not_ticked_through_this_one(world, transition):
    mine, other = world.returned(), world.returned()
    foreign = other.comments.get()
    with pytest.raises(Refused, match="n’existe plus"):
        fire(mine, transition, world.editor, comment=foreign.id, corrected=True, reply="Fait.")
    stored = Comment.get_by_id(foreign.id)
    assert (stored.corrected, stored.reply) == (False, "")


@pytest.mark.parametrize("transition", ["mark_corrected", "reply"])
@pytest.mark.parametrize("comment", [None, "", "un", "-1", "9" * 30, 0, True])
def test_without_a_comment_there_is_a_sentence_and_no_error(world, transition, comment):
    given = {} if comment is None else {"comment": comment}
    with pytest.raises(Refused, match="manque|n’existe plus"):
        fire(world.returned(), transition, world.editor, corrected=True, **given)


def test_mes_r70_rounds_are_kept(world):
    request = world.returned("general")
    add_after_resubmission(world, request)
    assert (request.round, open_comments(request), pending_comments(request)) == (1, 0, 1)
    fire(request, "return_with_comments", world.agent)
    assert [(comment.round, comment.corrected) for comment in request.comments.order_by(Comment.id)] == [
        (1, True), (2, False)]
    assert (request.round, open_comments(request), pending_comments(request)) == (2, 1, 0)


def test_the_journal_says_that_a_comment_was_written_and_not_what(world):
    request = world.submitted()
    add_comment(request, world.agent, anchor="identity", text="Une remarque confidentielle.")
    entry = journal.history(request)[0]
    assert (entry.action, entry.after) == ("mes.comment.written", '{"anchor":"identity"}')


def resubmitted(world, *anchors: str) -> Request:
    """A request that came back corrected: round 1 is over."""
    request = world.sign(world.corrected(world.returned(*anchors)))
    return fire(request, "resubmit", world.signer)


def test_mes_r69_a_tick_on_what_did_not_change_asks_for_a_reply(world):
    request = world.returned("field:contact")
    comment = request.comments.get()
    with pytest.raises(Refused, match="« Personne à joindre » n’a pas changé"):
        answer_comment(request, world.editor, comment.id, reply=" ", corrected=True)
    stored = Comment.get_by_id(comment.id)
    assert (stored.corrected, stored.reply) == (False, "")
    answer_comment(request, world.editor, comment.id, reply="C’est elle.", corrected=True)
    stored = Comment.get_by_id(comment.id)
    assert (stored.corrected, stored.reply) == (True, "C’est elle.")


def test_mes_r69_what_changed_needs_no_reply(world):
    request = world.returned("field:contact", "field:means", "means", "general")
    request = fill(request, world.editor, {"contact": "La coordination"}).request
    contact, means, block, whole = request.comments.order_by(Comment.id)
    answer_comment(request, world.editor, contact.id, reply="", corrected=True)
    answer_comment(request, world.editor, whole.id, reply="", corrected=True)
    for unchanged in (means, block):
        with pytest.raises(Refused, match="n’a pas changé"):
            answer_comment(request, world.editor, unchanged.id, reply="", corrected=True)
    request = fill(request, world.editor, {"results": "Elle joue."}).request
    answer_comment(request, world.editor, block.id, reply="", corrected=True)
    with pytest.raises(Refused, match="n’a pas changé"):
        answer_comment(request, world.editor, means.id, reply="", corrected=True)


def test_mes_r69_a_document_replaced_is_a_change_of_its_slot_and_of_the_documents(world):
    request = world.returned("document:plan", "documents", "document:report")
    plan, papers, report = request.comments.order_by(Comment.id)
    for comment in (plan, papers):
        with pytest.raises(Refused, match="n’a pas changé"):
            answer_comment(request, world.editor, comment.id, reply="", corrected=True)
    world.attach(request, "plan")
    request = Request.get_by_id(request.id)
    for comment in (plan, papers):
        answer_comment(request, world.editor, comment.id, reply="", corrected=True)
    with pytest.raises(Refused, match="n’a pas changé"):
        answer_comment(request, world.editor, report.id, reply="", corrected=True)


def test_mes_r69_the_reply_that_carries_a_tick_is_not_taken_back_alone(world):
    request = world.returned("field:contact")
    comment = request.comments.get()
    answer_comment(request, world.editor, comment.id, reply="C’est elle.", corrected=True)
    with pytest.raises(Refused, match="n’a pas changé"):
        answer_comment(request, world.editor, comment.id, reply="", corrected=True)
    assert Comment.get_by_id(comment.id).reply == "C’est elle."
    answer_comment(request, world.editor, comment.id, reply="", corrected=False)
    stored = Comment.get_by_id(comment.id)
    assert (stored.corrected, stored.reply) == (False, "")


def undone_after_the_tick(world) -> tuple[Request, Comment]:
    """A comment ticked without a reply while its field was changed; then the field got its old value again."""
    request = world.returned("field:contact", "field:means")
    contact, means = request.comments.order_by(Comment.id)
    request = fill(request, world.editor, {"contact": "La coordination", "means": "Un tapis."}).request
    for comment in (contact, means):
        answer_comment(request, world.editor, comment.id, reply="", corrected=True)
    request = fill(Request.get_by_id(request.id), world.editor, {"contact": "Annick Leblanc"}).request
    return request, contact


def test_mes_r69_what_is_changed_back_after_the_tick_asks_for_a_reply_at_transmission(world):
    request, contact = undone_after_the_tick(world)
    obstacle = comments_corrected(request, world.signer)
    assert "1 commentaire est coché « Corrigé » sans réponse" in str(obstacle.text)
    with pytest.raises(Refused, match="sans réponse, et rien n’y a changé"):
        world.sign(request)
    with pytest.raises(Refused, match="sans réponse, et rien n’y a changé"):
        fire(request, "resubmit", world.signer)
    answer_comment(request, world.editor, contact.id, reply="C’est bien elle.", corrected=True)
    fire(world.sign(Request.get_by_id(request.id)), "resubmit", world.signer)


def test_mes_r69_what_is_changed_back_and_then_otherwise_needs_no_reply(world):
    request, _contact = undone_after_the_tick(world)
    request = fill(request, world.editor, {"contact": "La direction"}).request
    assert comments_corrected(request, world.signer) is None
    request = fire(world.sign(request), "resubmit", world.signer)
    assert comments_corrected(request, world.signer) is None


def test_mes_r69_the_check_says_which_comment_was_ticked_in_vain_and_leads_to_its_field(planted, world):
    request, _contact = undone_after_the_tick(world)
    line = comments_line(request)
    (missing,) = line.missing
    assert not line.met and str(line.said) == "1 commentaire à corriger" and not ready(request, world.signer)
    assert "« Personne à joindre » n’a pas changé" in str(missing.text)
    assert missing.url == f"/mes/demandes/{request.id}/formulaire/1#champ-contact"
    page = Window(planted, world.editor).get(f"/mes/demandes/{request.id}/verification")
    assert "1 commentaire à corriger" in page and "n’a pas changé depuis la transmission." in page


def test_mes_r70_a_comment_of_the_first_round_is_reopened_in_the_second(world):
    request = resubmitted(world, "field:contact", "general")
    first, whole = request.comments.order_by(Comment.id)
    again = reopen_comment(request, world.agent, first.id)
    other = reopen_comment(request, world.agent, whole.id, "Toujours pas clair.")
    assert (again.round, again.anchor, again.text, again.reopens_id) == (2, first.anchor, first.text, first.id)
    assert other.text == "Toujours pas clair."
    with pytest.raises(Refused, match="déjà rouvert"):
        reopen_comment(request, world.agent, first.id)
    kept = Comment.get_by_id(first.id)
    assert (kept.round, kept.corrected, kept.reply) == (1, True, "C’est fait.")
    fire(request, "return_with_comments", world.agent)
    assert (open_comments(request), request.round) == (2, 2)


def test_mes_r70_what_was_reopened_and_taken_back_may_be_reopened(world):
    request = resubmitted(world)
    first = request.comments.get()
    remove_comment(request, world.agent, reopen_comment(request, world.agent, first.id).id)
    assert reopen_comment(request, world.agent, first.id).round == 2


def test_mes_r70_only_a_sent_comment_of_this_request_is_reopened_by_those_who_write_comments(world):
    mine, other = resubmitted(world), resubmitted(world)
    unsent = add_comment(mine, world.agent, anchor="general", text="Nouveau.")
    for comment in (unsent.id, other.comments.get().id, 10**9):
        with pytest.raises(Refused, match="déjà envoyé"):
            reopen_comment(mine, world.agent, comment)
    for who in ("editor", "signer", "elsewhere", "committee"):
        with pytest.raises(Forbidden):
            reopen_comment(mine, world.named[who], mine.comments.first().id)


def test_mes_r70_an_earlier_round_does_not_change_any_more(world):
    request = resubmitted(world)
    first = request.comments.get()
    reopen_comment(request, world.agent, first.id)
    fire(request, "return_with_comments", world.agent)
    for corrected, reply in ((False, "C’est fait."), (True, "Autre chose.")):
        with pytest.raises(Refused, match="tour terminé"):
            answer_comment(request, world.editor, first.id, reply=reply, corrected=corrected)


def test_mes_r71_every_other_field_stays_editable_while_the_service_corrects(world):
    request = world.returned("field:contact")
    request = fill(request, world.editor, {"contact": "La coordination", "means": "Un coin calme et un tapis."}).request
    world.attach(request, "service_plan")
    said = full_content(Request.get_by_id(request.id))
    assert said["form"]["answers"]["means"] == "Un coin calme et un tapis."
    assert "service_plan" in {row[0] for row in said["documents"]}


@pytest.mark.parametrize("text", ["x" * 4001, "x\x00" * 4001])
def test_a_comment_or_a_reply_too_long_is_refused_with_its_length(world, text):
    with pytest.raises(Refused, match="4001 caractères"):
        add_comment(world.submitted(), world.agent, anchor="general", text=text)
    request = world.returned()
    with pytest.raises(Refused, match="4001 caractères"):
        answer_comment(request, world.editor, request.comments.get().id, reply=text, corrected=False)


def test_an_answer_waits_for_the_colleague_who_writes_in_the_form(world):
    request = world.returned("field:contact")
    behind = Request.get_by_id(request.id)
    fill(request, world.signer, {"means": "Un tapis."})
    answer_comment(behind, world.editor, request.comments.get().id, reply="C’est elle.", corrected=True)
    assert open_comments(request) == 0
    assert full_content(Request.get_by_id(request.id))["form"]["answers"]["means"] == "Un tapis."
