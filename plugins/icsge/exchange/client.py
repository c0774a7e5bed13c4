"""The exchange over HTTP: one record a request on a connection kept open; no redirect, no bad certificate (SEC-24)."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationValueError,
    NameResolutionError,
    NewConnectionError,
    SSLError,
)

from core.api import SettingError, _, running, utcnow
from plugins.icsge.exchange.address import Address, read_address
from plugins.icsge.exchange.answers import LARGEST, malformed, read_number, read_outcome, read_state
from plugins.icsge.exchange.envelope import CLIENT, FIND_FILE, GUIDE, Identity, Sent, wrapped
from plugins.icsge.exchange.settings import HOSTS, SERVER, TIMEOUT, beside
from plugins.icsge.exchange.transport import (
    Maintenance,
    Outcome,
    RefusedAccess,
    ServerState,
    Transport,
    TransportFault,
    Unanswered,
    Unreachable,
)

if TYPE_CHECKING:
    from plugins.icsge.components import Component

VERSION = version("marelle")
CHUNK = 64 * 1024
NEVER_SENT = (ConnectTimeoutError, NameResolutionError, NewConnectionError, LocationValueError)
NOT_LOST = _("Rien n’est perdu : les dossiers attendent.")


class HttpTransport:
    """Talks to the CSG of one address. `skew` is how many seconds our clock is ahead of its, once it answered."""

    def __init__(self, address: Address, *, timeout: float = 30, context: ssl.SSLContext | None = None):
        self.address, self.timeout, self.skew, self.seen_as = address, timeout, None, ""
        self.pool = urllib3.PoolManager(
            num_pools=1, maxsize=1, retries=False, timeout=urllib3.Timeout(connect=min(10, timeout), read=timeout),
            ssl_context=context or ssl.create_default_context())

    def state(self, identity: Identity) -> ServerState:
        """EtatSysteme: whether the component is recognised and the system open."""
        content = self.ask("GET", "/csg/v1/etat", identity)
        return read_state(content, skew=self.skew or 0)

    def send(self, identity: Identity, sent: Sent) -> Outcome:
        """Send one record."""
        return read_outcome(self.post(identity, sent), sent)

    def look_up(self, identity: Identity, sent: Sent) -> Outcome | None:
        """What became of a record, by its key."""
        content = self.ask("GET", f"/csg/v1/resultats/{sent.key}", identity, absent=404)
        return read_outcome(content, sent) if content is not None else None

    def find_file(self, identity: Identity, body: Mapping[str, Any]) -> str | None:
        """The number of a file that was lost, by its child and its adults."""
        said = {name: body[name] for name in ("enfant", "parentA", "parentB")}
        sent = Sent(FIND_FILE, f"recherche-{body['enfant']['reference']}", said)
        return read_number(self.post(identity, sent), sent) or None

    def post(self, identity: Identity, sent: Sent) -> bytes:
        """The answer to one request that carries a record."""
        text = json.dumps(wrapped(identity, sent, utcnow(), version=VERSION), ensure_ascii=False)
        return self.ask("POST", f"/csg/v1/{sent.operation}", identity, body=text.encode(), key=sent.key)

    def ask(self, method: str, path: str, identity: Identity, *, body: bytes | None = None, key: str = "",
            absent: int = 0) -> bytes | None:
        """The content of a good answer; None for the status `absent`; any other is the fault that it means."""
        answer = self.reach(method, path, headers_of(identity, utcnow(), key, body is not None), body)
        try:
            self.note(answer.headers)
            content = whole(answer, self.timeout)
            if absent and answer.status == absent and is_json(answer):
                return None
            if answer.status != 200:
                raise self.refusal(answer.status)
            if not is_json(answer):
                raise malformed(_("type"))
            return content
        except (TransportFault, HTTPError, OSError) as fault:
            answer.close()
            if isinstance(fault, TransportFault):
                raise
            raise silence() from None
        finally:
            answer.release_conn()

    def reach(self, method: str, path: str, headers: dict[str, str], body: bytes | None) -> urllib3.BaseHTTPResponse:
        """Send a request and wait for the head of its answer."""
        try:
            return self.pool.request(method, self.address.url(path), headers=headers, body=body, redirect=False,
                                     preload_content=False, decode_content=False)
        except NEVER_SENT as fault:
            raise Unreachable(unreachable(fault), NOT_LOST) from None
        except SSLError as fault:
            if isinstance(fault.args[0], ssl.SSLCertVerificationError):
                raise Unreachable(_("Le certificat du serveur n’est pas bon."), NOT_LOST) from None
            raise silence() from None
        except (HTTPError, OSError):
            raise silence() from None

    def note(self, headers: Mapping[str, str]) -> None:
        """Keep how far our clock is from theirs (ICSGE-R84), and the address that we are seen under."""
        self.seen_as = headers.get("X-Adresse-Vue", "")[:45]
        try:
            self.skew = round((utcnow() - parsedate_to_datetime(headers.get("Date", ""))).total_seconds())
        except (TypeError, ValueError, OverflowError):
            self.skew = None

    def refusal(self, status: int) -> TransportFault:
        """The fault that a status means."""
        if status in (401, 403):
            return RefusedAccess(_("Accès refusé."), _("Lancez le diagnostic."))
        if status == 503:
            return Maintenance(_("Le service est momentanément indisponible."), NOT_LOST)
        if status == 426:
            return Maintenance(_("La version du logiciel n’est plus acceptée."), NOT_LOST)
        if 300 <= status < 400:
            return malformed(_("redirection"))
        return Unanswered(_("Le serveur a répondu par une erreur (%(status)s).", status=status), NOT_LOST)

    def close(self) -> None:
        """Hang up."""
        self.pool.clear()


def headers_of(identity: Identity, now: datetime, key: str, has_body: bool) -> dict[str, str]:
    """Who asks, when, under which key."""
    said = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": f"{CLIENT}/{VERSION}",
            "X-Csg-Division": identity.division, "X-Csg-Installation": identity.installation,
            "X-Csg-Code-Acces": identity.access_code, "X-Csg-Guide": GUIDE,
            "X-Csg-Heure": now.isoformat(timespec="seconds")}
    if has_body:
        said |= {"Content-Type": "application/json", "Idempotency-Key": key}
    return said


def whole(answer: urllib3.BaseHTTPResponse, patience: float) -> bytes:
    """Everything that was answered, up to what is allowed; raises Unanswered when there is more, it is packed, or it
    comes drop by drop for longer than we wait."""
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise malformed(_("codage"))
    content, until = bytearray(), time.monotonic() + patience
    while part := answer.read1(CHUNK):
        content += part
        if len(content) > LARGEST:
            raise malformed(_("taille"))
        if time.monotonic() > until:
            raise silence()
    return bytes(content)


def is_json(answer: urllib3.BaseHTTPResponse) -> bool:
    """Whether the answer says that it is JSON."""
    return answer.headers.get("Content-Type", "").partition(";")[0].strip().lower() == "application/json"


def silence() -> Unanswered:
    """The fault of a request that got no whole answer."""
    return Unanswered(_("Le serveur n’a pas répondu jusqu’au bout."),
                      _("Le dossier sera demandé au serveur avant d’être renvoyé."))


def unreachable(fault: Exception) -> object:
    """Why nothing could be sent, in a sentence."""
    if isinstance(fault, NameResolutionError):
        return _("Le nom du serveur ne se trouve pas.")
    return _("Le serveur ne répond pas à cette adresse.")



def transport_for(component: Component) -> Transport:
    """What carries a component's records: that of a plugin, else HTTP to the configured server."""
    for _plugin, given in running().host.call("csg_transport", component=component):
        return given
    return HttpTransport(server(), timeout=running().settings[TIMEOUT.name])


def server() -> Address:
    """The configured server; in a demonstration without one, the simulator that runs beside. Raises SettingError."""
    settings = running().settings
    typed = settings[SERVER.name] or beside()
    if not typed:
        raise SettingError(_("Aucun serveur CSG n’est configuré."), _("Inscrivez son adresse dans les réglages."))
    return read_address(typed, settings[HOSTS.name])
