"""« Importer une liste de classe »: a CSV or XLSX file, a report line by line, then all or nothing (ACT-R01)."""

from __future__ import annotations

import json

from flask import flash, redirect, request as http, url_for

from core.api import MarelleError, Page, Refused, _, expose, needs, ngettext, person
from plugins.activities import class_list
from plugins.activities.class_file import HEADS, LARGEST, Row
from plugins.activities.models import SchoolYear
from plugins.activities.views.common import BULK, ids_of

SHOWN = 1000


class ImportingPage(Page):
    """The list of a class."""

    name, url, label = "activities.importing", "/activites/import", _("Importer une liste de classe")
    permission, scope = BULK, "SchoolYear visible_to"
    in_menu = False

    @expose("/", methods=("GET", "POST"))
    @needs(BULK, "SchoolYear visible_to")
    def index(self):
        """Choose a file, read what each line would do, then enrol all of them."""
        year = SchoolYear.find_for(person(), next(iter(ids_of(http.values.getlist("annee"))), 0))
        rows, report, refusal = [], None, None
        if http.method == "POST":
            try:
                rows = sent_again() if "faire" in http.form else sent()
                if "faire" in http.form:
                    return self.done(class_list.enrol(year, rows, person()))
                report = class_list.check(year, rows, person())
            except MarelleError as reason:
                refusal = reason
        kept = json.dumps([[row.number, dict(row.values)] for row in rows])
        page = self.render("activities/importing.html", year=year, report=report, kept=kept, refusal=refusal,
                           shown=SHOWN)
        return page, refusal.status if refusal else 200

    def done(self, act):
        """The act, where it can be undone."""
        flash(ngettext("%(num)s enfant inscrit.", "%(num)s enfants inscrits.", act.added), "success")
        return redirect(url_for("activities_bulk.record", id=act.id), 303)


def sent() -> list[Row]:
    """The rows of the file that was chosen."""
    file = http.files.get("fichier")
    if file is None or not file.filename:
        raise Refused(_("Aucun fichier n’est choisi."), _("Choisissez un fichier CSV ou XLSX."))
    return class_list.read(file.filename, file.stream.read(LARGEST + 1))


def sent_again() -> list[Row]:
    """The rows that the report showed, as the page kept them; each is judged anew."""
    try:
        return [Row(int(number), {name: str(values.get(name, "")) for name in HEADS})
                for number, values in json.loads(http.form.get("lignes", ""))]
    except (ValueError, TypeError, AttributeError):
        raise Refused(_("La liste n’a pas pu être relue."), _("Choisissez le fichier de nouveau.")) from None
