"""The settings of the exchange, and the simulator that runs beside a demonstration."""

from __future__ import annotations

from pathlib import Path

from core.api import Setting, _, running

SERVER = Setting("icsge.server", "", _("Adresse du système CSG"), "text",
                 _("En entier, comme %(example)s, par https sauf sur cette machine. En démonstration, sans adresse : "
                   "le simulateur.", example="https://csg.exemple.test"))
HOSTS = Setting("icsge.hosts", "", _("Serveurs permis pour CSG"), "long",
                _("Les noms des serveurs à qui Marelle peut parler, un par ligne ; cette machine l’est toujours."))
TIMEOUT = Setting("icsge.timeout", 30, _("Attente d’une réponse de CSG, en secondes"), "integer")
SEX_X = Setting("icsge.sex_x", "X", _("Sexe « Autre » : lettre transmise"), "choice",
                _("Si le registre de l’état civil ne connaît que F et M, la lettre qu’il attend."),
                choices=tuple((each, each) for each in "XFM"))
SETTINGS = (SERVER, HOSTS, TIMEOUT, SEX_X)
FOLDER, ADDRESS, SEED = "csg", "address", "seed.json"
"""Where, in the data folder, the simulator of a demonstration lives; the file where it says its address; and that in
which the demonstration says whom the simulator knows."""


def beside() -> str:
    """The address of the simulator that runs beside a demonstration; empty when there is none."""
    config = running().config
    path = Path(config.data) / FOLDER / ADDRESS
    return path.read_text().strip() if config.demo and path.is_file() else ""
