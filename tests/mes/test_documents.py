"""Documents of a request: what may be attached, when, and what becomes of it."""

from __future__ import annotations

import io

import pikepdf
import pytest
from werkzeug.datastructures import FileStorage

from core import journal
from core.demo import page
from core.errors import MarelleError, Refused
from core.files import File, content
from core.hookspecs import hookimpl
from core.plugin import Plugin
from core.running import running
from core.workflow.engine import fire
from plugins.mes import documents, rules
from plugins.mes.content import form_digest
from plugins.mes.documents import attach, check_printed, remove
from plugins.mes.form.filling import fill
from plugins.mes.models import SLOTS, Document, Request
from tests.mes.pages import JSON, Window, heavy, pdf

pytestmark = pytest.mark.words


def upload(data: bytes | None = None, name: str = "Plan d'intégration.pdf") -> FileStorage:
    return FileStorage(io.BytesIO(page("Plan", ["ligne"]) if data is None else data), filename=name)


def kept() -> int:
    """How many contents the store holds."""
    return len(list(running().store))


def test_mes_r42_an_attached_document_is_saved_at_once_with_its_slot_as_nature(world):
    request = world.draft()
    document = attach(request, world.editor, upload(), "plan")
    stored = Document.get_by_id(document.id)
    assert (stored.title, str(stored.nature), stored.file.pages) == ("Plan d'intégration.pdf", "Plan d’intégration", 1)
    assert stored.received_at and stored.uploaded_by == world.editor
    with content(stored.file) as stream:
        assert stream.read() == page("Plan", ["ligne"])


def encrypted() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(page("Secret", []))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


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


def pieces(request, slot: str = "") -> str:
    """The address of step 4, or of one of its slots."""
    return f"/mes/demandes/{request.id}/pieces" + (f"/{slot}" if slot else "")


def test_mes_r41_step_4_shows_the_four_slots_with_their_stars(world, planted):
    request = world.complete()
    page = Window(planted, world.editor).get(pieces(request))
    assert [page.count(f'id="piece-{slot}"') for slot in SLOTS] == [1, 1, 1, 1]
    assert page.count("(obligatoire)") == 2  # Retraite Québec attests: no report
    assert "2 documents joints" in page and "sur 40" in page and "plan.pdf" in page


@pytest.mark.parametrize(("kind", "stars"), [("new", 3), ("renewal", 2), ("renewal_change", 3), ("transfer", 3)])
def test_mes_r41_stars_follow_the_type(world, planted, kind, stars):
    child = world.child()
    if kind.startswith("renewal"):
        world.past(world.greve, child)
    elif kind == "transfer":
        world.past(world.laurier, child)
    page = Window(planted, world.editor).get(pieces(world.draft(child, type=kind)))
    assert page.count("(obligatoire)") == stars


def test_mes_r44_several_files_sent_to_a_slot_without_scripts(world, planted):
    request, window = world.draft(), Window(planted, world.editor)
    answer = window.upload(pieces(request, "plan"), [(pdf("Un"), "un.pdf"), (pdf("Deux"), "deux.pdf")])
    assert answer.status_code == 303 and answer.location.endswith("/pieces#piece-plan")
    assert [(each.slot, each.title) for each in request.documents] == [("plan", "un.pdf"), ("plan", "deux.pdf")]
    assert "2 documents sont joints." in window.get(pieces(request))


def test_mes_r44_one_bad_file_does_not_take_the_good_ones_with_it(world, planted):
    request = world.draft()
    answer = Window(planted, world.editor).upload(
        pieces(request, "plan"), [(pdf(), "bon.pdf"), (b"PK\x03\x04", "faux.pdf"), (b"", "vide.pdf")])
    assert answer.status_code == 400 and [each.title for each in request.documents] == ["bon.pdf"]
    assert "« faux.pdf »" in answer.text.replace("\xa0", " ") and "contient autre chose" in answer.text
    assert "« vide.pdf »" in answer.text.replace("\xa0", " ") and "Ce fichier est vide" in answer.text


BAD = [(heavy(4 * 1024 * 1024 + 1), "trop.pdf", "4 194 305 octets"), (encrypted(), "secret.pdf", "mot de passe"),
       (b"", "vide.pdf", "vide"), (b"PK\x03\x04" + bytes(99), "faux.pdf", "contient autre chose"),
       (pdf(), "plan.docx", "Seuls les fichiers PDF")]


@pytest.mark.parametrize(("data", "name", "words"), BAD, ids=[name for _data, name, _words in BAD])
@pytest.mark.parametrize("way", ["page", "json", "details"])
def test_mes_r39_r40_bad_files_are_refused_in_words_by_every_way_in(world, planted, data, name, words, way):
    request, window = world.draft(), Window(planted, world.editor)
    before = kept()
    if way == "details":
        answer = window.upload(f"/mes/demandes/{request.id}/joindre", [(data, name)], slot="plan")
    else:
        answer = window.upload(pieces(request, "plan"), [(data, name)], JSON if way == "json" else None)
    assert answer.status_code == 400
    said = (answer.json["error"] if way == "json" else answer.text).replace("\xa0", " ")
    assert words in said and request.documents.count() == File.select().count() == 0 and kept() == before


