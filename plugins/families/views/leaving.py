"""« Fin de fréquentation »: the last day of a child in an installation."""

from __future__ import annotations

from flask import flash, redirect, request as http, url_for
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from core.api import Form, MarelleError, Organisation, Page, _, expose, needs, person, today
from plugins.families.leaving import leave
from plugins.families.models import Child, Placement
from plugins.families.views.common import RIGHTS

REQUIRED = InputRequired(_("Ce champ est obligatoire."))


class LeavingForm(Form):
    """Where, and until when."""

    installation = SelectField(_("Installation"), [REQUIRED], coerce=int)
    last_day = DateField(_("Dernier jour du service"), [REQUIRED])


class LeavingPage(Page):
    """The last day of a child in an installation."""

    name, url, label = "families.leaving", "/familles/departs", _("Fin de fréquentation")
    permission = RIGHTS["edit"]

    @expose("/<int:id>", methods=("GET", "POST"))
    @needs(RIGHTS["edit"], "Child visible_to")
    def leaving(self, id: int):
        """Ask for the day, then end the child's place and files there (ICSGE-R75, MES-R77)."""
        child, refusal = Child.find_for(person(), id, RIGHTS["edit"]), None
        form = LeavingForm(http.form or None, last_day=today())
        form.installation.choices = [(place.id, place.name) for place in places(child)]
        if http.method == "POST" and form.validate():
            try:
                said = leave(child, Organisation.get_by_id(form.installation.data), form.last_day.data, person())
            except MarelleError as reason:
                refusal = reason
            else:
                for sentence in (_("La fin de fréquentation est enregistrée."), *said):
                    flash(str(sentence), "success")
                return redirect(url_for("families_child.record", id=child.id), 303)
        page = self.render("families/leaving.html", child=child, form=form, refusal=refusal)
        return page, refusal.status if refusal else 400 if form.errors else 200


def places(child: Child) -> list[Organisation]:
    """Where the child has or will have a place, among what the person may change."""
    return list(Organisation.select().distinct().join(Placement, on=Placement.installation == Organisation.id).where(
        Placement.child == child.id, Organisation.holding(Placement.installation, person(), RIGHTS["edit"]),
        Placement.ends_on.is_null() | (Placement.ends_on >= today())).order_by(Organisation.name))
