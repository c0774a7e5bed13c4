"""Faults that are put in on purpose: what goes wrong, how often, and when."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.api import utcnow
from plugins.icsge.simulator.models import Trouble, writing


@dataclass(frozen=True)
class Fault:
    """One kind of fault; `most` is the greatest value that may be asked for, `least` the smallest."""

    name: str
    label: str
    help: str
    most: int
    least: int = 0


FAULTS = (
    Fault("latence", "Latence (millisecondes)", "Chaque réponse attend d’autant.", 60_000),
    Fault("coupeAu", "Couper au k-ième enregistrement",
          "Les autres passent ; lui n’est pas appliqué et ne reçoit aucune réponse.", 1_000_000),
    Fault("coupeAppliques", "Appliquer, puis couper avant de répondre", "Tant d’enregistrements.", 1_000_000),
    Fault("demiReponses", "Appliquer, puis répondre à moitié", "Tant d’enregistrements.", 1_000_000),
    Fault("erreurs", "Erreur 500 sans appliquer", "Tant d’enregistrements.", 1_000_000),
    Fault("erreursAppliquees", "Appliquer, puis erreur 500", "Tant d’enregistrements.", 1_000_000),
    Fault("horloge", "Horloge décalée (secondes)", "Négatif : en retard.", 10_000_000, -10_000_000),
    Fault("maintenance", "Entretien (1 : fermé)", "Tout reçoit CSG002E.", 1),
    Fault("guide", "Guide d’échange (1 : un plus récent avertit, 2 : refuse)", "CSG004A, ou CSG003E.", 2),
    Fault("hostile", "Réponse hostile (numéro)", "Voir la liste plus bas ; 0 : aucune.", 30),
)
BY_NAME = {each.name: each for each in FAULTS}


def standing() -> dict[str, int]:
    """The value of each fault; 0 where none is on."""
    return {each.name: 0 for each in FAULTS} | {row.name: row.value for row in Trouble.select()}


def change(values: Mapping[str, object]) -> str:
    """Put faults in or take them out; returns what is wrong with the values, or nothing."""
    read = {}
    for name, value in values.items():
        fault = BY_NAME.get(name)
        try:
            number = int(str(value).strip() or 0)
        except ValueError:
            return f"« {name} » n’est pas un nombre."
        if fault is None or not fault.least <= number <= fault.most:
            return f"« {name} » n’a pas cette valeur."
        read[name] = number
    with writing():
        for name, number in read.items():
            Trouble.replace(name=name, value=number).execute()
    return ""


def take(name: str) -> bool:
    """Whether a counted fault strikes now; it is then counted down."""
    with writing():
        return Trouble.update(value=Trouble.value - 1).where(Trouble.name == name, Trouble.value > 0).execute() > 0


def cuts_now() -> bool:
    """Whether this is the record to be cut, after those that were to pass."""
    with writing():
        row = Trouble.get_or_none(Trouble.name == "coupeAu", Trouble.value > 0)
        if row is None:
            return False
        row.value -= 1
        row.save()
        return row.value == 0


def now(found: Mapping[str, int]) -> datetime:
    """The simulator's clock, as far off as was asked."""
    return utcnow() + timedelta(seconds=found["horloge"])


def wait(found: Mapping[str, int]) -> None:
    """Take the time that was asked."""
    if found["latence"]:
        time.sleep(found["latence"] / 1000)
