"""Documents of a request: what may be attached, when, and what becomes of it."""

from __future__ import annotations

import io

import pytest
from werkzeug.datastructures import FileStorage

from core import journal
from core.demo import page
from core.errors import MarelleError, Refused
from core.files import File, content
from core.workflow.engine import fire
from plugins.mes import documents
from plugins.mes.content import form_digest
from plugins.mes.documents import attach, check_printed, remove
from plugins.mes.form.filling import fill
from plugins.mes.models import SLOTS, Document, Request
from tests.mes.pages import encrypted, heavy, kept

pytestmark = pytest.mark.words


def upload(data: bytes | None = None, name: str = "Plan d'intégration.pdf") -> FileStorage:
    return FileStorage(io.BytesIO(page("Plan", ["ligne"]) if data is None else data), filename=name)


def test_mes_r42_an_attached_document_is_saved_at_once_with_its_slot_as_nature(world):
    request = world.draft()
    document = attach(request, world.editor, upload(), "plan")
    stored = Document.get_by_id(document.id)
    assert (stored.title, str(stored.nature), stored.file.pages) == ("Plan d'intégration.pdf", "Plan d’intégration", 1)
    assert stored.received_at and stored.uploaded_by == world.editor
    with content(stored.file) as stream:
        assert stream.read() == page("Plan", ["ligne"])


@pytest.mark.parametrize(("data", "name"), [
    (page("Plan", []), "plan.docx"), (page("Plan", []), "plan"), (b"PK\x03\x04 not a pdf at all", "plan.pdf"),
    (b"", "plan.pdf"), (b"%PDF-1.4 cut", "plan.pdf"), (None, "")])
def test_mes_r39_pdf_only_by_name_and_by_content(world, data, name):
    request = world.draft()
    before = kept()
    with pytest.raises(MarelleError):
        attach(request, world.editor, upload(data, name), "plan")
    assert Document.select().count() == File.select().count() == 0 and kept() == before


def test_mes_r39_an_encrypted_pdf_is_refused(world):
    with pytest.raises(MarelleError):
        attach(world.draft(), world.editor, upload(encrypted()), "plan")


def test_mes_r40_four_mebibytes_pass_and_one_octet_more_does_not(world):
    request = world.draft()
    assert attach(request, world.editor, upload(heavy(4 * 1024 * 1024)), "plan").file.size == 4 * 1024 * 1024
    with pytest.raises(MarelleError, match="la limite est de"):
        attach(request, world.editor, upload(heavy(4 * 1024 * 1024 + 1)), "plan")
    assert Document.select().count() == 1


def test_mes_r40_the_message_gives_the_real_size(world):
    with pytest.raises(MarelleError, match=r"5,1.Mo") as refusal:
        attach(world.draft(), world.editor, upload(b"%PDF-1.4" + b"0" * 5_400_000), "plan")
    assert "Réduisez-le" in str(refusal.value)


def test_mes_r43_several_files_per_slot_up_to_forty_mebibytes_in_all(world, monkeypatch):
    request = world.draft()
    first, _second = world.attach(request, "plan"), world.attach(request, "plan")
    monkeypatch.setattr(documents, "total_limit", lambda: 2 * first.file.size + 10)
    with pytest.raises(Refused, match=r"pèseraient .* la limite est de .* en tout"):
        world.attach(request, "plan")
    assert request.documents.count() == 2


@pytest.mark.parametrize("slot", ["", "autre", "state"])
def test_mes_r44_the_nature_is_one_of_the_slots(world, slot):
    assert slot not in SLOTS
    with pytest.raises(Refused, match="nature du document"):
        attach(world.draft(), world.editor, upload(), slot)


def test_mes_r45_the_signatures_page_comes_after_the_form_was_printed(world):
    request = world.complete()
    request.printed_hash = ""
    with pytest.raises(Refused, match="pas encore été imprimée"):
        attach(request, world.editor, upload(), "signatures")
    request.printed_hash = form_digest(request)
    request.save()
    assert attach(request, world.editor, upload(), "signatures").slot == "signatures"


def test_mes_r45_a_form_that_changed_since_must_be_printed_again(world):
    request = world.complete()
    check_printed(request)
    request = fill(request, world.editor, {"contact": "Une autre"}).request
    with pytest.raises(Refused, match="réimprimez la page des signatures"):
        attach(request, world.editor, upload(), "signatures")


def test_mes_r45_another_document_does_not_undo_the_printing(world):
    request = world.complete()
    world.attach(request, "service_plan")
    check_printed(request)


@pytest.mark.parametrize("state", ["submitted", "compliant", "closed"])
def test_mes_r46_documents_change_in_a_draft_or_a_request_sent_back_only(world, state):
    request = getattr(world, state)()
    count = request.documents.count()
    with pytest.raises(Refused):
        attach(request, world.editor, upload(), "plan")
    with pytest.raises(Refused):
        remove(request, world.editor, request.documents.get().id)
    assert request.documents.count() == count == File.select().count()


def test_mes_r46_the_journal_keeps_name_and_digest_of_what_was_removed(world):
    request = world.draft()
    document = world.attach(request, "plan")
    remove(request, world.editor, document.id)
    entry = journal.history(request)[0]
    assert entry.action == "mes.document.deleted" and entry.actor_name == world.editor.name
    assert "plan.pdf" in entry.before and document.file.sha256 in entry.before
    assert File.select().count() == 0


def test_mes_r47_the_same_content_twice_is_refused_and_names_the_first(world):
    request = world.draft()
    attach(request, world.editor, upload(name="premier.pdf"), "plan")
    with pytest.raises(Refused, match="« premier.pdf »"):
        attach(request, world.editor, upload(name="second.pdf"), "report")
    assert request.documents.count() == File.select().count() == 1


def test_mes_r47_the_same_content_in_another_request_is_another_document(world):
    first, second = world.draft(), world.draft()
    attach(first, world.editor, upload(), "plan")
    attach(second, world.editor, upload(), "plan")
    remove(first, world.editor, first.documents.get().id)
    with content(second.documents.get().file) as stream:
        assert stream.read() == page("Plan", ["ligne"])


@pytest.mark.parametrize("who", ["reader", "rse", "stranger", "agent", "director", "committee"])
def test_only_those_who_fill_in_attach_and_remove(world, who):
    request = world.draft()
    document = world.attach(request, "plan")
    with pytest.raises(Refused):
        attach(request, world.named[who], upload(), "plan")
    with pytest.raises(Refused):
        remove(request, world.named[who], document.id)
    assert request.documents.count() == File.select().count() == 1


def test_a_document_of_another_request_is_not_removed_through_this_one(world):
    mine, other = world.draft(), world.draft()
    document = world.attach(other, "plan")
    with pytest.raises(Refused, match="n’existe plus"):
        remove(mine, world.editor, document.id)
    assert Document.select().count() == 1


def test_somebody_who_was_slower_attaches_nothing(world):
    request = world.draft()
    behind = Request.get_by_id(request.id)
    fire(request, "edit", world.editor, changes={"contact": "Plus vite"})
    with pytest.raises(MarelleError, match="Quelqu’un d’autre"):
        attach(behind, world.editor, upload(), "plan")
    assert Document.select().count() == File.select().count() == 0
