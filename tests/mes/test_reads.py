"""Who read what: journalled once an hour, shown to the direction and the administration, in words (MES-R83, R84)."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from core import journal
from core.records import at, utcnow
from plugins.mes import reads
from plugins.mes.models import Document, Request, Version
from plugins.mes.printouts import PRINTOUTS
from tests.mes.pages import Window

pytestmark = pytest.mark.words


def readings(request: Request) -> list[journal.Entry]:
    """The journal's rows of who read the request, newest first."""
    entry = journal.Entry
    return list(entry.select().where(entry.kind == request.kind(), entry.record == request.id,
                                     entry.action << list(reads.READS)).order_by(entry.id.desc()))


def acts(request: Request) -> list[tuple[str, str]]:
    """(who, what) of the readings, oldest first."""
    return [(each.actor_name, each.action) for each in reversed(readings(request))]


def who_read(request: Request) -> str:
    """The address of the page that says so."""
    return f"/mes/demandes/{request.id}/historique?quoi=consultations"


OPENED = {
    # path after /mes/demandes/<id>: (state, who, act)
    "": ("submitted", "reader", "mes.request.opened"), "/historique": ("submitted", "agent", "mes.history.opened"),
    "/formulaire/2": ("complete", "editor", "mes.form.opened"), "/pieces": ("complete", "editor", "mes.form.opened"),
    "/verification": ("complete", "signer", "mes.form.opened"), "/examen": ("submitted", "agent", "mes.review.opened"),
    "/imprimer/summary/page": ("submitted", "agent", "mes.request.shown"),
    "/transmise/1": ("submitted", "director", "mes.version.opened"),
}


@pytest.mark.parametrize("path", OPENED)
def test_mes_r83_each_opening_is_journalled_once_an_hour_by_person_and_request(world, planted, path):
    state, who, act = OPENED[path]
    request, user = getattr(world, state)(), world.named[who]
    window = Window(planted, user)
    for _time in range(3):
        window.get(f"/mes/demandes/{request.id}{path}")
    assert acts(request) == [(user.name, act)]
    with at(utcnow() + timedelta(minutes=61)):
        reads.note(user, request, act, **what(request, act))
    assert acts(request) == [(user.name, act)] * 2
    other = getattr(world, state)()
    Window(planted, user).get(f"/mes/demandes/{other.id}{path}")
    assert acts(other) == [(user.name, act)]


def what(request: Request, act: str) -> dict:
    entry = next(each for each in readings(request) if each.action == act)
    return json.loads(entry.after) if entry.after else {}


def test_mes_r83_two_people_are_two_readings(world, planted):
    request = world.submitted()
    for who in ("reader", "agent", "reader"):
        Window(planted, world.named[who]).get(f"/mes/demandes/{request.id}")
    assert acts(request) == [(world.reader.name, reads.OPENED), (world.agent.name, reads.OPENED)]


def test_mes_r83_each_document_is_its_own_reading(world, planted):
    request, window = world.submitted(), Window(planted, world.agent)
    for document in list(Document.select().where(Document.request == request)) * 2:
        window.get(f"/mes/demandes/{request.id}/documents/{document.id}")
    count = Document.select().where(Document.request == request).count()
    assert count > 1 and acts(request) == [(world.agent.name, "mes.document.opened")] * count


def test_mes_r83_archived_versions_are_readings_and_a_pdf_is_an_act(world, planted):
    request, window = world.submitted(), Window(planted, world.agent)
    window.post(f"/mes/demandes/{request.id}/imprimer/summary", 200)
    version = Version.get(Version.request == request)
    assert window.client.get(f"/mes/demandes/{request.id}/versions/{version.id}").status_code == 200
    assert [act for _who, act in acts(request)] == ["mes.version.opened"]
    assert "Imprimée" in Window(planted, world.reader).get(f"/mes/demandes/{request.id}")


def test_a_page_that_is_refused_is_not_read(world, planted):
    request = world.submitted()
    Window(planted, world.stranger).get(f"/mes/demandes/{request.id}", 404)
    Window(planted, world.rse).get(f"/mes/demandes/{request.id}", 403)
    assert acts(request) == []


def test_a_reading_holds_no_answer_of_the_form(world, planted):
    request, window = world.complete(), Window(planted, world.editor)
    for path in ("", "/formulaire/2", "/formulaire/4", "/verification"):
        window.get(f"/mes/demandes/{request.id}{path}")
    said = " ".join(each.before + each.after + each.note for each in readings(request))
    assert "Ne marche pas seule" not in said and "Maëlle" not in said


# « Consultations »


@pytest.mark.parametrize(("who", "status"), [("signer", 200), ("admin", 200), ("editor", 403), ("reader", 403),
                                             ("agent", 403), ("director", 403), ("rse", 403), ("stranger", 404)])
