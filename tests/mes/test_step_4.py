"""Step 4: documents joined and removed in the pages, and what is said of bad ones."""

from __future__ import annotations

import pytest

from core.files import File
from core.running import running
from plugins.mes import documents
from plugins.mes.content import form_digest
from plugins.mes.form.filling import fill
from plugins.mes.models import SLOTS, Request
from tests.mes.pages import JSON, Window, encrypted, heavy, kept, pdf, pieces

pytestmark = pytest.mark.words


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
    assert way != "details" or "<title>Erreur :" in said
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
