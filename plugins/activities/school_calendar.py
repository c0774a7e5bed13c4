"""The official calendar: school holidays by zone, from a file that can be replaced, and public holidays (ACT-R12)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from holidays.countries import Canada, France

from core.api import (
    EVERYONE,
    CharField,
    JSONField,
    Organisation,
    Record,
    Refused,
    _,
    fold,
    journal,
    write_transaction,
)
from plugins.activities.models import CalendarPeriod

SHIPPED = Path(__file__).parent / "data" / "school_calendar.json"
DAY = timedelta(days=1)
LARGEST, LONGEST = 1_000_000, timedelta(days=120)
COUNTRIES = {"FR": (_("France"), lambda years: France(years=years, language="fr")),
             "CA-QC": (_("Québec"), lambda years: Canada(subdiv="QC", years=years, language="fr", observed=False))}
"""Whose public holidays are known."""
COLOURS = {"toussaint": "#8a5a00", "noel": "#1f5f8b", "hiver": "#4b5f8b", "printemps": "#2f6b4f", "ete": "#9a3b26"}
PLAIN_COLOUR = "#7a5c99"
"""By a word of the label: the colour that a period begins with."""


class OfficialCalendar(Record):
    """The file of school holidays that took the place of the one we ship; the newest row counts."""

    name = CharField(max_length=160)
    content = JSONField()

    belongs_to = EVERYONE
    read_permission = "activities.read"

    class Meta:
        table_name = "activities_official_calendar"

    def __str__(self):
        return self.name


@dataclass(frozen=True, order=True)
class Official:
    """A stretch of days without school, both included."""

    starts_on: date
    ends_on: date
    label: str


def zones() -> list[tuple[str, str]]:
    """What can be chosen: the zones of the file, then the public holidays of each country."""
    found = [(zone, str(_("Zone %(zone)s", zone=zone))) for zone in sorted({each["zone"] for each in periods()})]
    return found + [(code, str(_("Jours fériés, %(country)s", country=name)))
                    for code, (name, _days) in COUNTRIES.items()]


def official(zone: str, first: date, last: date) -> list[Official]:
    """The days without school of a zone, or the public holidays of a country, that touch these dates."""
    if zone in COUNTRIES:
        return holidays(zone, first, last)
    found = [closed(each) for each in periods() if each["zone"] == zone]
    return sorted(each for each in found if each.starts_on <= last and each.ends_on >= first)


def closed(announced: dict[str, str]) -> Official:
    """One departs after class and returns in the morning: closed from the day after to the day before."""
    return Official(date.fromisoformat(announced["leaves"]) + DAY, date.fromisoformat(announced["returns"]) - DAY,
                    announced["label"])


def holidays(country: str, first: date, last: date) -> list[Official]:
    """The public holidays of a country between two days."""
    days = COUNTRIES[country][1](range(first.year, last.year + 1))
    return sorted(Official(day, day, name.replace("'", "’")) for day, name in days.items() if first <= day <= last)


def create(organisation: Organisation, zone: str, wanted: Iterable[Official], user) -> list[CalendarPeriod]:
    """Make periods of these, without effect until they are linked to services; those that are there stay."""
    with write_transaction():
        there = {(each.starts_on, each.ends_on) for each in CalendarPeriod.select().where(
            CalendarPeriod.organisation == organisation, CalendarPeriod.origin == "official",
            CalendarPeriod.zone == zone)}
        made = [CalendarPeriod(organisation=organisation, label=each.label, starts_on=each.starts_on,
                               ends_on=each.ends_on, origin="official", zone=zone, colour=colour(each.label))
                for each in sorted(wanted) if (each.starts_on, each.ends_on) not in there]
        for each in made:
            each.save()
            journal.saved(user, "activities.period.created", each)
    return made


def colour(label: str) -> str:
    """The colour that goes with a label."""
    said = fold(label)
    return next((found for word, found in COLOURS.items() if word in said), PLAIN_COLOUR)


def periods() -> Sequence[dict[str, str]]:
    """What the newest file says."""
    newest = OfficialCalendar.select().order_by(OfficialCalendar.id.desc()).first()
    return newest.content["periods"] if newest else shipped()


@cache
def shipped() -> Sequence[dict[str, str]]:
    """What the file that came with the software says."""
    return json.loads(SHIPPED.read_text())["periods"]


def replace(name: str, data: bytes, user) -> OfficialCalendar:
    """Let another file say the school holidays; raises Refused with the first line that is not right."""
    row = OfficialCalendar(name=name[:160], content={"periods": read(data)})
    with write_transaction():
        row.save()
        journal.write(user, "activities.calendar.replaced", row, after={"name": name})
    return row


def read(data: bytes) -> list[dict[str, str]]:
    """The holidays of a file; raises Refused."""
    if len(data) > LARGEST:
        raise Refused(_("Ce fichier est trop grand pour un calendrier scolaire."))
    try:
        found = json.loads(data)["periods"]
        rows = [{name: str(each[name]) for name in ("zone", "label", "leaves", "returns")} for each in found]
    except (ValueError, KeyError, TypeError):
        raise Refused(_("Ce fichier n’est pas un calendrier scolaire."),
                      _("Téléchargez celui qui sert aujourd’hui : il montre la forme attendue.")) from None
    if not rows:
        raise Refused(_("Ce fichier ne contient aucune période."))
    for number, each in enumerate(rows, start=1):
        check(number, each)
    return rows


def check(number: int, row: dict[str, str]) -> None:
    """Raise Refused unless a period of a file is whole and its dates follow each other."""
    try:
        span = date.fromisoformat(row["returns"]) - date.fromisoformat(row["leaves"])
    except ValueError:
        raise Refused(_("Période %(number)s : une date n’est pas comme 2026-10-17.", number=number)) from None
    if not DAY < span <= LONGEST:
        raise Refused(_("Période %(number)s : le retour doit suivre le départ, de 120 jours au plus.", number=number))
    if not row["zone"].strip() or not row["label"].strip():
        raise Refused(_("Période %(number)s : la zone ou le libellé manque.", number=number))


def as_file() -> bytes:
    """The calendar in use, as a file that `replace` takes."""
    return json.dumps({"periods": list(periods())}, ensure_ascii=False, indent=1).encode()
