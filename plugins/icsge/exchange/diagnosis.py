"""Why a connection fails: a line for each thing that can be looked at, with its verdict (ICSGE-R85)."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.api import SettingError, _, prose_moment
from plugins.icsge.exchange.address import Address
from plugins.icsge.exchange.client import HttpTransport, server
from plugins.icsge.exchange.envelope import Identity
from plugins.icsge.exchange.transport import TransportFault
from plugins.icsge.notices import standing

if TYPE_CHECKING:
    from plugins.icsge.components import Component

GOOD, BAD, UNKNOWN = "ok", "ko", "unknown"
SHORTEST_CODE, LONGEST_CODE = 30, 64
MOST_SKEW = 300
PATIENCE = 5
PHONE = "1 855 336-8568"
"""The telephone of the Service de renseignements aux services de garde."""

LABELS = {
    "address": _("Adresse de CSG"), "name": _("Nom du serveur"), "connection": _("Connexion"),
    "certificate": _("Certificat"), "recognised": _("Reconnaissance par CSG"), "clock": _("Heure"),
    "public_address": _("Adresse publique"), "division": _("Numéro de division"),
    "installation": _("Numéro d’installation"), "code": _("Code d’accès"), "last_success": _("Dernière réussite"),
    "incidents": _("Incidents connus de CSG")}
"""What is looked at, in this order."""


@dataclass(frozen=True)
class Line:
    """What was looked at, the verdict, and what it means in a sentence."""

    name: str
    verdict: str
    text: object

    @property
    def label(self) -> object:
        return LABELS[self.name]


@dataclass(frozen=True)
class Asked:
    """What is diagnosed: who connects, when it last worked, and the incidents that are known."""

    identity: Identity
    last_success: datetime | None = None
    incidents: Sequence[str] = ()


def diagnose(component: Component) -> list[Line]:
    """Why a component cannot connect, by the settings and the notices of now."""
    identity = Identity(component.division_no, component.installation_no, component.code() if component.access_code
                        else "")
    return examine(Asked(identity, component.last_sent_at, [each.text for each in standing()]))


def examine(asked: Asked, *, at: Address | None = None, context: ssl.SSLContext | None = None) -> list[Line]:
    """Each thing in turn; those behind one that fails are told as not tried. Nothing is sent but the state's question.

    The address is that of the settings, unless another is given.
    """
    try:
        address = at or server()
    except SettingError as fault:
        return [Line("address", BAD, str(fault)), *known(asked)]
    return [*reached(asked, address, context), *known(asked)]


def reached(asked: Asked, address: Address, context: ssl.SSLContext | None) -> Iterator[Line]:
    """Name, connection, certificate, then what the server says and its clock."""
    found = named(address)
    yield found
    line = connected(address) if found.verdict == GOOD else untried("connection")
    yield line
    secure = greeted(address, context) if line.verdict == GOOD else untried("certificate")
    yield secure
    if secure.verdict != GOOD:
        yield from (untried("recognised"), untried("clock"), untried("public_address"))
        return
    transport = HttpTransport(address, timeout=PATIENCE, context=context)
    yield recognised(transport, asked.identity)
    yield on_time(transport.skew)
    yield seen(transport.seen_as)
    transport.close()


def named(address: Address) -> Line:
    """Whether the server's name is found."""
    try:
        socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except OSError:
        return Line("name", BAD, _("« %(host)s » ne se trouve pas : vérifiez la connexion à Internet.",
                                   host=address.host))
    return Line("name", GOOD, _("« %(host)s » se trouve.", host=address.host))


def connected(address: Address) -> Line:
    """Whether somebody answers there."""
    try:
        socket.create_connection((address.host, address.port), PATIENCE).close()
    except OSError:
        return Line("connection", BAD, _("Personne ne répond : un pare-feu, ou le serveur est arrêté."))
    return Line("connection", GOOD, _("Le serveur répond."))


def greeted(address: Address, context: ssl.SSLContext | None) -> Line:
    """Whether the certificate is right."""
    if address.scheme == "http":
        return Line("certificate", GOOD, _("Aucun : le serveur est sur cette machine."))
    try:
        with socket.create_connection((address.host, address.port), PATIENCE) as line, \
                (context or ssl.create_default_context()).wrap_socket(line, server_hostname=address.host):
            return Line("certificate", GOOD, _("Il est celui de « %(host)s ».", host=address.host))
    except OSError:
        return Line("certificate", BAD, _("Il n’est pas bon : rien n’est envoyé à ce serveur."))


def recognised(transport: HttpTransport, identity: Identity) -> Line:
    """What the server says; it never says why it refuses."""
    try:
        state = transport.state(identity)
    except TransportFault as fault:
        return Line("recognised", BAD, str(fault.message))
    if not state.open:
        return Line("recognised", BAD, state.message or _("Le service est momentanément indisponible."))
    return Line("recognised", GOOD, _("La composante est reconnue."))


def on_time(skew: int | None) -> Line:
    """How far our clock is from the server's (ICSGE-R84)."""
    if skew is None:
        return Line("clock", UNKNOWN, _("Le serveur n’a pas dit l’heure."))
    minutes, seconds = divmod(abs(skew), 60)
    values = {"minutes": minutes, "seconds": seconds}
    if abs(skew) <= 2:
        return Line("clock", GOOD, _("L’horloge de ce serveur est juste."))
    told = (_("L’horloge de ce serveur avance de %(minutes)s min %(seconds)s s sur celle de CSG.", **values)
            if skew > 0 else
            _("L’horloge de ce serveur retarde de %(minutes)s min %(seconds)s s sur celle de CSG.", **values))
    return Line("clock", BAD if abs(skew) > MOST_SKEW else GOOD, told)


def seen(address: str) -> Line:
    """The public address, for who helps by telephone."""
    if not re.fullmatch(r"[0-9a-fA-F.:]{3,45}", address):
        return Line("public_address", UNKNOWN, _("Le serveur ne l’a pas dite."))
    return Line("public_address", GOOD, address)


def known(asked: Asked) -> Iterator[Line]:
    """What can be told without the server: numbers, code, last success, incidents."""
    identity = asked.identity
    for name, number in (("division", identity.division), ("installation", identity.installation)):
        well = re.fullmatch(r"[0-9]{8}", number) is not None
        yield Line(name, GOOD if well else BAD, _("Huit chiffres.") if well else _("Il n’a pas huit chiffres."))
    length = len(identity.access_code)
    fits = SHORTEST_CODE <= length <= LONGEST_CODE and identity.access_code.isprintable() and " " not in (
        identity.access_code)
    yield Line("code", GOOD if fits else BAD, _("Il compte %(length)s caractères.", length=length) if fits
               else _("Il compte %(length)s caractères : collez-le de nouveau, sans le retaper.", length=length))
    yield Line("last_success", GOOD if asked.last_success else UNKNOWN,
               prose_moment(asked.last_success) if asked.last_success else _("Aucune encore."))
    yield Line("incidents", BAD if asked.incidents else GOOD, " ".join(asked.incidents) or _("Aucun."))


def untried(name: str) -> Line:
    """What stands behind something that failed."""
    return Line(name, UNKNOWN, _("Pas essayé : ce qui précède a échoué."))

