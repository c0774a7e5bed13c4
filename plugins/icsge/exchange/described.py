"""The exchange described for others: writes docs/csg-exchange.yaml (`python -m plugins.icsge.exchange.described`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plugins.icsge.exchange import answers, envelope as env
from plugins.icsge.exchange.words import CUSTODY, PLACES, REASONS, ROLES, SLOTS

PAGE = Path(__file__).parents[3] / "docs" / "csg-exchange.yaml"
NOTE = "# Written by `python -m plugins.icsge.exchange.described` from the code: change it there, then run it again.\n"


def said(kind: str, **more: Any) -> dict[str, Any]:
    """A value of a kind."""
    return {"type": kind} | more


def thing(**parts: Any) -> dict[str, Any]:
    """An object all of whose parts are there, and no other; those whose name ends with `_` may be left out."""
    return {"type": "object", "additionalProperties": False, "required": [
        name for name in parts if not name.endswith("_")],
        "properties": {name.rstrip("_"): value for name, value in parts.items()}}


def or_nothing(schema: dict[str, Any]) -> dict[str, Any]:
    """The same, or null."""
    return schema | {"type": [schema["type"], "null"]}


TEXT, FLAG, NUMBER = said("string"), said("boolean"), said("integer")
DAY = said("string", format="date", pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")


def of(name: str) -> dict[str, str]:
    """A schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def one_of(words: Any) -> dict[str, Any]:
    """One of these words."""
    return said("string", enum=list(words))


