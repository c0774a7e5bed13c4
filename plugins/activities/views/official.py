"""« Calendrier officiel »: school and public holidays made into periods, and the file that holds them (ACT-R12)."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, flash, redirect, request as http, url_for

from core.api import MarelleError, Page, Refused, _, expose, needs, ngettext, person, today
from plugins.activities import school_calendar
from plugins.activities.models import SchoolYear
from plugins.activities.views.common import PERIODS, SETTINGS, day_of
from plugins.activities.views.periods import towns_of

MOST_BYTES = 1_000_000


class OfficialPage(Page):
    """Choose a zone, tick its periods, create them."""

    name, url, label = "activities.official", "/activites/calendrier-officiel", _("Calendrier officiel")
    permission, scope = PERIODS, "CalendarPeriod visible_to"
    in_menu = False

    @expose("/", methods=("GET", "POST"))
    def index(self):
        """The periods of a zone in the current year; those ticked are created without services."""
        towns, zones = towns_of(person()), school_calendar.zones()
        wanted = (http.form if http.method == "POST" else http.args).get("zone", "")
        zone = wanted if wanted in dict(zones) else zones[0][0]
        first, last = span()
        offered, refusal = school_calendar.official(zone, first, last), None
        if http.method == "POST":
            try:
                return self.created(towns, zone, offered)
            except MarelleError as reason:
                refusal = reason
        page = self.render("activities/official.html", zones=zones, zone=zone, offered=offered, towns=towns,
                           first=first, last=last, refusal=refusal)
        return page, refusal.status if refusal else 200

    def created(self, towns: list, zone: str, offered: list):
        """Create the periods ticked, then show those that wait to be linked."""
        ticked = set(http.form.getlist("periode"))
        wanted = [each for each in offered if f"{each.starts_on}:{each.ends_on}" in ticked]
        town = next((each for each in towns if str(each.id) == http.form.get("collectivite")), None) or (
            towns[0] if len(towns) == 1 else None)
        if town is None:
            raise Refused(_("La collectivité manque."), _("Choisissez celle dont vous réglez les périodes."))
        if not wanted:
            raise Refused(_("Aucune période n’est cochée."), _("Cochez celles à créer."))
        made = school_calendar.create(town, zone, wanted, person())
        flash(ngettext("%(num)s période créée, sans prestations : liez-la pour qu’elle ferme.",
                       "%(num)s périodes créées, sans prestations : liez-les pour qu’elles ferment.", len(made)),
              "success")
        return redirect(url_for("activities_period.index_of", slug="sans-prestations"), 303)

    @expose("/fichier")
    def file(self):
        """The calendar in use, as the file that may be corrected and given back."""
        return Response(school_calendar.as_file(), mimetype="application/json", headers={
            "Content-Disposition": "attachment; filename=calendrier-scolaire.json"})

    @expose("/remplacer", methods=("POST",))
    @needs(SETTINGS, "commun à tous")
    def replace(self):
        """Let another file say the school holidays."""
        sent = http.files.get("fichier")
        try:
            if sent is None or not sent.filename:
                raise Refused(_("Aucun fichier n’est choisi."), _("Choisissez un fichier JSON."))
            school_calendar.replace(sent.filename, sent.stream.read(MOST_BYTES + 1), person())
        except MarelleError as reason:
            flash(f"{reason.message} {reason.remedy}", "danger")
        else:
            flash(_("Le calendrier officiel est remplacé."), "success")
        return redirect(url_for("activities_official.index"), 303)


def span() -> tuple:
    """The days of the year that is asked for, else of the current school year, else twelve months from today."""
    if "du" in http.values and "au" in http.values:
        first, last = day_of(http.values.get("du")), day_of(http.values.get("au"))
        return (first, last) if first <= last <= first + timedelta(days=800) else (first, first + timedelta(days=365))
    year = SchoolYear.visible_to(person()).where(SchoolYear.state == "current").first()
    return (year.starts_on, year.ends_on) if year else (today(), today() + timedelta(days=365))
