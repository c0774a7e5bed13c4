"""What surrounds a record on its way: the operation, its order, who sends, and the version of the exchange."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

GUIDE = "2026-1"
"""The version of the exchange guide that this client follows."""
CLIENT = "Marelle"

STATE = "EtatSysteme"
FIND_FILE = "DossierParentEnfantRecherche"
ADD_FILE, CHANGE_FILE = "DossierParentEnfantAjouts", "DossierParentEnfantModifications"
ADD_PERIOD, CHANGE_PERIOD, DELETE_PERIOD = (f"PeriodeProtocole{what}" for what in (
    "Ajouts", "Modifications", "Suppressions"))
ADD_AGREEMENT, CHANGE_AGREEMENT, DELETE_AGREEMENT = (f"EntenteService{what}" for what in (
    "Ajouts", "Modifications", "Suppressions"))
ADD_CLOSURE, DELETE_CLOSURE = "JourFermetureAjouts", "JourFermetureSuppressions"

ORDER = (ADD_FILE, CHANGE_FILE, ADD_PERIOD, CHANGE_PERIOD, DELETE_AGREEMENT, CHANGE_AGREEMENT, ADD_AGREEMENT,
         DELETE_CLOSURE, ADD_CLOSURE, DELETE_PERIOD)
"""In which order the operations of a run follow each other (ICSGE-R78): files, periods, agreements, closure days.

What is deleted or shortened goes before what takes its place; a period is deleted once nothing can need it.
"""
OPERATIONS = (STATE, FIND_FILE, *ORDER)

KINDS = {"file": (ADD_FILE, CHANGE_FILE), "agreement": (ADD_AGREEMENT, CHANGE_AGREEMENT, DELETE_AGREEMENT),
         "period": (ADD_PERIOD, CHANGE_PERIOD, DELETE_PERIOD), "closure": (ADD_CLOSURE, DELETE_CLOSURE)}
"""The kinds of records and what may be done with each."""


@dataclass(frozen=True)
class Identity:
    """Who sends: the numbers of the division and of the installation, and the access code, which is never printed."""

    division: str
    installation: str
    access_code: str = field(repr=False)


@dataclass(frozen=True)
class Sent:
    """One record on its way: the operation, the key of idempotency (see `bodies.key_of`) and the body."""

    operation: str
    key: str
    body: Mapping[str, Any] = field(repr=False)


def wrapped(identity: Identity, sent: Sent, now: datetime, *, version: str) -> dict[str, Any]:
    """The JSON of a request. The access code goes in a header, so that no log of bodies can hold it."""
    return {"composante": {"division": identity.division, "installation": identity.installation},
            "envoyeLe": now.isoformat(timespec="seconds"), "client": {"nom": CLIENT, "version": version},
            "guide": GUIDE, "operation": sent.operation, "enregistrement": dict(sent.body) | _age(sent.body, now)}


def _age(body: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The child's age on the day of sending: sent, but no part of what makes a record another one."""
    born = body.get("enfant", {}).get("dateNaissance")
    return {"ageEnvoi": age_on(date.fromisoformat(born), now.date())} if born else {}


def age_on(birth: date, day: date) -> int:
    """The age in whole years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
