"""The Ministry's comments: written on a transmitted request, sent with it when it goes back (MES-R64 to R70)."""

from __future__ import annotations

from core.api import Forbidden, Refused, _, journal, write_transaction
from plugins.mes.content import ANCHORS
from plugins.mes.models import Comment, Request


def visible_comments(request: Request, user) -> list[Comment]:
    """The comments that `user` may read: the Ministry all, the service those of the rounds sent back."""
    query = Comment.select().where(Comment.request == request.id).order_by(Comment.round.desc(), Comment.id)
    if not user.can("mes.comment.write", request):
        query = query.where(Comment.round <= request.round)
    return list(query)


def add_comment(request: Request, user, *, anchor: str, text: str) -> Comment:
    """Write a comment for the next round. Raises Refused when the request is not with the Ministry."""
    _check(request, user)
    if anchor not in ANCHORS:
        raise Refused(_("Choisissez le bloc ou le champ que le commentaire concerne."))
    if not text.strip():
        raise Refused(_("Le commentaire est vide."), _("Dites au service ce qu’il doit corriger."))
    comment = Comment(request=request, round=request.round + 1, anchor=anchor, text=text.strip(), author=user.id,
                      author_name=user.name)
    with write_transaction():
        request.write({}, state="submitted")
        comment.save()
        journal.write(user, "mes.comment.written", request, after={"anchor": anchor})
    return comment


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
