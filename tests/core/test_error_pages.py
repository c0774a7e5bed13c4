"""Each refusal of the server, met for a real cause, in both languages: what happened, where, what to do, one frame."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from flask import g, session
from peewee import OperationalError

from core.api import Page, User, expose, needs
from core.database import db
from core.plugin import Plugin

pytestmark = pytest.mark.words
LANGUAGES = ("fr-CA", "en-CA")
OVERLONG = "x" * (3 * 1024 * 1024)


class BurningPage(Page):
    """A page of a plugin that fails."""

    name, url = "burning.page", "/brule"
    permission = "core.job.read"

    @expose("/")
    @needs("core.job.read", "tout")
    def index(self):
        """A mistake of ours."""
        raise ZeroDivisionError("ce que le module sait")


def away(*_anything, **_more):
    raise OperationalError("the server closed the connection")


class LosingPage(Page):
    """A page that finds the database gone, after the person was recognised."""

    name, url = "losing.page", "/perdue"
    permission = "core.job.read"

    @expose("/")
    @needs("core.job.read", "tout")
    def index(self):
        """From here on every statement fails; what the session had to keep too."""
        session["kept"] = "ceci"
        g.gone.setattr(db.obj, "execute_sql", away)
        return str(User.select().count())


class Burning(Plugin):
    """A plugin whose page fails."""

    name, title, version = "burning", "Feu", "1"
    views = (BurningPage, LosingPage)


@dataclass(frozen=True)
class Cause:
    """How a refusal is met, and what is said of it and advised in each language."""

    status: int
    path: str
    said: tuple[str, str]
    advised: tuple[str, str]
    method: str = "GET"
    data: dict | None = None


CAUSES = (
    Cause(400, "/langue", ("Cette page n’est plus à jour", "This page is out of date"),
          ("recommencez", "again"), "POST"),
    Cause(403, "/administration/journal/", ("Votre rôle ne comprend pas", "Your role does not include"),
          ("Demandez ce droit", "Ask")),
    Cause(404, "/nulle-part", ("Cette page n’existe pas", "This page does not exist"),
          ("repartez du tableau de bord", "dashboard")),
    Cause(404, "/taches/999999999", ("n’existe pas", "not exist"), ("tableau de bord", "dashboard")),
    Cause(405, "/avis", ("Cette adresse ne s’ouvre pas", "This address does not open"),
          ("page précédente", "previous page"), "DELETE"),
    Cause(413, "/comptes/moi", ("L’envoi est trop gros", "What you sent is too large"),
          ("deux parties", "two parts"), "POST", {"x": OVERLONG}),
    Cause(500, "/brule/", ("Marelle n’a pas pu terminer", "Marelle could not finish"), ("Recommencez", "again")),
)


@pytest.fixture
def plugins():
    return [Burning]


@pytest.fixture
def reader(user_with, sign_in):
    """Somebody with one right, signed in."""
    return sign_in(user_with("core.job.read"))


def in_frame(page, status: int, path: str) -> str:
    """The h1 of a refusal that stands in our frame, with its code, its address and where to go."""
    assert page.status_code == status and page.mimetype == "text/html"
    assert f"Code {status} · " in page.text and f">{path}<" in page.text
    assert len(re.findall("<h1", page.text)) == 1
    for part in ("<main", "<link rel=\"stylesheet\"", "class=\"m-btn is-primary\" href=\"/"):
        assert part in page.text
    assert "Traceback" not in page.text and "Werkzeug" not in page.text
    return re.search(r"<h1>(.*?)</h1>", page.text, re.S)[1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: f"{cause.status} {cause.path}")
def test_a_refusal_says_what_where_and_what_to_do(reader, cause, language):
    headers = {"Accept-Language": language} | ({"X-CSRFToken": "faux"} if cause.status == 400 else {})
    page = reader.open(cause.path, method=cause.method, data=cause.data, headers=headers)
    number = LANGUAGES.index(language)
    assert cause.said[number] in in_frame(page, cause.status, cause.path)
    assert cause.advised[number] in page.text
    assert f'<html lang="{language[:2]}' in page.text
    assert "ce que le module sait" not in page.text


def test_a_visitor_is_offered_to_sign_in(client):
    page = client.get("/nulle-part")
    assert "Cette page n’existe pas" in in_frame(page, 404, "/nulle-part")
    assert "Se connecter" in page.text and "m-banner" not in page.text


def test_a_wrong_method_names_the_right_ones(reader):
    assert set(reader.delete("/avis").headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_a_fault_gives_a_reference_to_tell(reader):
    assert re.search(r"référence \S{6,}", reader.get("/brule/").text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_too_many_tries_say_when_to_try_again(client, language):
    for _number in range(11):
        page = client.post("/login", data={"email": "personne@exemple.test", "password": "faux et archifaux"},
                           headers={"Accept-Language": language})
    assert page.status_code == 429 and 0 < int(page.headers["Retry-After"]) <= 900
    assert ("Trop d’essais", "Too many attempts")[LANGUAGES.index(language)] in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_database_that_is_away_is_told_in_the_same_frame(reader, language, monkeypatch):
    monkeypatch.setattr(db.obj, "execute_sql", away)
    page = reader.get("/taches", headers={"Accept-Language": language})
    said = ("La base de données ne répond pas", "The database is not answering")[LANGUAGES.index(language)]
    assert said in in_frame(page, 503, "/taches")


def test_a_database_that_goes_away_meanwhile_is_told_without_asking_it_again(app, reader, monkeypatch):
    app.before_request_funcs.setdefault(None, []).append(lambda: setattr(g, "gone", monkeypatch))

    page = reader.get("/perdue/")

    assert "La base de données ne répond pas" in in_frame(page, 503, "/perdue/")
    assert "m-banner" not in page.text and "Rien n’est perdu" in page.text
    assert re.search(r'<a class="m-btn is-primary" href="/perdue/">.*?Réessayer</a>', page.text, re.S)
