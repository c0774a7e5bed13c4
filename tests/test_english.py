"""The pages in English: every word of ours, the dates, the documents, the notices, the mails, the libraries."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal

import flask_admin.babel
import flask_wtf.i18n
import pytest
from flask import g
from flask_babel import force_locale
from pypdf import PdfReader

from core.i18n import _, ngettext, pgettext
from core.notify import Notice, notify
from core.sentences import pack, unpack
from core.testing import signed_in
from plugins.agreements.plugin import Agreements
from plugins.families.plugin import Families
from plugins.icsge.plugin import Icsge
from plugins.mes.plugin import Mes
from plugins.mes.wording import counted
from tests.mes.world import gather, plant
from tests.planted import planted_app, undone

pytestmark = pytest.mark.words
FRENCH = re.compile(r"\b(Demandes?|Brouillon|Transmis|Conforme|Terminée|Tableau|Rechercher|Connexion|Retour|Aucune?|"
                    r"Pourquoi|Historique|Enregistrer|Annuler|depuis|votre|vous|cette|avec|sont|pour|une)\b")
SHOWN = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.S)


@pytest.fixture(scope="module")
def planted(request, database_kind, tmp_path_factory):
    """The people and places of MES."""
    with planted_app(request, tmp_path_factory.mktemp("english"), [Families, Agreements, Icsge, Mes], plant) as found:
        yield found


@pytest.fixture
def world(planted):
    with undone(*planted):
        yield gather()


@pytest.fixture
def app(planted):
    return planted[0]


@pytest.fixture
def returned(world):
    """A request sent back with a comment, of a child born on July 22, 2021."""
    request = world.returned("field:hours_per_day")
    type(request.child).update(birth_date=date(2021, 7, 22)).execute()
    return request


@pytest.fixture
def reading(app, world):
    """A factory: the pages as a person reads them after choosing English by the button of the frame."""

    def make(user):
        client = signed_in(app, user)
        assert client.post("/langue", data={"language": "en", "next": "/"}).status_code == 302
        return lambda url: words(client.get(url, follow_redirects=True))

    return make


def words(answer) -> str:
    """What a page shows, once sure that it says it is English."""
    page = answer.get_data(as_text=True)
    assert '<html lang="en"' in page
    return " ".join(SHOWN.sub(" ", page).split())


def test_sign_in_is_in_the_language_of_the_browser(app, world):
    page = words(app.test_client().get("/login", headers={"Accept-Language": "en-CA,en;q=0.9"}))
    assert "Sign in" in page and "Email address" in page and "Password" in page
    assert FRENCH.findall(page) == []


def test_a_visitor_without_english_reads_french(app, world):
    page = app.test_client().get("/login", headers={"Accept-Language": "de"}).get_data(as_text=True)
    assert '<html lang="fr"' in page and "Mot de passe" in page


def test_the_dashboard(reading, world, returned):
    page = reading(world.editor)("/")
    assert "Dashboard" in page and "Your turn to play" in page and "Support measure (MES)" in page
    assert FRENCH.findall(page) == []


@pytest.mark.parametrize(("shown", "title"), [
    ("", "Current requests"), ("/brouillons", "Draft requests"), ("/conformes", "Compliant requests"),
    ("/terminees", "Closed requests")])
def test_the_lists(reading, world, returned, shown, title):
    address = "/mes/demandes/liste" + shown if shown else "/mes/demandes/"
    page = reading(world.editor)(address)
    assert title in page and "Installation" in page
    assert FRENCH.findall(page) == []


def test_the_list_tells_the_state_and_whose_turn_it_is(reading, world, returned):
    page = reading(world.editor)("/mes/demandes/")
    assert "Returned with comments" in page and "Your turn" in page


def test_the_record_page(reading, world, returned):
    page = reading(world.editor)(f"/mes/demandes/{returned.id}")
    assert "Square 3 of 5: Returned with comments, your turn" in page
    assert "July 22, 2021" in page and "4.5 h" in page and "Why not?" in page
    assert re.search(r"Returned with comments, by Agent Essai, on [A-Z][a-z]+ \d{1,2}, 20\d\d\.", page)
    assert "What you can do" in page and "Delete the request , unavailable" in page and "“Draft”" in page
    assert FRENCH.findall(page) == []


def test_an_error_page(reading, world):
    page = reading(world.editor)("/mes/demandes/99999999")
    assert "This page does not exist, or you do not have the right to see it." in page
    assert FRENCH.findall(page) == []


def test_the_administration(reading, world):
    read = reading(world.administrator)
    for address in ("/administration/", "/administration/utilisateurs/", "/administration/roles/", "/taches", "/avis"):
        page = read(address)
        assert FRENCH.findall(page.replace("Saisie", "")) == [], address


def test_a_document_is_in_the_language_of_who_prints_it(app, world, returned):
    client = signed_in(app, world.editor)
    client.post("/langue", data={"language": "en"})
    printed = PdfReader(io.BytesIO(client.post(f"/mes/demandes/{returned.id}/imprimer/form").data))
    text = " ".join(" ".join(sheet.extract_text() for sheet in printed.pages).split())
    assert printed.trailer["/Root"]["/Lang"] == "en"
    assert "Support request" in text and "July 22, 2021" in text and "4.5 hours per day" in text
    assert re.search(r"page\s+1\s+of\s+\d", text)


def test_a_notice_is_read_in_the_language_of_its_reader(reading, world):
    with force_locale("fr"):
        notify([world.editor], _("La demande %(number)s a été transmise.", number="2026-11-026"))
    assert "Request 2026-11-026 has been submitted." in reading(world.editor)("/avis")
    assert Notice.get().text.startswith('{"text": "La demande')


def test_a_sentence_kept_with_its_context(app, world):
    kept = pack(_("L’état est « %(state)s »", state=pgettext("état", "Commentaires")))
    with force_locale("en"):
        assert unpack(kept) == "The state is “Returned with comments”"
        assert str(_("Commentaires")) == "Comments"
    assert unpack(kept) == "L’état est « Commentaires »"


@pytest.mark.parametrize(("language", "said"), [
    ("fr", ["0,5 jour par semaine", "1 jour par semaine", "1,5 jour par semaine", "2,5 jours par semaine"]),
    ("en", ["0.5 days per week", "1 day per week", "1.5 days per week", "2.5 days per week"])])
def test_fractions_of_two_languages(app, world, language, said):
    with force_locale(language):
        assert [counted("days_per_week", Decimal(days)) for days in ("0.5", "1", "1.5", "2.50")] == said


@pytest.mark.parametrize(("language", "said"), [
    ("fr", ["0 personne", "1 personne", "2 personnes"]), ("en", ["0 people", "1 person", "2 people"])])
def test_zero_is_singular_in_french_only(app, world, language, said):
    with force_locale(language):
        assert [ngettext("%(num)s personne", "%(num)s personnes", count) for count in range(3)] == said
        template = app.jinja_env.from_string("{{ ngettext('%(num)s personne', '%(num)s personnes', count) }}")
        assert [template.render(count=count) for count in range(3)] == said


@pytest.mark.parametrize(("language", "said"), [
    ("fr", ("Connexion requise", "Enregistrer", "Ce champ est requis.")),
    ("fr_CA", ("Connexion requise", "Enregistrer", "Ce champ est requis.")),
    ("en", ("Login Required", "Save", "This field is required.")),
    ("en_CA", ("Login Required", "Save", "This field is required."))])
def test_the_catalogues_of_the_libraries(app, language, said):
    with app.test_request_context(), force_locale(language):
        assert g is not None
        security = app.extensions["security"].i18n_domain
        assert said == (security.gettext("Login Required"), flask_admin.babel.gettext("Save"),
                        flask_wtf.i18n.translations.gettext("This field is required."))
