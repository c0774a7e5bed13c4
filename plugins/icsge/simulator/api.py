"""The exchange as the simulator answers it: docs/csg-exchange.yaml says the same."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from email.utils import format_datetime
from typing import Any

from flask import Blueprint, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

from core.api import utcnow
from plugins.icsge.exchange.bodies import digest
from plugins.icsge.exchange.envelope import (
    ADD_AGREEMENT,
    ADD_CLOSURE,
    ADD_FILE,
    ADD_PERIOD,
    CHANGE_AGREEMENT,
    CHANGE_FILE,
    CHANGE_PERIOD,
    DELETE_AGREEMENT,
    DELETE_CLOSURE,
    DELETE_PERIOD,
    FIND_FILE,
    GUIDE,
)
from plugins.icsge.rules.catalogue import MESSAGES
from plugins.icsge.simulator import agreements, faults, files, hostile, places
from plugins.icsge.simulator.answer import Answer, said
from plugins.icsge.simulator.codes import recognised
from plugins.icsge.simulator.models import Component, Exchange, store, writing
from plugins.icsge.simulator.reading import Unreadable
from plugins.icsge.simulator.server import LINE

api = Blueprint("api", __name__, url_prefix="/csg/v1")
NEWER_GUIDE = "2027-1"
LONGEST_KEY = 120
CLOSE = "close"
"""What an answer says that is the last one of its connection."""
Act = Callable[[Component, Mapping[str, Any]], Answer]
ACTS: dict[str, Act] = {
    ADD_FILE: files.add, CHANGE_FILE: files.change, ADD_AGREEMENT: agreements.receive,
    CHANGE_AGREEMENT: agreements.receive, DELETE_AGREEMENT: agreements.delete, ADD_PERIOD: places.receive_period,
    CHANGE_PERIOD: places.receive_period, DELETE_PERIOD: places.delete_period, ADD_CLOSURE: places.receive_closure,
    DELETE_CLOSURE: places.delete_closure}
"""What is done with a record, by operation."""


class Cut(Exception):
    """The connection is closed without another word."""


@api.before_request
def open_store() -> Response | None:
    """Read the faults that are on, and refuse whoever is not recognised, or whatever the state of the system."""
    g.faults, g.now = {}, utcnow()
    g.opened = store.connect(reuse_if_open=True)
    g.faults = faults.standing()
    g.now = faults.now(g.faults)
    faults.wait(g.faults)
    if g.faults["maintenance"]:
        return told(503, 2)
    g.component = recognised(request.headers, g.now)
    if g.component is None:
        return told(403, 1)
    return told(426, 3) if g.faults["guide"] == 2 else None


@api.after_request
def stamp(answer: Response) -> Response:
    """The simulator's own clock, and the address that it saw."""
    answer.headers["Date"] = format_datetime(g.now, usegmt=True)
    answer.headers["X-Adresse-Vue"] = request.remote_addr or ""
    answer.headers["Cache-Control"] = "no-store"
    return answer


@api.teardown_request
def close_store(_fault) -> None:
    """Give the connection back."""
    if g.pop("opened", False):
        store.close()


def told(status: int, number: int) -> Response:
    """An answer that is one message of the catalogue, and nothing else."""
    message = MESSAGES[number]
    answer = jsonify(messages=[said(message.code, message.text)])
    answer.status_code = status
    return answer


@api.get("/etat")
def state() -> Response:
    """EtatSysteme."""
    guide = NEWER_GUIDE if g.faults["guide"] else GUIDE
    return jsonify(ouvert=True, message="", guide=guide, heure=g.now.isoformat(timespec="seconds"))


@api.get("/resultats/<key>")
def result(key: str) -> Response:
    """What became of the record of a key."""
    row = Exchange.get_or_none(Exchange.component == g.component, Exchange.key == key)
    if row is not None:
        return jsonify(row.answer)
    answer = jsonify(resultat="inconnu", cle=key)
    answer.status_code = 404
    return answer


