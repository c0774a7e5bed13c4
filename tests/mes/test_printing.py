"""Printouts: what each holds, on paper and on the screen, who printed it, and what it is tied to."""

from __future__ import annotations

import html
import io
import re

import pytest
from flask import get_template_attribute
from pypdf import PdfReader

from core import journal
from core.accounts.models import SYSTEM
from core.workflow.engine import fire
from plugins.mes import printing
from plugins.mes.comments import add_comment
from plugins.mes.content import form_digest
from plugins.mes.documents import NOT_PRINTED, OUTDATED, PRINTED, printing_of
from plugins.mes.form.filling import fill
from plugins.mes.models import Comment, Request, Version
from plugins.mes.printouts import PRINTOUTS
from tests.mes.pages import Window

pytestmark = pytest.mark.words

LINES = "Nom en lettres moulées"


def words(data: bytes) -> str:
    """The text of a PDF on one line."""
    return " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(data)).pages).split())


def on_screen(window: Window, request: Request, kind: str) -> str:
    """The text of the accessible page."""
    page = window.get(f"/mes/demandes/{request.id}/imprimer/{kind}/page")
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


def printed(window: Window, request: Request, kind: str) -> bytes:
    """The PDF, by the choice of content."""
    answer = window.post(f"/mes/demandes/{request.id}/imprimer", 200, contenu=kind)
    assert answer.mimetype == "application/pdf"
    assert f"{request.number}-{kind}.pdf" in answer.headers["Content-Disposition"]
    return answer.data


def commented(world) -> Request:
    """A request sent back, with one comment answered and ticked."""
    request = world.returned("field:contact", "needs")
    comment = Comment.select().order_by(Comment.id).first()
    fire(request, "reply", world.editor, comment=comment.id, reply="Nous avons vérifié.")
    fire(request, "mark_corrected", world.editor, comment=comment.id, corrected=True)
    return request


SAID = {
    "form": ("Maëlle Cyr-Poirier", "4,5 heures par jour", "Ne mange pas seule.", "Aide constante.", "plan.pdf",
             "À corriger : field:contact.", "Réponse : Nous avons vérifié.", "1 septembre 2020"),
    "signatures": ("Maëlle Cyr-Poirier", "203 jours", "Je confirme avoir pris connaissance", "Parent ou tuteur"),
    "summary": ("Commentaires", "5 jours par semaine", "plan.pdf", "2 commentaires, dont 1 à corriger."),
    "checklist": ("Champs obligatoires remplis", "Tous remplis", "Commentaire sur", "Signature électronique"),
    "comments": ("À corriger : needs.", "Nous avons vérifié.", "Corrigé par Editor Essai", "Agent Essai"),
    "history": ("Créée", "Transmise", "Document joint", "plan.pdf", "Renvoyée avec des commentaires"),
}


@pytest.mark.parametrize("kind", PRINTOUTS)
def test_each_content_says_the_same_on_paper_and_on_the_screen(world, planted, kind):
    request, window = commented(world), Window(planted, world.signer)
    shown, data = on_screen(window, request, kind), printed(window, request, kind)
    paper = words(data)
    said = [part.replace("1 septembre", "1er septembre") for part in SAID[kind]]
    assert [part for part in said if part not in paper.replace("\xa0", " ")] == []
    assert [part for part in said if part not in shown.replace("\xa0", " ")] == []
    reader = PdfReader(io.BytesIO(data))
    assert str(PRINTOUTS[kind].document.title) in reader.metadata.title and request.number in reader.metadata.title
    assert reader.trailer["/Root"]["/Lang"].startswith("fr")


def test_mes_r84_paper_and_screen_say_who_made_them_and_when(world, planted):
    request, window = world.complete(), Window(planted, world.reader)
    paper, shown = words(printed(window, request, "summary")), on_screen(window, request, "summary")
    assert re.search(rf"{request.number} · Reader Essai · .* à \d+.h.\d\d · empreinte", paper)
    assert "page 1 sur 1" in paper
    assert re.search(rf"{request.number} · établi par Reader Essai, .* à \d+.h.\d\d", shown)


@pytest.mark.parametrize(("kind", "office", "people"), [
    ("new", False, ["Parent ou tuteur", "Professionnel de la santé"]),
    ("renewal", False, ["Parent ou tuteur"]),
    ("renewal", True, ["Parent ou tuteur", "Responsable du service de garde en milieu familial"]),
    ("new", True, ["Parent ou tuteur", "Professionnel de la santé",
                   "Responsable du service de garde en milieu familial"]),
])
def test_the_lines_to_sign_follow_the_type_and_the_kind_of_service(world, planted, kind, office, people):
    installation = world.office if office else world.greve
    child = world.child(installation)
    if kind == "renewal":
        world.past(installation, child)
    request = world.draft(child, installation, type=kind)
    assert [str(name) for name in printing.signatories(request)] == people
    assert words(printed(Window(planted, world.editor), request, "signatures")).count(LINES) == len(people)


def test_mes_r45_printing_ties_the_signatures_page_to_what_the_form_says(world, planted):
    request, window = world.draft(), Window(planted, world.editor)
    assert printing_of(request) == NOT_PRINTED
    printed(window, request, "signatures")
    request = Request.get_by_id(request.id)
    assert printing_of(request) == PRINTED and request.printed_hash == form_digest(request)
    request = fill(request, world.editor, {"contact": "Une autre"}).request
    assert printing_of(request) == OUTDATED