def test_mes_r40_four_mebibytes_pass_by_the_page_and_by_its_script(world, planted):
    request, window = world.draft(), Window(planted, world.editor)
    data = heavy(4 * 1024 * 1024)
    assert window.upload(pieces(request, "plan"), [(data, "plein.pdf")]).status_code == 303
    answer = window.upload(pieces(request, "report"), [(data, "plein.pdf")], JSON)
    assert answer.status_code == 409 and "plein.pdf" in answer.json["error"]


def test_the_script_is_told_what_was_joined(world, planted):
    request, window = world.draft(), Window(planted, world.editor)
    answer = window.upload(pieces(request, "plan"), [(pdf(), "plan.pdf")], JSON)
    assert answer.status_code == 200 and "plan.pdf" in answer.json["said"]
    answer = window.upload(pieces(request, "plan"), [(pdf(), "copie.pdf")], JSON)
    assert answer.status_code == 409 and "« plan.pdf »" in answer.json["error"].replace("\xa0", " ")
    assert window.upload(pieces(request, "plan"), [], JSON).status_code == 400
    assert window.upload(pieces(request, "state"), [(pdf("b"), "b.pdf")], JSON).status_code == 404


def test_mes_r43_the_total_is_a_setting_and_the_refusal_says_both_weights(world, planted, monkeypatch):
    request, window = world.draft(), Window(planted, world.editor)
    running().settings.change("mes.max_documents_size", 5)
    assert window.upload(pieces(request, "plan"), [(heavy(3_000_000), "un.pdf")]).status_code == 303
    answer = window.upload(pieces(request, "plan"), [(heavy(3_000_001), "deux.pdf")], JSON)
    assert answer.status_code == 409 and "5,7 Mo" in answer.json["error"].replace("\xa0", " ")
    assert "5 Mo" in window.get(pieces(request)).replace("\xa0", " ")


def test_mes_r44_the_details_page_asks_for_the_nature_first(world, planted):
    request, window = world.draft(), Window(planted, world.editor)
    page = window.get(f"/mes/demandes/{request.id}/joindre")
    assert page.index("Nature du document") < page.index("Fichier PDF")
    assert window.upload(f"/mes/demandes/{request.id}/joindre", [(pdf(), "a.pdf")], slot="").status_code == 400
    assert window.upload(f"/mes/demandes/{request.id}/joindre", [(pdf(), "a.pdf")], slot="report").status_code == 303
    assert [each.slot for each in request.documents] == ["report"]


def test_mes_r45_the_signatures_slot_says_what_to_do_first(world, planted):
    request, window = world.draft(), Window(planted, world.editor)
    page = window.get(pieces(request))
    assert "Imprimer la page des signatures" in page
    assert "parent ou tuteur" in page and "professionnel de la santé" in page
    answer = window.upload(pieces(request, "signatures"), [(pdf(), "s.pdf")], JSON)
    assert answer.status_code == 409 and "pas encore été imprimée" in answer.json["error"]
    window.post(f"/mes/demandes/{request.id}/imprimer/signatures", 200)
    assert "le contenu n’a pas changé depuis" in window.get(pieces(request))
    assert window.upload(pieces(request, "signatures"), [(pdf(), "s.pdf")], JSON).status_code == 200
    fill(Request.get_by_id(request.id), world.editor, {"contact": "Une autre"})
    assert "réimprimez la page des signatures" in window.get(pieces(request))
    assert "réimprimez la page des signatures" in window.get(f"/mes/demandes/{request.id}")
    answer = window.upload(pieces(request, "signatures"), [(pdf("bis"), "bis.pdf")], JSON)
    assert answer.status_code == 409 and "Le contenu a changé depuis l’impression" in answer.json["error"]


def test_mes_r45_printing_again_does_not_make_an_old_page_current(world):
    request = world.complete()
    fill(request, world.editor, {"contact": "Une autre"})
    request = Request.get_by_id(request.id)
    request.printed_hash = form_digest(request)
    request.save()
    assert documents.left_behind(request)
    world.attach(request, "signatures")
    assert not documents.left_behind(request)


def test_mes_r46_removing_from_step_4_comes_back_to_step_4(world, planted):
    request, window = world.complete(), Window(planted, world.editor)
    first = request.documents.get()
    answer = window.post(f"/mes/demandes/{request.id}/documents/{first.id}/supprimer", retour="pieces")
    assert answer.location.endswith("/pieces") and request.documents.count() == 1


