"""The review of a request by the Ministry: read, compare, comment, decide; nothing of its content can be changed."""

from __future__ import annotations

from flask import flash, redirect, request as http, url_for

from core.api import (
    MarelleError,
    NotFound,
    Page,
    Stale,
    _,
    explain,
    expose,
    fire,
    needs,
    person,
)
from plugins.mes import reads, review, reviewing, worklist
from plugins.mes.models import Request
from plugins.mes.workflow import RequestFlow

MOVES = ("return_with_comments", "declare_compliant")
NOTES = ("take", "propose", "unpropose")
SCOPE = "ses régions, sans les brouillons"


class ReviewPage(Page):
    """« Examen »."""

    name, url, label = "mes.review", "/mes/demandes", _("Examen")
    permission = "mes.request.review"
    in_menu = False

    @expose("/<int:id>/examen")
    @needs("mes.request.review", SCOPE)
    def review(self, id: int):
        """The last transmitted version to be read, what changed in it, and what may be done (MES-R62, R71)."""
        request = found(id)
        reads.note(person(), request, "mes.review.opened")
        return self.shown(request, version=http.args.get("version", type=int))

    @expose("/<int:id>/examen/<act>", methods=("POST",))
    @needs("mes.request.review", SCOPE)
    def act(self, id: int, act: str):
        """Send back, declare compliant, propose: on the version that was read, or words (MES-R65, R74)."""
        if act not in MOVES + NOTES:
            raise NotFound(_("Cette action n’existe pas."))
        request = found(id)
        seen = http.form.get("version", "")
        try:
            if seen and seen != str(request.version):
                raise Stale(request, _("La demande a changé depuis que vous l’avez ouverte : rien n’a été fait."),
                            _("Relisez-la ci-dessous, puis recommencez s’il le faut."))
            fire(request, act, person())
        except MarelleError as reason:
            now = Request.get_by_id(id)
            return self.shown(now, refusal=reason, overtaken=review.overtaken(now, seen, person())), reason.status
        flash(_("%(number)s : %(done)s.", number=request.number,
                done=str(RequestFlow.transitions[act].done).lower()), "toast")
        return redirect(url_for("mes_work.index" if act in MOVES else "mes_review.review",
                                **{} if act in MOVES else {"id": id}), 303)

    @expose("/<int:id>/prendre", methods=("POST",))
    @needs("mes.request.assign", SCOPE)
    def take(self, id: int):
        """« Prendre » in the list: back to the list, with words when a colleague was faster."""
        request = found(id)
        try:
            fire(request, "take", person())
        except MarelleError as reason:
            flash(" ".join(str(each) for each in (reason, reason.remedy) if each), "error")
        else:
            flash(_("La demande %(number)s vous est confiée.", number=request.number), "toast")
        return redirect(url_for("mes_work.index"), 303)

    @expose("/<int:id>/confier", methods=("GET", "POST"))
    @needs("mes.request.assign", SCOPE)
    def hand(self, id: int):
        """Give the request to a colleague, or to nobody."""
        request, refusal = found(id), None
        if http.method == "POST":
            chosen = http.form.get("assignee", "")
            try:
                fire(request, "assign", person(), assignee=chosen, note=review.name_of(request, chosen))
            except MarelleError as reason:
                request, refusal = Request.get_by_id(id), reason
            else:
                flash(review.handed(Request.get_by_id(id)), "toast")
                return redirect(url_for("mes_review.review", id=id), 303)
        page = self.render("mes/hand.html", request_=request, colleagues=reviewing.reviewers(request), refusal=refusal,
                           explanation=explain(request, RequestFlow.assign, person()) if not refusal else None)
        return page, refusal.status if refusal else 200

    def shown(self, request: Request, *, version: int | None = None, refusal: MarelleError | None = None,
              overtaken: object = ""):
        """The page; `refusal` says why the last act was not done, `overtaken` who did what meanwhile."""
        user = person()
        return self.render("mes/review.html", request_=request, refusal=refusal, overtaken=overtaken,
                           following=worklist.after(request, user), **review.content(request, user, version))


def found(id: int) -> Request:
    """The request of this id, where the signed-in person examines."""
    return Request.find_for(person(), id, "mes.request.review")
