"""What is said of a record to CSG: plain JSON values under the Ministry's words, always the same for the same record.

A body never holds what changes by itself from one day to the next: its digest tells whether anything changed
(ICSGE-R76). Read the records with `plugins.icsge.exchange.gathering` first, so that thousands cost few queries.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from plugins.agreements import Schedule, ServiceAgreement, as_data, digest as printed_digest
from plugins.families import Guardian, ParentChildFile
from plugins.icsge.exchange.gathering import People, infant_day_kept, people_of
from plugins.icsge.exchange.words import CUSTODY, NO_NUMBER, PLACES, REASONS, ROLES, SLOTS

if TYPE_CHECKING:
    from plugins.icsge.closures import ClosureDay
    from plugins.icsge.csss import CsssPeriod
    from plugins.icsge.exchange.transport import Outcome


def digest(body: Mapping[str, Any]) -> str:
    """The sha256 of a body, in hexadecimal: another one means that something changed."""
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def key_of(kind: str, uid: object, body: Mapping[str, Any]) -> str:
    """The key of idempotency of a record: the same for the same body, another one for another (ICSGE-R77)."""
    return f"{kind}-{uid}-{digest(body)[:32]}"


def answered(body: Mapping[str, Any], outcome: Outcome) -> dict[str, Any]:
    """The body of what was accepted once the numbers that the server gave are written back: what it will be next time.

    Its digest is that of the accepted version, else each assigned number would have the file sent again.
    """
    said = dict(body)
    if outcome.csg_number and ("enfant" in said or "codeAge" in said):
        said["numeroDossier" if "enfant" in said else "numero"] = outcome.csg_number
    if outcome.necsg and "enfant" in said:
        said["enfant"] = said["enfant"] | {"necsg": outcome.necsg}
    return said


def file_body(file: ParentChildFile, *, day: date) -> dict[str, Any]:
    """A parent-child file. `day` stands for the day it is: a file holds nothing of it."""
    people = people_of(file)
    return {
        "numeroDossier": file.csg_number, "debut": iso(file.starts_on), "fin": iso(file.ends_on),
        "gardePartagee": CUSTODY[file.custody], "rsg": file.home_provider,
        "enfant": _child(people),
        "parentA": _adult(people.first, people.roles) | {"adresse": _address(people.first)},
        "parentB": _adult(people.second, people.roles) if people.second is not None else None,
    }


def agreement_body(agreement: ServiceAgreement, *, day: date) -> dict[str, Any]:
    """A service agreement. The ECP attendance follows from the schedule, never from the subsidy (ICSGE-R35)."""
    schedule = agreement.planned
    return {
        "numeroDossier": agreement.file.csg_number, "numero": agreement.number,
        "debut": iso(agreement.starts_on), "fin": iso(agreement.ends_on),
        "remplacant": agreement.is_replacement, "frequentationVariable": agreement.varies,
        "ecp": ecp_attendance(schedule) if agreement.ecp else None,
        "protocole": agreement.csss, "mesureTransitoire": agreement.transitional,
        "poupon": agreement.infant, "finPoupon": iso(agreement.infant_last_day),
        "finPouponAnterieure": iso(infant_day_kept(agreement)), "motif": agreement.exception,
        "signature": {"date": iso(agreement.signed_on), "conforme": is_as_printed(agreement)},
        "horaire": _schedule(schedule),
    }


def deletion_body(file_number: str, number: str) -> dict[str, Any]:
    """What takes an agreement away again (ICSGE-R94)."""
    return {"numeroDossier": file_number, "numero": number}


def closure_body(day: ClosureDay) -> dict[str, Any]:
    """A day of closure; the year is that of its calendar."""
    return {"date": iso(day.day), "annee": day.batch.year, "plages": [
        said for name, said in SLOTS.items() if getattr(day, name)],
        "administrationOuverte": day.office_open, "gardeOuverte": day.care_open, "raison": REASONS[day.reason]}


def period_body(period: CsssPeriod) -> dict[str, Any]:
    """A period of reserved places."""
    return {"numero": period.csg_number, "debut": iso(period.starts_on), "fin": iso(period.ends_on),
            "joursParSemaine": period.days_per_week, "places": period.places, "codeAge": period.age_code}


def is_as_printed(agreement: ServiceAgreement) -> bool:
    """Whether the agreement is what was printed and signed (ICSGE-R40)."""
    return not agreement.printed_hash or agreement.printed_hash == printed_digest(agreement)


def ecp_attendance(schedule: Schedule) -> dict[str, Any]:
    """The days and half days of attendance of each week of the cycle (ICSGE-R35)."""
    return {"semaines": [{"jours": sum(day.attends and day.places != HALF for day in week),
                          "demiJours": sum(day.places == HALF for day in week)} for week in schedule.weeks]}


HALF = Decimal("0.5")


def _schedule(schedule: Schedule) -> list[list[dict[str, Any]]]:
    names = {"slots": "plages", "half": "demi", "begins": "de", "ends": "a"}
    return [[{names[key]: [SLOTS[slot] for slot in value] if key == "slots" else value for key, value in day.items()}
             for day in week] for week in as_data(schedule)]


def _child(people: People) -> dict[str, Any]:
    child = people.child
    return {"reference": str(child.id), "nom": child.last_name, "prenom": child.first_name,
            "dateNaissance": iso(child.birth_date), "sexe": people.other_sex if child.sex == "X" else child.sex,
            "neHorsProvince": child.born_elsewhere,
            "nirec": child.nirec or "", "necsg": child.necsg or NO_NUMBER, "typePlace": PLACES[child.place_kind],
            "besoinsParticuliers": [{"du": iso(first), "au": iso(last)} for first, last in people.allowances],
            "distinct": bool(child.distinct_reason)}


def _adult(adult: Guardian, roles: Mapping[int, str]) -> dict[str, Any]:
    role = roles.get(adult.id, "")
    return {"reference": str(adult.id), "nom": adult.last_name, "prenom": adult.first_name,
            "role": ROLES.get(role, "")}


def _address(adult: Guardian) -> dict[str, str]:
    home = adult.household
    return {"rue": home.street.strip(), "ville": home.city.strip(), "province": "QC",
            "codePostal": tidy_postal_code(home.postal_code)}


def tidy_postal_code(typed: str) -> str:
    """« g0c1j0 » as « G0C 1J0 »; anything else as it was typed."""
    signs = re.sub(r"[\s-]", "", typed).upper()
    return f"{signs[:3]} {signs[3:]}" if re.fullmatch(r"(?:[A-Z]\d){3}", signs) else typed.strip()


def iso(day: date | None) -> str | None:
    """A day as JSON says it."""
    return day.isoformat() if day is not None else None
