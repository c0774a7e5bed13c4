"""Uploads from the form to the store and back: what is refused, what is kept, how it is named and served."""

import io
import threading

import pytest
from werkzeug.datastructures import FileStorage

from core.accounts.models import SYSTEM
from core.database import db, write_transaction
from core.errors import MarelleError
from core.files import FOUR_MIB, File, accept, answer, content, display_name, init_files, keep, remove
from core.inspection import PROBLEMS
from core.running import running
from tests.core.pdf_samples import ACCEPTED, GOOD, REFUSED, of_size

ONE_OF_EACH = {problem: octets for octets, problem in REFUSED.values()}


@pytest.fixture
def app(app):
    init_files(app)
    File.create_table()
    return app


@pytest.fixture
def director(user_with):
    return user_with("mes.request.read", name="Annick")


def upload(octets: bytes = GOOD, name: str = "plan.pdf", kind: str = "application/pdf") -> FileStorage:
    return FileStorage(io.BytesIO(octets), filename=name, content_type=kind)


def nothing_left() -> bool:
    folder = running().config.data / "files"
    return not File.select().exists() and not any(path.is_file() for path in folder.rglob("*"))


@pytest.mark.words
@pytest.mark.parametrize("case", ["one page", "three pages", "four MiB"])
def test_a_good_file_is_kept_with_its_facts(director, case):
    octets, pages = ACCEPTED[case]

    file = accept(upload(octets), user=director)

    found = File.get_by_id(file.id)
    assert (found.name, found.pages, found.size) == ("plan.pdf", pages, len(octets))
    assert (found.content_type, found.uploaded_by) == ("application/pdf", director)
    assert content(found).read() == octets


@pytest.mark.words
@pytest.mark.parametrize("problem", ONE_OF_EACH)
def test_a_bad_file_is_refused_in_words_and_leaves_nothing(director, problem):
    octets = ONE_OF_EACH[problem]

    with pytest.raises(MarelleError) as refusal:
        accept(upload(octets), user=director)

    fact, remedy = PROBLEMS[problem]
    assert str(refusal.value) == f"{fact} {remedy}"
    assert nothing_left()


@pytest.mark.words
@pytest.mark.parametrize("name", ["plan.txt", "plan", "plan.pdf.exe", "plan.pdf/", "plan.pd", "pdf",
                                  "plan\u202efdp.exe", "plan.exe\0.txt"])
def test_a_name_that_is_no_pdf_is_refused_before_its_content_is_read(director, name):
    file = upload(GOOD, name)

    with pytest.raises(MarelleError, match="Seuls les fichiers PDF sont acceptés"):
        accept(file, user=director)

    assert file.stream.tell() == 0 and nothing_left()


def test_the_type_that_the_browser_claims_counts_for_nothing(director):
    assert accept(upload(kind="text/html"), user=director).content_type == "application/pdf"
    with pytest.raises(MarelleError, match="contient autre chose"):
        accept(upload(b"<script>", kind="application/pdf"), user=director)


def test_no_file_chosen_is_said_so(director):
    with pytest.raises(MarelleError, match="Aucun fichier n’est choisi"):
        accept(upload(b"", ""), user=director)


@pytest.mark.words
def test_four_mib_is_accepted_and_one_octet_more_is_refused_with_the_real_size(director):
    assert accept(upload(of_size(FOUR_MIB)), user=director).size == FOUR_MIB
    with pytest.raises(MarelleError, match="pèse 4.194.305 octets"):
        accept(upload(of_size(FOUR_MIB + 1)), user=director)
    with pytest.raises(MarelleError, match="pèse 4,7.Mo ; la limite est de 4.Mo"):
        accept(upload(of_size(4_930_000)), user=director)

    assert File.select().count() == 1


def test_a_smaller_limit_may_be_asked(director):
    with pytest.raises(MarelleError, match="la limite est de 100.o"):
        accept(upload(), user=director, limit=100)


def test_marelle_itself_may_keep_a_file(app):
    assert accept(upload(), user=SYSTEM).uploaded_by is None


