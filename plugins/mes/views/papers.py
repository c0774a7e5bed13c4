"""Documents of a request: step 4, one more from the request's page, opening, removing."""

from __future__ import annotations

from collections.abc import Iterable

from flask import flash, jsonify, redirect, request as http, url_for
from werkzeug.datastructures import CombinedMultiDict, FileStorage

from core.api import (
    MarelleError,
    NotFound,
    Page,
    Stale,
    _,
    answer,
    explain,
    expose,
    needs,
    ngettext,
    person,
    size,
)
from plugins.mes import documents, reads, wizard
from plugins.mes.checklist import lost_signature
from plugins.mes.forms import AttachForm
from plugins.mes.models import SLOTS, Document, Request
from plugins.mes.papers import slots_of, still_to_fill
from plugins.mes.remarks import PIECES
from plugins.mes.rules import mandatory_slots
from plugins.mes.views.commented import Commented
from plugins.mes.workflow import RequestFlow

TRIES = 3


class PapersPage(Commented, Page):
    """« Documents complémentaires »."""

    name, url, label = "mes.papers", "/mes/demandes", _("Documents complémentaires")
    permission = "mes.request.attach"
    place = PIECES

    @expose("/<int:id>/pieces")
    @needs("mes.request.attach", "sa division")
    def pieces(self, id: int):
        """Step 4: the four slots."""
        request = Request.find_for(person(), id, "mes.request.attach")
        reads.note(person(), request, reads.FILLED_IN)
        return self.shown(request)

    def shown(self, request: Request, slot: str = "", wrong: Iterable[tuple[str, MarelleError]] = ()):
        """The slots with what they hold; `wrong` are the files that one of them has just refused."""
        slots = slots_of(request)
        held = sum(paper.document.file.size for each in slots for paper in each.papers)
        return self.render(
            "mes/pieces.html", request_=request, slots=slots, rail=wizard.steps(request, wizard.DOCUMENTS),
            explanation=explain(request, RequestFlow.attach, person()), lost=lost_signature(request),
            count=sum(len(each.papers) for each in slots), held=held, limit=documents.LIMIT,
            total=documents.total_limit(), room=max(documents.total_limit() - held, 0),
            still_to_fill=still_to_fill(request), wrong_slot=slot, wrong=list(wrong))

    @expose("/<int:id>/pieces/<slot>", methods=("POST",))
    @needs("mes.request.attach", "sa division")
    def upload(self, id: int, slot: str):
        """Attach the files sent to a slot: JSON for one that a script sends, the page again for a form (MES-R44)."""
        request = Request.find_for(person(), id, "mes.request.attach")
        if slot not in SLOTS:
            raise NotFound(_("Cette nature de document n’existe pas."))
        files = http.files.getlist("file") or [FileStorage()]
        if http.accept_mimetypes.best == "application/json":
            return jsonify({"said": str(joined([attached(request, files[0], slot)]))})
        done, wrong = [], []
        for file in files:
            try:
                done.append(attached(request, file, slot))
            except MarelleError as reason:
                wrong.append((file.filename or "", reason))
        if done:
            flash(joined(done), "success")
        if wrong:
            return self.shown(Request.get_by_id(id), slot, wrong), wrong[0][1].status
        return redirect(url_for("mes_papers.pieces", id=id) + f"#piece-{slot}", 303)

    @expose("/<int:id>/joindre", methods=("GET", "POST"))
    @needs("mes.request.attach", "sa division")
    def attach(self, id: int):
        """« Ajouter un document… » of the request's page: the nature comes first (MES-R39 to R47)."""
        request = Request.find_for(person(), id, "mes.request.attach")
        sent = http.method == "POST"
        form, refusal = AttachForm(CombinedMultiDict((http.form, http.files)) if sent else None), None
        if sent and form.validate():
            try:
                document = attached(request, form.file.data, form.slot.data)
            except MarelleError as reason:
                refusal = reason
            else:
                flash(joined([document]), "success")
                return redirect(url_for("mes_request.record", id=id) + "#documents", 303)
        page = self.render("mes/attach.html", form=form, request_=request, refusal=refusal,
                           mandatory=mandatory_slots(request), attached=list(request.documents),
                           limit=documents.LIMIT, explanation=explain(request, RequestFlow.attach, person()))
        return page, refusal.status if refusal else 400 if form.errors else 200

    @expose("/<int:id>/documents/<int:document>")
    @needs("mes.request.print", "les demandes qu’on voit")
    def open(self, id: int, document: int):
        """A document, as an attachment; the opening is journalled (MES-R83); not while it is held back (MES-R48)."""
        request, found = Request.find_for(person(), id, "mes.request.print"), Document.find_for(person(), document)
        if found.request_id != request.id:
            raise NotFound(_("Ce document n’existe plus."))
        documents.check_free(found)
        reads.note(person(), request, "mes.document.opened", found.title, title=found.title, document=found.id)
        return answer(found.file)

    @expose("/<int:id>/documents/<int:document>/supprimer", methods=("POST",))
    @needs("mes.request.attach", "sa division")
    def remove(self, id: int, document: int):
        """Remove a document of a request that may still change (MES-R46); then back to where the button was."""
        request = Request.find_for(person(), id, "mes.request.attach")
        try:
            documents.remove(request, person(), document)
        except MarelleError as reason:
            flash(str(reason), "error")
        else:
            flash(_("Le document est supprimé."), "success")
        if http.form.get("retour") == "pieces":
            return redirect(url_for("mes_papers.pieces", id=id), 303)
        return redirect(url_for("mes_request.record", id=id) + "#documents", 303)


def attached(request: Request, upload: FileStorage, slot: str) -> Document:
    """Attach an upload; somebody else's simultaneous change of the request is waited for, not refused."""
    for _attempt in range(TRIES - 1):
        try:
            return documents.attach(request, person(), upload, slot)
        except Stale:
            request = Request.get_by_id(request.id)
            upload.stream.seek(0)
    return documents.attach(request, person(), upload, slot)


def joined(done: list[Document]) -> object:
    """« « plan.pdf » (1,2 Mo) est joint. », or how many are."""
    if len(done) == 1:
        return _("« %(title)s » (%(size)s) est joint.", title=done[0].title, size=size(done[0].file.size))
    return ngettext("%(num)s document est joint.", "%(num)s documents sont joints.", len(done))
