"""A child's health, for who may know of it; each opening is written in the journal."""

from __future__ import annotations

from flask import flash, redirect, request as http, url_for

from core.api import MarelleError, Page, _, expose, needs, person
from plugins.families.health import RIGHT, read_health, write_health
from plugins.families.models import Child
from plugins.families.views.common import refuse_old
from plugins.families.views.forms import HealthForm


class HealthPage(Page):
    """« Santé »."""

    name, url, label = "families.health", "/familles/sante", _("Santé de l’enfant")
    permission, in_menu = RIGHT, False

    @expose("/<int:id>", methods=("GET", "POST"))
    @needs(RIGHT, "Child visible_to")
    def health(self, id: int):
        """Allergies, care, what to do; and whether a PAI exists."""
        child, problem = Child.find_for(person(), id, RIGHT), None
        may_edit = child.archived_at is None and person().can("families.edit", child)
        if http.method == "POST":
            form = HealthForm(http.form)
            try:
                refuse_old(child)
                if form.validate():
                    write_health(child, form.text.data or "", form.care_plan.data, person())
                    flash(_("La santé de %(who)s est enregistrée.", who=child), "success")
                    return redirect(f"{url_for('families_child.record', id=id)}#sante", 303)
            except MarelleError as reason:
                problem = reason
        else:
            form = HealthForm(data={"care_plan": child.care_plan, "text": read_health(child, person())})
        return self.render("families/health.html", child=child, form=form, refusal=problem, may_edit=may_edit), \
            problem.status if problem else 422 if form.errors else 200
