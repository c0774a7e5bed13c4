"""HTML to PDF: nothing gets in or out, nothing hangs, text stays text, a batch comes back in its parts."""

import base64
import io
import shutil
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image
from pypdf import PdfReader

from core import render, stamping
from core.errors import MarelleError, SettingError
from core.render import Renderer
from core.sandbox import Limits
from tests.cases import usually
from tests.core.test_sandbox import gone

PAGE = ('<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{title}</title><style>'
        'body {{ font: 15px "Atkinson Hyperlegible Next", sans-serif }} h1 {{ font-family: "Bricolage Grotesque" }}'
        "</style></head><body>{body}</body></html>")
SECRET = "le-secret-du-disque"

PAYLOADS = {
    "frames": '<iframe src="{url}/frame" width="600"></iframe><iframe src="{file}"></iframe>'
              '<object data="{url}/object"></object><object data="{file}" type="text/plain"></object>'
              '<embed src="{url}/embed">',
    "pictures": '<img src="{url}/img.png"><img src="{file}"><input type="image" src="{url}/input.png">'
                '<video poster="{url}/poster.png" src="{url}/v.mp4"></video><body background="{url}/body.png">',
    "styles": '<link rel="stylesheet" href="{url}/link.css"><style>@import "{url}/import.css"; @import "{file}";'
              '@font-face {{ font-family: X; src: url({url}/font.ttf) }} p {{ font-family: X; '
              'background: url({url}/bg.png); list-style: url({url}/li.png) }}</style><p>x</p>',
    "scripts": '<script>var x = new XMLHttpRequest(); x.open("GET", "{url}/xhr", false); x.send(); '
               'var y = new XMLHttpRequest(); y.open("GET", "{file}", false); y.send(); '
               'document.write(y.responseText); document.write("<img src={url}/js>")</script>'
               '<script src="{url}/script.js"></script><img src="x" onerror="new Image().src=\'{url}/onerror\'">',
    "redirections": '<meta http-equiv="refresh" content="0; url={url}/refresh"><base href="{url}/base/">'
                    '<img src="a.png"><link rel="prefetch" href="{url}/prefetch"><link rel="icon" '
                    'href="{url}/icon.png">'
                    '<form id="f" action="{url}/form"></form><script>document.forms[0].submit()</script>',
    "options of pdfkit": '<meta name="pdfkit-enable-local-file-access" content=""><meta name="pdfkit-allow" '
                         'content="/"><meta name="pdfkit-proxy" content="None"><meta name="pdfkit-cover" '
                         'content="{file}"><meta name="pdfkit-enable-javascript" content=""><meta name='
                         '"pdfkit-page-width" content="5in"><iframe src="{file}"></iframe><img src="{url}/meta.png">',
    "drawings": '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" '
                'height="9"><image xlink:href="{url}/svg.png" width="9" height="9"/><use xlink:href="{url}/u.svg#a"/>'
                '<foreignObject width="9" height="9"><iframe xmlns="http://www.w3.org/1999/xhtml" src="{file}"/>'
                '</foreignObject></svg><img src="data:image/svg+xml,%3Csvg xmlns=\'http://www.w3.org/2000/svg\' '
                'xmlns:x=\'http://www.w3.org/1999/xlink\'%3E%3Cimage x:href=\'{url}/inner.png\'/%3E%3C/svg%3E">',
    "disguised heads": '<!-- <head> --></head><head><meta http-equiv="Content-Security-Policy" content="default-src *">'
                       '</head><frameset><frame src="{url}/frame"></frameset><img src="{url}/after.png">'
                       '<iframe src="file:///proc/self/environ"></iframe><iframe src="view-source:{file}"></iframe>',
}


@pytest.fixture(scope="module")
def renderer():
    return Renderer()


@pytest.fixture
def canary():
    """A web server on this machine that counts who comes by."""
    class Count(BaseHTTPRequestHandler):
        def do_GET(self):
            server.hits.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"intrus")

        do_POST = do_GET

        def log_message(self, *_words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Count)
    server.hits = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def hanging(tmp_path):
    """A program that never ends, with a child that never ends, recognisable by a number."""
    number = f"6{time.time_ns() % 10**9:09d}"
    program = tmp_path / "wkhtmltopdf"
    program.write_text(f'#!/bin/sh\n[ "$1" = --version ] && exit 0\nsleep {number} & sleep {number}\n')
    program.chmod(0o755)
    return str(program), number


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def fonts_of(pdf: bytes) -> set[str]:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return {str(font.get_object()["/BaseFont"]).rpartition("+")[2].lstrip("/")
            for page in pages for font in page["/Resources"]["/Font"].values()}


