"""Comments: the Ministry writes, takes back and reopens; the service ticks and answers, from any page."""

from __future__ import annotations

from flask import flash, get_template_attribute, jsonify, redirect, request as http, url_for

from core.api import MarelleError, NotFound, Page, _, clock, expose, needs, ngettext, person, utcnow
from plugins.mes import reads, wizard
from plugins.mes.comments import add_comment, answer_comment, remove_comment, reopen_comment
from plugins.mes.content import full_content
from plugins.mes.diff import compare
from plugins.mes.form.answers import Answers
from plugins.mes.form.declare import Page as FormPage
from plugins.mes.form.filling import fill
from plugins.mes.form.pages import PAGES
from plugins.mes.models import Request, Version
from plugins.mes.readable import readable, target
from plugins.mes.remarks import Remarks
from plugins.mes.views.filling import typed

WIZARD = {"pieces": "pieces", "verification": "verification"} | {str(page.number): f"formulaire/{page.number}"
                                                                 for page in PAGES}
"""What `retour` may name, and the page of the wizard that it is."""


class CommentingPage(Page):
    """What is done to the comments of a request; each act returns to the page it came from."""

    name, url = "mes.commenting", "/mes/demandes"
    permission = "mes.request.read"

    @expose("/<int:id>/commentaires", methods=("POST",))
    @needs("mes.comment.write", "ses régions")
    def write(self, id: int):
        """Write a comment on a transmitted request (MES-R64)."""
        request, anchor, text = Request.find_for(person(), id), http.form.get("anchor", ""), http.form.get("text", "")
        return self.attempt(request, lambda: add_comment(request, person(), anchor=anchor, text=text),
                            _("Le commentaire est écrit ; il part avec la demande quand vous la renvoyez."), anchor)

    @expose("/<int:id>/commentaires/<int:comment>/retirer", methods=("POST",))
    @needs("mes.comment.write", "ses régions")
    def remove(self, id: int, comment: int):
        """Take back a comment not sent yet."""
        request = Request.find_for(person(), id)
        return self.attempt(request, lambda: remove_comment(request, person(), comment),
                            _("Le commentaire est retiré."))

    @expose("/<int:id>/commentaires/<int:comment>/rouvrir", methods=("POST",))
    @needs("mes.comment.write", "ses régions")
    def reopen(self, id: int, comment: int):
        """Ask a comment of an earlier round again (MES-R70)."""
        request, text = Request.find_for(person(), id), http.form.get("text", "")
        return self.attempt(request, lambda: reopen_comment(request, person(), comment, text),
                            _("Le commentaire est rouvert ; il part avec la demande quand vous la renvoyez."))

    @expose("/<int:id>/commentaires/<int:comment>", methods=("POST",))
    @needs("mes.request.mark_corrected", "sa division")
    def answer(self, id: int, comment: int):
        """Tick « Corrigé » and answer (MES-R67, R69): from a script, which reads JSON, or by the button of the box.

        Without scripts the button sends the page of the form along: what was typed there is kept first.
        """
        request, user = Request.find_for(person(), id), person()
        given = {"reply": http.form.get(f"reponse.{comment}", ""), "corrected": f"corrige.{comment}" in http.form}
        if http.accept_mimetypes.best == "application/json":
            answer_comment(request, user, comment, **given)
            return jsonify(standing(Request.get_by_id(id), comment))
        if page := next((each for each in PAGES if str(each.number) == http.args.get("retour")), None):
            try:
                filled = fill(request, user, *typed(page))
            except MarelleError:
                return to_page(request, page)
            if filled.conflicts or filled.locked:
                return to_page(request, page)
            request = filled.request
        return self.attempt(request, lambda: answer_comment(request, user, comment, **given),
                            _("Le commentaire est mis à jour."), f"commentaire-{comment}")

    @expose("/<int:id>/transmise/<int:number>")
    @needs("mes.request.read", "les demandes qu’on voit")
    def transmitted(self, id: int, number: int):
        """A transmitted version, to be read; who edits the request sees what she has changed since."""
        request, user = Request.find_for(person(), id), person()
        version = Version.get_or_none(Version.request == request.id, Version.number == number)
        if version is None:
            raise NotFound(_("Cette version n’existe pas."))
        mine = request.state == "returned" and user.can("mes.request.edit", request)
        reads.note(user, request, "mes.version.opened", number, version=number)
        changes = compare(version.content, full_content(request)) if mine else []
        return self.render("mes/transmitted.html", request_=request, version=version, mine=mine, changes=changes,
                           leaves=readable(version.content, changes))

    def attempt(self, request: Request, act, done, place: str = ""):
        """Do it and say so; or say why not, with what was typed, which is not lost."""
        back = address(request, place)
        try:
            act()
        except MarelleError as reason:
            text = http.form.get("text") or next((value for name, value in http.form.items()
                                                  if name.startswith("reponse.")), "")
            if text:
                return self.render("mes/comment_refused.html", request_=Request.get_by_id(request.id), refusal=reason,
                                   text=text, back=back), reason.status
            flash(str(reason), "error")
        else:
            flash(done, "success")
        return redirect(back, 303)


def address(request: Request, place: str = "") -> str:
    """The page that the person came from, where she was: a page of the wizard, the review, the request’s page."""
    came = http.args.get("retour", "")
    here = url_for("mes_request.record", id=request.id)
    if came in WIZARD:
        return f"{here}/{WIZARD[came]}#{place}"
    if came == "examen":
        return f"{here}/examen" + (f"#{target(place)}" if place else "#commentaires")
    return f"{here}#commentaires"


def to_page(request: Request, page: FormPage):
    """Send the same fields to the page of the form, which shows what stops them and loses nothing."""
    return redirect(url_for("mes_form.page", id=request.id, number=page.number), 307)


def standing(request: Request, comment_id: int) -> dict[str, object]:
    """What the script of a page needs after an answer: the counts in words, the strip of pages, the moment."""
    remarks = Remarks(request, here=comment_id)
    came = http.args.get("retour", "")
    number = int(came) if came.isdigit() and len(came) == 1 else 0
    strip = get_template_attribute("ui/wizard.html", "page_strip")
    return {"corrected": remarks.current.comment.corrected, "said": remarks.current.said, "route": remarks.route(),
            "count": str(ngettext("%(done)s/%(num)s commentaire corrigé", "%(done)s/%(num)s commentaires corrigés",
                                  remarks.total, done=remarks.done)),
            "saved": str(_("Enregistré à %(time)s", time=clock(utcnow()))),
            "word": str(_("Corrigé") if remarks.current.comment.corrected else _("À corriger")),
            "strip": str(strip(wizard.strip(request, number, Answers(request)))) if number else ""}
