"""Which weeks: the part of a form that asks for it, how it is read and told (ACT-R08, R09; BIL-R02)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from flask import request as http
from wtforms import DateField, RadioField, SelectChoice
from wtforms.validators import Optional

from core.api import Form, Refused, _, prose_date
from plugins.activities.weeks import WeekCriterion, monday

CRITERIA = (("none", _("Aucun : toutes les semaines")), ("even", _("Une semaine sur deux : semaines paires")),
            ("odd", _("Une semaine sur deux : semaines impaires")),
            ("anchor", _("Une semaine sur deux, à partir d’une date")), ("list", _("Liste de semaines")))
MOST_WEEKS = 60


class CriterionForm(Form):
    """Which weeks: the fields that the macro of `activities/criterion.html` draws, with the list of weeks."""

    criterion = RadioField(_("Critère"), choices=[SelectChoice(value=value, label=label) for value, label in CRITERIA])
    anchor = DateField(_("À partir de la semaine du"), [Optional()])


def weeks_between(first: date, last: date) -> list[tuple[str, date, date]]:
    """The weeks that a list may name: « 2026-48 », its Monday, its Friday."""
    found, start = [], monday(first)
    while start <= last and len(found) < MOST_WEEKS:
        year, week, _day = start.isocalendar()
        found.append((f"{year}-{week:02}", start, start + timedelta(days=4)))
        start += timedelta(weeks=1)
    return found


def criterion_of(form: CriterionForm) -> WeekCriterion:
    """Which weeks are meant; a week that no year has is refused (ACT-R09)."""
    kind = form.criterion.data
    if kind == "anchor" and form.anchor.data is None:
        raise Refused(_("La semaine de départ manque."), _("Écrivez une date de la première semaine."))
    weeks = frozenset(week_of(text) for text in http.form.getlist("semaines")) if kind == "list" else frozenset()
    if kind == "list" and not weeks:
        raise Refused(_("Aucune semaine n’est cochée."), _("Cochez au moins une semaine de la liste."))
    return WeekCriterion(kind, form.anchor.data if kind == "anchor" else None, weeks)


def week_of(text: str) -> tuple[int, int]:
    """The ISO year and week of « 2026-48 »."""
    year, _dash, week = text.partition("-")
    try:
        date.fromisocalendar(int(year), int(week), 1)
    except ValueError:
        raise Refused(_("La semaine « %(text)s » n’existe pas.", text=text[:10]),
                      _("Choisissez des semaines de la liste.")) from None
    return int(year), int(week)


def week_words(criterion: WeekCriterion) -> object:
    """« toutes les semaines », « semaines paires », « une semaine sur deux depuis celle du 7 septembre 2026 »."""
    if criterion.kind == "anchor":
        return _("une semaine sur deux depuis celle du %(day)s", day=prose_date(criterion.anchor))
    if criterion.kind == "list":
        return _("semaines %(weeks)s", weeks=numbered(criterion.weeks))
    return {"none": _("toutes les semaines"), "even": _("semaines paires"),
            "odd": _("semaines impaires")}[criterion.kind]


def numbered(weeks: Iterable[tuple[int, int]]) -> str:
    """« 36, 38, 40 »."""
    return ", ".join(str(week) for _year, week in sorted(weeks))
