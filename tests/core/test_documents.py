"""Documents: a record and a template become a PDF whose foot says what, who, when and with which content."""

import hashlib
import io
import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import time_machine
from jinja2 import ChoiceLoader, DictLoader
from pypdf import PdfReader

from core import documents, stamping
from core.documents import Document, fingerprint, init_documents, render_batch, render_pdf
from core.hookspecs import hookimpl
from core.plugin import Plugin
from core.running import running
from tests.core.test_render import fonts_of, text_of

pytestmark = pytest.mark.words
REQUEST = """{% extends "documents/base.html" %}{% import "documents/parts.html" as a4 %}{% block content %}
{{ a4.steps([{"label": "Brouillon", "fact": "12 septembre 2026", "passed": true},
             {"label": "Transmis", "fact": "depuis 13 jours", "here": true}, {"label": "Conforme"}]) }}
{{ a4.facts([("Enfant", child), ("Heures par jour", "4,5 h"), ("Note", note)], 2) }}
{{ a4.listing([("Document", ""), ("Pages", "right")], rows, "Aucun document.", first=first, each=each) }}
{{ a4.signatures(["Parent ou tuteur"]) }}
{% endblock %}"""
WIDE = """{% extends "documents/base.html" %}{% import "documents/parts.html" as a4 %}{% block content %}
{{ a4.listing([("Région", "")] + [("dont conformité proposée", "right")] * 11, [["Laval"] + ["1"] * 11]) }}
{% endblock %}"""
FRIDAY = datetime(2026, 11, 20, 19, 2, tzinfo=UTC)
SENDER = SimpleNamespace(name="CPE Les Lucioles", address="12, rue des Ormes\nRimouski", postal_code="G5L 1A1",
                         email="cpe@exemple.test", phone="418 555-0100")


class Notes(Plugin):
    """Adds a note to every document."""

    name = "notes"

    @hookimpl
    def document_context(self, document, record):
        return {"note": f"{document} pour {record.number}"}


class Faulty(Plugin):
    """Fails at every document."""

    name = "faulty"

    @hookimpl
    def document_context(self, document, record):
        raise ValueError("panne")


@pytest.fixture
def plugins():
    return [Faulty, Notes]


@pytest.fixture
def app(app):
    init_documents(app)
    app.jinja_loader = ChoiceLoader([DictLoader({"request.html": REQUEST, "wide.html": WIDE}), app.jinja_loader])
    return app


@pytest.fixture
def nadege(user_with):
    return user_with("mes.request.read", name="Nadège")


@pytest.fixture
def form(app):
    return Document("request.html", "Demande de soutien")


def record(number: str = "2026-11-012"):
    return SimpleNamespace(number=number)


def context(child: str = "Maëlle Cyr", rows=(("Plan d’intégration", 3),), **more) -> dict:
    return {"child": child, "rows": rows, "sender": SENDER, "first": 0, "each": 0} | more


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


@time_machine.travel(FRIDAY, tick=False)
def test_a_document_says_what_it_is_who_made_it_and_when(form, nadege):
    pdf = form.pdf(record(), context(), user=nadege)

    text, html = text_of(pdf), form.html(record(), context())
    for words in ("CPE Les Lucioles 12, rue des Ormes, Rimouski · G5L 1A1 cpe@exemple.test · 418 555-0100",
                  "Demande de soutien 2026-11-012", "1 Brouillon ✓ 12 septembre 2026", "Maëlle Cyr",
                  "Plan d’intégration 3", "Parent ou tuteur Date (année-mois-jour)"):
        assert words in text
    foot = f"2026-11-012 · {nadege.name} · 20 nov. 2026 à 14 h 02 · empreinte {fingerprint(html)} page 1 sur 1"
    assert text.endswith(foot)


def test_a_document_has_a_title_a_language_and_our_name(form, nadege):
    pdf = read(form.pdf(record(), context(), user=nadege))

    assert pdf.metadata.title == "Demande de soutien 2026-11-012"
    assert pdf.metadata.producer == "Marelle"
    assert pdf.trailer["/Root"]["/Lang"] == "fr"
    assert pdf.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"].value is True


def test_a_document_is_set_in_our_fonts(form, nadege):
    fonts = fonts_of(form.pdf(record(), context(), user=nadege))

    assert {"BricolageGrotesque-Bold", "AtkinsonHyperlegibleNext-Regular", "AtkinsonHyperlegibleNext-Bold"} <= fonts
    assert not any("Liberation" in font for font in fonts)


def test_no_text_is_smaller_than_nine_points_and_a_half(form, nadege):
    assert min(sizes(form.pdf(record(), context(rows=[("Plan", 1)]), user=nadege))) >= 9.5


def test_a_wide_table_is_not_shrunk_to_fit(form, nadege):
    wide = Document("wide.html", "Tableau", landscape=True)
    assert min(sizes(wide.pdf(record(), {}, user=nadege))) >= 9.5