def aimed(payload: str, canary, tmp_path) -> str:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    body = PAYLOADS[payload].format(url=f"http://127.0.0.1:{canary.server_address[1]}", file=secret.as_uri())
    return PAGE.format(title="x", body=f"avant {body} fin")


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("box", usually(["required", "off"], "off"))
def test_a_hostile_page_reaches_neither_network_nor_disk(payload, box, canary, tmp_path):
    try:
        pdf = Renderer(box=box).pdf(aimed(payload, canary, tmp_path))
    except MarelleError:
        assert payload == "redirections"  # a page that leaves for another one is no document
        pdf = Renderer(box=box).pdf("<p>rien")

    text = text_of(pdf)
    assert canary.hits == []
    assert SECRET not in text and "intrus" not in text and "PATH=" not in text


def test_the_canary_sings_when_nothing_protects(canary, tmp_path):
    page = aimed("pictures", canary, tmp_path)

    subprocess.run(["wkhtmltopdf", "-q", "-", "-"], input=page.encode(), capture_output=True, timeout=30, check=False)

    assert "/img.png" in canary.hits


def test_options_hidden_in_the_page_are_not_taken(renderer):
    page = PAGE.format(title="x", body="x").replace("<head>", '<head><meta name="pdfkit-page-size" content="A6">')

    assert PdfReader(io.BytesIO(renderer.pdf(page))).pages[0].mediabox.width == 595


def test_text_stays_text_in_our_fonts(renderer):
    words = "Éloïse Łukasz Žižka : œuvre, 12,40 € « à » − l’été… N° 100"
    pdf = renderer.pdf(PAGE.format(title="x", body=f"<h1>Demande</h1><p>{words}</p><p><b>gras</b> <i>italique</i></p>"))

    assert words in text_of(pdf)
    assert fonts_of(pdf) == {"BricolageGrotesque-Bold", "AtkinsonHyperlegibleNext-Regular",
                             "AtkinsonHyperlegibleNext-Bold", "AtkinsonHyperlegibleNext-Italic"}


def test_pages_stand_or_lie(renderer):
    for landscape, size in ((False, (595, 842)), (True, (842, 595))):
        page = PdfReader(io.BytesIO(renderer.pdf("<p>x", landscape=landscape))).pages[0]
        assert (page.mediabox.width, page.mediabox.height) == size


def test_a_picture_inside_the_page_is_drawn(renderer):
    file = io.BytesIO()
    Image.effect_noise((16, 16), 50).save(file, "PNG")
    source = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"

    (drawn,) = PdfReader(io.BytesIO(renderer.pdf(f'<img src="{source}">'))).pages[0].images

    assert drawn.image.size == (16, 16)


@pytest.mark.parametrize("box", ["auto", "off"])
def test_a_document_that_hangs_is_killed_with_all_it_started(hanging, box):
    program, number = hanging
    renderer = Renderer(program, box=box, limits=Limits(0.5, 768))
    assert renderer.boxed is (box == "auto")
    started = time.monotonic()

    with pytest.raises(MarelleError, match="a dépassé 0.5 secondes"):
        renderer.pdf("<p>x")

    assert time.monotonic() - started < 4
    assert gone(number)


def test_a_page_too_long_to_lay_out_is_killed(tmp_path):
    program = tmp_path / f"wkhtmltopdf-{time.time_ns()}"
    program.symlink_to(shutil.which("wkhtmltopdf"))
    page = "".join(f"<table><tr><td>{number}</td></tr></table>" for number in range(60_000))

    with pytest.raises(MarelleError, match="a dépassé"):
        Renderer(str(program), limits=Limits(1, 768)).pdf(page)

    assert gone(program.name)


def test_twenty_hanging_documents_leave_no_orphan(hanging):
    program, number = hanging
    renderer = Renderer(program, limits=Limits(0.3, 768))

    with ThreadPoolExecutor(4) as pool:
        refusals = list(pool.map(lambda _each: pytest.raises(MarelleError, renderer.pdf, "<p>x"), range(20)))

    assert len(refusals) == 20 and gone(number)


def test_two_documents_at_once_and_no_more(hanging, monkeypatch):
    program, _number = hanging
    inside, most = [], []
    renderer = Renderer(program, box="off")

    def run(*_arguments):
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.05)
        inside.pop()
        return render.sandbox.Outcome(0, b"%PDF-1.4", "")

    monkeypatch.setattr(render.sandbox, "run", run)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _each: renderer.pdf("<p>x"), range(12)))

    assert max(most) == 2