def test_what_marelle_made_is_kept_without_a_look(app, director):
    file = keep(b"nom;heures\n", name="../liste.csv", content_type="text/csv", user=director)

    assert (file.name, file.size, file.pages, file.uploaded_by) == ("liste.csv", 11, None, director)
    assert content(file).read() == b"nom;heures\n"


def test_a_file_by_itself_is_visible_to_nobody(director):
    accept(upload(), user=director)

    assert not File.visible_to(director).exists()


@pytest.mark.words
@pytest.mark.parametrize(("given", "shown"), [
    ("Plan d’intégration 2026.PDF", "Plan d’intégration 2026.PDF"),
    ("../../etc/cron.d/plan.pdf", "plan.pdf"),
    ("C:\\Users\\annick\\plan.pdf", "plan.pdf"),
    ("..\\..\\plan.pdf", "plan.pdf"),
    ("/plan.pdf", "plan.pdf"),
    ("plan\0.pdf", "plan.pdf"),
    ("plan\r\nX-Evil: 1.pdf", "planX-Evil: 1.pdf"),
    ("gnp\u202efdp.pdf", "gnpfdp.pdf"),
    ("\u200bplan\ufeff.pdf", "plan.pdf"),
    ("Pre\u0301nom.pdf", "Prénom.pdf"),
    ("plan\u2028de\u00a0service.pdf", "plan de service.pdf"),
    ("plan\ud800.pdf", "plan.pdf"),
    (".pdf", "document.pdf"),
    ("...pdf", "document.pdf"),
    ("..", "document"),
    ("  .  .pdf", "document.pdf"),
    ("-rf.pdf", "-rf.pdf"),
    ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
    ("a." + "b" * 300, "a." + "b" * 59),
    ("<img src=x onerror=alert(1)>.pdf", "<img src=x onerror=alert(1)>.pdf"),
])
def test_a_name_is_made_safe_to_show(given, shown):
    name = display_name(given)

    assert name == shown
    assert len(name) <= 120 and "/" not in name and name.isprintable()


def test_a_file_is_answered_as_an_attachment(app, director):
    file = accept(upload(name="Plan d’intégration.pdf"), user=director)

    with app.test_request_context():
        response = answer(file)
        body = b"".join(response.response)
        response.close()

    assert body == GOOD
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Length"] == str(len(GOOD))
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["Cache-Control"] == "no-store"
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    assert "filename*=UTF-8''Plan%20d%E2%80%99int%C3%A9gration.pdf" in disposition


@pytest.mark.words
@pytest.mark.parametrize("name", ['a"; filename="x.exe.pdf', "a\\b;.pdf", "a%22.pdf", "été ; 'x'.pdf"])
def test_a_name_cannot_leave_its_header(app, director, name):
    file = accept(upload(name=name), user=director)

    with app.test_request_context():
        response = answer(file)
        response.close()

    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename") and "\n" not in disposition
    assert disposition.count('"') - disposition.count('\\"') in (0, 2)


def test_the_content_goes_with_the_last_file_that_has_it(director):
    first, second = accept(upload(), user=director), accept(upload(name="copie.pdf"), user=director)
    store = running().store

    remove(first)
    assert store.exists(second.sha256)

    remove(second)
    assert nothing_left()


def test_a_deletion_that_is_rolled_back_keeps_the_content(director):
    file = accept(upload(), user=director)

    def fail():
        with write_transaction():
            remove(file)
            raise RuntimeError

    pytest.raises(RuntimeError, fail)

    assert File.select().count() == 1
    assert content(file).read() == GOOD


def test_an_upload_and_a_deletion_of_one_content_at_once_never_leave_a_row_without_content(app, director):
    refused = []

    def work(_number):
        with app.app_context(), db.connection_context():
            for _turn in range(3):
                try:
                    remove(accept(upload(), user=director))
                    accept(upload(), user=director)
                except MarelleError as error:
                    refused.append(str(error))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(running().store.verify(file.sha256) for file in File.select())
    assert all("supprimé ailleurs" in each for each in refused)