def sizes(pdf: bytes) -> list[float]:
    """The size of each piece of text, in points."""
    found = []

    def seen(text, matrix, place, _font, size):
        if text.strip():
            found.append(size * abs(place[3]) * abs(matrix[3]))

    for page in read(pdf).pages:
        page.extract_text(visitor_text=seen)
    return found


def test_the_foot_lies_over_the_page_without_hiding_it(form, nadege):
    page = read(form.pdf(record(), context(), user=nadege)).pages[0]

    content = page.get_contents().get_data()
    fills = re.findall(rb"\b1 1 1 scn\s+/GSa gs\s+q\s+[-\d. ]+ cm\s+[-\d. ]+ re\s+f\b", content)
    assert len(fills) == 1
    assert content.index(fills[0]) < content.index(b"BT")


def test_every_page_has_its_number(form, nadege):
    rows = [(f"Document {number}", number) for number in range(120)]

    pdf = read(form.pdf(record(), context(rows=rows), user=nadege))

    count = len(pdf.pages)
    assert count > 2
    for number, page in enumerate(pdf.pages, 1):
        assert " ".join(page.extract_text().split()).endswith(f"page {number} sur {count}")


def test_a_long_list_may_repeat_its_head_on_each_page(form, nadege):
    rows = [(f"Document {number}", number) for number in range(70)]

    pdf = read(form.pdf(record(), context(rows=rows, first=20, each=25), user=nadege))

    heads = [page.extract_text().count("Pages") for page in pdf.pages]
    assert heads == [1, 1, 1] and "Document\t69" in pdf.pages[2].extract_text()


def test_an_empty_list_says_so(form):
    assert "Aucun document." in form.html(record(), context(rows=()))


def test_what_people_typed_is_escaped(form, nadege):
    evil = '<script>x</script><img src="http://127.0.0.1:1/a.png"> & "é"'

    html = form.html(record(evil), context(child=evil))

    assert "<script>" not in html and "<img" not in html
    text = text_of(form.pdf(record(evil), context(child=evil), user=nadege))
    assert text.count("<script>x</script>") == 4  # number, child, the plugin’s note, foot


def test_the_fingerprint_follows_the_content_alone(form, nadege):
    same = [form.html(record(), context()) for _time in range(2)]
    other = form.html(record(), context(child="Zoé Roy"))

    assert fingerprint(same[0]) == fingerprint(same[1]) != fingerprint(other)
    assert fingerprint(other).replace(" ", "") == hashlib.sha256(other.encode()).hexdigest()[:12]


def test_plugins_add_to_the_context_and_a_faulty_one_harms_nobody(form):
    html = form.html(record(), context())

    assert "request.html pour 2026-11-012" in html
    assert running().host.failures == {"faulty": 1}


def test_what_the_caller_says_wins_over_plugins(form):
    assert "la mienne" in form.html(record(), context(note="la mienne"))


def test_a_record_without_number_goes_by_its_name(form, place):
    assert documents.number_of(place) == "Ministère"


def test_many_documents_are_made_in_two_runs(form, nadege, monkeypatch):
    runs, renderer = [], running().renderer
    monkeypatch.setattr(renderer, "pdf", lambda *given, **named: runs.append(1) or type(renderer).pdf(
        renderer, *given, **named))
    contents = [(record(f"2026-11-{number:03d}"), context(rows=[("Rapport", 1)] * (number % 4 * 20)))
                for number in range(30)]

    made = form.pdfs(contents, user=nadege)

    assert len(runs) == 2
    for (each, _context), pdf in zip(contents, made, strict=True):
        pages = read(pdf).pages
        assert pages[0].extract_text().count(each.number) == 3  # head, the plugin’s note, foot
        assert f"page 1 sur {len(pages)}" in " ".join(pages[0].extract_text().split())
        assert read(pdf).metadata.title.endswith(each.number)


def test_a_lying_document_has_its_foot_too(nadege, form):
    lying = Document("request.html", "Demande de soutien", landscape=True)

    (page,) = read(lying.pdf(record(), context(), user=nadege)).pages

    assert page.mediabox.width > page.mediabox.height
    assert "page 1 sur 1" in " ".join(page.extract_text().split())


def test_plain_pages_have_no_foot(app):
    assert text_of(render_pdf("<p>un")) == "un"
    assert [text_of(pdf) for pdf in render_batch(["<p>un", "<p>deux"])] == ["un", "deux"]


def test_a_foot_may_be_stamped_on_any_pdf(app):
    pdf = documents.stamp(render_pdf("<p>corps"), title="Titre <b>", lang="en", footer_left="Left <b>",
                          page_label="page %(page)s of %(pages)s")

    assert text_of(pdf) == "corps Left <b> page 1 of 1"
    assert (read(pdf).metadata.title, read(pdf).trailer["/Root"]["/Lang"]) == ("Titre <b>", "en")


def test_a_changed_renderer_is_noticed_rather_than_a_page_hidden(app, monkeypatch):
    monkeypatch.setattr(stamping, "WHITE_PAGE", re.compile(b"(never)"))

    with pytest.raises(ValueError, match="has the renderer changed"):
        documents.stamp(render_pdf("<p>x"), title="", lang="fr", footer_left="", page_label="")
