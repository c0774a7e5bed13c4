"""Printouts: the choice of content, each as a PDF or as an accessible page, and the archived versions."""

from __future__ import annotations

from flask import Response, request as http, url_for

from core.api import MarelleError, NotFound, Page, _, answer, expose, journal, needs, person, utcnow, write_transaction
from plugins.mes import printing, reads
from plugins.mes.content import form_digest
from plugins.mes.models import Request, Version
from plugins.mes.papers import still_to_fill
from plugins.mes.printouts import PRINTOUTS, Printout

TIED = ("form", "signatures")
"""The printouts that hold the lines to sign on paper."""


class PrintingPage(Page):
    """« Imprimer »."""

    name, url, label = "mes.printing", "/mes/demandes", _("Imprimer")
    permission = "mes.request.print"

    @expose("/<int:id>/imprimer", methods=("GET", "POST"))
    @needs("mes.request.print", "les demandes qu’on voit")
    def choose(self, id: int):
        """Choose the content, then « Obtenir le document » (1.11)."""
        request, refusal = printable(id), None
        if http.method == "POST":
            if http.form.get("contenu") in PRINTOUTS:
                return printed(request, PRINTOUTS[http.form["contenu"]])
            refusal = MarelleError(_("Aucun contenu n’est choisi."), _("Choisissez-en un dans la liste."))
        page = self.render("mes/print.html", request_=request, printouts=PRINTOUTS.values(), refusal=refusal,
                           chosen=http.args.get("contenu", "form"),
                           incomplete=request.current.editable and still_to_fill(request))
        return page, refusal.status if refusal else 200

    @expose("/<int:id>/imprimer/<kind>", methods=("POST",))
    @needs("mes.request.print", "les demandes qu’on voit")
    def print(self, id: int, kind: str):
        """One printout as PDF, without asking which."""
        return printed(printable(id), printout(kind))

    @expose("/<int:id>/imprimer/<kind>/page")
    @needs("mes.request.print", "les demandes qu’on voit")
    def page(self, id: int, kind: str):
        """The same content as a page that any screen reader follows; the reading is journalled (MES-R83, R85)."""
        request, chosen = printable(id), printout(kind)
        reads.note(person(), request, "mes.request.shown", chosen.label, document=kind)
        return self.render("mes/print_page.html", request_=request, printout=chosen, made_at=utcnow(),
                           made_by=person(), content_template=f"mes/documents/content/{kind}.html", record=request,
                           back=url_for("mes_printing.choose", id=id, contenu=kind),
                           **chosen.content(request, person()))

    @expose("/<int:id>/versions/<int:version>")
    @needs("mes.request.print", "les demandes qu’on voit")
    def version(self, id: int, version: int):
        """The archived PDF of a transmitted version; made at once when its job has not run yet."""
        request, found = printable(id), Version.find_for(person(), version)
        if found.request_id != request.id:
            raise NotFound(_("Cette version n’existe pas."))
        reads.note(person(), request, "mes.version.opened", found.number, version=found.number)
        if found.file_id:
            return answer(found.file)
        return attachment(printing.print_version(found, person()), f"{request.number}-v{found.number}.pdf")


def printable(id: int) -> Request:
    """The request of this id, where the signed-in person may print."""
    return Request.find_for(person(), id, "mes.request.print")


def printout(kind: str) -> Printout:
    """The printout of this name."""
    if kind not in PRINTOUTS:
        raise NotFound(_("Ce document n’existe pas."))
    return PRINTOUTS[kind]


def printed(request: Request, chosen: Printout) -> Response:
    """The PDF; printing what is signed on paper notes the content that a signatures page is then tied to (MES-R45)."""
    digest = form_digest(request)
    pdf = chosen.document.pdf(request, chosen.content(request, person()), user=person())
    with write_transaction():
        if chosen.kind in TIED and request.current.editable and person().can("mes.request.see_drafts", request):
            Request.update(printed_hash=digest).where(Request.id == request.id).execute()
        journal.write(person(), "mes.request.printed", request, after={"document": chosen.kind})
    return attachment(pdf, f"{request.number}-{chosen.kind}.pdf")


def attachment(pdf: bytes, name: str) -> Response:
    """A PDF that the browser saves."""
    response = Response(pdf, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