@api.post("/<operation>")
def receive(operation: str) -> Response:
    """One record: judged, applied when nothing forbids it, answered; each in its turn."""
    body, key = record_of(operation)
    if operation == FIND_FILE:
        return jsonify(files.find(g.component, body).as_json(operation, key))
    if g.faults["coupeAu"] and faults.cuts_now():
        raise Cut
    if strikes("erreurs"):
        return told(500, 190)
    good = handle(operation, key, body)
    if good is None:
        return Response('{"erreur": "cle"}', status=409, mimetype="application/json")
    return spoiled(good)


def record_of(operation: str) -> tuple[dict[str, Any], str]:
    """The record and the key of a request; raises Unreadable when the envelope is not the agreed one."""
    said_all, key = request.get_json(silent=True), request.headers.get("Idempotency-Key", "")
    if operation not in ACTS and operation != FIND_FILE:
        raise Unreadable("operation")
    if not isinstance(said_all, dict) or said_all.get("operation") != operation or not 0 < len(key) <= LONGEST_KEY:
        raise Unreadable("enveloppe")
    sender = {"division": g.component.division, "installation": g.component.installation}
    body = said_all.get("enregistrement")
    if said_all.get("composante") != sender or not isinstance(body, dict):
        raise Unreadable("composante" if isinstance(body, dict) else "enregistrement")
    return {name: value for name, value in body.items() if name != "ageEnvoi"}, key


def handle(operation: str, key: str, body: Mapping[str, Any]) -> dict[str, Any] | None:
    """The answer to a record; None when its key came with another body. What was applied is never applied again."""
    content = digest(body)
    with writing():
        row = Exchange.get_or_none(Exchange.component == g.component, Exchange.key == key)
        if row is not None and (row.digest, row.operation) != (content, operation):
            return None
        if row is not None and row.applied:
            Exchange.update(times=Exchange.times + 1).where(Exchange.id == row.id).execute()
            return row.answer
        answer = warned(ACTS[operation](g.component, body))
        row = row or Exchange(component=g.component, key=key, operation=operation, digest=content, times=0)
        row.answer, row.applied = answer.as_json(operation, key), answer.accepted
        row.times, row.at = row.times + 1, utcnow().replace(tzinfo=None)
        row.save()
    return row.answer


def warned(answer: Answer) -> Answer:
    """The answer, with what is said of an old guide."""
    if not g.faults["guide"]:
        return answer
    old = MESSAGES[4]
    return Answer((*answer.messages, said(old.code, old.text)), answer.csg_number, answer.necsg)


def strikes(name: str) -> bool:
    """Whether a counted fault strikes this record; without one, the database is not asked."""
    return bool(g.faults[name]) and faults.take(name)


def spoiled(good: dict[str, Any]) -> Response:
    """The good answer, or what a fault makes of it once the record was applied."""
    if strikes("coupeAppliques"):
        raise Cut
    if strikes("erreursAppliquees"):
        return told(500, 190)
    answer = jsonify(good)
    if strikes("demiReponses"):
        half = Response(answer.get_data()[:len(answer.get_data()) // 2], mimetype="application/json")
        half.headers["Content-Length"] = str(len(answer.get_data()))
        half.automatically_set_content_length = False
        half.headers["Connection"] = CLOSE
        return half
    return hostile.made(g.faults["hostile"], good) if g.faults["hostile"] else answer


@api.errorhandler(Cut)
def hang_up(_fault: Cut) -> Response:
    """Close the connection at once; under a test's client, an answer that nobody can use."""
    line = request.environ.get(LINE)
    if line is not None:
        line.shutdown(socket.SHUT_RDWR)
    return Response(status=500)


@api.errorhandler(Unreadable)
def unreadable(fault: Unreadable) -> Response:
    """A request that is not in the form of the exchange: nothing was applied."""
    answer = jsonify(erreur=str(fault))
    answer.status_code = 400
    return answer


@api.errorhandler(HTTPException)
def other(fault: HTTPException) -> Response:
    """Anything else that HTTP has a number for."""
    answer = jsonify(erreur=fault.name)
    answer.status_code = fault.code or 500
    answer.headers["Connection"] = CLOSE
    return answer
