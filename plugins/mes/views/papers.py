"""Documents and printouts of a request: attach, open, remove, print, open an archived version."""

from __future__ import annotations

from flask import Response, flash, redirect, request as http, url_for
from werkzeug.datastructures import CombinedMultiDict

from core.api import (
    MarelleError,
    NotFound,
    Page,
    _,
    answer,
    explain,
    expose,
    journal,
    needs,
    person,
    write_transaction,
)
from plugins.mes import documents, printing
from plugins.mes.content import form_digest
from plugins.mes.forms import AttachForm
from plugins.mes.models import Document, Request, Version
from plugins.mes.rules import mandatory_slots
from plugins.mes.workflow import RequestFlow


class PapersPage(Page):
    """What is attached to a request, and what is printed from it."""

    name, url = "mes.papers", "/mes/demandes"
    permission = "mes.request.print"

    @expose("/<int:id>/joindre", methods=("GET", "POST"))
    @needs("mes.request.attach", "sa division")
    def attach(self, id: int):
        """Attach a document; the nature comes first (MES-R39 to R47)."""
        request = Request.find_for(person(), id, "mes.request.attach")
        sent = http.method == "POST"
        form, refusal = AttachForm(CombinedMultiDict((http.form, http.files)) if sent else None), None
        if sent:
            try:
                document = documents.attach(request, person(), form.file.data, form.slot.data) if form.validate() \
                    else None
            except MarelleError as reason:
                refusal = reason
            else:
                if document:
                    flash(_("« %(title)s » est joint.", title=document.title), "success")
                    return redirect(url_for("mes_request.record", id=id) + "#documents")
        return self.render("mes/attach.html", form=form, request_=request, refusal=refusal,
                           mandatory=mandatory_slots(request), attached=list(request.documents),
                           explanation=explain(request, RequestFlow.attach, person()))

    @expose("/<int:id>/documents/<int:document>")
    @needs("mes.request.print", "les demandes qu’on voit")
    def open(self, id: int, document: int):
        """A document, as an attachment; the opening is journalled (MES-R83)."""
        request, found = printable(id), Document.find_for(person(), document)
        if found.request_id != request.id:
            raise NotFound(_("Ce document n’existe plus."))
        with write_transaction():
            journal.write(person(), "mes.document.opened", request, after={"title": found.title})
        return answer(found.file)

    @expose("/<int:id>/documents/<int:document>/supprimer", methods=("POST",))
    @needs("mes.request.attach", "sa division")
    def remove(self, id: int, document: int):
        """Remove a document of a request that may still change (MES-R46)."""
        request = Request.find_for(person(), id, "mes.request.attach")
        try:
            documents.remove(request, person(), document)
        except MarelleError as reason:
            flash(str(reason), "error")
        else:
            flash(_("Le document est supprimé."), "success")
        return redirect(url_for("mes_request.record", id=id) + "#documents")

    @expose("/<int:id>/imprimer/<kind>", methods=("POST",))
    @needs("mes.request.print", "les demandes qu’on voit")
    def print(self, id: int, kind: str):
        """A printout as PDF; printing notes the content that a signatures page is then tied to (MES-R45)."""
        request = printable(id)
        if kind not in printing.KINDS:
            raise NotFound(_("Ce document n’existe pas."))
        pdf = printing.KINDS[kind].pdf(request, printing.context(request, user=person()), user=person())
        with write_transaction():
            if request.current.editable:
                request.printed_hash = form_digest(request)
                request.save()
            journal.write(person(), "mes.request.printed", request, after={"document": kind})
        return attachment(pdf, f"{request.number}-{kind}.pdf")

    @expose("/<int:id>/versions/<int:version>")
    @needs("mes.request.print", "les demandes qu’on voit")
    def version(self, id: int, version: int):
        """The archived PDF of a transmitted version; made at once when its job has not run yet."""
        request, found = printable(id), Version.find_for(person(), version)
        if found.request_id != request.id:
            raise NotFound(_("Cette version n’existe pas."))
        with write_transaction():
            journal.write(person(), "mes.version.opened", request, after={"version": found.number})
        if found.file_id:
            return answer(found.file)
        return attachment(printing.print_version(found, person()), f"{request.number}-v{found.number}.pdf")


def printable(id: int) -> Request:
    """The request of this id, where the signed-in person may print."""
    return Request.find_for(person(), id, "mes.request.print")


def attachment(pdf: bytes, name: str) -> Response:
    """A PDF that the browser saves."""
    response = Response(pdf, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