def test_mes_r83_the_direction_and_the_administration_see_who_read(world, planted, who, status):
    request = world.submitted()
    Window(planted, world.agent).get(f"/mes/demandes/{request.id}")
    window = Window(planted, world.named[who])
    page = window.get(who_read(request), status)
    assert (world.agent.name in page and "Demande ouverte" in page) == (status == 200)
    if status != 404 and who != "rse":
        assert ("quoi=consultations" in window.get(f"/mes/demandes/{request.id}")) == (status == 200)
        assert ("quoi=consultations" in window.get(f"/mes/demandes/{request.id}/historique")) == (status == 200)


def test_the_page_says_what_was_read_in_words(world, planted):
    request, window = world.submitted(), Window(planted, world.agent)
    document = Document.select().where(Document.request == request).first()
    window.get(f"/mes/demandes/{request.id}/documents/{document.id}")
    window.get(f"/mes/demandes/{request.id}/imprimer/summary/page")
    page = Window(planted, world.signer).get(who_read(request))
    assert "Document ouvert" in page and document.title in page
    assert "Document lu à l’écran" in page and str(PRINTOUTS["summary"].label) in page


# Exports say who and when


def export(planted, user, form: str) -> bytes:
    answer = Window(planted, user).client.post("/mes/demandes/export", data={"form": form, "list": "en-cours"})
    assert answer.status_code == 200
    return answer.data


def test_mes_r84_a_csv_says_who_and_when(world, planted):
    request = world.submitted()
    rows = list(csv.reader(io.StringIO(export(planted, world.editor, "csv").decode("utf-8-sig")), delimiter=";"))
    text = " ".join(cell for row in rows for cell in row)
    assert request.number in text and f"exporté par {world.editor.name} le " in text


def test_mes_r84_a_workbook_says_who_and_when(world, planted):
    request = world.submitted()
    sheet = load_workbook(io.BytesIO(export(planted, world.editor, "xlsx"))).active
    text = " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)
    assert request.number in text and f"exporté par {world.editor.name} le " in text


def test_mes_r83_an_export_is_journalled(world, planted):
    world.submitted()
    export(planted, world.editor, "csv")
    entry = journal.Entry.select().where(journal.Entry.action == "mes.request.exported").get()
    assert entry.actor == world.editor.id and "1" in entry.note


def narrowed(planted, user, query: str) -> None:
    """Export the requests in progress, narrowed."""
    sent = {"form": "xlsx", "list": "en-cours", "query": query}
    assert Window(planted, user).client.post("/mes/demandes/export", data=sent).status_code == 200


def test_mes_r83_an_export_is_a_consultation_of_each_request_in_it_and_one_row(world, planted):
    requests = [world.submitted(), world.submitted(installation=world.barachois), world.submitted()]
    absent = {"brouillon": world.draft(), "ailleurs": world.submitted(installation=world.laurier)}
    before = journal.Entry.select().count()
    export(planted, world.editor, "csv")
    narrowed(planted, world.editor, f"installation={world.barachois.id}")
    narrowed(planted, world.editor, "type=renewal")
    assert journal.Entry.select().count() == before + 3
    window = Window(planted, world.signer)
    counts = []
    for request in requests:
        page = window.get(who_read(request))
        assert "Exportée dans une liste" in page and "CSV, 3 demandes, Demandes en cours" in page
        assert world.editor.name in page and "renewal" not in page and "XLSX, 0 demande" not in page
        counts.append(page.count("Exportée dans une liste"))
        own = 2  # the signer's reading of the history, and of the page that counts
        assert f"Qui l’a ouvert ({counts[-1] + own} consultations)" in window.get(f"/mes/demandes/{request.id}")
        assert "Exportée" not in window.get(f"/mes/demandes/{request.id}/historique")
    assert counts == [1, 2, 1]
    assert "Exportée" not in window.get(who_read(absent["brouillon"]))
    assert "Exportée" not in Window(planted, world.stranger).get(who_read(absent["ailleurs"]))


def test_mes_r83_the_lists_of_the_ministry_are_told_to_the_direction_too(world, planted):
    request = world.submitted()
    sent = {"form": "csv", "list": "a-examiner"}
    answer = Window(planted, world.director).client.post("/mes/examen/export", data=sent)
    assert answer.status_code == 200 and request.number in answer.data.decode("utf-8-sig")
    page = Window(planted, world.signer).get(who_read(request))
    assert "Exportée dans une liste" in page and world.director.name in page


def test_mes_r83_a_number_given_again_brings_no_export_from_before(world, planted):
    request = world.submitted()
    export(planted, world.editor, "csv")
    with at(utcnow() + timedelta(minutes=5)):
        Request.update(created_at=utcnow()).where(Request.id == request.id).execute()
    assert "Exportée" not in Window(planted, world.signer).get(who_read(request))
