"""Comments: the Ministry writes and takes back, the service ticks and answers."""

from __future__ import annotations

from flask import flash, redirect, request as http, url_for

from core.api import MarelleError, Page, _, expose, fire, needs, person
from plugins.mes.comments import add_comment, remove_comment
from plugins.mes.forms import CommentForm
from plugins.mes.models import Request


class CommentingPage(Page):
    """What is done to the comments of a request; each act returns to the request's page."""

    name, url = "mes.commenting", "/mes/demandes"
    permission = "mes.request.read"

    @expose("/<int:id>/commentaires", methods=("POST",))
    @needs("mes.comment.write", "ses régions")
    def write(self, id: int):
        """Write a comment on a transmitted request (MES-R64)."""
        request, form = Request.find_for(person(), id), CommentForm(http.form)
        if not form.validate():
            flash(_("Le commentaire est vide, ou ce qu’il concerne n’est pas choisi."), "error")
            return self.back(id)
        return self.attempt(id, lambda: add_comment(request, person(), anchor=form.anchor.data, text=form.text.data),
                            _("Le commentaire est écrit ; il part avec la demande quand vous la renvoyez."))

    @expose("/<int:id>/commentaires/<int:comment>/retirer", methods=("POST",))
    @needs("mes.comment.write", "ses régions")
    def remove(self, id: int, comment: int):
        """Take back a comment not sent yet."""
        request = Request.find_for(person(), id)
        return self.attempt(id, lambda: remove_comment(request, person(), comment), _("Le commentaire est retiré."))

    @expose("/<int:id>/commentaires/<int:comment>", methods=("POST",))
    @needs("mes.request.mark_corrected", "sa division")
    def answer(self, id: int, comment: int):
        """Tick « Corrigé » and answer, in one form (MES-R67)."""
        request, user = Request.find_for(person(), id), person()

        def act():
            if (reply := http.form.get("reply", "").strip()) or "reply" in http.form:
                fire(request, "reply", user, comment=comment, reply=reply[:4000])
            fire(request, "mark_corrected", user, comment=comment, corrected="corrected" in http.form)

        return self.attempt(id, act, _("Le commentaire est mis à jour."))

    def attempt(self, id: int, act, done):
        """Do it and say so, or say why not; then back to the comments."""
        try:
            act()
        except MarelleError as reason:
            flash(str(reason), "error")
        else:
            flash(done, "success")
        return self.back(id)

    def back(self, id: int):
        """The request's page, at its comments."""
        return redirect(url_for("mes_request.record", id=id) + "#commentaires")
