"""« Déplacer »: an adult goes to live in a household that was found, or in a NEW one (FAM-R06, R07)."""

from __future__ import annotations

from flask import flash, redirect, request as http, url_for
from wtforms import DateField
from wtforms.validators import InputRequired

from core.api import Form, MarelleError, Page, Refused, _, expose, needs, ngettext, person, today
from plugins.families.found import households_named
from plugins.families.models import Guardian, Household
from plugins.families.moving import move, separate
from plugins.families.views.common import RIGHTS
from plugins.families.wizard import AddressForm

REQUIRED = InputRequired(_("Ce champ est obligatoire."))


class DayForm(Form):
    """Since when."""

    day = DateField(_("À compter du"), [REQUIRED])


class NewHomeForm(AddressForm):
    """A name, an address, and since when."""

    day = DateField(_("À compter du"), [REQUIRED])


class MovingPage(Page):
    """An adult changes household."""

    name, url, label = "families.moving", "/familles/deplacer", _("Déplacer un responsable")
    permission, in_menu = RIGHTS["edit"], False

    @expose("/<int:id>", methods=("GET", "POST"))
    @needs(RIGHTS["edit"], "Guardian visible_to")
    def existing(self, id: int):
        """Type the name of a household, choose it: the children follow."""
        guardian, problem = Guardian.find_for(person(), id, RIGHTS["edit"]), None
        form = DayForm(http.form or None, day=today())
        if http.method == "POST" and form.validate():
            try:
                home = Household.find_for(person(), http.form.get("household", ""), RIGHTS["edit"])
                followed = move(guardian, home, form.day.data, person())
            except MarelleError as reason:
                problem = reason
            else:
                return moved(guardian, followed)
        text = http.values.get("q", "")
        found = households_named(text, person()) if text else []
        page = self.render("families/move.html", guardian=guardian, form=form, problem=problem, q=text,
                           found=[each for each in found if each.id != guardian.household_id])
        return page, problem.status if problem else 200

    @expose("/<int:id>/nouveau", methods=("GET", "POST"))
    @needs(RIGHTS["edit"], "Guardian visible_to")
    def separated(self, id: int):
        """Name and address of a new household, on the same screen (FAM-R07)."""
        guardian, problem = Guardian.find_for(person(), id, RIGHTS["edit"]), None
        form = NewHomeForm(http.form or None, day=today(), name=_("Foyer %(name)s", name=guardian.last_name))
        if http.method == "POST" and form.validate():
            try:
                if guardian.archived_at is not None:
                    raise Refused(_("%(who)s est dans les archives : rien ne s’y écrit.", who=guardian))
                separate(guardian, form.name.data, form.address(), form.day.data, person())
            except MarelleError as reason:
                problem = reason
            else:
                return moved(guardian, [])
        return self.render("families/separate.html", guardian=guardian, form=form, refusal=problem), \
            problem.status if problem else 400 if form.errors else 200


def moved(guardian: Guardian, followed: list):
    """Say who followed, and go back to the sheet."""
    flash(_("%(who)s habite maintenant « %(home)s ».", who=guardian, home=guardian.household), "success")
    if followed:
        flash(ngettext("%(num)s enfant a suivi.", "%(num)s enfants ont suivi.", len(followed)), "success")
    return redirect(f"{url_for('families_guardian.record', id=guardian.id)}#foyer", 303)
