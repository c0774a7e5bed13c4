"""The icsge plugin: what the service knows of a child, told to the Ministry and confirmed by it."""

from __future__ import annotations

from core.api import Plugin, _


class Icsge(Plugin):
    """Synchronisation des dossiers avec le Ministère."""

    name = "icsge"
    title = _("Transfert ICSGE")
    icon = "refresh-cw"
    version = "0.1"
    requires = ("families", "agreements")
