"""Reading a record that was received, into the facts that the rules look at. Raises Unreadable for any other form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.api import MarelleError
from plugins.agreements import Day, Schedule, read as read_schedule
from plugins.icsge.exchange.words import CUSTODY, REASONS, SLOTS
from plugins.icsge.rules.facts import Address, Adult, ClosedDay, Named

SLOT_OF = {said: name for name, said in SLOTS.items()}
CUSTODY_OF = {said: name for name, said in CUSTODY.items()}
REASON_OF = {said: name for name, said in REASONS.items()}


class Unreadable(ValueError):
    """The record is not in the form of the exchange; says which part."""


def part(body: Mapping[str, Any], name: str, *kinds: type) -> Any:
    """A part of a record that has one of these types."""
    value = body.get(name)
    if type(value) not in kinds:
        raise Unreadable(name)
    return value


def day(body: Mapping[str, Any], name: str) -> date | None:
    """A day, or nothing."""
    value = part(body, name, str, type(None))
    try:
        return date.fromisoformat(value) if value is not None else None
    except ValueError:
        raise Unreadable(name) from None


def one_of(body: Mapping[str, Any], name: str, known: Mapping[str, str]) -> str:
    """Our word for a word of the exchange."""
    value = part(body, name, str)
    if value not in known:
        raise Unreadable(name)
    return known[value]


def child_of(body: Mapping[str, Any]) -> Named:
    """The child of a file."""
    said = part(body, "enfant", dict)
    return Named(part(said, "nom", str), part(said, "prenom", str), day(said, "dateNaissance"), part(said, "sexe", str),
                 part(said, "nirec", str), part(said, "necsg", str), part(said, "neHorsProvince", bool))


def adult_of(body: Mapping[str, Any], name: str) -> Adult | None:
    """Parent A or B of a file."""
    said = part(body, name, dict, type(None))
    return None if said is None else Adult(
        part(said, "nom", str), part(said, "prenom", str), part(said, "role", str), part(said, "reference", str))


def address_of(body: Mapping[str, Any]) -> Address:
    """Where parent A lives."""
    said = part(part(body, "parentA", dict), "adresse", dict)
    return Address(part(said, "rue", str), part(said, "ville", str), part(said, "codePostal", str))


def allowances_of(body: Mapping[str, Any]) -> tuple[tuple[date, date | None], ...]:
    """The dates of the allowance for a disabled child."""
    said = part(part(body, "enfant", dict), "besoinsParticuliers", list)
    return tuple((day(each, "du") or date.max, day(each, "au")) for each in said)


def schedule_of(body: Mapping[str, Any]) -> Schedule:
    """The planned attendance of an agreement."""
    try:
        return read_schedule([[_day(each) for each in week] for week in part(body, "horaire", list)])
    except (MarelleError, TypeError, KeyError):
        raise Unreadable("horaire") from None


def _day(said: Mapping[str, Any]) -> dict[str, Any]:
    made = {"slots": [SLOT_OF[each] for each in said["plages"]], "half": said.get("demi", False)}
    return made | {ours: said[theirs] for ours, theirs in (("begins", "de"), ("ends", "a")) if theirs in said}


def closed_of(body: Mapping[str, Any], expected: int = 0) -> ClosedDay:
    """A day of closure."""
    when = day(body, "date")
    slots = part(body, "plages", list)
    if when is None or not all(isinstance(each, str) and each in SLOT_OF for each in slots):
        raise Unreadable("plages" if when else "date")
    return ClosedDay(when, frozenset(SLOT_OF[each] for each in slots), part(body, "administrationOuverte", bool),
                     part(body, "gardeOuverte", bool), one_of(body, "raison", REASON_OF), expected)


def attends(planned: Day, slots: frozenset[str]) -> bool:
    """Whether a child comes in one of these slots."""
    return bool(planned.slots & slots)