@pytest.mark.parametrize("script", ["exit 1", "printf '%%PDF-1.4'; exit 1", "exit 0", "echo rien", "kill -11 $$"])
def test_a_program_that_fails_or_writes_no_pdf_is_a_refusal(tmp_path, script):
    program = tmp_path / "wkhtmltopdf"
    program.write_text(f"#!/bin/sh\ncat > /dev/null\n{script}\n")
    program.chmod(0o755)

    with pytest.raises(MarelleError, match="n’a pas pu être mis en page. Rien n’est perdu"):
        Renderer(str(program), box="off").pdf("<p>x")


def test_a_missing_program_is_named_with_its_package_and_setting():
    renderer = Renderer("wkhtmltopdf-absent")

    with pytest.raises(MarelleError) as refusal:
        renderer.pdf("<p>x")

    for word in ("wkhtmltopdf-absent", "paquet Debian wkhtmltopdf", "MARELLE_PDF_PROGRAM"):
        assert word in str(refusal.value)
    assert renderer.check() == [str(refusal.value)]


def test_without_bubblewrap_it_works_and_says_so_unless_the_box_is_required(monkeypatch):
    monkeypatch.setattr(render.shutil, "which", lambda name: None if name == "bwrap" else f"/usr/bin/{name}")

    assert Renderer().pdf("<p>x").startswith(b"%PDF-")
    assert "sandbox: no" in Renderer().check()[0]
    with pytest.raises(MarelleError, match="MARELLE_PDF_SANDBOX"):
        Renderer(box="required").pdf("<p>x")


def test_a_box_that_cannot_be_made_is_noticed_by_trying(monkeypatch):
    monkeypatch.setattr(render.sandbox, "BOX", ("bwrap", "--unknown-option"))

    assert not Renderer().boxed
    assert Renderer().pdf("<p>x").startswith(b"%PDF-")


def test_a_sane_machine_has_nothing_to_say(renderer):
    assert renderer.boxed and renderer.check() == []


def test_an_unknown_box_is_refused():
    with pytest.raises(SettingError, match="auto, required or off"):
        Renderer(box="perhaps")


def test_a_batch_of_a_hundred_comes_back_in_its_parts(renderer):
    pages = [PAGE.format(title=number, body=f"<h1>Document {number}</h1>" + "<p>ligne</p>" * (number % 7 * 20))
             for number in range(100)]
    started = time.monotonic()

    parts = renderer.batch(pages)

    assert time.monotonic() - started < 15
    assert [text_of(part).split(" ligne")[0] for part in parts] == [f"Document {number}" for number in range(100)]
    assert [text_of(part).count("ligne") for part in parts] == [number % 7 * 20 for number in range(100)]
    assert max(len(PdfReader(io.BytesIO(part)).pages) for part in parts) > 2


def test_a_batch_makes_the_pages_that_single_documents_make(renderer):
    pages = [PAGE.format(title="x", body=f"<h1>{number}</h1>" + "<p>ligne</p>" * 45) for number in range(3)]

    for page, part in zip(pages, renderer.batch(pages), strict=True):
        alone = PdfReader(io.BytesIO(renderer.pdf(page)))
        assert [sheet.extract_text() for sheet in alone.pages] \
            == [sheet.extract_text() for sheet in PdfReader(io.BytesIO(part)).pages]


def test_a_batch_keeps_styles_apart(renderer):
    plain = "<!DOCTYPE html><html><head><style>b { display: none }</style></head><body>un <b>caché</b></body></html>"
    pages = [plain, PAGE.format(title="x", body="deux <b>visible</b>"), "<p>trois", plain.replace("un", "quatre")]

    assert [text_of(part) for part in renderer.batch(pages)] == ["un", "deux visible", "trois", "quatre"]


def test_a_batch_keeps_the_styles_of_bodies_apart_and_reads_equal_ones_once(renderer, monkeypatch):
    hidden, shown = "<style>b { display: none }</style>", "<style>b { display: inline }</style>"
    pages = [PAGE.format(title="x", body=f"{style}{number} <b>gras</b>")
             for number, style in enumerate((hidden, shown, hidden))]
    made, pdf = [], renderer.pdf
    monkeypatch.setattr(renderer, "pdf", lambda html, **options: made.append(html) or pdf(html, **options))

    assert [text_of(part) for part in renderer.batch(pages)] == ["0", "1 gras", "2"]
    assert [html.count("display:") for html in made] == [1, 1]


def test_a_batch_whose_marks_are_imitated_is_made_one_by_one(renderer, monkeypatch):
    monkeypatch.setattr(stamping, "marker_colour", lambda: (250, 250, 250))
    body = '{} <div style="page-break-before:always;background:#fafafa">suite</div>'
    pages = [PAGE.format(title="x", body=body.format(number)) for number in range(2)]

    assert [text_of(part) for part in renderer.batch(pages)] == ["0 suite", "1 suite"]


def test_an_empty_batch_is_nothing(renderer):
    assert renderer.batch([]) == []
