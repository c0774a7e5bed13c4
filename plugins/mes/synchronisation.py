"""When a child's file was last accepted by the Ministry, and where to send it again (MES-R01, R03)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.api import running
from plugins.families import Child


@dataclass(frozen=True)
class Synchronised:
    """The last accepted synchronisation, and the address and label of the page that synchronises again."""

    at: datetime | None
    link: tuple[str, object] | None


def synchronised(child: Child | None, user) -> Synchronised:
    """What the plugin that synchronises says of a child, or of the whole service when no child was found."""
    call = running().host.call
    times = [answer for _plugin, answer in call("last_synchronisation", child=child, user=user)]
    links = [answer for _plugin, answer in call("synchronise_link", child=child, user=user)]
    return Synchronised(max(times, default=None), next(iter(links), None))
