"""Documents attached to a request: joined through the engine, removed while it may still change."""

from __future__ import annotations

from core.api import Refused, _, accept, fire, journal, remove_file, write_transaction
from plugins.mes.content import form_digest
from plugins.mes.models import SLOTS, Document, Request

LIMIT = 4 * 1024 * 1024
TOTAL_LIMIT = 40 * 1024 * 1024


def attach(request: Request, user, upload, slot: str) -> Document:
    """Attach an upload to a slot. Raises Refused or the upload's own refusal; nothing is kept then (MES-R39 to R47)."""
    if slot not in SLOTS:
        raise Refused(_("Choisissez la nature du document."))
    if slot == "signatures":
        check_printed(request)
    file = accept(upload, user=user, kinds=("pdf",), limit=LIMIT)
    try:
        return join(request, user, file, slot)
    except BaseException:
        remove_file(file)
        raise


def join(request: Request, user, file, slot: str) -> Document:
    """Attach a kept file, through the engine; the same content twice, or too much in all, is refused (MES-R43, R47)."""
    others = list(request.documents)
    for other in others:
        if other.file.sha256 == file.sha256:
            raise Refused(_("Ce fichier est déjà joint : « %(title)s ».", title=other.title),
                          _("Joignez-en un autre."))
    if sum(other.file.size for other in others) + file.size > TOTAL_LIMIT:
        raise Refused(_("Les documents de la demande dépasseraient 40 Mo."), _("Retirez-en un, ou réduisez-le."))
    document = Document(request=request, slot=slot, file=file, title=file.name, uploaded_by=user.id)
    with write_transaction():
        fire(request, "attach", user)
        document.save()
        journal.write(user, "mes.document.attached", request, after={"title": document.title, "slot": slot,
                                                                     "sha256": file.sha256})
    return document


def check_printed(request: Request) -> None:
    """The signatures page belongs to the content as it was printed (MES-R45)."""
    if not request.printed_hash:
        raise Refused(_("La demande n’a pas encore été imprimée."),
                      _("Imprimez-la, faites signer la page des signatures, puis joignez-la."))
    if request.printed_hash != form_digest(request):
        raise Refused(_("Le contenu a changé depuis l’impression ; réimprimez la page des signatures."))


def remove(request: Request, user, document_id) -> None:
    """Remove a document of a request that may change; the journal keeps its name and digest (MES-R46)."""
    document = Document.get_or_none(Document.id == document_id, Document.request == request.id)
    if document is None:
        raise Refused(_("Ce document n’existe plus."), _("Rechargez la page."))
    with write_transaction():
        fire(request, "attach", user)
        journal.write(user, "mes.document.deleted", request, before={"title": document.title,
                                                                     "sha256": document.file.sha256})
        document.delete_instance()
        remove_file(document.file)