def listed(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A list."""
    return said("array", items=schema, **more)


ADULT = {"reference": TEXT, "nom": TEXT, "prenom": TEXT, "role": one_of([*ROLES.values(), ""])}
WEEK = thing(jours=NUMBER, demiJours=NUMBER)
SCHEMAS: dict[str, dict[str, Any]] = {
    "DossierParentEnfant": thing(
        numeroDossier=TEXT, debut=DAY, fin=or_nothing(DAY), gardePartagee=one_of(CUSTODY.values()), rsg=TEXT,
        enfant=of("Enfant"), parentA=of("ParentA"), parentB=of("ParentB"), ageEnvoi_=NUMBER),
    "Enfant": thing(
        reference=TEXT, nom=TEXT, prenom=TEXT, dateNaissance=or_nothing(DAY), sexe=one_of(("F", "M", "X", "")),
        neHorsProvince=FLAG, nirec=TEXT, necsg=TEXT, typePlace=one_of(PLACES.values()),
        besoinsParticuliers=listed(thing(du=DAY, au=or_nothing(DAY))), distinct=FLAG),
    "ParentA": thing(**ADULT, adresse=thing(rue=TEXT, ville=TEXT, province=TEXT, codePostal=TEXT)),
    "ParentB": or_nothing(thing(**ADULT)),
    "EntenteService": thing(
        numeroDossier=TEXT, numero=TEXT, debut=DAY, fin=or_nothing(DAY), remplacant=FLAG, frequentationVariable=FLAG,
        ecp=or_nothing(thing(semaines=listed(WEEK, minItems=1, maxItems=2))), protocole=FLAG, mesureTransitoire=FLAG,
        poupon=FLAG, finPoupon=or_nothing(DAY), finPouponAnterieure=or_nothing(DAY), motif=TEXT,
        signature=thing(date=or_nothing(DAY), conforme=FLAG), horaire=listed(
            listed(of("Jour"), minItems=7, maxItems=7), minItems=1, maxItems=2)),
    "Jour": thing(plages=listed(one_of(SLOTS.values())), demi_=FLAG, de_=NUMBER, a_=NUMBER),
    "SuppressionEntente": thing(numeroDossier=TEXT, numero=TEXT),
    "PeriodeProtocole": thing(numero=TEXT, debut=or_nothing(DAY), fin=or_nothing(DAY), joursParSemaine=NUMBER,
                              places=NUMBER, codeAge=one_of(("0-17", "18-59"))),
    "JourFermeture": thing(date=DAY, annee=NUMBER, plages=listed(one_of(SLOTS.values())), administrationOuverte=FLAG,
                           gardeOuverte=FLAG, raison=one_of(REASONS.values())),
    "Recherche": thing(enfant=of("Enfant"), parentA=of("ParentA"), parentB=of("ParentB")),
    "Message": thing(code=said("string", pattern="^CSG[0-9]{3}[AE][A-Z]?$"),
                     texte=said("string", minLength=1, maxLength=answers.LONGEST_TEXT), champ_=TEXT),
    "Resultat": thing(
        operation=one_of(env.OPERATIONS), cle=said("string", maxLength=120), resultat=one_of(answers.RESULTS),
        numeroDossier=said("string", maxLength=20), necsg=said("string", pattern="^[0-9]{0,20}$"),
        messages=listed(of("Message"), maxItems=answers.MOST_MESSAGES)),
    "Etat": thing(ouvert=FLAG, message=TEXT, guide=TEXT, heure=said("string", format="date-time")),
    "Refus": thing(messages=listed(of("Message"))),
}
RECORDS = {
    env.ADD_FILE: "DossierParentEnfant", env.CHANGE_FILE: "DossierParentEnfant", env.FIND_FILE: "Recherche",
    env.ADD_AGREEMENT: "EntenteService", env.CHANGE_AGREEMENT: "EntenteService",
    env.DELETE_AGREEMENT: "SuppressionEntente", env.ADD_PERIOD: "PeriodeProtocole",
    env.CHANGE_PERIOD: "PeriodeProtocole", env.DELETE_PERIOD: "PeriodeProtocole", env.ADD_CLOSURE: "JourFermeture",
    env.DELETE_CLOSURE: "JourFermeture"}
"""The schema of the record of each operation."""
REFUSALS = {"403": "CSG001E and nothing else, whatever is wrong: numbers, code, or a clock off by over five minutes.",
            "426": "CSG003E: the version of the exchange is not accepted any more.",
            "500": "CSG190E: it is not known whether the record was applied; look it up.",
            "503": "CSG002E: the system is closed; nothing was applied."}


def wrapped(record: str) -> dict[str, Any]:
    """The envelope around a record."""
    return thing(composante=thing(division=TEXT, installation=TEXT), envoyeLe=said("string", format="date-time"),
                 client=thing(nom=TEXT, version=TEXT), guide=TEXT, operation=TEXT, enregistrement=of(record))


def answer(text: str, schema: str) -> dict[str, Any]:
    """An answer in JSON."""
    return {"description": text, "content": {"application/json": {"schema": of(schema)}}}


def refusals() -> dict[str, Any]:
    """What any request may be answered instead."""
    return {status: answer(text, "Refus") for status, text in REFUSALS.items()}


def header(name: str, text: str) -> dict[str, Any]:
    """A header that each request has."""
    return {"name": name, "in": "header", "required": True, "description": text, "schema": TEXT}


WHO = [header("X-Csg-Division", "Number of the division."), header("X-Csg-Installation", "Number of the installation."),
       header("X-Csg-Code-Acces", "The access code, as it was pasted."),
       header("X-Csg-Heure", "The sender's clock, ISO 8601 with its zone."),
       header("X-Csg-Guide", "The version of this exchange.")]
KEY = header("Idempotency-Key", "The same for the same content. What was applied under a key is never applied again: "
             "its first answer comes back. Another content under the same key is a 409.")


def described() -> dict[str, Any]:
    """The whole description, as OpenAPI 3.1."""
    paths = {f"/csg/v1/{name}": {"post": {
        "operationId": name, "parameters": [*WHO, KEY],
        "requestBody": {"required": True, "content": {"application/json": {"schema": wrapped(schema)}}},
        "responses": {"200": answer("What became of the record.", "Resultat"),
                      "400": {"description": "Not in the form of the exchange; nothing was applied."},
                      "409": {"description": "The key is that of another content."}} | refusals()}}
        for name, schema in RECORDS.items()}
    paths |= {"/csg/v1/etat": {"get": {"operationId": env.STATE, "parameters": WHO, "responses": {
        "200": answer("The system is open, and the component known.", "Etat")} | refusals()}},
        "/csg/v1/resultats/{cle}": {"get": {"operationId": "Resultat", "parameters": [
            *WHO, {"name": "cle", "in": "path", "required": True, "schema": TEXT}], "responses": {
                "200": answer("What became of the record of this key.", "Resultat"),
                "404": {"description": "No record came under this key."}} | refusals()}}}
    return {"openapi": "3.1.0", "info": {"title": "Exchange with CSG", "version": env.GUIDE, "description": (
        "The exchange that Marelle's client speaks and its simulator answers. Only the names of the operations "
        "DossierParentEnfantAjouts and EntenteServiceAjouts are known to be the Ministry's; all else is ours.")},
        "servers": [{"url": "http://127.0.0.1:5050"}], "paths": paths, "components": {"schemas": SCHEMAS}}


def yaml(value: Any, depth: int = 0) -> Iterator[str]:
    """Lines of YAML; what fits on a line is written on one, as JSON, which YAML reads."""
    for name, inner in value.items():
        flat = json.dumps(inner, ensure_ascii=False)
        key = f"{'  ' * depth}{name if name.isidentifier() else json.dumps(name)}:"
        if not isinstance(inner, dict) or len(key) + len(flat) < 118:
            yield f"{key} {flat}"
        else:
            yield key
            yield from yaml(inner, depth + 1)


def text() -> str:
    """The content of the file."""
    return NOTE + "\n".join(yaml(described())) + "\n"


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