def test_an_upload_waits_for_somebody_else_s_change_instead_of_being_refused(world, planted, monkeypatch):
    request, calls = world.draft(), []
    joined = documents.join

    def late(record, *rest):
        calls.append(1)
        if len(calls) == 1:
            fill(Request.get_by_id(record.id), world.signer, {"contact": "Entre-temps"})
        return joined(record, *rest)

    monkeypatch.setattr(documents, "join", late)
    answer = Window(planted, world.editor).upload(pieces(request, "plan"), [(pdf(), "plan.pdf")], JSON)
    assert answer.status_code == 200 and len(calls) == 2
    assert Request.get_by_id(request.id).contact == "Entre-temps" and request.documents.count() == 1
    assert File.select().count() == 1


@pytest.mark.parametrize(("who", "status"), [("reader", 403), ("agent", 403), ("stranger", 404), ("rse", 403)])
def test_only_those_who_fill_in_open_step_4(world, planted, who, status):
    request, window = world.draft(), Window(planted, world.named[who])
    window.get(pieces(request), status)
    assert window.upload(pieces(request, "plan"), [(pdf(), "plan.pdf")]).status_code == status
    assert request.documents.count() == 0


@pytest.mark.parametrize("state", ["submitted", "compliant", "closed"])
def test_mes_r46_step_4_of_a_request_that_left_the_service_says_why_nothing_can_change(world, planted, state):
    request, window = getattr(world, state)(), Window(planted, world.editor)
    assert "Pourquoi pas" in window.get(pieces(request))
    answer = window.upload(pieces(request, "plan"), [(pdf(), "autre.pdf")], JSON)
    assert answer.status_code == 409 and request.documents.count() == 2


class Scanner(Plugin):
    """A plugin that looks at documents: it knows nothing until it is told, and breaks when told so."""

    name = "scanner"

    def __init__(self):
        self.verdicts: dict[int, object] = {}
        self.asked: list[int] = []
        self.broken = False

    @hookimpl
    def document_attached(self, document):
        self.asked.append(document.id)

    @hookimpl
    def document_verdict(self, document):
        if self.broken:
            raise RuntimeError("no answer")
        return self.verdicts.get(document.id)


@pytest.fixture
def scanner(planted):
    """The scanner in the application under test, taken out afterwards."""
    host, plugin = planted[0].extensions["marelle"].host, Scanner()
    host.manager.register(plugin, plugin.name)
    host.plugins[plugin.name] = plugin
    yield plugin
    host.manager.unregister(plugin)
    del host.plugins[plugin.name]
    host.failures.pop(plugin.name, None)
    host.aside.pop(plugin.name, None)


def test_mes_r48_a_document_is_held_until_it_is_known_to_be_clean(world, planted, scanner):
    request, window = world.complete(), Window(planted, world.signer)
    assert scanner.asked == [each.id for each in request.documents]
    plan = request.documents.where(Document.slot == "plan").get()
    opening = f"/mes/demandes/{request.id}/documents/{plan.id}"
    assert "l’analyse antivirus n’est pas terminée" in window.get(pieces(request))
    assert "est retenu" in window.get(opening, 409)
    assert "retenus" in str(rules.documents_complete(request, world.signer).text)
    with pytest.raises(Refused, match="retenu"):
        world.sign(request)
    scanner.verdicts = dict.fromkeys(scanner.asked, True)
    window.get(opening)
    assert rules.documents_complete(request, world.signer) is None
    assert "antivirus" not in window.get(pieces(request))


def test_mes_r48_what_the_plugin_says_of_a_bad_document_is_shown_everywhere(world, planted, scanner):
    request, window = world.complete(), Window(planted, world.signer)
    scanner.verdicts = dict.fromkeys(scanner.asked, True)
    extra = world.attach(request, "service_plan")
    scanner.verdicts[extra.id] = "Un programme malveillant y a été trouvé."
    for path in (pieces(request), f"/mes/demandes/{request.id}", f"/mes/demandes/{request.id}/verification"):
        assert "Un programme malveillant y a été trouvé." in window.get(path), path
    assert "est retenu" in window.get(f"/mes/demandes/{request.id}/documents/{extra.id}", 409)
    remove(request, world.editor, extra.id)
    assert rules.documents_complete(request, world.signer) is None


def test_mes_r48_a_scanner_that_breaks_lets_nothing_through(world, scanner):
    request = world.complete()
    scanner.verdicts, scanner.broken = dict.fromkeys(scanner.asked, True), True
    for _times in range(7):  # beyond the failures after which a plugin is set aside
        assert documents.held(request.documents.get())
    assert "scanner" in running().host.aside


def test_mes_r48_without_such_a_plugin_nothing_is_held(world):
    assert documents.held(world.complete().documents.get()) is None
