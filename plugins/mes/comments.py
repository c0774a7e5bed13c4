"""The Ministry's comments: written on a transmitted request, sent with it when it goes back (MES-R64 to R70)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from core.api import Forbidden, Refused, Stale, _, fire, journal, write_transaction
from plugins.mes.content import ANCHORS
from plugins.mes.effects import sent_comment
from plugins.mes.models import Comment, Request

LONGEST = 4000
TRIES = 5


def visible_comments(request: Request, user) -> list[Comment]:
    """The comments that `user` may read: the Ministry all, the service those of the rounds sent back."""
    query = Comment.select().where(Comment.request == request.id).order_by(Comment.round.desc(), Comment.id)
    if not user.can("mes.comment.write", request):
        query = query.where(Comment.round <= request.round)
    return list(query)


def by_anchor(comments: Iterable[Comment]) -> dict[str, list[Comment]]:
    """Comments under what they are about, from the first round to the last."""
    found: dict[str, list[Comment]] = defaultdict(list)
    for comment in sorted(comments, key=lambda each: (each.round, each.id)):
        found[comment.anchor].append(comment)
    return found


def add_comment(request: Request, user, *, anchor: str, text: str) -> Comment:
    """Write a comment for the next round. Raises Refused when the request is not with the Ministry."""
    _check(request, user)
    if anchor not in ANCHORS:
        raise Refused(_("Choisissez le bloc ou le champ que le commentaire concerne."))
    return _write(request, user, Comment(anchor=anchor, text=text), "mes.comment.written")


def reopen_comment(request: Request, user, comment_id, text: str = "") -> Comment:
    """Ask a comment of an earlier round again in the next one, in its own words or in others (MES-R70).

    The earlier one stays as it was, with its reply. Raises Refused when it is not one, or is reopened already.
    """
    _check(request, user)
    earlier = Comment.get_or_none(Comment.id == comment_id, Comment.request == request.id,
                                  Comment.round <= request.round)
    if earlier is None:
        raise Refused(_("Seul un commentaire déjà envoyé se rouvre."), _("Rechargez la page."))
    if Comment.select().where(Comment.reopens == earlier.id).exists():
        raise Refused(_("Ce commentaire est déjà rouvert."))
    again = Comment(anchor=earlier.anchor, text=text.strip() or earlier.text, reopens=earlier)
    return _write(request, user, again, "mes.comment.reopened")


def _write(request: Request, user, comment: Comment, act: str) -> Comment:
    comment.text = comment.text.replace("\x00", "").strip()
    if not comment.text:
        raise Refused(_("Le commentaire est vide."), _("Dites au service ce qu’il doit corriger."))
    if len(comment.text) > LONGEST:
        raise Refused(_("Le commentaire compte %(count)s caractères ; la limite est de %(limit)s.",
                        count=len(comment.text), limit=LONGEST), _("Faites-en deux."))
    comment.request, comment.round = request, request.round + 1
    comment.author, comment.author_name = user.id, user.name
    with write_transaction():
        request.write({}, state="submitted")
        comment.save()
        journal.write(user, act, request, after={"anchor": comment.anchor})
    return comment


def answer_comment(request: Request, user, comment_id, *, reply: str, corrected: bool) -> Comment:
    """Keep the service's reply and its tick « Corrigé », both or none (MES-R67, R69).

    Somebody who writes in the form at the same time is waited for. Raises Refused with words when it may not be.
    """
    reply = reply.replace("\x00", "").strip()
    if len(reply) > LONGEST:
        raise Refused(_("La réponse compte %(count)s caractères ; la limite est de %(limit)s.", count=len(reply),
                        limit=LONGEST), _("Raccourcissez-la."))
    for attempt in range(TRIES):
        try:
            return _answer(request, user, comment_id, reply, corrected)
        except Stale:
            if attempt == TRIES - 1:
                raise
            request = Request.get_by_id(request.id)
    raise AssertionError("unreachable")


def _answer(request: Request, user, comment_id, reply: str, corrected: bool) -> Comment:
    with write_transaction():
        held = Comment.get_or_none(Comment.id == comment_id, Comment.request == request.id)
        acts = [("reply", {"reply": reply}, held is None or held.reply != reply),
                ("mark_corrected", {"corrected": corrected}, held is None or held.corrected != corrected)]
        if not corrected:
            acts.reverse()  # a tick goes before the reply that carried it
        for name, inputs, wanted in acts:
            if wanted:
                fire(request, name, user, comment=comment_id, **inputs)
    return sent_comment(request, comment_id)


def remove_comment(request: Request, user, comment_id) -> None:
    """Take back a comment that was not sent yet."""
    _check(request, user)
    comment = Comment.get_or_none(Comment.id == comment_id, Comment.request == request.id,
                                  Comment.round == request.round + 1)
    if comment is None:
        raise Refused(_("Ce commentaire est déjà envoyé ou n’existe plus."), _("Rechargez la page."))
    with write_transaction():
        request.write({}, state="submitted")
        comment.delete_instance()
        journal.write(user, "mes.comment.removed", request, before={"anchor": comment.anchor})


def _check(request: Request, user) -> None:
    if not user.can("mes.comment.write", request):
        raise Forbidden(_("Seule la direction régionale écrit des commentaires."))
    if request.state != "submitted":
        raise Refused(_("L’état est « %(state)s » : les commentaires s’écrivent sur une demande transmise.",
                        state=request.current.label))
