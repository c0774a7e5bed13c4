"""Documents attached to a request: joined through the engine, held until clean, removed while it may still change."""

from __future__ import annotations

from core.api import Refused, _, accept, fire, journal, remove_file, running, size, write_transaction
from plugins.mes.content import form_digest
from plugins.mes.models import SLOTS, Document, Request

MEGA = 1024 * 1024
LIMIT = 4 * MEGA
NOT_PRINTED, OUTDATED, PRINTED = "not_printed", "outdated", "printed"


def total_limit() -> int:
    """How many octets the documents of one request may have in all (MES-R43)."""
    return running().settings["mes.max_documents_size"] * MEGA


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
    check_room(sum(other.file.size for other in others), file.size)
    document = Document(request=request, slot=slot, file=file, title=file.name, uploaded_by=user.id,
                        form_hash=request.printed_hash if slot == "signatures" else "")
    with write_transaction():
        fire(request, "attach", user)
        document.save()
        journal.write(user, "mes.document.attached", request, after={"title": document.title, "slot": slot,
                                                                     "sha256": file.sha256})
        running().host.call("document_attached", document=document)
    return document


def check_room(held: int, octets: int) -> None:
    """All the documents of a request stay within the limit (MES-R43)."""
    limit = total_limit()
    if held + octets > limit:
        raise Refused(_("Les documents de la demande pèseraient %(sum)s ; la limite est de %(limit)s en tout.",
                        sum=size(held + octets), limit=size(limit)), _("Retirez-en un, ou réduisez-le."))


def printing_of(request: Request) -> str:
    """Whether the signatures page was printed, and of the present content (MES-R45)."""
    if not request.printed_hash:
        return NOT_PRINTED
    return PRINTED if request.printed_hash == form_digest(request) else OUTDATED


def check_printed(request: Request) -> None:
    """The signatures page belongs to the content as it was printed (MES-R45)."""
    found = printing_of(request)
    if found == NOT_PRINTED:
        raise Refused(_("La demande n’a pas encore été imprimée."),
                      _("Imprimez la page des signatures, faites-la signer, numérisez-la, puis joignez-la."))
    if found == OUTDATED:
        raise Refused(_("Le contenu a changé depuis l’impression ; réimprimez la page des signatures."),
                      _("Faites-la signer de nouveau, numérisez-la, puis joignez-la."))


def left_behind(request: Request) -> bool:
    """Whether signatures pages are attached, and none belongs to what the form says now (MES-R45)."""
    hashes = [form_hash for (form_hash,) in Document.select(Document.form_hash).where(
        Document.request == request.id, Document.slot == "signatures", Document.form_hash != "").tuples()]
    return bool(hashes) and form_digest(request) not in hashes


def held(document: Document) -> object:
    """Why a document is held back, in words; nothing once every plugin that looks at documents calls it clean (R48)."""
    host = running().host
    watching = len(host.manager.hook.document_verdict.get_hookimpls())
    if not watching:
        return None
    verdicts = [verdict for _plugin, verdict in host.call("document_verdict", document=document)]
    said = next((verdict for verdict in verdicts if verdict is not True), None)
    if said is None and len(verdicts) < watching:
        return _("Retenu : l’analyse antivirus n’est pas terminée.")
    return said


def check_free(document: Document) -> None:
    """Refuse to give out a document that is held back (MES-R48)."""
    if why := held(document):
        raise Refused(_("Le document « %(title)s » est retenu.", title=document.title), why)


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
