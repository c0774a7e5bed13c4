"""« Fiches de renseignements » of the children or adults of a list, as one PDF (MSG-R06)."""

from __future__ import annotations

from flask import Response, request as http, url_for

from core.api import Page, Refused, _, chosen_rows, expose, iso_date, join_pdfs, needs, person, running, today
from plugins.families.models import Child, Guardian, refuse_archived
from plugins.families.sheets import MOST, OF_CHILDREN, OF_GUARDIANS, Sheets
from plugins.families.views.common import RIGHTS

UNTICKED = {"health"}


class SheetsPage(Page):
    """The elements are ticked, then printed."""

    name, url, label = "families.sheets", "/familles/fiches", _("Fiches de renseignements")
    permission, in_menu = RIGHTS["read"], False

    @expose("/enfants", methods=("POST",))
    @needs(RIGHTS["read"], "Child visible_to")
    def of_children(self):
        """Those of children."""
        offered = {name: label for name, label in OF_CHILDREN.items()
                   if name != "health" or person().can("families.health")}
        return self.worked(Child, "families.child", offered)

    @expose("/responsables", methods=("POST",))
    @needs(RIGHTS["read"], "Guardian visible_to")
    def of_guardians(self):
        """Those of adults."""
        return self.worked(Guardian, "families.guardian", OF_GUARDIANS)

    def worked(self, model, view_name: str, offered: dict):
        """Ask which elements; then the PDF, and a copy on each sheet when it is wanted."""
        view = running().views[view_name]
        ids = chosen_rows(view)
        if not ids or len(ids) > MOST:
            raise Refused(_("De une à %(count)s fiches s’impriment à la fois.", count=MOST),
                          _("Cochez des lignes, ou ajoutez un filtre, puis recommencez."))
        people = list(model.visible_to(person()).where(model.id << ids).order_by(
            model.last_name, model.first_name, model.id))
        parts = [name for name in http.form.getlist("part") if name in offered]
        if "print" not in http.form or not parts or not people:
            return self.render("families/sheets.html", people=people, offered=offered, unticked=UNTICKED,
                               ids=",".join(map(str, ids)), list_name=http.form.get("list", ""),
                               action=url_for(http.endpoint), back_url=view.list_url(),
                               lacking="print" in http.form), 422 if "print" in http.form else 200
        return self.printed(people, parts)

    def printed(self, people, parts: list[str]) -> Response:
        """The PDF of them all."""
        sheets, keeping = Sheets(people, parts, person()), "keep" in http.form
        if keeping:
            refuse_archived(*people)
            if "health" in parts:
                raise Refused(_("La santé ne va pas dans les documents, que chacun lit."),
                              _("Décochez-la, ou imprimez sans enregistrer de copie."))
            if not all(person().can(RIGHTS["edit"], each) for each in people):
                raise Refused(_("Vous n’avez pas le droit de modifier toutes ces fiches."),
                              _("Imprimez-les sans les enregistrer, ou choisissez-en d’autres."))
        made = sheets.pdfs()
        if keeping:
            sheets.file_copies(made)
        return Response(join_pdfs(made), mimetype="application/pdf", headers={
            "Content-Disposition": f'attachment; filename="fiches-{iso_date(today())}.pdf"'})
