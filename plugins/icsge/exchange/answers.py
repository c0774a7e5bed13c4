"""Reading what a server answers: only what has exactly the form that was agreed changes anything here (SEC-24).

Whatever else comes, whoever sent it, is an `Unanswered`: the record is looked up before it is sent again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from core.api import _
from plugins.icsge.exchange.envelope import Sent
from plugins.icsge.exchange.transport import Outcome, Said, ServerState, Unanswered
from plugins.icsge.rules.message import read_code

LARGEST = 10 * 1024 * 1024
"""The most that is read of an answer."""
MOST_MESSAGES, LONGEST_TEXT = 200, 1000
NUMBER = re.compile(r"[0-9A-Za-z-]{0,20}")
NECSG = re.compile(r"[0-9]{0,20}")
FIELD = re.compile(r"[0-9A-Za-z._-]{0,60}")
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Signs that nobody sees, or that turn what follows around."""
RESULTS = {"accepte": "", "accepteAvecAvertissements": "A", "refuse": "E"}
"""What became of a record, and the gravest message that goes with it."""


def malformed(what: object) -> Unanswered:
    """The fault of an answer that is not one; `what` names the part, never its content."""
    return Unanswered(_("La réponse du serveur ne se lit pas (%(what)s).", what=what),
                      _("Rien n’a été changé : le dossier sera demandé au serveur avant d’être renvoyé."))


def read_json(content: bytes) -> Mapping[str, Any]:
    """The object of an answer; raises Unanswered for anything that is not plain JSON."""
    if len(content) > LARGEST:
        raise malformed(_("taille"))
    try:
        said = json.loads(content.decode("utf-8"), object_pairs_hook=_each_name_once, parse_constant=_no_constant,
                          parse_float=_no_constant)
    except (ValueError, RecursionError):
        raise malformed("JSON") from None
    if not isinstance(said, dict):
        raise malformed("JSON")
    return said


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name comes twice")
    return found


def _no_constant(text: str) -> Any:
    raise ValueError(text)


def read_outcome(content: bytes, sent: Sent) -> Outcome:
    """The outcome of one record; raises Unanswered when the answer is another one's, or contradicts itself."""
    said = read_json(content)
    if said.get("cle") != sent.key or said.get("operation") != sent.operation:
        raise malformed(_("clé"))
    result, messages = said.get("resultat"), read_messages(said.get("messages"))
    if not isinstance(result, str) or result not in RESULTS:
        raise malformed(_("résultat"))
    gravest = max((each.severity for each in messages), default="")
    if gravest != RESULTS[result]:
        raise malformed(_("résultat"))
    return Outcome(result != "refuse", _text(said, "numeroDossier", NUMBER), _text(said, "necsg", NECSG), messages)


def read_messages(said: Any) -> tuple[Said, ...]:
    """The messages of an answer, as they came."""
    if not isinstance(said, list) or len(said) > MOST_MESSAGES:
        raise malformed(_("messages"))
    return tuple(_message(each) for each in said)


def _message(said: Any) -> Said:
    if not isinstance(said, dict):
        raise malformed(_("messages"))
    code, text = said.get("code"), said.get("texte")
    read = read_code(code) if isinstance(code, str) else None
    if read is None:
        raise malformed(_("code"))
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST_TEXT or UNSEEN.search(text):
        raise malformed(_("texte"))
    return Said(code, *read, text, _text(said, "champ", FIELD))


def _text(said: Mapping[str, Any], name: str, form: re.Pattern[str]) -> str:
    """A word of an answer, which may be left out."""
    value = said.get(name, "")
    if not isinstance(value, str) or not form.fullmatch(value):
        raise malformed(name)
    return value


def read_state(content: bytes, *, skew: int) -> ServerState:
    """What the server says of itself."""
    said = read_json(content)
    is_open, message, guide, at = (said.get(name) for name in ("ouvert", "message", "guide", "heure"))
    if not isinstance(is_open, bool) or not isinstance(message, str) or len(message) > LONGEST_TEXT:
        raise malformed(_("état"))
    if UNSEEN.search(message) or not isinstance(guide, str) or not re.fullmatch(r"[0-9A-Za-z.-]{1,20}", guide):
        raise malformed(_("état"))
    try:
        moment = datetime.fromisoformat(at if isinstance(at, str) else "").astimezone(UTC)
    except (ValueError, OverflowError):
        raise malformed(_("heure")) from None
    return ServerState(is_open, message, guide, moment, skew)


def read_number(content: bytes, sent: Sent) -> str:
    """The file number that a search found; empty when it found none."""
    return read_outcome(content, sent).csg_number
