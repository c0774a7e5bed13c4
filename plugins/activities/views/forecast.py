"""« Prévision des repas »: how many of each diet, each day, in each establishment; chart, table, file (ACT-R22)."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

from flask import request as http

from core.api import MarelleError, Organisation, Page, _, as_csv, expose, person, today
from plugins.activities.cells import day_words, short_day, short_month
from plugins.activities.forecast import Forecast, forecast
from plugins.activities.models import Service
from plugins.activities.views.common import READ, day_of, ids_of
from plugins.activities.weeks import monday

SPANS = {"semaine": 5, "quinzaine": 12, "mois": 30, "annee": 365}
CHARTED = 25
"""More days than this and the chart has a bar for each week."""


class ForecastPage(Page):
    """Meals to come."""

    name, url, label = "activities.forecast", "/activites/repas", _("Prévision des repas")
    permission, scope = READ, "ClassGroup visible_to"

    @expose("/")
    def index(self):
        """The meals of a town from a day on."""
        asked = read()
        if asked.place is None:
            return self.render("activities/forecast.html", asked=asked, found=Forecast(), bars=[], refusal=None)
        found, refusal = Forecast(), None
        try:
            found = forecast(person(), asked.place, asked.first, asked.last, asked.services or None)
        except MarelleError as reason:
            refusal = reason
        if "fichier" in http.args and refusal is None:
            return as_csv(heads(found), iter(lines(found)), str(asked.place), f"repas-{asked.first}.csv")
        page = self.render("activities/forecast.html", asked=asked, found=found, bars=bars(found), refusal=refusal,
                           short_day=short_day, short_month=short_month)
        return page, refusal.status if refusal else 200


def read() -> SimpleNamespace:
    """What the address asks for: this week (on a weekend, the next one), everywhere, every meal."""
    user = person()
    places = list(Organisation.select().where(Organisation.kind << ("town", "establishment"), Organisation.within(
        user, READ)).order_by(Organisation.path).limit(300))
    wanted = next(iter(ids_of(http.args.getlist("lieu"))), None)
    span = http.args.get("duree") if http.args.get("duree") in SPANS else "semaine"
    first = day_of(http.args.get("depuis"), monday(today() + timedelta(days=2)))
    meals = list(Service.visible_to(user).where(Service.kind == "meal", Service.archived_at.is_null()).limit(100))
    return SimpleNamespace(
        places=places, place=next((each for each in places if each.id == wanted), next(iter(places), None)),
        first=first, last=first + timedelta(days=SPANS[span] - 1), span=span, meals=meals,
        services=[each for each in meals if each.id in ids_of(http.args.getlist("prestation"))])


def bars(found: Forecast) -> list[dict]:
    """A bar for each day; for each week when they are many."""
    if len(found.days) <= CHARTED:
        return [{"name": day_words(day), "value": found.totals[day], "current": day == today()} for day in found.days]
    weeks: dict[date, int] = {}
    for day in found.days:
        weeks[monday(day)] = weeks.get(monday(day), 0) + found.totals[day]
    return [{"name": _("semaine du %(day)s", day=day_words(start)), "value": count} for start, count in weeks.items()]


def heads(found: Forecast) -> list[str]:
    """The first line of the file."""
    return [str(_("Établissement")), str(_("Régime")), *(day.isoformat() for day in found.days), str(_("Total"))]


def lines(found: Forecast) -> list[list]:
    """The others."""
    return [[row.establishment, str(row.label), *(row.counts[day] for day in found.days), row.total]
            for row in found.rows]
