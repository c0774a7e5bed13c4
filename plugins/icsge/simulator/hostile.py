"""Answers that no client must believe: each takes the good answer and makes something else of it (SEC-24)."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from typing import Any

from flask import Response

JSON = "application/json"
Made = Callable[[dict[str, Any]], Response]


def _json(said: object) -> Response:
    return Response(json.dumps(said), mimetype=JSON)


def _with(**changed: object) -> Made:
    """The good answer with some names changed."""
    return lambda good: _json(good | changed)


def _raw(text: str | bytes, status: int = 200, mimetype: str = JSON, headers: Mapping[str, str] | None = None) -> Made:
    return lambda _good: Response(text, status=status, mimetype=mimetype, headers=headers)


def _message(**changed: str) -> Made:
    """A warning, with something wrong in it."""
    said = {"code": "CSG043A", "texte": "Un texte.", "champ": ""} | changed
    return lambda good: _json(good | {"resultat": "accepteAvecAvertissements", "messages": [said]})


def _twice(good: dict[str, Any]) -> Response:
    text = json.dumps(good)
    return Response(text[:-1] + ', "resultat": "refuse"}', mimetype=JSON)


def _packed(good: dict[str, Any]) -> Response:
    return Response(gzip.compress(b" " * 30_000_000), mimetype=JSON, headers={"Content-Encoding": "gzip"})


HOSTILE: tuple[tuple[str, Made], ...] = (
    ("vide", _raw("")),
    ("page HTML au lieu de JSON", _raw("<html><body>Bienvenue</body></html>", mimetype="text/html")),
    ("HTML sous le nom de JSON", _raw("<script>alert(1)</script>")),
    ("liste au lieu d’un objet", lambda good: _json([good])),
    ("JSON tronqué", lambda good: Response(json.dumps(good)[:-9], mimetype=JSON)),
    ("octets qui ne sont pas de l’UTF-8", _raw(b'{"resultat": "\xff\xfe"}')),
    ("cent mille tableaux emboîtés", _raw("[" * 100_000)),
    ("onze mégaoctets", _raw(b" " * (11 * 1024 * 1024))),
    ("bombe compressée", _packed),
    ("redirection vers un autre serveur", _raw("", 302, headers={"Location": "http://voleur.test/"})),
    ("redirection qui garde la méthode", _raw("", 307, headers={"Location": "/csg/v1/ailleurs"})),
    ("clé d’un autre envoi", _with(cle="file-999-0")),
    ("autre opération", _with(operation="EtatSysteme")),
    ("résultat inconnu", _with(resultat="peutEtre")),
    ("accepté avec une erreur", _with(resultat="accepte", messages=[
        {"code": "CSG042E", "texte": "La date de naissance ou le sexe ne concorde pas", "champ": ""}])),
    ("refusé sans message", _with(resultat="refuse", messages=[])),
    ("code de message inventé", _message(code="XYZ042E")),
    ("texte qui s’affiche à l’envers", _message(texte="Accepté \u202eéliforp ertov")),
    ("texte avec des octets de commande", _message(texte="Accepté\x1b[2J")),
    ("numéro de dossier qui est une adresse", _with(numeroDossier="../../etc/passwd")),
    ("NECSG qui est un nombre", _with(necsg=100000001)),
    ("NECSG qui n’a pas de fin", _with(necsg="9" * 500)),
    ("mille messages", _with(resultat="accepteAvecAvertissements", messages=[
        {"code": "CSG043A", "texte": "x", "champ": ""}] * 1000)),
    ("un nom écrit deux fois", _twice),
    ("nombre qui n’en est pas un", lambda good: Response(json.dumps(good | {"version": float("nan")}), mimetype=JSON)),
    ("statut 201", lambda good: Response(json.dumps(good), status=201, mimetype=JSON)),
)
"""Their names, and how each is made of the good answer; their numbers begin at 1."""


def made(number: int, good: dict[str, Any]) -> Response:
    """The hostile answer of a number."""
    return HOSTILE[(number - 1) % len(HOSTILE)][1](good)
