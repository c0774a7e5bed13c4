"""Where CSG is: an address is used only when its host is one of those allowed, by https unless it is this machine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.api import SettingError, _

LOOPBACK = ("localhost", "127.0.0.1", "::1")
LABEL = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")


@dataclass(frozen=True)
class Address:
    """A server that may be talked to."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_this_machine(self) -> bool:
        return self.host in LOOPBACK

    def url(self, path: str) -> str:
        """The address of a page of it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{self.path}{path}"


def read_address(typed: str, hosts: str) -> Address:
    """The server that was configured; raises SettingError when its host is not allowed, or it is not safe to use."""
    try:
        parts = urlsplit(typed.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise _refused(typed) from None
    if parts.scheme not in ("http", "https") or parts.username or parts.query or parts.fragment:
        raise _refused(typed)
    if host not in LOOPBACK and not LABEL.fullmatch(host):
        raise _refused(typed)
    if host not in {*allowed(hosts), *LOOPBACK}:
        raise SettingError(_("Le serveur « %(host)s » n’est pas de ceux à qui ce logiciel parle.", host=host),
                           _("Ajoutez-le aux « serveurs permis », ou corrigez l’adresse de CSG."))
    if parts.scheme == "http" and host not in LOOPBACK:
        raise SettingError(_("L’adresse de CSG commence par https."), _("Corrigez-la dans les réglages."))
    return Address(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), parts.path.rstrip("/"))


def allowed(hosts: str) -> list[str]:
    """The names of hosts in a setting: one by line, or with commas or spaces between them."""
    return [each.rstrip(".") for each in re.split(r"[\s,;]+", hosts.lower()) if each]


def _refused(typed: str) -> SettingError:
    return SettingError(_("« %(typed)s » n’est pas l’adresse d’un serveur.", typed=typed[:80]),
                        _("Écrivez-la en entier, comme %(example)s.", example="https://csg.exemple.test"))