def test_mes_r45_the_days_written_on_the_page_do_not_undo_the_printing(world, planted):
    request = fill(world.complete(), world.editor, {"signed_guardian": ""}).request
    printed(Window(planted, world.editor), request, "signatures")
    request = fill(Request.get_by_id(request.id), world.editor, {"signed_guardian": "2026-01-05"}).request
    assert printing_of(request) == PRINTED


@pytest.mark.parametrize("kind", ["summary", "checklist", "comments", "history"])
def test_mes_r45_other_printouts_tie_nothing(world, planted, kind):
    request = world.draft()
    printed(Window(planted, world.editor), request, kind)
    assert printing_of(Request.get_by_id(request.id)) == NOT_PRINTED


def test_mes_r45_nor_does_the_ministry_by_printing(world, planted):
    request = world.returned()
    Request.update(printed_hash="").where(Request.id == request.id).execute()
    printed(Window(planted, world.agent), request, "form")
    assert Request.get_by_id(request.id).printed_hash == ""


def test_the_same_content_has_the_same_mark_whatever_days_are_written_on_it(world):
    request = world.complete()
    first = printing.context(request)["mark"]
    request = fill(request, world.editor, {"signed_guardian": "2026-01-05"}).request
    assert printing.context(request)["mark"] == first == PRINTOUTS["signatures"].content(request, world.editor)["mark"]
    request = fill(request, world.editor, {"contact": "Une autre"}).request
    assert printing.context(request)["mark"] != first


def test_mes_r83_printing_and_reading_on_the_screen_are_journalled(world, planted):
    request, window = world.complete(), Window(planted, world.reader)
    printed(window, request, "summary")
    on_screen(window, request, "history")
    assert [entry.action for entry in journal.history(request)[:2]] == ["mes.request.shown", "mes.request.printed"]


def test_the_choice_of_content_offers_each_with_its_page(world, planted):
    request = world.draft()
    page = Window(planted, world.reader).get(f"/mes/demandes/{request.id}/imprimer?contenu=comments")
    assert "Formulaire complet" in page and "Obtenir le document" in page
    assert page.count("Lire à l’écran") == len(PRINTOUTS)
    assert re.search(r'value="comments"[^>]* checked', page) and "Le formulaire n’est pas encore complet" in page


@pytest.mark.parametrize("path", ["imprimer/secret", "imprimer/secret/page"])
def test_an_unknown_content_is_no_page(world, planted, path):
    request, window = world.draft(), Window(planted, world.editor)
    if path.endswith("page"):
        window.get(f"/mes/demandes/{request.id}/{path}", 404)
    else:
        window.post(f"/mes/demandes/{request.id}/{path}", 404)
        answer = window.post(f"/mes/demandes/{request.id}/imprimer", 400, contenu="../form")
        assert "Aucun contenu n’est choisi." in answer.text


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("elsewhere", 404), ("agent", 404), ("rse", 403),
                                             ("committee", 403)])
def test_a_draft_is_printed_by_its_service_only(world, planted, who, status):
    request, window = world.draft(), Window(planted, world.named[who])
    window.get(f"/mes/demandes/{request.id}/imprimer", status)
    window.get(f"/mes/demandes/{request.id}/imprimer/form/page", status)
    window.post(f"/mes/demandes/{request.id}/imprimer/form", status)


def test_comments_not_sent_yet_are_on_no_printout(world):
    request = world.submitted()
    add_comment(request, world.agent, anchor="general", text="Encore un brouillon.")
    for kind in PRINTOUTS:
        assert "Encore un brouillon." not in str(PRINTOUTS[kind].content(request, world.signer))


def test_an_archived_version_is_printed_as_it_was_transmitted(world):
    request = world.returned()
    fill(request, world.editor, {"contact": "Une autre"})
    version = Version.get(Version.request == request.id)
    assert "Annick Leblanc" in words(printing.print_version(version, SYSTEM))


def test_a_long_request_keeps_titles_with_what_follows_and_signatures_whole(world, planted):
    request = world.complete()
    long = {"incapacities": "Ne marche pas seule. " * 150, "means": "Coin calme. " * 200, "results": "Mieux.\n" * 60}
    request = fill(request, world.editor, long).request
    reader = PdfReader(io.BytesIO(printed(Window(planted, world.editor), request, "form")))
    sheets = [sheet.extract_text() for sheet in reader.pages]
    assert len(sheets) >= 3
    signed = [text for text in (" ".join(sheet.split()) for sheet in sheets) if LINES in text]
    assert len(signed) == 1 and signed[0].count(LINES) == 2 and "Je confirme avoir pris connaissance" in signed[0]
    titles = ("3. Intégration en cours", "4. Besoins de soutien", "5. Concertation", "Documents joints", "Signatures")
    for sheet in sheets:
        body = [line.strip() for line in sheet.splitlines() if line.strip() and "empreinte" not in line
                and not line.startswith("page ")]
        assert body[-1] not in titles


def test_a_word_too_long_for_half_a_line_takes_the_whole_one(planted):
    with planted[0].test_request_context():
        pairs = get_template_attribute("mes/documents/paper.html", "pairs")
        drawn = pairs([("Courriel", "josiane.poirier@courriel.example"), ("Enfant", "Léo Roy"), ("Parent", "—")])
    assert '<td colspan="3">josiane.poirier@courriel.example</td>' in drawn
    assert "<td>Léo Roy</td><th>Parent</th>" in drawn
