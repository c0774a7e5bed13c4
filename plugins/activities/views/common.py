"""What the pages of activities share: the rights they ask for, and what an address or a form says, read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from flask import request as http
from wtforms import SelectChoice, SelectMultipleField
from wtforms.fields.choices import Choice
from wtforms.widgets import CheckboxInput, ListWidget

from core.api import NotFound, Refused, _, as_key, prose_date, today
from plugins.activities.weeks import WeekCriterion, monday

READ, ENROL, BOOK, ATTEND = (f"activities.{verb}" for verb in ("read", "enrol", "book", "attend"))
PERIODS, SETTINGS, BULK = (f"activities.{verb}" for verb in ("periods", "settings", "bulk"))
SETTING_RIGHTS = {"read": READ, "create": SETTINGS, "edit": SETTINGS, "delete": SETTINGS}
WEEKDAYS = (_("Lundi"), _("Mardi"), _("Mercredi"), _("Jeudi"), _("Vendredi"), _("Samedi"), _("Dimanche"))
LETTERS = _("LMMJVSD")
"""The days of the week by their first letters, as a registration shows them (ACT-R18)."""
FARTHEST = timedelta(days=3660)


class DaysField(SelectMultipleField):
    """The days of the week as boxes, kept as bits: Monday 1 to Sunday 64."""

    widget, option_widget = ListWidget(prefix_label=False), CheckboxInput()

    def __init__(self, label=None, validators=None, **kwargs):
        super().__init__(label, validators, coerce=int, choices=offered(
            (1 << rank, name) for rank, name in enumerate(WEEKDAYS)), **kwargs)

    def iter_choices(self):
        """Each day, ticked when its bit is set."""
        return (Choice(each.value, str(each.label), bool((self.data or 0) & each.value), {}) for each in self.choices)

    def process_data(self, value) -> None:
        self.data = value or 0

    def process_formdata(self, valuelist) -> None:
        self.data = sum({int(each) for each in valuelist if each.isdecimal() and each in map(str, DAY_BITS)})

    def pre_validate(self, form) -> None:
        """Any set of days is offered."""


def offered(pairs: Iterable[tuple]) -> list[SelectChoice]:
    """What a field offers, from values and labels."""
    return [SelectChoice(value=value, label=label) for value, label in pairs]


DAY_BITS = tuple(1 << rank for rank in range(7))


def weekday_letters(bits: int) -> str:
    """« L M · J V · · »: the days that are meant."""
    return " ".join(letter if bits >> rank & 1 else "·" for rank, letter in enumerate(str(LETTERS)))


def weekday_names(bits: int) -> str:
    """« lundi, mardi »."""
    return ", ".join(str(name).lower() for rank, name in enumerate(WEEKDAYS) if bits >> rank & 1)


def day_of(text: str | None, default: date | None = None) -> date:
    """A day of an address; what cannot be read, or lies ten years away, is the default (today)."""
    here = default or today()
    try:
        found = date.fromisoformat((text or "").strip())
    except ValueError:
        return here
    return found if abs(found - today()) < FARTHEST else here


def week_asked() -> date:
    """The Monday of the week that the address asks for (« semaine »: any of its days); on a weekend, the next one."""
    return monday(day_of(http.args.get("semaine"), today() + timedelta(days=2)))


def ids_of(texts: Iterable[str]) -> list[int]:
    """The rows' ids among what an address or a form gives, each once; other words are left out."""
    found = {}
    for text in texts:
        try:
            found[as_key(text)] = None
        except ValueError:
            continue
    return list(found)


def case_of(text: str | None) -> tuple[int, int, date]:
    """The participant, service and day that « 12.3.2026-11-24 » names, whatever was seen; NotFound otherwise."""
    try:
        participant, service, day = (text or "").split(".")[:3]
        return as_key(participant), as_key(service), date.fromisoformat(day)
    except ValueError:
        raise NotFound(_("Cette case n’existe pas."), _("Rechargez la grille.")) from None


def seen_of(text: str | None) -> tuple[str, int | None] | None:
    """The look and the version that a pressed cell had on the screen: « 12.3.2026-11-24.booked-2 »; None: not said."""
    parts = (text or "").split(".")
    look, _sign, version = parts[-1].rpartition("-")
    if len(parts) != 4 or not version.isdecimal():
        return None
    return look, int(version[:9]) or None


def check_hours(*texts: str) -> None:
    """Times of day are written 07:30."""
    for text in texts:
        hours, _sep, minutes = (text or "").partition(":")
        if text and not (len(text) == 5 and hours.isdecimal() and minutes.isdecimal()
                         and int(hours) < 24 and int(minutes) < 60):
            raise Refused(_("« %(text)s » n’est pas une heure.", text=text[:10]), _("Écrivez-la comme 07:30."))


def check_dates(first: date | None, last: date | None) -> None:
    """A stretch of days does not end before it begins."""
    if first and last and last < first:
        raise Refused(_("La fin vient avant le début."), _("Corrigez l’une des deux dates."))


def week_words(criterion: WeekCriterion) -> object:
    """« toutes les semaines », « semaines paires », « une semaine sur deux depuis celle du 7 septembre 2026 »."""
    if criterion.kind == "anchor":
        return _("une semaine sur deux depuis celle du %(day)s", day=prose_date(criterion.anchor))
    if criterion.kind == "list":
        return _("semaines %(weeks)s", weeks=", ".join(str(week) for _year, week in sorted(criterion.weeks)))
    return {"none": _("toutes les semaines"), "even": _("semaines paires"),
            "odd": _("semaines impaires")}[criterion.kind]
